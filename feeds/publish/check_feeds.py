"""The rules that a feed of ours keeps in each format: the validators', and what validators do not notice."""

from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from feeds.publish.readback import ARCHIVE, ATOM, CONTENT, moment
from feeds.urls import LINK_SCHEMES

_IN_HTML = ("href", "src", "cite", "poster")


def atom_faults(root: Any) -> Iterator[str]:
    """Yield what is wrong with an Atom document. Source: RFC 4287."""
    if root.tag != f"{ATOM}feed":
        yield "not an Atom feed"
    yield from _xml_faults(root)
    yield from _once(root, ("id", "title", "updated"), ATOM)
    if len(root.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "not one link to itself"
    entries = root.findall(f"{ATOM}entry")
    yield from _repeated(e.findtext(f"{ATOM}id") for e in entries)
    for date in root.iter(f"{ATOM}updated", f"{ATOM}published"):
        moment(date.text)
    for link in root.iter(f"{ATOM}link"):
        yield from _address_faults(link.get("href"))
    for entry in entries:
        yield from _once(entry, ("id", "title", "updated", "published", "content", "summary", "source"), ATOM)
        yield from _once(entry.find(f"{ATOM}source"), ("id", "title", "updated"), ATOM)
        if entry.find(f"{ATOM}author/{ATOM}name") is None:
            yield "an entry without author"
        if len(entry.findall(f"{ATOM}link[@rel='alternate']")) != 1:
            yield "an entry without one alternate link"
        yield from _content_faults(entry.findtext(f"{ATOM}content"))


def rss_faults(root: Any) -> Iterator[str]:
    """Yield what is wrong with an RSS document. Source: RSS 2.0 and the Advisory Board's best practices."""
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "not an RSS 2.0 feed"
        return
    yield from _xml_faults(root)
    yield from _once(channel, ("title", "link", "description"))
    if len(channel.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "not one link to itself"
    entries = channel.findall("item")
    yield from _repeated(e.findtext("guid") for e in entries)
    parsedate_to_datetime(channel.findtext("lastBuildDate"))
    for entry in entries:
        yield from _item_faults(entry)
    for address in root.iter(f"{ATOM}link"):
        yield from _address_faults(address.get("href"))
    yield from _address_faults(channel.findtext("link"))


def _item_faults(entry: Any) -> Iterator[str]:
    yield from _once(entry, ("guid", "title", "link", "pubDate", "description", "source", f"{CONTENT}encoded"))
    parsedate_to_datetime(entry.findtext("pubDate"))
    if entry.find("author") is not None:
        yield "an author, which RSS wants to be an e-mail address"
    order = [child.tag for child in entry]
    if order.index("description") > order.index(f"{CONTENT}encoded"):
        yield "a description after the content, which it would overwrite"
    if len(entry.findall("enclosure")) > 1:
        yield "more than one enclosure"
    if any(not (e.get("type") and e.get("length", "").isdigit()) for e in entry.iterfind("enclosure")):
        yield "an enclosure without type and length"
    if entry.find("guid").get("isPermaLink") == "true":
        yield from _address_faults(entry.findtext("guid"))
    yield from _address_faults(entry.findtext("link"))
    yield from _address_faults(entry.find("source").get("url"))
    for enclosure in entry.iterfind("enclosure"):
        yield from _address_faults(enclosure.get("url"))
    yield from _content_faults(entry.findtext(f"{CONTENT}encoded"))


def json_faults(document: Any) -> Iterator[str]:
    """Yield what is wrong with a JSON Feed. Source: jsonfeed.org, version 1.1."""
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "not a JSON Feed 1.1"
    for key in ("title", "items", "home_page_url", "feed_url"):
        if key not in document:
            yield f"no {key}"
    yield from _empty_values(document)
    yield from _address_faults(document["home_page_url"])
    yield from _address_faults(document["feed_url"])
    yield from _repeated(e.get("id") for e in document["items"])
    for entry in document["items"]:
        for key in ("id", "url", "title", "content_html", "authors", "_source"):
            if key not in entry:
                yield f"an entry without {key}"
        moment(entry["date_published"])
        moment(entry["date_modified"])
        for url in [entry["url"], *(a["url"] for a in entry.get("attachments", ()))]:
            yield from _address_faults(url)
        yield from _content_faults(entry["content_html"])


def _empty_values(value: Any, name: str = "document") -> Iterator[str]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if child in ("", None, {}) or (child == [] and key != "items"):
            yield f"an empty {key} in {name}"
        yield from _empty_values(child, str(key))


def _xml_faults(root: Any) -> Iterator[str]:
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if element.tag == ARCHIVE:  # whose being there is all it says
            continue
        if not len(element) and not (element.text or "").strip() and not element.attrib:
            yield f"an empty {name}"
        if any(not value.strip() for value in element.attrib.values()):
            yield f"an empty attribute of {name}"


def _once(parent: Any, names: Iterable[str], namespace: str = "") -> Iterator[str]:
    for name in names:
        found = len(parent.findall(namespace + name))
        if found != 1:
            yield f"{found} times {name.rpartition('}')[2]} in {etree.QName(parent).localname}: one is needed"


def _repeated(ids: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for entry_id in ids:
        if not entry_id:
            yield "an entry without id"
        elif entry_id in seen:
            yield f"two entries under the id {entry_id!r:.120}"
        else:
            seen.add(entry_id)


def _address_faults(address: str | None) -> Iterator[str]:
    parts = urlsplit(address or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"not an absolute address: {address!r:.120}"
    elif not (address or "").isascii() or any(char in (address or "") for char in ' <>"{}|\\^`'):
        yield f"an address that is not percent-encoded: {address!r:.120}"


def _content_faults(content_html: str | None) -> Iterator[str]:
    """Yield what a reader must not find in a content: addresses relative, or to be run; scripts."""
    if not content_html or "<" not in content_html:
        return
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    for fragment in lxml_html.fragments_fromstring(content_html.encode(), no_leading_text=False, parser=parser):
        if isinstance(fragment, str | bytes):
            continue
        for element in fragment.iter(etree.Element):
            yield from _element_faults(element)


def _element_faults(element: Any) -> Iterator[str]:
    if element.tag in ("script", "iframe", "object", "embed", "style"):
        yield f"<{element.tag}> in a content"
    for name, value in element.attrib.items():
        if name.startswith("on"):
            yield f"{name} in a content"
        if name in _IN_HTML and urlsplit(value.strip()).scheme.lower() not in LINK_SCHEMES:
            yield f"not an absolute address in a content: {value!r:.120}"
