"""The outages of sources as an Atom feed for the editor: one entry for each, whatever number of runs it takes.

Source: RFC 4287. Written by hand: feedgen serves what readers subscribe to, with all that those feeds need.
"""

import uuid
from datetime import datetime
from html import escape

from lxml import etree
from lxml.builder import ElementMaker

from feeds.health import Misconfigured, Outage, Status
from feeds.publish.clean import clean_label
from feeds.publish.html import Page
from feeds.publish.paths import STATUS, STATUS_ATOM
from feeds.publish.status_page import outage_anchor
from feeds.publish.status_words import status_words_for
from feeds.settings import Config

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_E = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def render_outage_feed(config: Config, status: Status) -> bytes:
    """Return the feed of a status that is fit to be shown."""
    root = _Desk(config, status).feed()
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
        self.status = status

    def feed(self) -> etree._Element:
        address, trouble = self.base_url + STATUS_ATOM, self.status.misconfigured
        # Without any outage, since when there is a site to look at: this feed is as silent as the others.
        changes = [outage.ended or outage.began for outage in self.status.outages]
        changes += [trouble.since] if trouble else []
        return _E.feed(
            {_LANG: self.page.moments.language},
            _E.id(address),
            _E.title(self.title),
            _E.updated(_told(max(changes, default=self.status.since))),
            _E.author(_E.name(self.page.title)),
            _E.link(rel="self", type="application/atom+xml", href=address),
            _E.link(rel="alternate", type="text/html", href=self.base_url + STATUS),
            *([self._misconfigured(trouble)] if trouble else []),
            *map(self._outage, self.status.outages),
        )

    def _misconfigured(self, trouble: Misconfigured) -> etree._Element:
        """Return the entry of a broken configuration, which stays for as long as it is broken."""
        text = self.words.told(trouble, self.page.moments)
        return self._entry(
            named("sources.toml", trouble.since),
            title=self.words.misconfigured_title.format(file=trouble.file),
            published=trouble.since,
            updated=trouble.since,
            place="",
            summary=text,
            content_html=f"<p>{escape(text, quote=False)}</p>",
        )

    def _outage(self, outage: Outage) -> etree._Element:
        lasted = self._lasted(outage)
        return self._entry(
            outage_id(outage),
            title=self.words.outage_title.format(source=self.titles.get(outage.source_id, outage.source_id)),
            published=outage.began,
            updated=outage.ended or outage.began,
            place=f"#{outage_anchor(outage)}",
            summary=f"{lasted} {outage.error}",
            content_html=f'<p>{escape(lasted, quote=False)}</p>\n<p lang="en">{escape(outage.error, quote=False)}</p>',
        )

    def _entry(
        self, entry_id: str, *, title: str, published: datetime, updated: datetime, place: str, summary: str,
        content_html: str,
    ) -> etree._Element:  # fmt: skip
        """Return an entry; *place* is the fragment of the page that says the same, "" for the whole."""
        return _E.entry(
            {_LANG: self.page.moments.language},
            _E.id(entry_id),
            _E.title(title),
            _E.published(_told(published)),
            _E.updated(_told(updated)),
            _E.author(_E.name(self.page.title)),
            _E.link(rel="alternate", type="text/html", href=f"{self.base_url}{STATUS}{place}"),
            _E.summary(clean_label(summary)),
            _E.content(content_html, type="html"),
            _E.source(_E.id(self.base_url + STATUS_ATOM), _E.title(self.title), _E.updated(_told(updated))),
        )

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
