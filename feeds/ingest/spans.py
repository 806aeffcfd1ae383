"""How many columns and rows the cells of a table take: no more than there are, and none twice."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

MOST_SLOTS = 200_000  # rows times columns: beyond it no cell of a table spans anything, for each slot takes time


@dataclass(slots=True)
class Cell:
    columns: int = 1
    rows: int = 1  # 0: all that follow in its group
    start: int = 0  # its first column


Row = list[Cell]
Group = list[Row]  # the rows of a thead, tbody or tfoot


def fit_spans(groups: Sequence[Group]) -> None:
    """Make cells narrower that run into others, or over columns or rows where no cell begins.

    Source: HTML Living Standard, 4.9.12 (forming a table).
    """
    rows = [row for group in groups for row in group]
    if len(rows) * max((sum(cell.columns for cell in row) for row in rows), default=0) > MOST_SLOTS:
        for cell in (cell for row in rows for cell in row):
            cell.columns = cell.rows = 1
    for group in groups:
        _place(group)
    begun = sorted({cell.start for row in rows for cell in row})
    for cell in (cell for row in rows for cell in row):
        cell.columns = bisect_left(begun, cell.start + cell.columns) - bisect_left(begun, cell.start)


def _place(group: Group) -> None:
    """Give each cell the first free column of its row, and no more columns and rows than are free."""
    taken: dict[int, int] = {}  # by column: the row that it is free in again
    for number, row in enumerate(group):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            free = (n for n in range(1, cell.columns) if taken.get(column + n, 0) > number)
            cell.start, cell.columns = column, next(free, cell.columns)
            below = group[number : number + cell.rows] if cell.rows else group[number:]
            for each in range(column, column + cell.columns):
                taken[each] = number + len(below)
            cell.rows = sum(1 for each in below if each)  # a row without cells is none
            column += cell.columns
