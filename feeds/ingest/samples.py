"""Entries that people filed, as the numbers that learning reads."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from feeds.ingest import scale
from feeds.ingest.filing_rules import Rules
from feeds.ingest.keys import fold
from feeds.ingest.weigh import look, look_at_tags, read_entry, terms_in
from feeds.model import Entry

Kind = Literal["term", "tag", "source"]
Feature = tuple[Kind, str]  # a term's text, a subject folded, a source's id


@dataclass(frozen=True, slots=True)
class Taught:
    """An entry with what an editor decided of it."""

    entry: Entry
    source: str  # id; "" when there is none to learn of
    belongs: Mapping[str, bool]  # by key; a category that is not there is undecided
    hints: tuple[str, ...] = ()  # of its source


@dataclass(slots=True)
class Sample:
    """What an entry holds that speaks for or against one category: each feature, with its points at weight 1."""

    belongs: bool
    fixed: float = 0.0  # points that learning leaves alone
    worths: dict[Feature, float] = field(default_factory=lambda: defaultdict(float))


def read_samples(taught: Sequence[Taught], rules: Rules) -> dict[str, list[Sample]]:
    """Return the samples of each category, by its key, of the entries of which it was decided."""
    samples: dict[str, list[Sample]] = {ruled.key: [] for ruled in rules.categories}
    for one in taught:
        for key, sample in _read(one, rules).items():
            samples[key].append(sample)
    return samples


def _read(taught: Taught, rules: Rules) -> dict[str, Sample]:
    entry = taught.entry
    keys = [ruled.key for ruled in rules.categories]
    samples = {key: Sample(taught.belongs[key]) for key in keys if key in taught.belongs}
    for key, sample in samples.items():
        if taught.source:
            sample.worths["source", taught.source] = 1.0
        sample.fixed += scale.HINT_POINTS * (key in taught.hints)
    for number, worth in _terms(entry, rules):
        category, term = rules.terms[number]
        if keys[category] in samples:
            _add_term(samples[keys[category]], term.text, term.weight, worth)
    for subject in look_at_tags(entry, rules):
        for category, key in enumerate(keys):
            if key in samples:
                samples[key].worths["tag", fold(subject.text)] = 1.0
                samples[key].fixed += scale.TAG_NAME_POINTS * (category in subject.named)
    return samples


def _terms(entry: Entry, rules: Rules) -> Iterator[tuple[int, float]]:
    """Yield the terms of the text, then those of the tags, each with its worth."""
    yield from ((found.number, found.worth) for found in terms_in(look(entry, read_entry(entry), rules)))
    tagged = dict.fromkeys(number for subject in look_at_tags(entry, rules) for number in subject.numbers)
    yield from ((number, scale.TAG_PLACE) for number in tagged)


def _add_term(sample: Sample, text: str, weight: float, worth: float) -> None:
    if weight > 0:
        sample.worths["term", text] += worth
    else:  # what an editor excludes is no guess to better
        sample.fixed += weight * worth
