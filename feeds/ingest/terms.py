"""Words and phrases found in a text: one tree of keys holds them all, and a text is walked once.

A phrase may have places that are open: ``…`` stands for up to three words, ``[€]`` for an amount of money, so that
``lève … [€]`` finds "lève près de 12 millions d'euros".

An Aho-Corasick automaton was measured beside the tree, over one key a word: 0.25 ms an article to 0.28, and it would
take a second pass for the other keys.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, product, repeat
from typing import NamedTuple

from feeds.ingest.keys import (
    NUMBER,
    SUM,
    UNIT,
    Step,
    is_exact,
    is_shouted,
    joined_key,
    own_keys,
    read_steps,
    says_nothing_shouted,
    unaccented,
)

GAP = "…"  # in a phrase: up to three words, whatever they are
_GAP_WORDS = 3
_OPEN = re.compile(r"(…|\[€\])")
_PUNCTUATION = ".,;:!?…\"“”«»()[]'’"
_MAX_CHUNK = 200  # characters without a space; the rest is left, for chunks are remembered and nobody writes so
_REMEMBERED_CHUNKS = 1 << 15  # some 1,000 articles use as many

Way = tuple[str, ...]  # the keys of a phrase, in one of its spellings


class Match(NamedTuple):
    phrase: int  # its index in the sequence that the finder was made of
    start: int  # in steps
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of keys, with the phrases that end there."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    phrases: list[int] = field(default_factory=list)


class Finder:
    """Finds phrases in texts."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._root = _Node()
        self._keys: set[str] = set()
        for number, phrase in enumerate(phrases):
            for way in read_phrase(phrase):
                self._add(way, number)
        self._read_chunk = lru_cache(_REMEMBERED_CHUNKS)(self._known_steps)

    def find(self, text: str) -> list[Match]:
        """Return every place where a phrase stands, also inside another."""
        text = unicodedata.normalize("NFC", text)
        steps = self._read(text)
        if is_shouted(text):
            steps = [tuple(edge for edge in step if not says_nothing_shouted(edge[0])) for step in steps]
        matches = [
            Match(phrase, start, end)
            for start, step in enumerate(steps)
            for key, span in step
            if (node := self._root.next.get(key))
            for phrase, end in _walk(node, steps, start + span)
        ]
        return [*dict.fromkeys(matches)]

    def _read(self, text: str) -> list[Step]:
        # Split and strip, then words within: four times as fast as finding words, for most chunks are remembered.
        chunks = text.split()
        if len(max(chunks, key=len, default="")) > _MAX_CHUNK:
            chunks = [chunk[:_MAX_CHUNK] for chunk in chunks]
        return list(chain.from_iterable(map(self._read_chunk, map(str.strip, chunks, repeat(_PUNCTUATION)))))

    def _add(self, way: Way, number: int) -> None:
        node = self._root
        for key in way:
            node = node.next.setdefault(key, _Node())
        node.phrases.append(number)
        self._keys.update(way)

    def _known_steps(self, chunk: str) -> tuple[Step, ...]:
        """Return the steps of a chunk with only those edges that some phrase has: most steps are empty."""
        steps = read_steps(chunk)
        return tuple(tuple(edge for edge in step if edge[0] in self._keys) for step in steps)


def _walk(node: _Node, steps: Sequence[Step], at: int) -> Iterator[tuple[int, int]]:
    """Yield (phrase, end) for the phrases that end at *node*, and for those that the steps from *at* on lead to."""
    for phrase in node.phrases:
        yield phrase, at
    if node.next and at < len(steps):
        for key, span in steps[at]:
            if child := node.next.get(key):
                yield from _walk(child, steps, at + span)
        if gap := node.next.get(GAP):
            for end in range(at, at + _GAP_WORDS + 1):
                yield from _walk(gap, steps, end)


def read_phrase(phrase: str) -> frozenset[Way]:
    """Return the ways in which a phrase may be spelt, none where it has no word."""
    parts = _OPEN.split(unicodedata.normalize("NFC", phrase).strip(" …"))
    if len(parts) == 1:
        return _spellings(phrase)
    ways = [_OPEN_WAYS.get(part) or _spellings(part) or {()} for part in parts]
    return frozenset(tuple(chain.from_iterable(way)) for way in product(*ways))


# "$12M"; "12 millions"; "1 200 000 €".
_SUMS = frozenset({(SUM,), *((*[NUMBER] * groups, UNIT) for groups in (1, 2, 3))})
_OPEN_WAYS = {GAP: frozenset({(GAP,)}), SUM: _SUMS}


def _spellings(phrase: str) -> frozenset[Way]:
    """Return the ways to spell words that stand together.

    As they stand; joined, where it is two words or hyphened; and without their accents, a final é too, where they
    are several, for that makes it plain which are meant.
    """
    keys = own_keys(unicodedata.normalize("NFC", phrase))
    ways = {keys} if keys else set()
    if len(keys) > 1:
        ways.add(own_keys(unaccented(phrase)))
    if len(keys) == 2 and not any(map(is_exact, keys)):
        ways.add((joined_key(phrase),))
    if len(keys) == 1 and keys[0].endswith("up") and len(keys[0]) > 4:
        ways.add((keys[0][:-2], "up"))
    return frozenset(ways)
