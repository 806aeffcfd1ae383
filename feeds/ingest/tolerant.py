"""Feeds of every dialect, well-formed or not, through feedparser."""

import io
import re
from collections.abc import Iterator

import feedparser
from feedparser.mixin import _FeedParserMixin

from feeds.errors import ParseError
from feeds.ingest.feed_values import Values, feed_from_values, values_list
from feeds.ingest.mend import bounded, cut, mend, opened
from feeds.model import Document, ParsedFeed


def parse_tolerantly(document: Document) -> ParsedFeed:
    """Return all that can be read of a feed.

    Raises:
        ParseError: it is no feed.
    """
    result, warnings = _read(document)
    if not result.get("version") and not values_list(result, "entries") and not _CHANNEL.search(document.content):
        raise ParseError("no feed: its root should be <rss>, <feed> or <rdf:RDF>")
    return feed_from_values(result, document, warnings)


def looks_like_html(text: str) -> bool:
    """Return whether feedparser takes a text of RSS, which is nominally plain, for HTML."""
    return ("<" in text or "&" in text) and bool(_FeedParserMixin.looks_like_html(text))


_CHANNEL = re.compile(rb"<channel[\s>]", re.I)  # the root of CDF, and of RSS that lost its own


# --- the call -------------------------------------------------------------------------------------------------------


def _read(document: Document) -> tuple[Values, tuple[str, ...]]:
    """Return feedparser's result; where it breaks, that for the mended text, without the entries that break it."""
    try:
        return _call(document.content, document.charset), ()
    except _BreakError:
        head, entries = cut(mend(document.content, document.charset))
    results = list(_read_pieces(head, entries))
    kept = [result for result in results if result is not None]
    if not kept:
        raise ParseError("a feed that cannot be read: each of its entries breaks the parser")
    lost = len(results) - len(kept)
    merged = dict(kept[0])
    merged["entries"] = [entry for result in kept for entry in values_list(result, "entries")]
    return merged, (f"skipped {lost} of {len(entries)} entries as unreadable",) if lost else ()


def _read_pieces(head: str, entries: list[str]) -> Iterator[Values | None]:
    """Yield the results for the entries in halves as large as can be read; None for an entry that cannot."""
    try:
        yield _call((head + "".join(entries)).encode(), "utf-8")
    except _BreakError:
        if len(entries) < 2:
            yield None
        else:
            middle = len(entries) // 2
            yield from _read_pieces(head, entries[:middle])
            yield from _read_pieces(head, entries[middle:])


class _BreakError(Exception):
    """The parser raised, which it never should."""


def _call(content: bytes, charset: str) -> Values:
    # Its rules for text/xml without a charset are those of 2001: the type stays unsaid.
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    try:
        # A file object, never the bytes: feedparser opens what looks like a path, fetches what looks like an address.
        result: Values = feedparser.parse(
            io.BytesIO(bounded(opened(content))),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as exc:  # whatever it is: OverflowError for &#9999999999;, UnicodeError for a bad declaration …
        raise _BreakError from exc
    return result
