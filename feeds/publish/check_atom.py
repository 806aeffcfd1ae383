"""The rules that an Atom document of ours keeps, live feed or archive."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from feeds.publish.check_rules import (
    address_faults,
    count_faults,
    date_faults,
    label_faults,
    language_faults,
    media_faults,
    order_faults,
    repeat_faults,
    text_faults,
    type_faults,
    xml_faults,
)
from feeds.publish.readback import ARCHIVE, ATOM, XML_LANG
from feeds.publish.tidy import html_fault

_TEXTS = tuple(f"{ATOM}{name}" for name in ("title", "subtitle", "name", "summary", "rights"))
_RELS = frozenset({"alternate", "current", "enclosure", "hub", "prev-archive", "self", "via"})


def atom_faults(root: Any) -> Iterator[str]:
    """Yield what is wrong with an Atom document. Source: RFC 4287, RFC 5005."""
    if root.tag != f"{ATOM}feed":
        yield "not an Atom feed"
    yield from xml_faults(root)
    yield from count_faults(root, ("id", "title", "updated"), ATOM)
    yield from order_faults(root, f"{ATOM}entry")
    yield from language_faults(root.get(XML_LANG))
    entries = root.findall(f"{ATOM}entry")
    yield from repeat_faults(chain([root.findtext(f"{ATOM}id")], (e.findtext(f"{ATOM}id") for e in entries)))
    for date in root.iter(f"{ATOM}updated", f"{ATOM}published"):
        yield from date_faults(date.text)
    for text in root.iter(*_TEXTS):
        yield from text_faults(text.text, text.tag.rpartition("}")[2])
    for icon in root.iter(f"{ATOM}icon", f"{ATOM}logo"):
        yield from address_faults(icon.text)
    yield from _link_faults(root)
    for entry in entries:
        yield from _entry_faults(entry)


def _link_faults(root: Any) -> Iterator[str]:
    rels = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    if rels.count("self") != 1:
        yield "not one link to itself"
    if rels.count("alternate") != 1:
        yield "not one link to its page"
    if root.find(ARCHIVE) is not None and "current" not in rels:
        yield "an archive that does not lead to the live feed"
    for link in root.iter(f"{ATOM}link"):
        yield from address_faults(link.get("href"))
        if link.get("rel") not in _RELS:
            yield f"a link of unknown rel {link.get('rel')!r:.40}"
        if "type" in link.attrib:
            yield from type_faults(link.get("type"))
        if not link.get("length", "0").isdigit():
            yield f"no length: {link.get('length')!r:.40}"
        yield from text_faults(link.get("title"), "link's title")


def _entry_faults(entry: Any) -> Iterator[str]:
    yield from count_faults(entry, ("id", "title", "updated", "published", "content", "summary", "source"), ATOM)
    yield from count_faults(entry.find(f"{ATOM}source"), ("id", "title", "updated"), ATOM)
    yield from repeat_faults([entry.findtext(f"{ATOM}source/{ATOM}id")])
    if entry.find(f"{ATOM}author/{ATOM}name") is None:
        yield "an entry without author"
    if len(entry.findall(f"{ATOM}link[@rel='alternate']")) != 1:
        yield "an entry without one alternate link"
    yield from language_faults(entry.get(XML_LANG))
    for category in entry.iterfind(f"{ATOM}category"):
        yield from label_faults(category.get("term", ","))
        yield from label_faults(category.get("label"))
    for uri in entry.iterfind(f"{ATOM}author/{ATOM}uri"):
        yield from address_faults(uri.text)
    yield from media_faults(entry)
    if fault := html_fault(entry.findtext(f"{ATOM}content", "")):
        yield fault
