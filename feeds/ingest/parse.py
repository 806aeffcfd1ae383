"""A document read as what its bytes are: a feed, or an article that is a feed of one entry."""

import logging
from dataclasses import replace

from feeds.errors import ParseError
from feeds.ingest.article import read_article
from feeds.ingest.discover import read_front
from feeds.ingest.elements import OddError
from feeds.ingest.jsonfeed import parse_json_feed
from feeds.ingest.kind import Kind, sniff
from feeds.ingest.refusals import find_refusal
from feeds.ingest.tolerant import parse_tolerantly
from feeds.ingest.wellformed import parse_wellformed
from feeds.model import Document, ParsedFeed, RawEntry

logger = logging.getLogger(__name__)


def parse_document(document: Document) -> ParsedFeed:
    """Return what a document says, its entries in its order.

    A page of HTML and plain text are articles when they are files; over the network they stand where a feed should.

    Raises:
        ParseError: it holds no entry that can be read, with what it is instead.
    """
    kind = sniff(document)
    match kind:
        case "feed":
            return _without_empty(_read_feed(document))
        case "json":
            return _without_empty(parse_json_feed(document))
        case "html" | "markdown" | "text" if document.name or not document.url:
            article = read_article(document, kind)
            return ParsedFeed(entries=(article.raw,), is_article=True, warnings=article.warnings)
        case _:
            raise ParseError(_refusal(kind, document))


def _read_feed(document: Document) -> ParsedFeed:
    """Return a feed of XML, read by the fast reader where it is sure to read as the tolerant one does."""
    try:
        return parse_wellformed(document)
    except OddError as exc:
        logger.debug("read tolerantly reason=%s", exc)
        return parse_tolerantly(document)


def _without_empty(feed: ParsedFeed) -> ParsedFeed:
    """Return the feed without the entries that say nothing among those that do, with a warning that counts them."""
    kept = tuple(entry for entry in feed.entries if _says_something(entry))
    lost = len(feed.entries) - len(kept)
    if not kept or not lost:
        return feed
    warning = f"skipped {lost} of {len(feed.entries)} entries: no title, no link, no content"
    return replace(feed, entries=kept, warnings=(*feed.warnings, warning))


def _says_something(entry: RawEntry) -> bool:
    return bool(entry.title_html or entry.content_html or entry.link or entry.enclosures)


# --- refusals -------------------------------------------------------------------------------------------------------

_REFUSALS: dict[Kind, str] = {
    "text": "plain text, not a feed: the address should give RSS, Atom or JSON Feed",
    "markdown": "Markdown, not a feed: the address should give RSS, Atom or JSON Feed",
    "opml": "a list of feeds (OPML), not a feed: write its address as `opml`, not `url`",
    "binary": "neither text nor a feed: its bytes are of a binary format",
    "empty": "empty: a feed or an article was expected",
}


def _refusal(kind: Kind, document: Document) -> str:
    if kind != "html":
        return _REFUSALS[kind]
    found = find_refusal(document.content)
    if found:
        return f"{found.what}, not a feed: {found.remedy}"
    announced = read_front(document.content, document.url).feeds
    if announced:
        return f'an HTML page, not a feed: it announces one: write url = "{announced[0].url}"'
    return "an HTML page, not a feed: give the address of RSS, Atom or JSON Feed, or write `page` in the place of `url`"
