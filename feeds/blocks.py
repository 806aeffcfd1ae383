"""Which lines of sources.toml each source and each key stands in, so that a command touches no other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from feeds.toml_lines import Path, header_path, key_parts, statements

_RULE = re.compile(r"#\s*[-=*#~─═]{3,}|.*[-=*#~─═]{3,}\s*$")  # "# --- Presse ---": a heading over several blocks


@dataclass(frozen=True, slots=True)
class Lines:
    """A run of lines, counted from 0."""

    first: int
    end: int  # the line after the last one


@dataclass(slots=True)
class Section:
    """A header with the keys that stand below it; the keys above all headers have no path."""

    path: Path
    header: Lines
    keys: dict[tuple[str, ...], Lines] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The line after its last key, whatever stands before the next header."""
        return max((lines.end for lines in self.keys.values()), default=self.header.end)


def read_sections(text: str) -> list[Section]:
    """Return the sections of *text*, which tomllib can read and whose lines end in line feeds, in its order."""
    sections = [Section((), Lines(0, 0))]
    counts: dict[Path, int] = {}
    for statement in statements(text):
        tokens = [token for _, token in statement]
        last, piece = statement[-1]
        lines = Lines(statement[0][0] - 1, last + piece.count("\n"))
        if tokens[0] != "[":
            sections[-1].keys[key_parts("".join(tokens[: tokens.index("=")]))] = lines
        else:
            sections.append(Section(header_path(tokens, counts), lines))
    return sections


def own_lines(text: str, path: Path) -> Iterator[Lines]:
    """Yield the lines that go when the table at *path* goes: its sections, their own comments, a gap that they leave.

    A comment above a section is its own if it touches the header, a blank line or nothing stands above it, and it is no
    heading; one below its last key if a blank line or nothing follows. Any other may be about something else.
    """
    lines = text.split("\n")
    for is_own, group in groupby(read_sections(text), lambda section: section.path[: len(path)] == path):
        if is_own:
            sections = [*group]
            first = _with_comment_above(lines, sections[0].header.first)
            yield _with_gap(lines, first, _with_comment_below(lines, sections[-1].end))


def _with_comment_above(lines: list[str], header: int) -> int:
    first = header
    while first and _is_comment(lines[first - 1]):
        first -= 1
    is_apart = first == 0 or not lines[first - 1].strip()
    is_heading = any(_RULE.fullmatch(line.strip()) for line in lines[first:header])
    return first if is_apart and not is_heading else header


def _with_comment_below(lines: list[str], end: int) -> int:
    below = end
    while below < len(lines) and _is_comment(lines[below]):
        below += 1
    return below if below == len(lines) or not lines[below].strip() else end


def _with_gap(lines: list[str], first: int, end: int) -> Lines:
    """Return the lines with the blank ones that would be too many once these are gone."""
    below = end
    while below < len(lines) and not lines[below].strip():
        below += 1
    if below == len(lines):
        while first and not lines[first - 1].strip():
            first -= 1
        return Lines(first, below)
    return Lines(first, below if first == 0 or not lines[first - 1].strip() else end)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
