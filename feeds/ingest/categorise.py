"""Entries filed under categories, each with its score and its reasons.

The score of a category is the sum over its distinct terms of

    weight × (best place + 0.4 · ln(count) · √(600 / max(600, length in characters)))

and of weight × 1 for each that is among the entry's tags; a source's hint adds 2.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from feeds.config import Category
from feeds.ingest.lexicon import Term, shipped_terms
from feeds.ingest.markup import outline
from feeds.ingest.terms import Finder, Match, fold
from feeds.model import Entry, Filing, Reason

# All tuned together on 742 labelled articles; after a change run tests/eval.py.
GIVEN_FROM = 5.25
SURE_FROM = 10.5
TO_CHECK_FROM = 3.5
PLACES = {"title": 4.0, "lead": 1.4, "headings": 0.8, "body": 0.1}
TAG_PLACE = 1.0
HINT_POINTS = 2.0
REPEAT_FACTOR = 0.4
REPEAT_LENGTH = 600  # characters in which a term said twice says more; in longer texts that means less
LEAD_LENGTH = 450  # characters: the first two paragraphs of a news article
READ_LENGTH = 20_000  # characters: the subject of an article does not begin later
OWN_WEIGHT = 3.2  # of the user's keywords and of a label: they chose few. Best of 1 to 4 with lists of ten keywords


@dataclass(frozen=True, slots=True)
class Rules:
    """What entries are filed by, compiled once for all of them."""

    categories: tuple[Category, ...]
    terms: tuple[tuple[int, Term], ...]  # each with the index of its category; a match names it by its index here
    finder: Finder
    version: str  # other rules have another one


def compile_rules(categories: Sequence[Category]) -> Rules:
    """Return the rules of *categories*, whose order settles ties.

    A category has its own keywords and its label as terms; without keywords those shipped under its key; without
    those, its label.
    """
    terms = tuple((index, term) for index, category in enumerate(categories) for term in _terms_of(category))
    phrases = ["" if term.is_pattern else term.text for _, term in terms]
    patterns = [(number, term.text) for number, (_, term) in enumerate(terms) if term.is_pattern]
    return Rules(tuple(categories), terms, Finder(phrases, patterns), _digest(categories, terms))


def categorise(
    entry: Entry, rules: Rules, *, given: Collection[str] = (), hints: Collection[str] = ()
) -> tuple[Filing, ...]:
    """Return one filing for every category, best score first.

    *given* and *hints* are keys: those that the source gives to all its entries, and those it is likely to be about.
    A category is given at the threshold, by *given*, or when the head of the entry's own file names it.
    """
    reasons = _weigh(entry, rules)
    filings = [
        _file(category, reasons[index], _pins(category, entry, given), category.key in hints)
        for index, category in enumerate(rules.categories)
    ]
    return tuple(sorted(filings, key=lambda filing: -filing.score))


def _terms_of(category: Category) -> tuple[Term, ...]:
    own = (category.label, *category.keywords)
    if not category.keywords and (shipped := shipped_terms(category.key)):
        return shipped
    return tuple(Term(text, OWN_WEIGHT) for text in {fold(text): text for text in own}.values())


def _digest(categories: Sequence[Category], terms: object) -> str:
    numbers = (GIVEN_FROM, SURE_FROM, TO_CHECK_FROM, PLACES, TAG_PLACE, HINT_POINTS, REPEAT_FACTOR, REPEAT_LENGTH)
    rules = (tuple(categories), terms, numbers, LEAD_LENGTH, READ_LENGTH)
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:12]


# -- the verdict --------------------------------------------------------------------------------------------------


def _file(category: Category, reasons: Sequence[Reason], pins: Sequence[Reason], is_hinted: bool) -> Filing:
    hint = [Reason("sources.toml", "source", 1, HINT_POINTS)] if is_hinted else []
    reasons = sorted([*reasons, *hint], key=lambda reason: -reason.points)
    # A sum of rounded points, so that what is shown adds up.
    score = round(math.fsum(reason.points for reason in reasons), 2)
    is_given = bool(pins) or score >= GIVEN_FROM
    return Filing(category.key, score, is_given, _verdict(score, bool(pins)), (*pins, *reasons))


def _verdict(score: float, is_pinned: bool) -> str:
    if is_pinned or score >= SURE_FROM:
        return "sure"
    return "to check" if score >= TO_CHECK_FROM else "no"


def _pins(category: Category, entry: Entry, given: Collection[str]) -> list[Reason]:
    """Return why a category is given whatever its score: reasons without points."""
    pins = [Reason("sources.toml", "source", 1, 0.0)] if category.key in given else []
    names = {fold(category.key), fold(category.label)}
    return pins + [Reason(name, "head", 1, 0.0) for name in entry.verdicts if fold(name.strip()) in names]


# -- the points ---------------------------------------------------------------------------------------------------


def _weigh(entry: Entry, rules: Rules) -> dict[int, list[Reason]]:
    """Return the reasons for each category, by its index."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for number, place, count, points in chain(_weigh_text(entry, rules), _weigh_tags(entry, rules)):
        category, term = rules.terms[number]
        reasons[category].append(Reason(term.text, place, count, round(term.weight * points, 2)))
    return reasons


