"""Where each key of a TOML text stands: neither tomllib nor tomlkit tells lines."""

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]

TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n|[\[\]{}=,]|[^\s\"'#\[\]{}=,]+|[^\S\n]+|.",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, of every header and key of *text*, a TOML document that tomllib can read.

    A path is made as pydantic makes its own: ("sources", 1, "url") is `url` in the second [[sources]].

    >>> key_lines('[site]\\ntitle = "x"')
    {('site',): 1, ('site', 'title'): 2}
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for statement in statements(text):
        line, tokens = statement[0][0], [token for _, token in statement]
        if tokens[0] != "[":
            equals = tokens.index("=")
            parts = key_parts("".join(tokens[:equals]))
            _note(lines, table, parts, line)
            _note_inside(lines, (*table, *parts), statement[equals + 1 :])
        else:
            table = header_path(tokens, counts)
            # A table that has no header begins where one within it does; a list of tables has its own.
            for end in range(len(table) - 1 if isinstance(table[-1], int) else 1, len(table) + 1):
                lines.setdefault(table[:end], line)
    return lines


def statements(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield each header or assignment: its tokens with their lines from 1, without white space and comments."""
    line, depth = 1, 0
    tokens: list[tuple[int, str]] = []
    for piece in TOKEN.findall(text):
        if piece == "\n" and depth == 0:
            if tokens:
                yield tokens
            tokens = []
        elif not piece.isspace() and not piece.startswith("#"):
            tokens.append((line, piece))
            depth += (piece in "[{") - (piece in "]}")
        line += piece.count("\n")
    if tokens:
        yield tokens


def _note_inside(lines: dict[Path, int], path: Path, tokens: list[tuple[int, str]]) -> None:
    """Note the members of the lists and of the inline tables of one value."""
    outer: list[Path] = []
    key: list[str] | None = None  # the pieces of a key; None where a value stands
    for line, piece in tokens:
        if piece in ("]", "}"):
            path, key = outer.pop(), None
        elif piece == ",":
            path, key = _next(path, outer[-1])
        elif key is None:
            lines.setdefault(path, line)
            if piece in ("[", "{"):
                outer.append(path)
                path, key = ((*path, 0), None) if piece == "[" else (path, [])
        elif piece == "=":
            parts = key_parts("".join(key))
            _note(lines, path, parts, line)
            path, key = (*path, *parts), None
        else:
            key.append(piece)


def _next(path: Path, outer: Path) -> tuple[Path, list[str] | None]:
    """Return where the value after a comma stands in a list, or that a key follows in a table."""
    last = path[len(outer)]
    return ((*outer, last + 1), None) if isinstance(last, int) else (outer, [])


def key_parts(key: str) -> tuple[str, ...]:
    """Return the parts of a bare, quoted or dotted key, read by tomllib itself."""
    node: object = tomllib.loads(f"{key} = 0")
    parts: list[str] = []
    while isinstance(node, dict):
        [(name, node)] = node.items()
        parts.append(name)
    return tuple(parts)


def header_path(tokens: list[str], counts: dict[Path, int]) -> Path:
    """Return the path of the table that a header opens; *counts* has the tables of each list so far, this one too."""
    is_listed = tokens[1:2] == ["["]
    *outer, name = key_parts("".join(tokens[2:-2] if is_listed else tokens[1:-1]))
    path: Path = ()
    for part in outer:
        path = (*path, part)
        if path in counts:  # below a list of tables, its last one is meant
            path = (*path, counts[path] - 1)
    path = (*path, name)
    if not is_listed:
        return path
    counts[path] = counts.get(path, 0) + 1
    return (*path, counts[path] - 1)


def _note(lines: dict[Path, int], table: Path, parts: tuple[str, ...], line: int) -> None:
    for end in range(1, len(parts) + 1):
        lines.setdefault((*table, *parts[:end]), line)
