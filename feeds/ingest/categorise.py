"""Entries filed under categories, each with its score and its reasons.

The score of a category is the sum over its distinct terms of

    weight × (best place + 0.4 · ln(count) · √(600 / max(600, length in characters)))

and of weight × 1 for each that is among the entry's tags. A tag that names the category adds 3.5, a source's hint 2;
what was learned of tags and of sources adds its own points. A `match` rule gives the category whatever the score.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from feeds.ingest import scale
from feeds.ingest.filing_rules import Ruled, Rules
from feeds.ingest.keys import fold
from feeds.ingest.markup import Outline
from feeds.ingest.match import Facts, facts_of, why_holds
from feeds.ingest.subjects import spellings
from feeds.ingest.weigh import Sight, look, look_at_tags, read_entry, terms_in, words_of
from feeds.model import Entry, Filing, Reason

_FILE = "sources.toml"


def categorise(
    entry: Entry, rules: Rules, *, source: str = "", given: Collection[str] = (), hints: Collection[str] = ()
) -> tuple[Filing, ...]:
    """Return one filing for every category, best score first.

    *source* is the id of the one that carries the entry; *given* and *hints* are keys: those that the source gives to
    all its entries, and those it is likely to be about. A category is given at its threshold, by *given*, by its
    `match` rule, or when the head of the entry's own file names it.
    """
    read = read_entry(entry)
    sight = look(entry, read, rules)
    points = _points(entry, sight, rules, source, hints)
    verdicts = _verdicts(entry, read, sight, rules, source, given)
    filings = [_file(one, points[index], verdicts[index]) for index, one in enumerate(rules.categories)]
    return tuple(sorted(filings, key=lambda filing: -filing.score))


# -- the verdict --------------------------------------------------------------------------------------------------


def _file(ruled: Ruled, points: Sequence[Reason], verdicts: Sequence[Reason]) -> Filing:
    reasons = sorted(points, key=lambda reason: -reason.points)
    # A sum of rounded points, so that what is shown adds up.
    score = round(math.fsum(reason.points for reason in reasons), 2)
    is_given = bool(verdicts) or score >= ruled.threshold
    verdict = "sure" if verdicts else _verdict(score, ruled.threshold)
    return Filing(ruled.key, score, is_given, verdict, (*verdicts, *reasons))


def _verdict(score: float, threshold: float) -> str:
    if score >= scale.SURE_FROM * threshold:
        return "sure"
    return "to check" if score >= scale.TO_CHECK_FROM * threshold else "no"


def _verdicts(
    entry: Entry, read: Outline, sight: Sight, rules: Rules, source: str, given: Collection[str]
) -> list[list[Reason]]:
    """Return why each category is given whatever its score: reasons without points."""
    facts = _facts(entry, read, sight, rules, source) if any(one.match for one in rules.categories) else None
    return [
        [
            *([Reason(_FILE, "source", 1, 0.0)] if one.key in given else []),
            *(Reason(name, "head", 1, 0.0) for name in entry.verdicts if one.names & spellings(name)),
            *([Reason(why, "match", 1, 0.0)] if facts and one.match and (why := why_holds(one.match, facts)) else []),
        ]
        for one in rules.categories
    ]


def _facts(entry: Entry, read: Outline, sight: Sight, rules: Rules, source: str) -> Facts:
    signed = words_of(rules.finder.find("\n".join(person.name for person in entry.authors)), rules)
    text = "\n".join([*read.headings, read.text])
    return facts_of(entry, source, text, {**sight.said, "author": signed})


# -- the points ---------------------------------------------------------------------------------------------------


def _points(
    entry: Entry, sight: Sight, rules: Rules, source: str, hints: Collection[str]
) -> Mapping[int, list[Reason]]:
    """Return the reasons for each category, by its index."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for found in terms_in(sight):
        category, term = rules.terms[found.number]
        reasons[category].append(Reason(term.text, found.place, found.count, round(term.weight * found.worth, 2)))
    for category, reason in (*_points_of_tags(entry, rules), *_points_of_source(rules, source, hints)):
        reasons[category].append(reason)
    return reasons


def _points_of_tags(entry: Entry, rules: Rules) -> Iterator[tuple[int, Reason]]:
    """Yield what the tags give: a name of a category, each term once, and what was learned of a tag."""
    weighed: set[int] = set()
    for subject in look_at_tags(entry, rules):
        for number in subject.numbers:
            if number not in weighed:
                weighed.add(number)
                category, term = rules.terms[number]
                yield category, Reason(term.text, "tags", 1, round(term.weight * scale.TAG_PLACE, 2))
        for category, ruled in enumerate(rules.categories):
            points = scale.TAG_NAME_POINTS * (category in subject.named) + ruled.learned.tags.get(fold(subject.text), 0)
            if points:
                yield category, Reason(subject.text, "tags", 1, round(points, 2))


def _points_of_source(rules: Rules, source: str, hints: Collection[str]) -> Iterator[tuple[int, Reason]]:
    for category, ruled in enumerate(rules.categories):
        if ruled.key in hints:
            yield category, Reason(_FILE, "source", 1, scale.HINT_POINTS)
        if points := ruled.learned.sources.get(source, 0.0):
            yield category, Reason(source, "source", 1, round(points, 2))
