"""What entries are filed by, compiled once for all of them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from feeds.category import Category
from feeds.ingest import scale
from feeds.ingest.learned import Learned
from feeds.ingest.lexicon import Term, Words, shipped_words
from feeds.ingest.match import sought_words
from feeds.ingest.subjects import spellings
from feeds.ingest.terms import Finder, Way, read_phrase
from feeds.rules import Rule

# Raise it when words or texts are read in another manner: stored filings carry the version of their rules.
_MANNER = 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """What one category is filed by, besides its terms."""

    key: str
    threshold: float
    names: frozenset[Way]  # what tags and heads of files call it
    match: Rule | None
    learned: Learned


@dataclass(frozen=True, slots=True)
class Rules:
    categories: tuple[Ruled, ...]
    terms: tuple[tuple[int, Term], ...]  # each with the index of its category; a match names it by its index here
    words: tuple[str, ...]  # that `match` rules look for; numbered on from the terms
    finder: Finder
    version: str  # other rules have another one


def compile_rules(categories: Sequence[Category], learned: Mapping[str, Learned] = MappingProxyType({})) -> Rules:
    """Return the rules of *categories*, whose order settles ties, with what was *learned* of them, by key."""
    ruled = tuple(_rule(category, learned.get(category.key, Learned())) for category in categories)
    terms = tuple(
        (index, term) for index, category in enumerate(categories) for term in terms_of(category, ruled[index].learned)
    )
    words = sought_words(one.match for one in ruled if one.match)
    finder = Finder([*(term.text for _, term in terms), *words])
    return Rules(ruled, terms, words, finder, _version(ruled, terms))


def _rule(category: Category, learned: Learned) -> Ruled:
    names = {category.key, category.label, *category.synonyms, *_shipped(category).synonyms}
    ways = frozenset(chain.from_iterable(map(spellings, names)))
    return Ruled(category.key, category.threshold, ways, category.match, learned)


def _shipped(category: Category) -> Words:
    return shipped_words(category.key) if category.shipped else Words()


def _version(ruled: Sequence[Ruled], terms: Sequence[tuple[int, Term]]) -> str:
    """Return the same text for rules that file alike, however their words are ordered."""
    parts = [
        (
            (one.key, one.threshold, sorted(one.names), one.match),
            sorted(term for owner, term in terms if owner == index),
            (sorted(one.learned.tags.items()), sorted(one.learned.sources.items())),
        )
        for index, one in enumerate(ruled)
    ]
    return hashlib.sha256(repr((_MANNER, scale.ALL, parts)).encode()).hexdigest()[:12]


# -- the words ----------------------------------------------------------------------------------------------------


def terms_of(category: Category, learned: Learned) -> tuple[Term, ...]:
    """Return the terms of a category: those shipped, its own, those learned, and those that it excludes.

    Of two that are spelt alike the later one stands.
    """
    chosen: dict[Way, Term] = {}
    for term in (*_shipped(category).terms, *_own_terms(category)):
        _choose(term, chosen)
    for term in learned.terms:
        _choose(replace(term, language=_language_of(term, chosen)), chosen)
    for text in category.exclude:
        _choose(Term(text, scale.EXCLUDED_WEIGHT), chosen)
    return tuple(dict.fromkeys(chosen.values()))


def _own_terms(category: Category) -> Iterator[Term]:
    knows_words = category.keywords or category.strong or category.weak
    if not _shipped(category).terms and (knows_words or not category.match):
        yield Term(category.label, scale.KEYWORD_WEIGHT)
    for texts, weight in (
        (category.weak, scale.WEAK_WEIGHT),
        (category.keywords, scale.KEYWORD_WEIGHT),
        (category.strong, scale.STRONG_WEIGHT),
    ):
        yield from (Term(text, weight) for text in texts)


def _choose(term: Term, chosen: dict[Way, Term]) -> None:
    """Put a term in the place of those that share a spelling with it."""
    ways = read_phrase(term.text)
    older = {chosen[way] for way in ways if way in chosen}
    if older:
        for way in [way for way, other in chosen.items() if other in older]:
            del chosen[way]
    chosen |= dict.fromkeys(ways, term)


def _language_of(term: Term, chosen: Mapping[Way, Term]) -> str:
    return next((chosen[way].language for way in read_phrase(term.text) if way in chosen), term.language)
