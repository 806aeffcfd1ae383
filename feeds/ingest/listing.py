"""What lists articles and is no feed, read as what its bytes are: a page, a sitemap, or JSON."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from feeds.errors import ParseError
from feeds.ingest.jsonfeed import VERSION
from feeds.ingest.kind import sniff
from feeds.ingest.listing_json import read_listing_json
from feeds.ingest.listing_page import read_listing_page
from feeds.ingest.listing_sitemap import is_sitemap, read_sitemap
from feeds.model import Document, ParsedFeed
from feeds.settings import Select

MOST = 100  # entries of a list: a page with more is an archive


def parse_listing(document: Document, select: Select, timezone: ZoneInfo) -> ParsedFeed:
    """Return what a document lists, its entries in its order, those of a sitemap newest first.

    Raises:
        ParseError: it lists nothing that can be read, with what was looked for and not found.
    """
    if is_sitemap(document.content):
        return read_sitemap(document, timezone)
    kind = sniff(document)
    if kind == "json":
        return _bounded(read_listing_json(document, select))
    if kind == "html":
        return _bounded(read_listing_page(document, select))
    if kind == "feed":
        raise ParseError("a feed, not a page that lists articles: write `url` in the place of `page`")
    raise ParseError(f"{_NAMES[kind]}, not a page, a sitemap or JSON that lists articles: give another address")


def is_listing(document: Document) -> bool:
    """Whether a document may list articles and is no feed."""
    kind = sniff(document)
    is_json = kind == "json" and VERSION.encode() not in document.content[:1_000]
    return kind == "html" or is_json or is_sitemap(document.content)


def _bounded(feed: ParsedFeed) -> ParsedFeed:
    return replace(feed, entries=feed.entries[:MOST])


_NAMES = {
    "text": "plain text",
    "markdown": "Markdown",
    "opml": "a list of feeds (OPML)",
    "binary": "neither text nor a page",
    "empty": "empty",
}
