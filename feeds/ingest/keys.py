"""The keys that the words of a text are looked up by, whatever their accents, plurals, hyphens and elisions.

A text is read into steps: each of its words gives one step or several (``l'IA`` two, ``start-up`` two), and each
step has edges, which are the keys that the word may be looked up by. A key is the word without case, accents,
plural and feminine. Capitals of up to four letters have a second key of their own, so that ``IA`` is not ``ia``;
what a hyphen joins has a third, which spans it, so that ``start-up`` is ``startup``. What tells an amount of money
has keys of kinds of things, which no word has: a sum, a number, a unit.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

Edge = tuple[str, int]  # a key, and how many steps it spans
Step = tuple[Edge, ...]

SUM, NUMBER, UNIT = "[€]", "[n]", "[u]"  # "$12M"; "12"; "millions": no word is in brackets

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’ʼ.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
_DOTTED_CAPITALS = re.compile(r"[A-Z](?:\.[A-Z])+")
_PLURAL_CAPITALS = re.compile(r"[A-Z]{2,4}s")
# "j'ai", "n'ai", "qu'ai-je", "l'ai": the verb, which is no "AI"; yet "l'AI Act" is.
_VERB = re.compile(r"(?:[jntm]|qu)['’ʼ]ai(?:-je)?|ai-je", re.IGNORECASE)
_VERB_AFTER_L = re.compile(r"[lL]['’ʼ]ai(?:-je)?")
_REMEMBERED_CHUNKS = 1 << 15  # some 1,000 articles use as many; 15 MB at most, for all finders together
_MAX_CAPITALS = 4
# In a text wholly in capitals they say nothing, nor does a single letter ("UNE SÉRIE A SUIVRE").
_PLAIN_WORDS = frozenset({"SEA", "RAG"})
# Sums are "$12M", "€3.5bn", "12M€", "$20-million"; units what makes a number before them one, "€" and "M€" too.
_DIGITS = r"\d[\d.,]*"
_MULTIPLE = r"(?:k|m|mn|md|mds|b|bn|tn)"
_SUM = re.compile(rf"[a-z]{{0,3}}[$€£]{_DIGITS}{_MULTIPLE}?\+?(?:-[a-z]+)*|{_DIGITS}{_MULTIPLE}?[$€£]", re.IGNORECASE)
_NUMBER = re.compile(_DIGITS)
_UNITS = frozenset(
    [
        *("€", "$", "£", "k€", "k$", "m€", "m$", "md", "mds", "md€", "md$", "bn", "keur", "meur", "eur", "usd"),
        *("euro", "euros", "dollar", "dollars", "million", "millions", "billion", "billions", "milliard", "milliards"),
    ]
)


def fold(text: str) -> str:
    """Return a text without case and accents.

    >>> fold("Œuvre d’ÉTÉ")
    'oeuvre d’ete'
    """
    if text.isascii():
        return text.lower()
    return unaccented(text.casefold().replace("œ", "oe").replace("æ", "ae"))


def unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(_REMEMBERED_CHUNKS)
def read_steps(chunk: str) -> tuple[Step, ...]:
    """Return the steps of a chunk of text, which holds no white space and has no punctuation round it."""
    return tuple(_with_kind(_read_words(chunk), _kind_of(chunk)))


def _read_words(text: str) -> list[Step]:
    if text.isascii() and text.isalpha():  # most chunks, and five times as fast
        return [_read_part(text)]
    return [step for word in _WORD.findall(unicodedata.normalize("NFKC", text)) for step in _read_word(word)]


def _kind_of(chunk: str) -> str:
    if chunk.lower() in _UNITS:
        return UNIT
    if chunk.isalpha():
        return ""
    return SUM if _SUM.fullmatch(chunk) else NUMBER if _NUMBER.fullmatch(chunk) else ""


def _with_kind(steps: list[Step], kind: str) -> list[Step]:
    """Return *steps* with an edge over all of them for the kind of thing that they are."""
    if not kind:
        return steps
    first, *others = steps or [()]
    return [(*first, (kind, 1 + len(others))), *others]


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
        steps[at] = (*steps[at], (_key_of("".join(parts)), len(parts)))
    return steps


def _read_part(part: str) -> Step:
    """Return a step of a word that nothing joins: its key, and the one of its capitals where they are few."""
    edge = (_key_of(part), 1)
    if len(part) > _MAX_CAPITALS + 1 or part.islower():
        return (edge,)
    capitals = part[:-1] if _PLURAL_CAPITALS.fullmatch(part) else part
    return (edge, (f"={capitals}", 1)) if _is_short_capitals(capitals) else (edge,)


def own_keys(phrase: str) -> tuple[str, ...]:
    """Return the keys that a phrase is held to: the exact ones, where there are any."""
    return tuple(next((key for key, _ in step if is_exact(key)), step[0][0]) for step in _read_words(phrase) if step)


def joined_key(phrase: str) -> str:
    """Return the key of a phrase written as one word."""
    return _key_of("".join(_PART.findall(phrase)))


def _is_short_capitals(part: str) -> bool:
    return part.isupper() and len(part) <= _MAX_CAPITALS


def is_exact(key: str) -> bool:
    return key.startswith("=")


def is_shouted(text: str) -> bool:
    """Whether a text is wholly in capitals, so that they tell no acronym from a word."""
    return text.isupper() and any(len(word) > _MAX_CAPITALS for word in _PART.findall(text))


def says_nothing_shouted(key: str) -> bool:
    return is_exact(key) and (len(key) == 2 or key[1:] in _PLAIN_WORDS)


# Endings taken off or made one, tried in this order after the accents are gone; each with the length from which on it
# applies. Light on purpose: a stemmer of French costs 5 points of F1 on the labelled articles ("vente" is not "vent").
_PLURALS = (
    ("eaux", "eau", 5),
    ("aux", "al", 5),
    ("eux", "eu", 4),
    ("sses", "ss", 5),
    ("sse", "ss", 5),
    ("ss", "ss", 3),
    ("s", "", 4),
)
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


def _key_of(part: str) -> str:
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
