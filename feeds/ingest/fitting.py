"""A tree made to stand as HTML lets it: what stands where it must not is unwrapped, renamed or put in order."""

from collections.abc import Callable, Sequence

from feeds.ingest.content import FLOW_ONLY, KEPT_OUT, LINES, SHAPED, TRANSPARENT, fits
from feeds.ingest.nodes import Tag, break_lines, holder, letters, unwrap
from feeds.ingest.sanitise import DROPPED, PHRASING
from feeds.ingest.shapes import ORPHANS, SHAPERS, as_paragraph
from feeds.ingest.table_shape import fit_cells

_CONTAINERS = FLOW_ONLY | DROPPED
_ROOMY = (_CONTAINERS - LINES) | {"body"}  # where nearly every block stands
_GIVE_WAY = frozenset({"a", "audio", "video"})  # rather than what stands in them
_TABLE_PARTS = ["caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"]


def fit(body: Tag, tags: Sequence[Tag]) -> None:
    """Repair what of a body's *tags*, which are in order, stands where it must not. Texts stay, and their order.

    The last stage before writing: afterwards, only `contents` and `parent` of a node are right.
    """
    for tag in tags:
        if tag.name in FLOW_ONLY and tag.parent is not None and tag.parent.name not in _ROOMY:
            _free_from_phrases(tag, body)
    for tag in tags:
        if tag.name in ORPHANS or tag.name in SHAPED:
            _shape(tag, body)
    for tag in tags:
        if tag.name in KEPT_OUT:
            _keep_out(tag, body)


def _free_from_phrases(tag: Tag, body: Tag) -> None:
    """Unwrap the phrases around a block, or the block itself where it is one line of several."""
    phrases: list[Tag] = []
    box = tag.parent or body
    while box is not body and box.name not in _CONTAINERS:
        if box.name in PHRASING and box.name not in TRANSPARENT:
            phrases.append(box)
        box = box.parent or body
    if box.name in LINES and tag.name in ("div", "p"):
        break_lines(tag)
        unwrap(tag)
        return
    if box.name in LINES:  # a heading that holds a list, say, is none
        box.name = "div"
    for phrase in phrases:
        unwrap(phrase)


def _shape(tag: Tag, body: Tag) -> None:
    orphan = ORPHANS.get(tag.name)
    box = holder(tag, body) if orphan else body
    if orphan and box.name not in orphan.homes:
        orphan.adopt(tag, box)
    elif tag.name in SHAPED and not fits(tag.name, letters(tag)):
        SHAPERS[tag.name](tag)
    if tag.name == "table":
        fit_cells(tag)


def _keep_out(tag: Tag, body: Tag) -> None:
    kept_out = KEPT_OUT[tag.name]
    for parent in tag.parents:
        if parent is body:
            return
        if parent.name in kept_out and parent.name in _GIVE_WAY:
            unwrap(parent)
        elif parent.name in kept_out:
            _STAND_INS.get(tag.name, as_paragraph)(tag)
            return


def _dissolve_table(table: Tag) -> None:
    for part in (table, *table.find_all(_TABLE_PARTS)):
        part.name = "div"


_STAND_INS: dict[str, Callable[[Tag], None]] = {"dfn": unwrap, "table": _dissolve_table}
