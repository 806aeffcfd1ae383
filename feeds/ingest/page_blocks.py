"""A saved page cut into blocks: the smallest boxes that hold text."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree
from lxml.html import Element, HtmlElement

from feeds.ingest.sanitise import names

SHINGLE = 4  # words; shorter runs are met everywhere


_INLINE = names(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math nobr picture q ruby"
    " rt rp s samp small source span strike strong sub sup svg time track tt u var wbr"
)
_NEVER = ("script", "style", "noscript", "template", "button", "input", "select", "textarea", "nav", "dialog")
_STRUCTURE = names("html head table thead tbody tfoot tr ul ol dl pre figure")  # hold boxes, no loose text
_BROKEN = names("article blockquote body div li main section td")  # may be paragraphs parted by <br><br>
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One box of text in its page."""

    element: HtmlElement
    text: str
    words: tuple[str, ...]
    link_share: float  # of its characters, 0.0 to 1.0
    parents: tuple[HtmlElement, ...]  # the nearest first

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    @property
    def shingles(self) -> list[tuple[str, ...]]:
        return shingles(self.words)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def shingles(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(SHINGLE)), strict=False))


def marks(element: HtmlElement) -> str:
    """Return what an element is called by its author: class, id and itemprop."""
    return " ".join(element.get(name, "") for name in ("class", "id", "itemprop")).casefold()


def tidy(root: HtmlElement) -> None:
    """Take out what is never text, and put loose text between boxes into paragraphs."""
    for element in list(root.iter(*_NEVER)):
        element.drop_tree()
    for caption in list(root.iter("figcaption")):
        _move_caption(caption)
    holders = _holders(root)
    for element in list(root.iter(etree.Element)):
        if element.tag in _STRUCTURE or element.tag in _INLINE:
            continue
        if element in holders or (element.tag in _BROKEN and _has_double_break(element)):
            _wrap_loose(element, holders)


def blocks_of(root: HtmlElement) -> list[Block]:
    """Return the blocks that hold words, in the order of the page."""
    holders = _holders(root)
    leaves = (element for element in root.iter(etree.Element) if element not in holders and _is_box(element))
    return [block for leaf in leaves if (block := _block(leaf)).words]


def _block(leaf: HtmlElement) -> Block:
    text = " ".join(" ".join(leaf.itertext()).split())
    parents = tuple(leaf.iterancestors())
    linked = len(text)
    if all(parent.tag != "a" for parent in parents):
        linked = sum(len(" ".join(" ".join(a.itertext()).split())) for a in leaf.iter("a") if a.get("href"))
    return Block(leaf, text, words_of(text), min(1.0, linked / max(1, len(text))), parents)


def _is_box(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in _INLINE


def _holders(root: HtmlElement) -> set[HtmlElement]:
    """Return the elements that have a box inside."""
    holders: set[HtmlElement] = set()
    for element in root.iter(etree.Element):
        if _is_box(element):
            parent = element.getparent()
            while parent is not None and parent not in holders:
                holders.add(parent)
                parent = parent.getparent()
    return holders


def _move_caption(caption: HtmlElement) -> None:
    """Turn a caption into its picture's title: it is no part of the running text, and too good to lose."""
    figure = caption.getparent()
    images = list(figure.iter("img")) if figure is not None else []
    text = " ".join(caption.text_content().split())
    if images and text and not images[0].get("title"):
        images[0].set("title", text)
    caption.drop_tree()


def _has_double_break(box: HtmlElement) -> bool:
    return any(_is_break(a) and _is_blank(a.tail) and _is_break(b) for a, b in pairwise(box))


def _is_break(element: HtmlElement) -> bool:
    return bool(element.tag == "br")


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


class _Runs:
    """The children of a box, with its loose text gathered into paragraphs."""

    def __init__(self) -> None:
        self.children: list[HtmlElement] = []
        self._open: HtmlElement | None = None

    def add_box(self, box: HtmlElement) -> None:
        self.close()
        self.children.append(box)

    def add_inline(self, element: HtmlElement) -> None:
        self._paragraph().append(element)

    def add_text(self, text: str | None) -> None:
        if not text or (self._open is None and text.isspace()):
            return
        paragraph = self._paragraph()
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + text
        else:
            paragraph.text = (paragraph.text or "") + text

    def close(self) -> None:
        self._open = None

    def _paragraph(self) -> HtmlElement:
        if self._open is None:
            self._open = Element("p")
            self.children.append(self._open)
        return self._open


def _wrap_loose(box: HtmlElement, holders: Collection[HtmlElement]) -> None:
    runs = _Runs()
    runs.add_text(box.text)
    box.text = None
    children = list(box)
    after_break = False
    for child, following in zip(children, [*children[1:], None], strict=True):
        tail, child.tail = child.tail, None
        ends_paragraph = _is_break(child) and (
            after_break or (_is_blank(tail) and following is not None and _is_break(following))
        )
        if ends_paragraph:
            runs.close()
        elif _is_box(child) or child in holders:
            runs.add_box(child)
        else:
            runs.add_inline(child)
        after_break = ends_paragraph and _is_blank(tail)
        runs.add_text(tail)
    box[:] = runs.children
