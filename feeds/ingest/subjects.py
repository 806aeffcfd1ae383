"""The subjects that an entry's tags name, in whichever manner they are written."""

import re
from collections.abc import Iterable

from feeds.ingest.keys import fold
from feeds.ingest.terms import Way, read_phrase
from feeds.model import Tag

_LIST = re.compile(r"\s*[,;|]\s*")
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")  # in #IntelligenceArtificielle


def subjects_of(tags: Iterable[Tag]) -> tuple[str, ...]:
    """Return each subject once: lists are taken apart, hashtags written as words.

    >>> subjects_of((Tag("#VieDesStartups, IA"), Tag("c4", label="vie_des_startups")))
    ('Vie Des Startups', 'IA')
    """
    texts = (part for tag in tags for part in _LIST.split(tag.label or tag.term))
    return tuple({fold(text): text for text in map(_in_words, texts) if text}.values())


def _in_words(text: str) -> str:
    text = text.strip()
    if text.startswith("#"):
        text = _HUMP.sub(" ", text.lstrip("#"))
    return text.replace("_", " ").strip()


def spellings(subject: str) -> frozenset[Way]:
    """Return the ways in which a subject may be spelt, capitals or not; two names of one thing share one."""
    return read_phrase(fold(subject))
