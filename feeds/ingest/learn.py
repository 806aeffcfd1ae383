"""What corrections teach: weights of words, of tags and of sources, proposed with their evidence. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.fit import first_weights, fit
from feeds.ingest.learned import Learned
from feeds.ingest.lexicon import Term
from feeds.ingest.new_words import new_words
from feeds.ingest.samples import Kind, Sample, Taught, read_samples
from feeds.model import Filing

_MOST_GROUPS = 20  # up to as many articles each is left out by itself, beyond that in groups
_LEAST_CHANGE: Mapping[Kind, float] = {"term": 0.1, "tag": 0.3, "source": 0.3}  # a smaller one moves next to nothing
_LEAST_WEIGHT = 0.1  # what a word keeps: with less it would turn into a guard, or speak against
_UNWEIGHED = 0.001  # of a word that is new: of no weight at all it would be a guard, too


@dataclass(frozen=True, slots=True)
class Change:
    """A weight that would change, with its evidence."""

    kind: Kind
    text: str  # the term, the tag or the source's id
    before: float  # 0 for what is new
    after: float
    of_ours: int  # articles that have it and belong
    of_others: int  # articles that have it and do not


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned of one category."""

    changes: tuple[Change, ...]  # the greatest first; none where they would file worse
    f1_before: float  # of the rules without it
    f1_after: float  # of each article as what the others teach files it

    @property
    def gain(self) -> float:
        return self.f1_after - self.f1_before


@dataclass(frozen=True, slots=True)
class Proposal:
    lessons: Mapping[str, Lesson]  # by the keys of categories
    learned: Mapping[str, Learned]  # to compile rules with, and to write once an editor agrees


def learn(taught: Sequence[Taught], categories: Sequence[Category]) -> Proposal:
    """Return what *taught* teaches of *categories*.

    Nothing of one that lacks articles on either side, and of one whose articles would be filed worse no changes.
    """
    before = file_all(taught, compile_rules(categories))
    held_out = file_left_out(taught, categories, _in_turn(len(taught)))
    lessons = {
        key: _lesson(changes, _f1(taught, before, key), _f1(taught, held_out, key))
        for key, changes in _changes_for(taught, categories).items()
    }
    return Proposal(lessons, {key: _learned(lesson.changes) for key, lesson in lessons.items()})


def teach(taught: Sequence[Taught], categories: Sequence[Category]) -> dict[str, Learned]:
    """Return what *taught* teaches, to compile rules with, by key."""
    return {key: _learned(changes) for key, changes in _changes_for(taught, categories).items()}


def file_all(taught: Sequence[Taught], rules: Rules) -> list[tuple[Filing, ...]]:
    """Return how *rules* file each entry."""
    return [categorise(one.entry, rules, source=one.source, hints=one.hints) for one in taught]


def file_left_out(
    taught: Sequence[Taught], categories: Sequence[Category], groups: Sequence[object]
) -> list[tuple[Filing, ...]]:
    """Return how each entry is filed by what those of other groups teach; *groups* has one for each."""
    filed: dict[int, tuple[Filing, ...]] = {}
    for group in dict.fromkeys(groups):
        left_out = [number for number, its in enumerate(groups) if its == group]
        others = [one for one, its in zip(taught, groups, strict=True) if its != group]
        rules = compile_rules(categories, teach(others, categories))
        filings = file_all([taught[number] for number in left_out], rules)
        filed |= zip(left_out, filings, strict=True)
    return [filed[number] for number in range(len(taught))]


def _lesson(changes: tuple[Change, ...], f1_before: float, f1_after: float) -> Lesson:
    return Lesson(changes if f1_after >= f1_before else (), f1_before, f1_after)


def _in_turn(count: int) -> list[int]:
    return [number % _MOST_GROUPS for number in range(count)]


def _f1(taught: Sequence[Taught], filed: Sequence[Sequence[Filing]], key: str) -> float:
    """Return the harmonic mean of precision and recall of one category, 1 when there is nothing to find or to give."""
    pairs = [
        (filing.given, one.belongs[key])
        for one, filings in zip(taught, filed, strict=True)
        for filing in filings
        if filing.category == key and key in one.belongs
    ]
    wrong = sum(given != belongs for given, belongs in pairs)
    right = sum(given and belongs for given, belongs in pairs)
    return 2 * right / (2 * right + wrong) if right or wrong else 1.0


# -- one category after the other ---------------------------------------------------------------------------------


def _changes_for(taught: Sequence[Taught], categories: Sequence[Category]) -> dict[str, tuple[Change, ...]]:
    """Return the changes that *taught* calls for, by key."""
    words = new_words(taught, categories)
    unweighed = {key: Learned(terms=tuple(Term(word, _UNWEIGHED) for word in some)) for key, some in words.items()}
    rules = compile_rules(categories, unweighed)
    samples = read_samples(taught, rules)
    return {
        ruled.key: tuple(sorted(_changes(samples[ruled.key], rules, index), key=lambda c: -abs(c.after - c.before)))
        for index, ruled in enumerate(rules.categories)
        if len({sample.belongs for sample in samples[ruled.key]}) == 2
    }


def _changes(samples: Sequence[Sample], rules: Rules, category: int) -> Iterator[Change]:
    first = first_weights(rules, category)
    for feature, weight in fit(samples, first, rules.categories[category].threshold).items():
        kind, text = feature
        before = round(first.get(feature, 0.0), 2)
        after = max(weight, _LEAST_WEIGHT) if kind == "term" else weight
        if abs(after - before) >= _LEAST_CHANGE[kind]:
            having = [sample.belongs for sample in samples if feature in sample.worths]
            yield Change(kind, text, before, round(after, 2), sum(having), len(having) - sum(having))


def _learned(changes: Sequence[Change]) -> Learned:
    def points(kind: Kind) -> dict[str, float]:
        return {change.text: change.after for change in changes if change.kind == kind}

    return Learned(
        tuple(Term(text, weight) for text, weight in points("term").items()), points("tag"), points("source")
    )
