"""The outages of sources as an Atom feed for the editor: one entry for each, whatever number of runs it takes.

Source: RFC 4287. Written by hand: feedgen serves what readers subscribe to, with all that those feeds need.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from html import escape

from lxml import etree

from feeds.health import Misconfigured, Outage, Status
from feeds.publish.clean import clean_label
from feeds.publish.html import Page
from feeds.publish.paths import STATUS, STATUS_ATOM
from feeds.publish.status_page import outage_anchor
from feeds.publish.status_words import status_words_for
from feeds.settings import Config

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render_outage_feed(config: Config, status: Status) -> bytes:
    """Return the feed of a status that is fit to be shown."""
    desk = _Desk(config, status)
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANG: desk.page.moments.language}, nsmap={None: _ATOM})
    desk.add_head(root)
    if status.misconfigured:
        desk.add_misconfigured(root, status.misconfigured)
    for outage in status.outages:
        desk.add_outage(root, outage)
    etree.indent(root)
    document: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry of ours says."""

    id: str
    title: str
    published: datetime
    updated: datetime
    place: str  # in the page: a fragment, or "" for the whole
    summary: str
    content_html: str


class _Desk:
    """Where outages become elements."""

    def __init__(self, config: Config, status: Status) -> None:
        self.page = Page(config)
        self.words = status_words_for(config.site.language)
        self.base_url = config.site.base_url
        self.title = self.words.outage_feed.format(site=self.page.title)
        self.titles = {source.id: source.title for source in status.sources}
        # Without any outage, since when there is a site to look at: this feed is as silent as the others.
        changes = [outage.ended or outage.began for outage in status.outages]
        changes += [status.misconfigured.since] if status.misconfigured else []
        self.updated = max(changes, default=status.since)

    def add_head(self, root: etree._Element) -> None:
        address = self.base_url + STATUS_ATOM
        _add(root, "id", address)
        _add(root, "title", self.title)
        _add(root, "updated", _told(self.updated))
        _add(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", self.page.title)
        _link(root, rel="self", type="application/atom+xml", href=address)
        _link(root, rel="alternate", type="text/html", href=self.base_url + STATUS)

    def add_misconfigured(self, root: etree._Element, trouble: Misconfigured) -> None:
        """Add the entry of a broken configuration, which stays for as long as it is broken."""
        text = self.words.told(trouble, self.page.moments)
        title = self.words.misconfigured_title.format(file=trouble.file)
        entry = _Entry(
            named("sources.toml", trouble.since), title, trouble.since, trouble.since,
            "", text, f"<p>{escape(text, quote=False)}</p>",
        )  # fmt: skip
        self._add_entry(root, entry)

    def add_outage(self, root: etree._Element, outage: Outage) -> None:
        lasted = self._lasted(outage)
        entry = _Entry(
            outage_id(outage),
            self.words.outage_title.format(source=self.titles.get(outage.source_id, outage.source_id)),
            outage.began,
            outage.ended or outage.began,
            f"#{outage_anchor(outage)}",
            f"{lasted} {outage.error}",
            f'<p>{escape(lasted, quote=False)}</p>\n<p lang="en">{escape(outage.error, quote=False)}</p>',
        )
        self._add_entry(root, entry)

    def _add_entry(self, root: etree._Element, told: _Entry) -> None:
        entry = etree.SubElement(root, f"{{{_ATOM}}}entry", {_LANG: self.page.moments.language})
        changed = _told(told.updated)
        _add(entry, "id", told.id)
        _add(entry, "title", told.title)
        _add(entry, "published", _told(told.published))
        _add(entry, "updated", changed)
        _add(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", self.page.title)
        _link(entry, rel="alternate", type="text/html", href=f"{self.base_url}{STATUS}{told.place}")
        _add(entry, "summary", clean_label(told.summary))
        _add(entry, "content", told.content_html, type="html")
        source = etree.SubElement(entry, f"{{{_ATOM}}}source")
        for name, value in (("id", self.base_url + STATUS_ATOM), ("title", self.title), ("updated", changed)):
            _add(source, name, value)

    def _lasted(self, outage: Outage) -> str:
        began = self.page.moments.date(outage.began)
        if not outage.ended:
            return self.words.outage_since.format(began=began)
        return self.words.outage_lasted.format(began=began, ended=self.page.moments.date(outage.ended))


def outage_id(outage: Outage) -> str:
    """Return the id of an outage, the same for ever, wherever the site is served."""
    return named(outage.source_id, outage.began)


def named(what: str, since: datetime) -> str:
    """Return the id of what went wrong at a moment."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{what} {since.isoformat()}')}"


def _told(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text


def _link(parent: etree._Element, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", attributes)
