"""HTML as a tree of nodes: read however broken it is, walked, and written."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from feeds.ingest.content import WHITE, letter
from feeds.ingest.depth import MAX_DEPTH, VOID, flattened
from feeds.ingest.sanitise import BLOCKS, DROPPED, PHRASING

__all__ = ["NavigableString", "PageElement", "Tag"]  # of the one library that builds our trees

REMOVED = "template"  # the name of what is not written
UNWRAPPED = "span"  # the name of what is written without its tags
_SHOWN = PHRASING | BLOCKS
_SILENT = frozenset({REMOVED, "script", "style"})
_ATTRIBUTE = re.compile(r"[^\s\"'<>/=]+")
SPACE = " \t\n\f\r\u00a0\u200b\ufeff"


# libxml2 does not know that they are void, and takes what follows for what they hold.
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*>")  # of XHTML, which browsers read as HTML all the same
_VOID_TAG = re.compile(r"<(embed|source|track|wbr)\b[^<>]*>", re.IGNORECASE)


def read_nodes(html: str) -> Tag | None:
    """Return the body that *html* makes; None when no parser can make any of it."""
    # The body keeps text from being moved into a paragraph.
    soup = read_page(f"<html><body>{html}</body></html>")
    return (soup.body or soup) if soup else None


def read_page(html: str) -> Tag | None:
    """Return the tree of a whole page, its head included; None when no parser can make any of it."""
    try:
        return BeautifulSoup(
            # As bytes, so that no <meta charset> in it is believed.
            _VOID_TAG.sub(_closed, flattened(_DECLARATION.sub("", html, count=1))).encode("utf-8", "replace"),
            "lxml",
            from_encoding="utf-8",
            preserve_whitespace_tags={"body"},
            multi_valued_attributes=None,  # a class is as it is written
            string_containers={},  # the text of rt and rp is a text
        )
    except ParserRejectedMarkup:
        return None


def _closed(tag: re.Match[str]) -> str:
    return f"{tag[0]}</{tag[1]}>"


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
    return joined(texts(box), most)


def joined(backwards: Iterable[str], most: int) -> str:
    """Return as one text what is given *backwards*, in the manner of `said`."""
    parts: list[str] = []
    length = 0
    for text in backwards:
        parts.append(text)
        length += len(" ".join(text.split()))
        if length > most:
            break
    return " ".join("".join(reversed(parts)).split())


def holder(tag: Tag, body: Tag) -> Tag:
    """Return what *tag* stands in: *body*, or the nearest element that is written or removed as a whole."""
    parent = tag.parent or body
    while parent is not body and parent.name not in _SHOWN and parent.name not in DROPPED:
        parent = parent.parent or body
    return parent


def shown_children(tag: Tag) -> list[PageElement]:
    """Return what will be written directly in *tag*: elements and texts, those of unwrapped elements too."""
    found: list[PageElement] = []
    pending: list[PageElement] = [*reversed(tag.contents)]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in _SHOWN:
                found.append(node)
            elif node.name not in DROPPED:
                pending.extend(reversed(node.contents))
        elif type(node) is NavigableString:  # no comment, no script
            found.append(node)
    return found


def name_of(node: PageElement) -> str:
    """Return an element's name; "" for a text."""
    return node.name if isinstance(node, Tag) else ""


def is_white(node: PageElement) -> bool:
    return not isinstance(node, Tag) and not str(node).strip(WHITE)


def letters(tag: Tag) -> str:
    """Return the shape of what *tag* shows: a letter for each child, and for each text between them."""
    return "".join(letter(name_of(node)) for node in shown_children(tag) if not is_white(node))


# BeautifulSoup's own ways to move a node search for it among its siblings, too. These leave the other pointers between
# nodes as they were: they are for the end, when only writing is to come.


def set_children(tag: Tag, nodes: Sequence[PageElement]) -> None:
    tag.contents = []
    for node in nodes:
        give(tag, node)


def give(tag: Tag, node: PageElement) -> None:
    """Make *node* the last child of *tag*."""
    tag.contents.append(node)
    node.parent = tag


def break_lines(tag: Tag) -> None:
    """Put *tag* on lines of its own among what stands beside it."""
    before, after = tag.previous_sibling, tag.next_sibling
    is_apart = before is None or (isinstance(before, Tag) and before.name not in PHRASING) or before.text[-1:] == "\n"
    if not is_apart:
        tag.insert(0, NavigableString("\n"))
    if after is not None and after.text[:1] != "\n" and tag.text[-1:] != "\n":
        tag.append(NavigableString("\n"))


def written(body: Tag) -> str:
    """Return what *body* holds as HTML."""
    return _written(body, DROPPED, lambda tag: _start_tag(tag) if tag.name in _SHOWN else "")


def rewritten(body: Tag) -> str:
    """Return what *body* holds as HTML that is still to be repaired: all but what was removed, and what never shows."""
    return _written(body, _SILENT, _start_tag_as_given)


def _written(body: Tag, left_out: Collection[str], start_tag: Callable[[Tag], str]) -> str:
    """Return the HTML of what *body* holds; of an element without a *start_tag*, of what is in it.

    BeautifulSoup's own writer compares tags by what they hold, which takes a time and a recursion without bound.
    """
    parts: list[str] = []
    pending: list[PageElement | str] = [*reversed(body.contents)]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in left_out:
                continue
            if start := start_tag(node):
                parts.append(start)
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


def _start_tag_as_given(tag: Tag) -> str:
    given = (f' {name}="{escape(str(value))}"' for name, value in tag.attrs.items() if _ATTRIBUTE.fullmatch(name))
    return f"<{tag.name}{''.join(given)}>"
