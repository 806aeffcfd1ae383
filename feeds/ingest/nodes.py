"""HTML as a tree of nodes: read however broken it is, walked, and written."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from feeds.ingest.depth import MAX_DEPTH, VOID, flattened
from feeds.ingest.sanitise import BLOCKS, DROPPED, PHRASING

__all__ = ["NavigableString", "Tag"]  # of the one library that builds our trees

REMOVED = "template"  # the name of what is not written
UNWRAPPED = "span"  # the name of what is written without its tags
SPACE = " \t\n\f\r\u00a0\u200b\ufeff"


def read_nodes(html: str) -> Tag | None:
    """Return the body that *html* makes; None when no parser can make any of it."""
    # As bytes, so that no <meta charset> in it is believed. The body keeps text from being moved into a paragraph.
    source = f"<html><body>{flattened(html)}</body></html>".encode()
    try:
        # Without values that are lists: a class is as it is written.
        soup = BeautifulSoup(
            source, "lxml", from_encoding="utf-8", preserve_whitespace_tags={"body"}, multi_valued_attributes=None
        )
    except ParserRejectedMarkup:
        return None
    return soup.body or soup


def limit_depth(body: Tag, tags: Sequence[Tag]) -> None:
    """Unwrap those of a body's *tags*, which are in order, that are nested deeper than MAX_DEPTH."""
    depths = {id(body): 0}
    for tag in tags:
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > MAX_DEPTH:
            unwrap(tag)


# Taking a node out of the tree costs a search among its siblings: a minute for 50,000 of them. So it gets a name that
# says what to write of it.


def remove(tag: Tag) -> None:
    tag.name = REMOVED


def unwrap(tag: Tag) -> None:
    if tag.name not in VOID:
        tag.name = UNWRAPPED


def attributes(tag: Tag) -> dict[str, str]:
    return {name: str(value) for name, value in tag.attrs.items()}


def set_attributes(tag: Tag, values: Mapping[str, str]) -> None:
    tag.attrs = {**values}


def set_attribute(tag: Tag, name: str, value: str) -> None:
    """Give *tag* an attribute, or none of that name for ""."""
    if value:
        tag[name] = value
    elif name in tag.attrs:
        del tag[name]


def new_element(name: str, values: Mapping[str, str], text: str = "") -> Tag:
    element = Tag(name=name, attrs={**values})
    if text:
        element.append(NavigableString(text))
    return element


def up_to(text: NavigableString, box: Tag) -> Iterator[Tag]:
    """Yield the elements around *text*, *box* the last."""
    for parent in text.parents:
        yield parent
        if parent is box:
            return


def texts(box: Tag) -> Iterator[NavigableString]:
    """Yield what can be read in *box*, the last text first."""
    pending: list[PageElement] = list(box.contents)
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name not in DROPPED or node.name == "noscript":
                pending.extend(node.contents)
        elif type(node) is NavigableString and node.strip(SPACE):  # no comment, no script
            yield node


def said(box: Tag, most: int) -> str:
    """Return the text of *box*, white space folded; of a text longer than *most* characters, an end that is, too."""
    parts: list[str] = []
    length = 0
    for text in texts(box):
        parts.append(text)
        length += len(" ".join(text.split()))
        if length > most:
            break
    return " ".join("".join(reversed(parts)).split())


def written(body: Tag) -> str:
    """Return what *body* holds as HTML.

    BeautifulSoup's own writer compares tags by what they hold, which takes a time and a recursion without bound.
    """
    parts: list[str] = []
    pending: list[PageElement | str] = [*reversed(body.contents)]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in DROPPED:
                continue
            if node.name in PHRASING or node.name in BLOCKS:
                parts.append(_start_tag(node))
                pending.append("" if node.name in VOID else f"</{node.name}>")
            pending.extend(reversed(node.contents))
        elif type(node) is str:
            parts.append(node)
        elif type(node) is NavigableString:  # no comment, no script
            parts.append(escape(node, quote=False))
    return "".join(parts)


def _start_tag(tag: Tag) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in tag.attrs.items() if name.isalpha())
    return f"<{tag.name}{attributes}>"
