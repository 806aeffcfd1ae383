"""Where each key of a TOML text stands: neither tomllib nor tomlkit tells lines."""

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n|[\[\]{}=]|[^\s\"'#\[\]{}=]+|[^\S\n]+|.",
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
    for line, tokens in _statements(text):
        if tokens[0] != "[":
            key = "".join(tokens[: tokens.index("=")]) if "=" in tokens else "".join(tokens)
            _note(lines, table, _parts(key), line)
        elif tokens[1:2] == ["["]:
            table = _resolve(_parts("".join(tokens[2:-2])), counts)
            counts[table] = counts.get(table, 0) + 1
            table = (*table, counts[table] - 1)
            lines.setdefault(table, line)
        else:
            table = _resolve(_parts("".join(tokens[1:-1])), counts)
            lines.setdefault(table, line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each header or assignment: its first line and its tokens, without white space and comments."""
    line, start, depth = 1, 1, 0
    tokens: list[str] = []
    for piece in _TOKEN.findall(text):
        if piece == "\n" and depth == 0:
            if tokens:
                yield start, tokens
            tokens = []
        elif not piece.isspace() and not piece.startswith("#"):
            if not tokens:
                start = line
            tokens.append(piece)
            depth += (piece in "[{") - (piece in "]}")
        line += piece.count("\n")
    if tokens:
        yield start, tokens


def _parts(key: str) -> tuple[str, ...]:
    """Return the parts of a bare, quoted or dotted key, read by tomllib itself."""
    node: object = tomllib.loads(f"{key} = 0")
    parts: list[str] = []
    while isinstance(node, dict):
        [(name, node)] = node.items()
        parts.append(name)
    return tuple(parts)


def _resolve(parts: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """Return the path of a header; below an array of tables it means that array's last table."""
    path: Path = ()
    for part in parts[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path] - 1)
    return (*path, parts[-1])


def _note(lines: dict[Path, int], table: Path, parts: tuple[str, ...], line: int) -> None:
    for end in range(1, len(parts) + 1):
        lines.setdefault((*table, *parts[:end]), line)
