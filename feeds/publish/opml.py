"""OPML 2.0 outlines: our feeds, to subscribe to all; our sources, by category."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lxml import etree

from feeds.model import Origin
from feeds.publish.clean import clean_label, public_url
from feeds.publish.languages import clean_language
from feeds.publish.paths import ALL
from feeds.publish.prepare import section, site_title
from feeds.publish.words import words_for
from feeds.settings import Config, FeedSource, PageSource, Source


def render_feeds_opml(config: Config) -> bytes:
    """Return an outline of the feeds that we publish: all entries, then each category."""
    site = config.site
    title, language = site_title(site), clean_language(site.language)
    root, body = _document(title)
    _feed(body, title, f"{site.base_url}{ALL}.atom", htmlUrl=site.base_url, language=language)
    for one in map(section, config.categories):
        page = f"{site.base_url}{one.key}.html"
        _feed(body, f"{one.label} · {title}", f"{site.base_url}{one.key}.atom", htmlUrl=page, language=language)
    return _serialise(root)


def render_sources_opml(config: Config, origins: Mapping[str, Origin] = MappingProxyType({})) -> bytes:
    """Return an outline of the sources that we read, off ones left out, each in the folders of its categories.

    *origins* has what is known of them, by id: the name and the page of one that is configured without.
    """
    words = words_for(config.site.language)
    root, body = _document(f"{site_title(config.site)} · {words.opml_sources}")
    sources = [source for source in config.sources if source.enabled]
    for category in config.categories:
        members = [source for source in sources if category.key in source.categories]
        if members:
            folder = etree.SubElement(body, "outline", text=section(category).label)
            for source in members:
                _source(folder, source, origins.get(source.id))
    for source in sources:
        if not source.categories:
            _source(body, source, origins.get(source.id))
    if not sources:
        etree.SubElement(body, "outline", text=words.empty)
    return _serialise(root)


def _document(title: str) -> tuple[Any, Any]:
    # No dateModified: it would be the run's.
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    return root, etree.SubElement(root, "body")


def _source(parent: Any, source: Source, origin: Origin | None) -> None:
    text = clean_label(source.title or (origin.title if origin else ""))
    # An address on our own network, or with a key in it, is nobody's business.
    url = public_url(source.url) if isinstance(source, FeedSource) and source.is_public else ""
    if url and isinstance(source, PageSource):
        # No type: it would promise a feed. Source: OPML 2.0, "Subscription lists".
        etree.SubElement(parent, "outline", text=text or source.id, htmlUrl=url)
    elif url:
        page = public_url(origin.link) if origin else ""
        _feed(parent, text or source.id, url, htmlUrl=page, language=clean_language(source.language))
    else:
        etree.SubElement(parent, "outline", text=text or source.id)


def _feed(parent: Any, text: str, url: str, **more: str) -> None:
    said = {name: value for name, value in more.items() if value}
    etree.SubElement(parent, "outline", text=text, title=text, type="rss", xmlUrl=url, **said)


def _serialise(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
