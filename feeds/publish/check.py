"""A rendered file parsed back and held to our rules, before any reader sees it."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from feeds.errors import PublishError
from feeds.publish.check_atom import atom_faults
from feeds.publish.check_json import json_faults
from feeds.publish.check_opml import opml_faults
from feeds.publish.check_rss import rss_faults
from feeds.publish.check_rules import character_faults
from feeds.publish.paths import STATUS_JSON
from feeds.publish.readback import parse_xml, read_atom, read_json, read_rss
from feeds.publish.status_json import status_faults

# What a document of another shape gives rise to; UnicodeError is a ValueError.
_UNREADABLE = (etree.LxmlError, ValueError, LookupError, TypeError, AttributeError)
_FEEDS = ("atom", "rss", "json", "opml")


def check(path: str, content: bytes) -> None:
    """Return if a file may be published under this path.

    Raises:
        PublishError: naming the file and its first fault.
    """
    try:
        fault = next(_faults(path, content), "")
    except _UNREADABLE as exc:
        fault = f"cannot be parsed back: {exc}"
    if fault:
        raise PublishError(f"{path}: {fault}")


def check_agreement(atom: bytes, rss: bytes, json_feed: bytes) -> None:
    """Return if the three formats of a feed say the same of the same entries, in the same order.

    Raises:
        PublishError: naming the first entry and value in which two formats differ.
    """
    try:
        truth = read_atom(atom)
        others = {"RSS": read_rss(rss), "JSON": read_json(json_feed)}
    except _UNREADABLE as exc:
        raise PublishError(f"cannot be parsed back: {exc}") from exc
    for name, told in others.items():
        if [e["id"] for e in truth] != [e["id"] for e in told]:
            raise PublishError(f"Atom and {name} hold different entries")
        for ours, theirs in zip(truth, told, strict=True):
            for field, value in ours.items():
                if theirs[field] != value:
                    raise PublishError(f"Atom and {name} differ in {field} of {value!r:.80}: {theirs[field]!r:.80}")


def _faults(path: str, content: bytes) -> Iterator[str]:
    extension = path.rpartition(".")[2]
    if extension in _FEEDS:
        yield from character_faults(content.decode())
    match extension:
        case "atom":
            yield from atom_faults(parse_xml(content))
        case "rss":
            yield from rss_faults(parse_xml(content))
        case "opml":
            yield from opml_faults(parse_xml(content))
        case "json" if path == STATUS_JSON:
            yield from status_faults(json.loads(content))
        case "json":
            yield from json_faults(json.loads(content))
        case "html":
            yield from _html_faults(content)
        case "svg":
            parse_xml(content)
        case _:
            if not content:
                yield "empty"


def _html_faults(content: bytes) -> Iterator[str]:
    text = content.decode()
    if not text.startswith("<!doctype html>") or not text.endswith("</html>\n"):
        yield "torn: a page runs from <!doctype html> to </html>"
    root = lxml_html.document_fromstring(content, parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    if not (root.findtext("head/title") or "").strip():
        yield "no title"
    if not root.get("lang"):
        yield "no language"
    if not root.xpath("//main//h1 | //header//h1"):
        yield "no h1"
    if root.xpath("//script[not(@src or @type='application/ld+json')]"):
        yield "an inline script"
    for address in root.xpath("//link[not(@rel='alternate' or @rel='canonical')]/@href | //script/@src"):
        if urlsplit(address).scheme or address.startswith("//"):
            yield f"a page part from elsewhere: {address!r:.80}"