def _weigh_text(entry: Entry, rules: Rules) -> Iterator[tuple[int, str, int, float]]:
    """Yield each term found: its number, its best place, how often it stands, and its points at weight 1."""
    read = outline(entry.content_html)
    text = (read.text or entry.summary)[:READ_LENGTH]
    places: dict[int, str] = {}
    counts: Counter[int] = Counter()
    for place, texts in _places(entry.title, text, read.headings):
        for number in _find(texts, entry, rules):
            places.setdefault(number, place)
            counts[number] += 1
    damping = math.sqrt(REPEAT_LENGTH / max(REPEAT_LENGTH, len(text)))
    for number, place in places.items():
        yield number, place, counts[number], PLACES[place] + REPEAT_FACTOR * math.log(counts[number]) * damping


def _weigh_tags(entry: Entry, rules: Rules) -> Iterator[tuple[int, str, int, float]]:
    """Yield each term found among the tags, once, in the form of `_weigh_text`."""
    tags = [tag.label or tag.term for tag in entry.tags]
    for number in dict.fromkeys(_find(tags, entry, rules)):
        yield number, "tags", 1, TAG_PLACE


def _places(title: str, text: str, headings: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the places of an entry, the best first, each with its texts."""
    lead_length = _end_of_lead(text)
    yield "title", [title[:READ_LENGTH]]
    yield "lead", [text[:lead_length]]
    yield "headings", "\n".join(headings)[:READ_LENGTH].split("\n")
    yield "body", [text[lead_length:]]


def _end_of_lead(text: str) -> int:
    """Return where the lead ends: at a word's end, so that none is cut in two."""
    end = text.find(" ", LEAD_LENGTH)
    return len(text) if end < 0 else end


def _find(texts: Iterable[str], entry: Entry, rules: Rules) -> Iterator[int]:
    """Yield the number of a term for each time that it counts in *texts*."""
    language = entry.language.partition("-")[0].lower()
    for text in texts:
        matches = rules.finder.find(text)
        yield from _longest((m for m in matches if _is_of(rules.terms[m.phrase][1], language)), rules)


def _is_of(term: Term, language: str) -> bool:
    return not (term.language and language) or term.language == language


def _longest(matches: Iterable[Match], rules: Rules) -> Iterator[int]:
    """Yield the terms of *matches* that count: of a category's terms one within another, the outer one alone.

    So that "agence de publicité" is said once, and that a guard, which weighs nothing, takes its words out.
    """
    reach: dict[int, int] = defaultdict(int)
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        category, term = rules.terms[match.phrase]
        is_within = not term.is_pattern and match.end <= reach[category]
        reach[category] = max(reach[category], match.end)
        if term.weight and not is_within:
            yield match.phrase
