"""OPML 2.0 outlines: our feeds, to subscribe to all; our sources, by category."""

from typing import Any

from lxml import etree

from feeds.config import Config, FeedSource, Source
from feeds.publish.clean import clean_category, clean_label, public_url
from feeds.publish.languages import clean_language
from feeds.publish.words import words_for


def render_feeds_opml(config: Config) -> bytes:
    """Return an outline of the feeds that we publish: all entries, then each category."""
    site = config.site
    title = clean_label(site.title) or "Rubrique"
    root, body = _document(title)
    labels = {"all": words_for(site.language).all_entries} | {c.key: clean_category(c.label) for c in config.categories}
    for key, label in labels.items():
        page = "" if key == "all" else f"{key}.html"
        text = title if key == "all" else f"{label or key} · {title}"
        language = clean_language(site.language)
        _feed(body, text, f"{site.base_url}{key}.atom", htmlUrl=site.base_url + page, language=language)
    return _serialise(root)


def render_sources_opml(config: Config) -> bytes:
    """Return an outline of the sources that we read, each in the folders of its categories."""
    words = words_for(config.site.language)
    root, body = _document(f"{clean_label(config.site.title) or 'Rubrique'} · {words.opml_sources}")
    for category in config.categories:
        members = [s for s in config.sources if category.key in s.categories]
        if members:
            folder = etree.SubElement(body, "outline", text=clean_category(category.label) or category.key)
            for source in members:
                _source(folder, source)
    for source in config.sources:
        if not source.categories:
            _source(body, source)
    if not config.sources:
        etree.SubElement(body, "outline", text=words.empty)
    return _serialise(root)


def _document(title: str) -> tuple[Any, Any]:
    # No dateModified: it would be the run's.
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    return root, etree.SubElement(root, "body")


def _source(parent: Any, source: Source) -> None:
    text = clean_label(source.title)
    # An address on our own network, or with a key in it, is nobody's business.
    url = public_url(source.url) if isinstance(source, FeedSource) and source.is_public else ""
    if url:
        _feed(parent, text or source.id, url, language=clean_language(source.language))
    else:
        etree.SubElement(parent, "outline", text=text or source.id)


def _feed(parent: Any, text: str, url: str, **more: str) -> None:
    said = {name: value for name, value in more.items() if value}
    etree.SubElement(parent, "outline", text=text, title=text, type="rss", xmlUrl=url, **said)


def _serialise(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
