"""Atom and RSS documents, through feedgen and one extension of our own for what it loses."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.publish.credits import Credit
from feeds.publish.prepare import PublicEntry, PublicFeed

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
# An RSS enclosure wants a host with a dot and no other sign; elsewhere any address will do.
_PLAIN_ADDRESS = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?(?:/|\Z)")
_MEDIA_KINDS = frozenset({"audio", "image", "video"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render_atom(feed: PublicFeed) -> bytes:
    """Return a feed or an archive (RFC 5005) as Atom (RFC 4287), withdrawn entries named (RFC 6721)."""
    generator = _generator(feed, "atom")
    here = feed.archive_url(feed.archive) if feed.archive else feed.url("atom")
    generator.link(href=feed.page_url, rel="alternate", type="text/html")
    generator.link(href=here, rel="self", type="application/atom+xml")
    generator.icon(feed.icon)
    return _document(generator.atom_str(pretty=True))


def render_rss(feed: PublicFeed) -> bytes:
    """Return a feed as RSS 2.0, after the Advisory Board's best practices."""
    generator = _generator(feed, "rss")
    generator.link(href=feed.url("rss"), rel="self", type="application/rss+xml")
    # The page last: feedgen 1.0.0 takes the channel's <link> from the last link added, whatever its rel.
    generator.link(href=feed.page_url, rel="alternate")
    # Its title and link are the feed's own, as validators ask.
    generator.image(url=feed.icon, title=feed.title, link=feed.page_url)
    return _document(generator.rss_str(pretty=True))


def _document(content: bytes) -> bytes:
    return content if content.endswith(b"\n") else content + b"\n"


def _generator(feed: PublicFeed, format_name: str) -> Any:  # Any: feedgen is untyped
    """Return a generator for one format: two from one would share links that only one of them wants."""
    generator = FeedGenerator()
    generator.register_extension("rubrique", _FeedExtension, _EntryExtension)
    generator.rubrique.feed, generator.rubrique.is_rss = feed, format_name == "rss"
    generator.id(feed.url("atom"))
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.description(feed.subtitle)
    generator.language(feed.language)
    generator.generator("Rubrique")
    generator.author({"name": feed.author})
    generator.updated(feed.updated)  # the clock, when not said
    for entry in feed.entries:
        _add_entry(generator, entry, feed.scheme, format_name)
    return generator


