"""Front matter between two lines of `---` (YAML) or `+++` (TOML), read as text in bounded time."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import yaml

from feeds.errors import ParseError
from feeds.ingest.head_values import part_named

MAX_CHARACTERS = 65_536  # the longest met, of a recipe with all its steps, has some 8,000
MAX_DEPTH = 16  # of lists and mappings in each other; PyYAML calls itself for each
CLOSINGS = {"---": ("---", "..."), "+++": ("+++",)}


class FrontMatter(NamedTuple):
    """A mapping as written: with YAML every scalar is text; with TOML they are typed. And the lines it took."""

    values: Mapping[str, object]
    lines: int


def read_front_matter(lines: Sequence[str]) -> FrontMatter | None:
    """Return the front matter that *lines* open with; None when they open with anything else, a ruler included.

    Raises:
        ParseError: it is not closed, or not what its first line promises; names the line and what to do.
    """
    fence = lines[0].lstrip("\ufeff").rstrip() if lines else ""
    if fence not in CLOSINGS:
        return None
    end = _closing(lines, fence)
    inner = lines[1 : end or 1]
    if end is None:
        if _is_key(lines[1] if len(lines) > 1 else "", fence):
            raise ParseError(f"line 1: front matter is opened by {fence} and not closed: put a line {fence} after it")
        return None
    if inner and not any(_is_key(line, fence) for line in inner):
        return None  # prose between two rulers
    text = "\n".join(inner)
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"line 1: front matter of {len(text)} characters: at most {MAX_CHARACTERS} are read")
    values = _read_toml(text) if fence == "+++" else _read_yaml(text)
    return None if values is None else FrontMatter(values, end + 1)


def _closing(lines: Sequence[str], fence: str) -> int | None:
    """Return the index of the line that closes; no further than front matter may reach."""
    left = MAX_CHARACTERS + 1
    for i, line in enumerate(lines[1:], start=1):
        if line.rstrip() in CLOSINGS[fence]:
            return i
        left -= len(line) + 1
        if left < -MAX_CHARACTERS:
            break
    return None


def _is_key(line: str, fence: str) -> bool:
    """Tell whether a line can only be a key of front matter: prose has spaces before its colons, and more words."""
    key, sign, value = line.partition("=" if fence == "+++" else ":")
    if not sign or not key.strip() or key.startswith((" ", "\t", "#", "-")):
        return False
    if fence == "+++" or part_named(key[:40]):
        return True
    return len(key.split()) <= 2 and not key[-1].isspace() and (not value or value[0].isspace())


class _TextLoader(yaml.SafeLoader):
    """PyYAML's safe loader, all of whose scalars stay text, but for null: a date is read by those who know zones."""


# PyYAML would make a date of 2026-10-27, false of "no" and 16:30 of 990.
_TextLoader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"])
}


def _read_yaml(text: str) -> Mapping[str, object] | None:
    try:
        for event, depth in _with_depth(yaml.parse(text, Loader=yaml.SafeLoader)):
            _refuse(event, depth)
        loader = _TextLoader(text)
        try:
            values = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as exc:
        raise ParseError(_yaml_fault(exc)) from exc
    return {str(key): value for key, value in (values or {}).items()} if isinstance(values, dict | None) else None


def _with_depth(events: Iterator[yaml.Event]) -> Iterator[tuple[yaml.Event, int]]:
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        yield event, depth
        depth -= isinstance(event, yaml.CollectionEndEvent)


def _refuse(event: yaml.Event, depth: int) -> None:
    """Refuse what front matter has no use for and attacks are made of, before anything is built."""
    where = f"line {event.start_mark.line + 2 if event.start_mark else 1}"
    if isinstance(event, yaml.AliasEvent):
        raise ParseError(f"{where}: front matter uses the alias *{event.anchor}: write the value out")
    if tag := getattr(event, "tag", None):
        raise ParseError(f"{where}: front matter uses the tag {tag}: write plain text")
    if depth > MAX_DEPTH:
        raise ParseError(f"{where}: front matter is nested over {MAX_DEPTH} deep: write it flat")


def _yaml_fault(exc: yaml.YAMLError) -> str:
    mark = getattr(exc, "problem_mark", None)
    line = mark.line + 2 if mark else 1
    problem = getattr(exc, "problem", None) or "it holds characters that YAML forbids"
    return f"line {line}: front matter is not valid YAML: {problem}: put the value in quotes, or correct the line"


def _read_toml(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads("\n" + text)  # the line of +++ counts in its messages
    except (ValueError, RecursionError) as exc:  # of any depth, and of numbers with thousands of digits
        raise ParseError(f"front matter is not valid TOML: {exc}: write key = value, texts in quotes") from exc
