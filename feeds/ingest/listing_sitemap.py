"""The articles that a sitemap lists, newest first. Source: sitemaps.org/protocol, and Google's news and image tags."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from feeds.characters import one_line
from feeds.errors import ParseError
from feeds.ingest.dates import date_in_link, parse_date
from feeds.model import Document, ParsedFeed, RawEntry, Tag
from feeds.urls import absolute_url, web_url

MOST = 50  # addresses: each is a page to be read; more is a download of a site
MOST_PARTS = 5  # sitemaps of an index that are read in a visit
MAX_BYTES = 50_000_000  # uncompressed, as the protocol has it
_ROOT = re.compile(rb"<(?:[\w-]+:)?(?:urlset|sitemapindex)\b")
_HEAD_BYTES = 5_000  # a comment and a style sheet stand before the root of some
_NEVER = datetime.min.replace(tzinfo=UTC)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|categories?|author|auteurs?|users?|page/\d+|search|recherche|contact|about|a-propos|about-us"
    r"|mentions-legales|legal|imprint|impressum|privacy(?:-policy)?|politique-de-confidentialite|cgu|cgv|terms|cookies"
    r"|archives?|login|panier|cart|checkout|topics?|collections|products?)(?:/[^/]*)?/?$",
    re.IGNORECASE,
)
_OF_ARTICLES = re.compile(r"post|news|article|actu|blog|stor(?:y|ies)", re.IGNORECASE)
_OF_OTHERS = re.compile(r"tag|categor|author|user|page|product|image|video|taxonom|attachment|portfolio", re.IGNORECASE)


def is_sitemap(content: bytes) -> bool:
    """Whether bytes are a sitemap or an index of sitemaps."""
    return bool(_ROOT.search(content[:_HEAD_BYTES]))


def read_sitemap(document: Document, timezone: ZoneInfo) -> ParsedFeed:
    """Return the newest addresses of a sitemap as entries, or of an index the newest of its sitemaps as *parts*.

    Raises:
        ParseError: it is not well-formed, or lists nothing that may be an article.
    """
    root = _root(document.content)
    home = absolute_url(document.url, "/")
    if etree.QName(root).localname == "sitemapindex":
        return ParsedFeed(link=home, is_sitemap=True, parts=_parts(root, document.url, timezone))
    entries = sorted(_listed(root, document.url), key=lambda entry: moment_of(entry, timezone), reverse=True)
    if not entries:
        raise ParseError("a sitemap that lists no address of an article: give another one, or the page of the list")
    return ParsedFeed(entries=tuple(entries[:MOST]), link=home, is_sitemap=True)


def moment_of(entry: RawEntry, timezone: ZoneInfo) -> datetime:
    """Return when an entry of a sitemap was published or changed; long ago when it does not say."""
    written = parse_date(entry.published or entry.updated, timezone)
    return written or date_in_link(entry.link, timezone) or _NEVER


def _root(content: bytes) -> etree._Element:
    if len(content) > MAX_BYTES:
        raise ParseError(f"{len(content)} bytes: a sitemap has at most {MAX_BYTES}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise ParseError(f"a sitemap that is not well-formed: {exc}") from exc
    if root is None:
        raise ParseError("a sitemap that is not well-formed: nothing of it can be read")
    return root


def _listed(root: etree._Element, base: str) -> Iterator[RawEntry]:
    seen: set[str] = set()
    for url in root.iterchildren("{*}url"):
        link = web_url(base, _said(url, "loc"))
        path = urlsplit(link).path
        if path.strip("/") and not _NO_ARTICLE.search(path) and link not in seen:
            seen.add(link)
            yield _entry(url, link)


def _entry(url: etree._Element, link: str) -> RawEntry:
    keywords = _said(url, "keywords").split(",")
    return RawEntry(
        guid=link,
        link=link,
        title_html=escape(_said(url, "news/{*}title"), quote=False),
        published=_said(url, "news/{*}publication_date"),
        updated=_said(url, "lastmod"),
        tags=tuple(Tag(word.strip()) for word in keywords if word.strip()),
        image=_said(url, "image/{*}loc"),
    )


def _said(element: etree._Element, path: str) -> str:
    found = element.find(f"{{*}}{path}")
    return one_line(found.text or "") if found is not None else ""


def _parts(root: etree._Element, base: str, timezone: ZoneInfo) -> tuple[str, ...]:
    """Return the addresses of an index's sitemaps, those of articles first if any is called so, newest first."""
    listed = {}
    for sitemap in root.iterchildren("{*}sitemap"):
        if address := web_url(base, _said(sitemap, "loc")):
            listed[address] = parse_date(_said(sitemap, "lastmod"), timezone) or _NEVER
    if not listed:
        raise ParseError("an index of sitemaps that names none: give the address of a sitemap")
    names = {address: urlsplit(address).path.rpartition("/")[2] for address in listed}
    called = [a for a in listed if _OF_ARTICLES.search(names[a]) and not _OF_OTHERS.search(names[a])]
    kept = called or [a for a in listed if not _OF_OTHERS.search(names[a])] or list(listed)
    return tuple(sorted(kept, key=lambda address: listed[address], reverse=True)[:MOST_PARTS])
