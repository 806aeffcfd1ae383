"""The feeds that a web page announces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from feeds.errors import ParseError
from feeds.ingest.page import MAX_BYTES, decode_page, read_tree
from feeds.urls import absolute_url

# Servers and authors write x- and RDF forms as well. "json" alone announces a feed by its address only: below.
_FEED_TYPE = re.compile(r"application/(?:x[.-])?(?:rss|atom|rdf)\+xml|application/feed\+json|text/(?:rss|atom)\+xml")
_VAGUE_TYPE = re.compile(r"(?:application|text)/(?:xml|json)|")
_FEED_ADDRESS = re.compile(
    r"(?:/(?:feed|rss|atom)2?/?|/feeds?/[^/?#]+/?|[./](?:rss|atom|rdf)|/(?:rss|atom|feed|index|feeds?/\S+)\.xml|feed\.json)"
    r"(?:\?[^#]*)?$|[?&]feed=(?:rss2?|atom|rdf|json)\b",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"\bcomment(?:s|aires?|i|arios)?\b|\bkommentare?\b", re.IGNORECASE)
_MOST = 100  # announcements: a page of links to a thousand feeds is a directory


@dataclass(frozen=True, slots=True)
class Announcement:
    """A feed as a page announces it."""

    url: str  # absolute
    title: str = ""
    media_type: str = ""  # "" when the page does not say


def announced_feeds(content: bytes, url: str) -> tuple[Announcement, ...]:
    """Return the feeds that the page at *url* announces, in its order, those of comments last.

    Links in the text count only where no <link> announces any.
    """
    if len(content) > MAX_BYTES:
        return ()
    try:
        root = read_tree(decode_page(content))
    except ParseError:
        return ()
    base = next((absolute_url(url, href) for tag in root.iter("base") if (href := tag.get("href", "").strip())), url)
    found: dict[str, Announcement] = {}
    for announcement in [*_from_links(root, base)] or _from_anchors(root, base):
        found.setdefault(announcement.url, announcement)
    found.pop(url, None)  # which gave this page, and no feed
    announced = [*found.values()][:_MOST]
    return tuple(sorted(announced, key=_is_of_comments))


def _from_links(root: HtmlElement, base: str) -> Iterator[Announcement]:
    """Yield what <link> elements announce, wherever sloppy pages put them. Source: RSS Autodiscovery, HTML 4.8.4."""
    for tag in root.iter("link"):
        tokens = tag.get("rel", "").lower().split()
        media_type = tag.get("type", "").partition(";")[0].strip().lower()
        href = _address(base, tag.get("href", ""))
        if href and ("alternate" in tokens or "feed" in tokens) and "stylesheet" not in tokens:
            vague = _VAGUE_TYPE.fullmatch(media_type) and _FEED_ADDRESS.search(href)
            if _FEED_TYPE.fullmatch(media_type) or vague:
                yield Announcement(href, " ".join(tag.get("title", "").split()), media_type)


def _from_anchors(root: HtmlElement, base: str) -> Iterator[Announcement]:
    for tag in root.iter("a"):
        href = _address(base, tag.get("href", ""))
        if href and _FEED_ADDRESS.search(href):
            yield Announcement(href, " ".join(tag.text_content().split())[:200])


def _address(base: str, href: str) -> str:
    """Return the absolute http(s) address of a link; "feed:" before it is what readers once asked sites to write."""
    href = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", href.strip(), flags=re.IGNORECASE)
    absolute = absolute_url(base, href).partition("#")[0] if href else ""
    return absolute if absolute.startswith(("http://", "https://")) else ""


def _is_of_comments(announcement: Announcement) -> bool:
    return bool(_COMMENTS.search(announcement.title) or _COMMENTS.search(announcement.url))
