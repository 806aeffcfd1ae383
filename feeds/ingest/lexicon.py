"""The weighted terms that come with Rubrique, read from its data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    weight: float  # 0: a guard, whose words count for nothing where they stand together
    language: str = ""  # ISO 639-1: counts only in entries of it, or of none; "" counts in all
    is_pattern: bool = False


def shipped_terms(key: str) -> tuple[Term, ...]:
    """Return the terms shipped for the category of this key, none where there are none."""
    return _shipped().get(key, ())


@cache
def _shipped() -> dict[str, tuple[Term, ...]]:
    text = files("feeds").joinpath("data/lexicon.toml").read_text(encoding="utf-8")
    return read_lexicon(text)


def read_lexicon(text: str) -> dict[str, tuple[Term, ...]]:
    """Return the terms of each table of a lexicon: lists of them under headings like "3", "0.4 en", "3 patterns"."""
    return {
        category: tuple(term for heading, texts in table.items() for term in _read_terms(heading, texts))
        for category, table in tomllib.loads(text).items()
    }


def _read_terms(heading: str, texts: list[str]) -> list[Term]:
    weight, *marks = heading.split()
    is_pattern = "patterns" in marks
    language = next((mark for mark in marks if mark != "patterns"), "")
    return [Term(text, float(weight), language, is_pattern) for text in texts]
