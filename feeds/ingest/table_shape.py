"""The parts of a table, put in order, and its cells, made to meet."""

from feeds.ingest.content import letter
from feeds.ingest.nodes import Tag, letters, name_of, remove, set_attribute, set_children, shown_children
from feeds.ingest.sanitise import MOST_SPANNED
from feeds.ingest.spans import Cell, fit_spans

_SPANS = ("colspan", "rowspan")
_SECTIONS = frozenset({"tbody", "tfoot", "thead"})


def shape_table(table: Tag) -> None:
    """Put the parts of a table in the order in which browsers show them."""
    nodes = shown_children(table)
    seen: set[str] = set()
    for node in nodes:
        if isinstance(node, Tag):
            if node.name in seen and node.name in ("caption", "tfoot", "thead"):
                node.name = "div" if node.name == "caption" else "tbody"
            seen.add(node.name)
    set_children(table, sorted(nodes, key=lambda node: "Chbf".find(letter(name_of(node)))))


def shape_row(row: Tag) -> None:
    """Remove a row without cells; what else stands in it, parsers move before the table."""
    if not letters(row):
        remove(row)


def fit_cells(table: Tag) -> None:
    """Let no cell span what is not there."""
    groups = [[_cells_of(row) for row in group] for group in _groups_of(table)]
    every = [cell for group in groups for row in group for cell in row]
    if not any(name in cell.attrs for cell in every for name in _SPANS):
        return
    spans = {id(cell): Cell(_span(cell, "colspan") or 1, _span(cell, "rowspan")) for cell in every}
    fit_spans([[[spans[id(cell)] for cell in row] for row in group] for group in groups])
    for cell in every:
        for name, fitted in zip(_SPANS, (spans[id(cell)].columns, spans[id(cell)].rows), strict=True):
            if name in cell.attrs:
                set_attribute(cell, name, str(fitted) if fitted > 1 else "")


def _groups_of(table: Tag) -> list[list[Tag]]:
    """Return the rows of each section; those in none make one where they follow each other."""
    groups: list[list[Tag]] = [[]]
    for part in shown_children(table):
        if isinstance(part, Tag) and part.name == "tr":
            groups[-1].append(part)
        elif isinstance(part, Tag) and part.name in _SECTIONS:
            rows = [row for row in shown_children(part) if isinstance(row, Tag) and row.name == "tr"]
            groups += [rows, []]
    return groups


def _cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in shown_children(row) if isinstance(cell, Tag) and cell.name in ("td", "th")]


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 4 and int(value) <= MOST_SPANNED else 1
