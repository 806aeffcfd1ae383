"""A list of inline tables made longer, or shorter: comments and the other tables stand, byte for byte.

tomlkit does as much for most lists, but what it adds behind a last comment is a part of that.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feeds.toml_lines import TOKEN


@dataclass(frozen=True, slots=True)
class _Element:
    start: int
    end: int
    after: int  # where its comma ends; *end* if it has none


@dataclass(frozen=True, slots=True)
class _List:
    opened: int  # behind its first bracket
    closed: int  # at its last one
    elements: tuple[_Element, ...]


def lengthen(statement: str, tables: Sequence[str]) -> str:
    """Return a statement with *tables* behind those of its list: on lines of their own, if it ends on one."""
    found = _read(statement)
    last = found.elements[-1] if found.elements else None
    place = last.after if last else found.opened
    has_comma = last is not None and last.after > last.end
    line = statement.rfind("\n", place, found.closed) + 1
    if line:
        comma = "," if last and not has_comma else ""
        added = "".join(f"{_indent(statement, last)}{table},\n" for table in tables)
        return statement[:place] + comma + statement[place:line] + added + statement[line:]
    lead = "" if last is None else " " if has_comma else ", "
    return statement[:place] + lead + ", ".join(tables) + "," * has_comma + statement[place:]


def rewrite(statement: str, index: int, change: Callable[[str], str]) -> str:
    """Return a statement with one table of its list changed."""
    one = _read(statement).elements[index]
    return statement[: one.start] + change(statement[one.start : one.end]) + statement[one.end :]


def shorten(statement: str, index: int) -> str:
    """Return a statement without one table of its list; a line that is its alone goes with its comment."""
    elements = _read(statement).elements
    one = elements[index]
    first = statement.rfind("\n", 0, one.start) + 1
    last = re.compile(r"[^\S\n]*(?:#[^\n]*)?(?:\n|$)").match(statement, one.after)
    if first and not statement[first : one.start].strip() and last:
        return statement[:first] + statement[last.end() :]
    start, end = one.start, one.after
    gap = statement[elements[index - 1].after : start] if index else "\n"
    if one.after == one.end and not gap.strip() and "\n" not in gap:
        start = elements[index - 1].end  # the last of a line takes the comma before it along
    elif statement[end : end + 1] == " ":
        end += 1
    return statement[:start] + statement[end:]


def _read(statement: str) -> _List:
    """Return where the tables of a list stand."""
    depth, opened, start = 0, 0, 0
    elements: list[_Element] = []
    for found in TOKEN.finditer(statement):
        piece = found[0]
        if piece in ("[", "{"):
            depth += 1
            opened = opened or (found.end() if piece == "[" else 0)
            start = found.start() if depth == 2 else start
        elif piece in ("]", "}"):
            depth -= 1
            if depth == 0:
                return _List(opened, found.start(), tuple(elements))
            if depth == 1:
                elements.append(_Element(start, found.end(), found.end()))
        elif piece == "," and depth == 1:
            elements[-1] = _Element(elements[-1].start, elements[-1].end, found.end())
    raise ValueError("not a list")


def _indent(statement: str, last: _Element | None) -> str:
    """Return the white space before the last table, if it stands first in its line."""
    if last is None:
        return "  "
    before = statement[statement.rfind("\n", 0, last.start) + 1 : last.start]
    return before if before and not before.strip() else "  "