def _add_entry(generator: Any, entry: PublicEntry, scheme: str, format_name: str) -> None:
    added = generator.add_entry(order="append")  # feedgen prepends otherwise
    added.rubrique.entry = entry
    added.rubrique.all_feed = generator.rubrique.feed.base_url + "all.rss"
    added.guid(entry.id, permalink=entry.id == entry.link)
    added.title(entry.title)
    added.updated(entry.updated)
    added.published(entry.published)
    added.content(entry.content_html, type="html")
    # RSS readers take a description for HTML, Atom's summary is text.
    added.summary(entry.summary if format_name == "atom" else escape(entry.summary, quote=False))
    for section in entry.sections:
        added.category(term=section.key, scheme=scheme, label=section.label)
    for tag in entry.tags:
        added.category(term=tag, label=tag)
    if format_name == "rss":
        added.link(href=entry.link)  # in Atom by the extension: feedgen 1.0.0 loses rel, type and length
    for person in entry.authors:
        added.author({"name": person.name} | ({"uri": person.uri} if person.uri else {}))


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """What feedgen cannot say of a feed: its language, hubs in both formats, its archives, entries withdrawn."""

    feed: PublicFeed
    is_rss: bool

    def extend_ns(self) -> Mapping[str, str]:
        media = {"media": _MEDIA}
        if self.is_rss:
            return media | {"dc": _DC}
        tombstones = {"at": _TOMBSTONES} if self.feed.tombstones else {}
        return media | tombstones | ({"fh": _HISTORY} if self.feed.archive else {})

    def extend_atom(self, root: Any) -> Any:
        feed = self.feed
        root.set(_XML_LANG, feed.language)
        if feed.archive:
            etree.SubElement(root, f"{{{_HISTORY}}}archive")
            etree.SubElement(root, "link", rel="current", href=feed.url("atom"))
        else:  # an archive changes too seldom for a hub
            for hub in feed.hubs:
                etree.SubElement(root, "link", rel="hub", href=hub)
        if feed.older:
            etree.SubElement(root, "link", rel="prev-archive", href=feed.archive_url(feed.older))
        for entry_id, when in self.feed.tombstones:
            name = f"{{{_TOMBSTONES}}}deleted-entry"
            etree.SubElement(root, name, ref=entry_id, when=when.isoformat())
        return root

    def extend_rss(self, root: Any) -> Any:
        for hub in self.feed.hubs:
            etree.SubElement(root[0], f"{{{_ATOM}}}link", rel="hub", href=hub)
        if self.feed.older:
            etree.SubElement(
                root[0], f"{{{_ATOM}}}link", rel="prev-archive", href=self.feed.archive_url(self.feed.older)
            )
        return root


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """What feedgen cannot say of an entry: language, all of a link, all of a source, who wrote it in RSS."""

    entry: PublicEntry
    all_feed: str  # where an article of our own folders is syndicated

    def extend_atom(self, element: Any) -> Any:
        entry = self.entry
        element.set(_XML_LANG, entry.language)
        etree.SubElement(element, "link", rel="alternate", type="text/html", href=entry.link)
        for enclosure in entry.enclosures:
            length = {"length": str(enclosure.length)} if enclosure.length else {}
            etree.SubElement(element, "link", rel="enclosure", type=enclosure.type, href=enclosure.url, **length)
        _via_links(element, "link", entry)
        if entry.rights:
            _text(element, "rights", entry.rights)
        self._atom_source(element, entry.source)
        _thumbnail(element, entry)
        return element

    def _atom_source(self, element: Any, source: Credit) -> None:
        node = etree.SubElement(element, "source")
        _text(node, "id", source.id)
        _text(node, "title", source.title)
        # The entry's own: a source's true date would change these bytes with every other entry of it.
        _text(node, "updated", self.entry.updated.isoformat())
        etree.SubElement(node, "link", rel="alternate", type="text/html", href=source.link)
        if source.feed_link:
            etree.SubElement(node, "link", rel="self", href=source.feed_link)

    def extend_rss(self, element: Any) -> Any:
        entry = self.entry
        for person in entry.authors:
            _text(element, f"{{{_DC}}}creator", person.name)
        if entry.rights:
            _text(element, f"{{{_DC}}}rights", entry.rights)
        _text(element, f"{{{_DC}}}language", entry.language)
        _text(element, f"{{{_ATOM}}}updated", entry.updated.isoformat())
        _via_links(element, f"{{{_ATOM}}}link", entry)
        _rss_media(element, entry)
        source = etree.SubElement(element, "source", url=entry.source.feed_link or self._where(entry.source))
        source.text = entry.source.title
        return element

    def _where(self, source: Credit) -> str:
        """Return the address of a source that has no feed to show: ours, for what is ours."""
        return self.all_feed if self.all_feed.startswith(source.link) else source.link


def _via_links(element: Any, name: str, entry: PublicEntry) -> None:
    for credit in entry.via:
        etree.SubElement(element, name, rel="via", href=credit.entry_link or credit.link, title=credit.title)


def _rss_media(element: Any, entry: PublicEntry) -> None:
    """Add what an entry brings along: one enclosure, which is what readers take, and the others as Media RSS."""
    enclosed = next((e for e in entry.enclosures if _PLAIN_ADDRESS.match(e.url)), None)
    for enclosure in entry.enclosures:
        if enclosure is enclosed:
            length = str(enclosure.length)  # 0 when not known
            etree.SubElement(element, "enclosure", url=enclosure.url, length=length, type=enclosure.type)
            continue
        kind = enclosure.type.partition("/")[0]
        size = {"fileSize": str(enclosure.length)} if enclosure.length else {}
        medium = {"medium": kind} if kind in _MEDIA_KINDS else {}
        etree.SubElement(element, f"{{{_MEDIA}}}content", url=enclosure.url, type=enclosure.type, **size, **medium)
    _thumbnail(element, entry)


def _thumbnail(element: Any, entry: PublicEntry) -> None:
    if entry.image:
        etree.SubElement(element, f"{{{_MEDIA}}}thumbnail", url=entry.image)


def _text(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text
