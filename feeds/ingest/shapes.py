"""Elements whose children come in an order: lists, figures, pictures; and children that lost their parent."""

from collections.abc import Callable
from dataclasses import dataclass

from feeds.ingest.content import FLOW_ONLY, fits
from feeds.ingest.nodes import (
    PageElement,
    Tag,
    give,
    is_white,
    letters,
    name_of,
    new_element,
    remove,
    set_children,
    shown_children,
    unwrap,
)
from feeds.ingest.table_shape import shape_row, shape_table

_BLOCKS = sorted(FLOW_ONLY)


def as_paragraph(tag: Tag) -> None:
    tag.name = "div" if tag.find(_BLOCKS) else "p"


# -- children without their parent --------------------------------------------------------------------------------


def _wrap_items(_: Tag, box: Tag) -> None:
    """Make a list of each run of items that *box* holds."""
    nodes: list[PageElement] = []
    run: Tag | None = None
    for node in shown_children(box):
        if name_of(node) == "li" and run is None:
            run = new_element("ul", {})
            nodes.append(run)
        elif name_of(node) != "li" and not is_white(node):
            run = None
        if run is None:
            nodes.append(node)
        else:
            give(run, node)
    set_children(box, nodes)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A kind of child: what it may stand in, and what becomes of it where it stands in another box."""

    homes: tuple[str, ...]
    adopt: Callable[[Tag, Tag], None]


ORPHANS = {
    "dd": Orphan(("dl",), lambda tag, _: as_paragraph(tag)),
    "dt": Orphan(("dl",), lambda tag, _: as_paragraph(tag)),
    "figcaption": Orphan(("figure",), lambda tag, _: as_paragraph(tag)),
    "li": Orphan(("ol", "ul"), _wrap_items),
    "rp": Orphan(("ruby",), lambda tag, _: unwrap(tag)),
    "rt": Orphan(("ruby",), lambda tag, _: unwrap(tag)),
    "source": Orphan(("audio", "picture", "video"), lambda tag, _: remove(tag)),
    "summary": Orphan(("details",), lambda tag, _: as_paragraph(tag)),
}


# -- children out of order ----------------------------------------------------------------------------------------


def _shape_list(tag: Tag) -> None:
    """Put what stands between the items of a list into the item before it."""
    items: list[PageElement] = []
    item: Tag | None = None
    for node in shown_children(tag):
        if isinstance(node, Tag) and node.name == "li":
            item = node
            items.append(node)
        elif is_white(node):
            items.append(node)
        else:
            if item is None:
                item = new_element("li", {})
                items.append(item)
            give(item, node)
    set_children(tag, items)


def _shape_definitions(tag: Tag) -> None:
    """Take the boxes around the terms away; what still is no list of terms and their definitions becomes a box."""
    for node in shown_children(tag):
        if isinstance(node, Tag) and node.name == "div":
            unwrap(node)
    if not fits("dl", letters(tag)):
        tag.name = "div"


def _shape_figure(tag: Tag) -> None:
    """Keep the caption that opens or closes a figure, the others as paragraphs."""
    nodes = [node for node in shown_children(tag) if not is_white(node)]
    captions = [node for node in nodes if isinstance(node, Tag) and node.name == "figcaption"]
    kept = next((node for node in (nodes[0], nodes[-1]) if name_of(node) == "figcaption"), None)
    for caption in captions:
        if caption is not kept:
            as_paragraph(caption)


def _shape_players(tag: Tag) -> None:
    """Put the sources first."""
    set_children(tag, sorted(shown_children(tag), key=lambda node: name_of(node) != "source"))


def _shape_picture(tag: Tag) -> None:
    _shape_players(tag)
    if not fits("picture", letters(tag)):
        unwrap(tag)


def _shape_details(tag: Tag) -> None:
    tag.name = "div"


SHAPERS: dict[str, Callable[[Tag], None]] = {
    "audio": _shape_players,
    "details": _shape_details,
    "dl": _shape_definitions,
    "figure": _shape_figure,
    "ol": _shape_list,
    "picture": _shape_picture,
    "ruby": unwrap,
    "table": shape_table,
    "tr": shape_row,
    "ul": _shape_list,
    "video": _shape_players,
}
