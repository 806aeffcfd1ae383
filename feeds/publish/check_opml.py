"""The rules that an outline of ours keeps."""

from collections.abc import Iterator
from typing import Any

from feeds.publish.check_rules import address_faults, language_faults, text_faults


def opml_faults(root: Any) -> Iterator[str]:
    """Yield what is wrong with an outline. Source: OPML 2.0, and the readers that import it."""
    if root.tag != "opml" or root.get("version") != "2.0":
        yield "not an OPML 2.0 document"
    if not (root.findtext("head/title") or "").strip():
        yield "no title"
    if not root.findall("body/outline"):
        yield "no outline"
    if root.findall("body/outline/outline/outline"):
        yield "folders in folders"
    for outline in root.iter("outline"):
        yield from _outline_faults(outline)


def _outline_faults(outline: Any) -> Iterator[str]:
    if not outline.get("text", "").strip():
        yield "an outline without text"
    yield from text_faults(outline.get("text"), "text")
    if len(outline) and outline.get("type"):
        yield "a folder with a type"
    if (outline.get("type") == "rss") != ("xmlUrl" in outline.attrib):
        yield "a feed without address or title, or either without type"
    for name in ("xmlUrl", "htmlUrl"):
        if name in outline.attrib:
            yield from address_faults(outline.get(name))
    if "language" in outline.attrib:
        yield from language_faults(outline.get("language"))
