"""The signs by which an article is known again in another source: its address, its title, its text."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rensa import RMinHash

from feeds.changes import Signs
from feeds.ingest.keys import fold
from feeds.ingest.markup import plain_text, text_of_clean
from feeds.model import Entry
from feeds.urls import canonical_url

# Measured on copies of 742 labelled articles, French and English, beside all 274,911 pairs of them: bands find all
# copies edited in a word of twenty, framed in as much foreign text or cut to a half, 98 % of those cut to a third;
# 40 unrelated pairs in 274,911 share one. Four words a shingle find fewer edited copies, three rows a band fewer cuts.
_SHINGLE = 3  # words
_BANDS = 24
_ROWS = 2  # of the MinHash in a band
_LEAST_SHINGLES = 40  # a shorter text may be a notice that many sites show
_LEAST_TITLE_WORDS = 4  # DESIGN: a title of four words and more
_MAX_TITLE = 200  # characters: PostgreSQL indexes no text of over 2,704 bytes
_REPEATED = 3  # entries of a document that show the same line: it is not of the article
_SAMPLE = 30  # entries that show which lines repeat


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry of a document says, normalised or not."""

    link: str  # absolute
    title: str
    html: str


def read_signs(told: Sequence[Told], entries: Sequence[Entry | None]) -> tuple[Signs, ...]:
    """Return the signs of a document's entries, in order; none for those that are None: nothing asks for them.

    What several entries of the document share, an address, a title or a line, is a sign of none of them.
    """
    if not any(entries):
        return (Signs(),) * len(entries)
    addresses = [_address(each.link) for each in told]
    titles = [title_key(each.title) for each in told]
    shared_addresses, shared_titles = _repeated(addresses, 2), _repeated(titles, 2)
    lines = [line for each in told[:_SAMPLE] for line in set(plain_text(each.html).splitlines())]
    shared_lines = _repeated(lines, _REPEATED)
    return tuple(
        Signs(
            "" if address in shared_addresses else address,
            "" if title in shared_titles else title,
            _bands(shingles(_without(shared_lines, text_of_clean(entry.content_html)))),
        )
        if entry
        else Signs()
        for address, title, entry in zip(addresses, titles, entries, strict=True)
    )


def with_text(signs: Signs, content_html: str) -> Signs:
    """Return the signs of an entry whose text is now the one of its page."""
    return replace(signs, bands=_bands(shingles(text_of_clean(content_html))))


def words(text: str) -> list[str]:
    """Return the words of a text without capitals, accents and punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def title_key(title: str) -> str:
    """Return the words of a title that has enough of them to tell articles apart, else ""."""
    found = words(title)
    return " ".join(found)[:_MAX_TITLE] if len(found) >= _LEAST_TITLE_WORDS else ""


def shingles(text: str) -> frozenset[str]:
    """Return each run of words of a text."""
    found = words(text)
    return frozenset(" ".join(found[at : at + _SHINGLE]) for at in range(len(found) - _SHINGLE + 1))


def _address(link: str) -> str:
    """Return the canonical address of an article, "" for a site's home page, which is the page of many."""
    canonical = canonical_url(link)
    parts = urlsplit(canonical)
    return canonical if parts.path or parts.query or parts.fragment else ""


def _repeated(values: Sequence[str], times: int) -> frozenset[str]:
    return frozenset(value for value, count in Counter(values).items() if count >= times)


def _without(lines: frozenset[str], text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line not in lines) if lines else text


def _bands(found: frozenset[str]) -> tuple[int, ...]:
    if len(found) < _LEAST_SHINGLES:
        return ()
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=1)
    minhash.update(list(found))
    digest = minhash.digest()
    return tuple(_number(band, digest[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS))


def _number(band: int, rows: Sequence[int]) -> int:
    """Return a band as one number of 64 bits, so that the same rows in another band are another number."""
    said = hashlib.blake2b(f"{band} {rows}".encode(), digest_size=8).digest()
    return int.from_bytes(said, "big", signed=True)
