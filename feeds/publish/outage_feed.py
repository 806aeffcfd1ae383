"""The outages of sources as an Atom feed for the editor: one entry for each, whatever number of runs it takes.

Source: RFC 4287. Written by hand: feedgen serves what readers subscribe to, with all that those feeds need.
"""

import uuid
from datetime import datetime
from html import escape

from lxml import etree

from feeds.health import Outage, Status
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
    for outage in status.outages:
        desk.add_entry(root, outage)
    etree.indent(root)
    document: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


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
        self.updated = max(changes, default=status.since)

    def add_head(self, root: etree._Element) -> None:
        address = self.base_url + STATUS_ATOM
        _add(root, "id", address)
        _add(root, "title", self.title)
        _add(root, "updated", _told(self.updated))
        _add(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", self.page.title)
        _link(root, rel="self", type="application/atom+xml", href=address)
        _link(root, rel="alternate", type="text/html", href=self.base_url + STATUS)

    def add_entry(self, root: etree._Element, outage: Outage) -> None:
        entry = etree.SubElement(root, f"{{{_ATOM}}}entry", {_LANG: self.page.moments.language})
        title = self.words.outage_title.format(source=self.titles.get(outage.source_id, outage.source_id))
        lasted, changed = self._lasted(outage), _told(outage.ended or outage.began)
        _add(entry, "id", outage_id(outage))
        _add(entry, "title", title)
        _add(entry, "published", _told(outage.began))
        _add(entry, "updated", changed)
        _add(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", self.page.title)
        _link(entry, rel="alternate", type="text/html", href=f"{self.base_url}{STATUS}#{outage_anchor(outage)}")
        _add(entry, "summary", clean_label(f"{lasted} {outage.error}"))
        text = f'<p>{escape(lasted, quote=False)}</p>\n<p lang="en">{escape(outage.error, quote=False)}</p>'
        _add(entry, "content", text, type="html")
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
    name = f"{outage.source_id} {outage.began.isoformat()}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}"


def _told(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text


def _link(parent: etree._Element, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", attributes)
