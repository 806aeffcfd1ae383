"""Words and phrases found in a text, whatever their accents, plurals, hyphens and elisions.

A text is read into steps: each of its words gives one step or several (``l'IA`` two, ``start-up`` two), and each
step has edges, which are the keys that the word may be looked up by. A key is the word without case, accents,
plural and feminine. Capitals of up to four letters have a second key of their own, so that ``IA`` is not ``ia``;
what a hyphen joins has a third, which spans it, so that ``start-up`` is ``startup``.

The phrases stand in one tree of such keys, and a text is walked once, whatever their number. An Aho-Corasick
automaton was measured beside it, over one key a word: 0.25 ms an article to 0.28, and it would take a second pass
for the other keys.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

Edge = tuple[str, int]  # a key, and how many steps it spans
Step = tuple[Edge, ...]

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’ʼ.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
_DOTTED_CAPITALS = re.compile(r"[A-Z](?:\.[A-Z])+")
_PLURAL_CAPITALS = re.compile(r"[A-Z]{2,4}s")
# "j'ai", "n'ai", "qu'ai-je", "l'ai": the verb, which is no "AI"; yet "l'AI Act" is.
_VERB = re.compile(r"(?:[jntm]|qu)['’ʼ]ai(?:-je)?|ai-je", re.IGNORECASE)
_VERB_AFTER_L = re.compile(r"[lL]['’ʼ]ai(?:-je)?")
_NO_BREAK_SPACES = "\u00a0\u202f"
_PUNCTUATION = ".,;:!?…\"“”«»()[]'’"
_MAX_CHUNK = 200  # characters without a space; the rest is left, for chunks are remembered and nobody writes so
_REMEMBERED_CHUNKS = 1 << 15  # some 1,000 articles use as many; 30 MB at most
_MAX_CAPITALS = 4
# In a text wholly in capitals they say nothing, nor does a single letter ("UNE SÉRIE A SUIVRE").
_PLAIN_WORDS = frozenset({"SEA", "RAG"})


class Match(NamedTuple):
    phrase: int  # its index in the sequence that the finder was made of
    start: int  # in steps; equal to *end* for a pattern
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of keys, with the phrases that end there."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    phrases: list[int] = field(default_factory=list)


class Finder:
    """Finds phrases, and patterns, in texts.

    A pattern is a regular expression over lower-case text with ordinary spaces; it matches from a word's start only.
    It opens with a letter or two as they are, for then the search is ten times as fast, and repeats nothing without
    a bound, so that no text can make it slow.
    """

    def __init__(self, phrases: Sequence[str], patterns: Sequence[tuple[int, str]] = ()) -> None:
        """Take *phrases*, where "" finds nothing, and *patterns*, each under the number that its matches will have."""
        self._root = _Node()
        self._keys: set[str] = set()
        for number, phrase in enumerate(phrases):
            for keys in read_phrase(phrase):
                self._add(keys, number)
        self._patterns = tuple((number, re.compile(pattern)) for number, pattern in patterns)
        self._read_chunk = lru_cache(_REMEMBERED_CHUNKS)(self._known_steps)

    def find(self, text: str) -> list[Match]:
        """Return every place where a phrase stands, also inside another, and one match for each of a pattern."""
        text = unicodedata.normalize("NFC", text)
        steps = self._read(text)
        if _is_shouted(text):
            steps = [tuple(edge for edge in step if not _says_nothing_shouted(edge[0])) for step in steps]
        matches = [
            Match(phrase, start, end)
            for start, step in enumerate(steps)
            for key, span in step
            if (node := self._root.next.get(key))
            for phrase, end in _walk(node, steps, start + span)
        ]
        return [*dict.fromkeys(matches), *self._find_patterns(text)]

    def _read(self, text: str) -> list[Step]:
        # Split and strip, then words within: four times as fast as finding words, for most chunks are remembered.
        chunks = text.split()
        if len(max(chunks, key=len, default="")) > _MAX_CHUNK:
            chunks = [chunk[:_MAX_CHUNK] for chunk in chunks]
        return list(chain.from_iterable(map(self._read_chunk, map(str.strip, chunks, repeat(_PUNCTUATION)))))

    def _find_patterns(self, text: str) -> list[Match]:
        if not self._patterns:
            return []
        text = text.lower()
        for space in _NO_BREAK_SPACES:  # translate takes 0.2 ms an article here, and replace nothing
            text = text.replace(space, " ")
        return [
            Match(number, 0, 0)
            for number, pattern in self._patterns
            for found in pattern.finditer(text)
            if not text[max(0, found.start() - 1) : found.start()].isalnum()
        ]

    def _add(self, keys: Sequence[str], number: int) -> None:
        node = self._root
        for key in keys:
            node = node.next.setdefault(key, _Node())
        node.phrases.append(number)
        self._keys.update(keys)

    def _known_steps(self, chunk: str) -> tuple[Step, ...]:
        """Return the steps of a chunk with only those edges that some phrase has: most steps are empty."""
        steps = _read_steps(chunk)
        return tuple(tuple(edge for edge in step if edge[0] in self._keys) for step in steps)


def _walk(node: _Node, steps: Sequence[Step], at: int) -> Iterator[tuple[int, int]]:
    """Yield (phrase, end) for the phrases that end at *node*, and for those that the steps from *at* on lead to."""
    for phrase in node.phrases:
        yield phrase, at
    if node.next and at < len(steps):
        for key, span in steps[at]:
            if child := node.next.get(key):
                yield from _walk(child, steps, at + span)


def read_phrase(phrase: str) -> frozenset[tuple[str, ...]]:
    """Return the ways in which a phrase may be spelt, each a sequence of keys.

    As it stands; joined, where it is two words or hyphened; and without its accents, a final é too, where it has
    several words, for they make it plain which is meant.
    """
    keys = _own_keys(unicodedata.normalize("NFC", phrase))
    ways = {keys} if keys else set()
    if len(keys) > 1:
        ways.add(_own_keys(_unaccented(phrase)))
    if len(keys) == 2 and not any(map(_is_exact, keys)):
        ways.add((_key("".join(_PART.findall(phrase))),))
    if len(keys) == 1 and keys[0].endswith("up") and len(keys[0]) > 4:
        ways.add((keys[0][:-2], "up"))
    return frozenset(ways)


def fold(text: str) -> str:
    """Return a text without case and accents.

    >>> fold("Œuvre d’ÉTÉ")
    'oeuvre d’ete'
    """
    if text.isascii():
        return text.lower()
    return _unaccented(text.casefold().replace("œ", "oe").replace("æ", "ae"))


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _read_steps(text: str) -> list[Step]:
    if text.isascii() and text.isalpha():  # most chunks, and five times as fast
        return [_read_part(text)]
    words = _WORD.findall(unicodedata.normalize("NFKC", text))
    return [step for word in words for step in _read_word(word)]


def _read_word(word: str) -> list[Step]:
    """Return the steps of a word, whose parts apostrophes, hyphens or dots may join."""
    if word.isalnum():
        return [_read_part(word)]
    if _VERB.fullmatch(word) or _VERB_AFTER_L.fullmatch(word):
        return [()]
    if _DOTTED_CAPITALS.fullmatch(word):
        return [_read_part(word.replace(".", ""))]
    steps = [_read_part(part) for part in _PART.findall(word)]
    for hyphened in _HYPHENED.finditer(word):
        parts = _PART.findall(hyphened.group())
        at = len(_PART.findall(word[: hyphened.start()]))
        steps[at] = (*steps[at], (_key("".join(parts)), len(parts)))
    return steps


def _read_part(part: str) -> Step:
    """Return a step of a word that nothing joins: its key, and the one of its capitals where they are few."""
    edge = (_key(part), 1)
    if len(part) > _MAX_CAPITALS + 1 or part.islower():
        return (edge,)
    capitals = part[:-1] if _PLURAL_CAPITALS.fullmatch(part) else part
    return (edge, (f"={capitals}", 1)) if _is_short_capitals(capitals) else (edge,)


def _own_keys(phrase: str) -> tuple[str, ...]:
    """Return the keys that a phrase is held to: the exact ones, where there are any."""
    return tuple(next((key for key, _ in step if _is_exact(key)), step[0][0]) for step in _read_steps(phrase) if step)


def _is_short_capitals(part: str) -> bool:
    return part.isupper() and len(part) <= _MAX_CAPITALS


def _is_exact(key: str) -> bool:
    return key.startswith("=")


def _is_shouted(text: str) -> bool:
    """Whether a text is wholly in capitals, so that they tell no acronym from a word."""
    return text.isupper() and any(len(word) > _MAX_CAPITALS for word in _PART.findall(text))


def _says_nothing_shouted(key: str) -> bool:
    return _is_exact(key) and (len(key) == 2 or key[1:] in _PLAIN_WORDS)


# Endings taken off or made one, tried in this order after the accents are gone; each with the length from which on it
# applies. Light on purpose: a stemmer of French costs 5 points of F1 on the labelled articles ("vente" is not "vent").
_PLURALS = (("eaux", "eau", 5), ("aux", "al", 5), ("eux", "eu", 4), ("sses", "ss", 5), ("ss", "ss", 3), ("s", "", 4))
_FEMININES = (
    ("trice", "teur", 7),
    ("euse", "eur", 7),
    ("eure", "eur", 7),
    ("ive", "if", 6),
    ("elle", "el", 7),
    ("enne", "en", 7),
    ("ale", "al", 6),
    ("ique", "ic", 6),
    ("ie", "y", 5),
)
_ENDINGS = tuple(ending for ending, _, _ in _PLURALS + _FEMININES)


def _key(part: str) -> str:
    """Return a word without case, accents, plural and feminine; a final é stays, for *marqué* is no *marque*."""
    lower = part.casefold()
    if lower.isascii():
        return _singular(lower)
    for ending in ("ées", "és", "ée", "é"):
        if lower.endswith(ending):
            return fold(lower.removesuffix(ending)) + "é"
    return _singular(fold(lower))


def _singular(word: str) -> str:
    """Return a word without accents in its singular and masculine."""
    if not word.endswith(_ENDINGS):
        return word
    return _replace_ending(_replace_ending(word, _PLURALS), _FEMININES)


def _replace_ending(word: str, endings: Sequence[tuple[str, str, int]]) -> str:
    for ending, other, from_length in endings:
        if len(word) >= from_length and word.endswith(ending):
            return word.removesuffix(ending) + other
    return word
