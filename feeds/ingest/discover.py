"""The feeds of a web site: those that a page of it announces, and where others may stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from lxml.html import HtmlElement

from feeds.errors import ParseError
from feeds.ingest.page import MAX_BYTES, decode_page, read_tree
from feeds.urls import absolute_url, web_url

# Servers and authors write x- and RDF forms as well. "json" alone announces a feed by its address only: below.
_FEED_TYPE = re.compile(r"application/(?:x[.-])?(?:rss|atom|rdf)\+xml|application/feed\+json|text/(?:rss|atom)\+xml")
_VAGUE_TYPE = re.compile(r"(?:application|text)/(?:xml|json)|")
_FEED_ADDRESS = re.compile(
    r"(?:/(?:feed|rss|atom)2?/?|/feeds?/[^/?#]+/?|[./](?:rss|atom|rdf)|/(?:rss|atom|feed|index|feeds?/\S+)\.xml|feed\.json)"
    r"(?:\?[^#]*)?$|[?&]feed=(?:rss2?|atom|rdf|json)\b",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"\bcomment(?:s|aires?|i|arios)?\b|\bkommentare?\b", re.IGNORECASE)
# Where feeds stand unannounced: WordPress, generators of static sites, Ghost, Hugo. Few, for each may be asked in vain.
_USUAL = ("feed", "rss.xml", "atom.xml", "feed.xml", "rss", "index.xml")
_LOCATIONS = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^\s<\]]{1,2000})")
_MOST = 100  # announcements: a page of links to a thousand feeds is a directory


@dataclass(frozen=True, slots=True)
class Announcement:
    """A feed as a page announces it."""

    url: str  # absolute
    title: str = ""
    media_type: str = ""  # "" when the page does not say


@dataclass(frozen=True, slots=True)
class Front:
    """What a page says of its site."""

    title: str = ""
    language: str = ""  # BCP 47, as declared
    feeds: tuple[Announcement, ...] = ()  # in the order of the page, those of comments last
    lists: tuple[str, ...] = ()  # addresses of OPML lists


def read_front(content: bytes, url: str) -> Front:
    """Return what the page at *url* says of its site; nothing, if it is no page that can be read."""
    root = _read(content)
    if root is None:
        return Front()
    base = next((absolute_url(url, href) for tag in root.iter("base") if (href := tag.get("href", "").strip())), url)
    title = next((" ".join(tag.text_content().split())[:200] for tag in root.iter("title")), "")
    links = [*root.iter("link"), *root.iter("a")]
    lists = [_address(base, tag.get("href", "")) for tag in links if _leads_to_list(tag)]
    return Front(
        title,
        language=root.get("lang", "").strip(),
        feeds=_announced(root, base, url),
        lists=tuple(dict.fromkeys(filter(None, lists)))[:_MOST],
    )


def usual_addresses(url: str) -> tuple[str, ...]:
    """Return where a site may have a feed that its page at *url* does not announce, the likeliest first.

    >>> usual_addresses("https://a.example/blog/")[:2]
    ('https://a.example/blog/feed', 'https://a.example/blog/rss.xml')
    """
    folder = absolute_url(url, ".").rstrip("/")
    return tuple(f"{folder}/{name}" for name in _USUAL)


def feeds_in_sitemap(content: bytes) -> tuple[str, ...]:
    """Return the addresses in a sitemap that look like a feed's. Source: sitemaps.org."""
    found = (unescape(location.decode("utf-8", "replace")) for location in _LOCATIONS.findall(content[:MAX_BYTES]))
    feeds = (absolute_url("", address) for address in found if _FEED_ADDRESS.search(address))
    return tuple(dict.fromkeys(filter(None, feeds)))[:_MOST]


def is_of_comments(announcement: Announcement) -> bool:
    """Whether a feed has what readers say, not what a site publishes."""
    return bool(_COMMENTS.search(announcement.title) or _COMMENTS.search(announcement.url))


def _read(content: bytes) -> HtmlElement | None:
    if len(content) > MAX_BYTES:
        return None
    try:
        return read_tree(decode_page(content))
    except ParseError:
        return None


def _leads_to_list(tag: HtmlElement) -> bool:
    """Whether a link leads to an OPML list. Source: OPML 2.0, "rel=outline"."""
    path = tag.get("href", "").partition("?")[0].strip().lower()
    return path.endswith(".opml") or "opml" in tag.get("type", "").lower() or "outline" in tag.get("rel", "").split()


def _announced(root: HtmlElement, base: str, url: str) -> tuple[Announcement, ...]:
    """Return the feeds that a page announces; links in its text count only where no <link> announces any."""
    found: dict[str, Announcement] = {}
    for announcement in [*_from_links(root, base)] or _from_anchors(root, base):
        found.setdefault(announcement.url, announcement)
    found.pop(url, None)  # which gave this page, and no feed
    announced = [*found.values()][:_MOST]
    return tuple(sorted(announced, key=is_of_comments))


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
    return web_url(base, href).partition("#")[0]
