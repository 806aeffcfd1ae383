"""The weighted words that come with Rubrique, read from its data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SYNONYMS = "synonyms"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    text: str
    weight: float  # 0: a guard, whose words count for nothing where they stand together; below 0: it speaks against
    language: str = ""  # ISO 639-1: counts only in entries of it, or of none; "" counts in all


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a category before anyone says more."""

    terms: tuple[Term, ...] = ()
    synonyms: tuple[str, ...] = ()  # other names of it


def shipped_words(key: str) -> Words:
    """Return the words shipped for the category of this key, none where there are none."""
    return _shipped().get(key, Words())


@cache
def _shipped() -> dict[str, Words]:
    text = files("feeds").joinpath("data/lexicon.toml").read_text(encoding="utf-8")
    return read_lexicon(text)


def read_lexicon(text: str) -> dict[str, Words]:
    """Return the words of each table: lists of terms under headings like "3" and "0.4 en", and synonyms."""
    return {key: _read_words(table) for key, table in tomllib.loads(text).items()}


def _read_words(table: dict[str, list[str]]) -> Words:
    headings = {heading: texts for heading, texts in table.items() if heading != _SYNONYMS}
    terms = tuple(term for heading, texts in headings.items() for term in _read_terms(heading, texts))
    return Words(terms, tuple(table.get(_SYNONYMS, ())))


def _read_terms(heading: str, texts: list[str]) -> list[Term]:
    weight, _, language = heading.partition(" ")
    return [Term(text, float(weight), language) for text in texts]
