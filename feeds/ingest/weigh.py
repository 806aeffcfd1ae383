"""The terms that an entry holds, each with its best place, its count and what that is worth."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from feeds.ingest import scale
from feeds.ingest.filing_rules import Rules
from feeds.ingest.lexicon import Term
from feeds.ingest.markup import Outline, outline
from feeds.ingest.subjects import spellings, subjects_of
from feeds.ingest.terms import Match
from feeds.model import Entry
from feeds.rules import Field


@dataclass(frozen=True, slots=True)
class Found:
    """A term that an entry holds."""

    number: int  # in the rules
    place: str  # its best
    count: int
    worth: float  # its points at weight 1


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that an entry's tags name, and what it is to the rules."""

    text: str
    named: frozenset[int]  # the categories, by index, that are called so
    numbers: tuple[int, ...]  # the terms in it, of other categories


@dataclass(slots=True)
class Sight:
    """What one pass over an entry's texts found."""

    length: int  # characters read
    places: dict[int, str] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)
    said: dict[Field, set[str]] = field(default_factory=lambda: {"title": set(), "text": set()})


def read_entry(entry: Entry) -> Outline:
    """Return the text of an entry as far as it is read; its summary where it has no content."""
    read = outline(entry.content_html)
    headings = "\n".join(read.headings)[: scale.READ_LENGTH].split("\n")
    return Outline((read.text or entry.summary)[: scale.READ_LENGTH], tuple(headings))


def look(entry: Entry, read: Outline, rules: Rules) -> Sight:
    """Return the terms, and the words of `match` rules, that stand in the title and in the text."""
    sight = Sight(len(read.text))
    for place, texts in _places(entry.title, read):
        for text in texts:
            matches = rules.finder.find(text)
            sight.said["title" if place == "title" else "text"] |= words_of(matches, rules)
            for number in _terms_of(matches, entry.language, rules):
                sight.places.setdefault(number, place)
                sight.counts[number] += 1
    return sight


def terms_in(sight: Sight) -> Iterator[Found]:
    """Yield each term of the title and the text."""
    damping = math.sqrt(scale.REPEAT_LENGTH / max(scale.REPEAT_LENGTH, sight.length))
    for number, place in sight.places.items():
        count = sight.counts[number]
        yield Found(number, place, count, scale.PLACES[place] + scale.REPEAT_FACTOR * math.log(count) * damping)


def _places(title: str, read: Outline) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the places of an entry, the best first, each with its texts."""
    lead_length = _end_of_lead(read.text)
    yield "title", [title[: scale.READ_LENGTH]]
    yield "lead", [read.text[:lead_length]]
    yield "headings", read.headings
    yield "body", [read.text[lead_length:]]


def _end_of_lead(text: str) -> int:
    """Return where the lead ends: at a word's end, so that none is cut in two."""
    end = text.find(" ", scale.LEAD_LENGTH)
    return len(text) if end < 0 else end


def words_of(matches: Iterable[Match], rules: Rules) -> set[str]:
    """Return the words of `match` rules among *matches*."""
    return {rules.words[match.phrase - len(rules.terms)] for match in matches if match.phrase >= len(rules.terms)}


def _terms_of(matches: Iterable[Match], language: str, rules: Rules) -> Iterator[int]:
    """Yield the number of a term for each time that it counts: of one within another of its category, the outer alone.

    So that "agence de publicité" is said once, and that a guard, which weighs nothing, takes its words out.
    """
    spoken = language.partition("-")[0].lower()
    reach: dict[int, int] = defaultdict(int)
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if match.phrase >= len(rules.terms):
            continue
        category, term = rules.terms[match.phrase]
        if not _is_of(term, spoken):
            continue
        is_within = match.end <= reach[category]
        reach[category] = max(reach[category], match.end)
        if term.weight and not is_within:
            yield match.phrase


def _is_of(term: Term, language: str) -> bool:
    return not (term.language and language) or term.language == language


def look_at_tags(entry: Entry, rules: Rules) -> Iterator[Subject]:
    """Yield the subjects of an entry's tags."""
    for text in subjects_of(entry.tags):
        ways = spellings(text)
        named = frozenset(index for index, ruled in enumerate(rules.categories) if ruled.names & ways)
        found = dict.fromkeys(_terms_of(rules.finder.find(text), entry.language, rules))
        yield Subject(text, named, tuple(number for number in found if rules.terms[number][0] not in named))
