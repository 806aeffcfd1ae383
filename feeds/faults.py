"""Mistakes in sources.toml put to words: the place, what is wrong, and what would be right."""

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from feeds.tables import SHIPPED_LABELS, keys_at
from feeds.toml_lines import Path as KeyPath

_FOR_URLS = ("allow_private", "user", "password", "token", "headers", "fulltext", "history")
RESERVED_KEYS = ("all", "index", "feeds", "sources", "subscribe", "archive", "articles", "assets", "status")


class Places:
    """Turns the path of a key to words: "`url` in [[sources]] 2, line 31"."""

    def __init__(self, file: str, lines: Mapping[KeyPath, int], tree: Mapping[str, Any]) -> None:
        self.file = file
        self._lines = lines
        self._tree = tree

    def shown(self, path: KeyPath) -> str:
        """Return the value at *path* as it is written: ${NAME} stands for a secret, and stays so."""
        value: Any = self._tree
        for part in path:
            value = value[part]
        text = _written(value)
        return text if len(text) <= 60 else text[:57] + "…"

    def fault(self, path: KeyPath, what: str, remedy: str) -> str:
        """Return one fault; *what* has a {key} where the key's name goes."""
        place = f" in {self._table(path)}" if len(path) > 1 else ""
        line = self._line(path)
        where = f", line {line}" if line else ""
        return f"{self.file}: {what}{place}{where}: {remedy}"

    def _line(self, path: KeyPath) -> int:
        return next((self._lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._lines), 0)

    @staticmethod
    def _table(path: KeyPath) -> str:
        if path[0] == "sources" and isinstance(path[1], int):
            return f"[[sources]] {path[1] + 1}"
        if path[0] == "categories" and len(path) > 2:
            return f"[categories.{path[1]}]"
        return f"[{path[0]}]"


def _written(value: Any) -> str:
    """Return a value much as TOML writes it."""
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return str(value).lower()
        case dict():
            return "{ " + ", ".join(f"{key} = {_written(one)}" for key, one in value.items()) + " }"
        case date() | time():
            return value.isoformat()
    return repr(value)


def value_fault(places: Places, error: dict[str, Any]) -> str:
    path: KeyPath = tuple(part for part in error["loc"] if part != "[key]")
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    kind = error["type"]
    if kind == "extra_forbidden":
        return places.fault(path, f"unknown key `{name}`", _suggestion(name, path))
    if kind == "missing":
        return places.fault(path, f"`{name}` is missing", _NEEDED.get(name, "give it"))
    if kind == "value_error":
        remedy = str(error["ctx"]["error"])
    else:
        remedy = _REMEDIES.get(kind, error["msg"]).format(**error.get("ctx", {}))
    return places.fault(path, f"`{name}` cannot be {places.shown(path)}", remedy)


_NEEDED = {
    "site": "add a [site] table with title and base_url",
    "title": 'add title = "…", the name of the publication',
    "base_url": 'add base_url = "https://…/", the address where output/ is served',
    "id": 'add id = "…", a permanent name of your choice',
}
_REMEDIES = {
    "string_type": "text in quotes is needed",
    "int_type": "a whole number is needed",
    "float_type": "a number is needed",
    "float_parsing": "a number is needed",
    "bool_type": "true or false is needed",
    "list_type": 'a list is needed, such as ["…"]',
    "model_type": "a table is needed",
    "dict_type": "a table is needed",
    "literal_error": "it may be {expected}",
    "greater_than": "more than {gt:g} is needed",
    "greater_than_equal": "{ge} or more is needed",
    "less_than_equal": "{le:g} or less is needed",
}


def _suggestion(name: str, path: KeyPath) -> str:
    known = keys_at(path)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else "it may be " + ", ".join(f"`{key}`" for key in known)


def in_order(faults: list[str]) -> list[str]:
    """Return the faults by line; those without one first."""

    def line(fault: str) -> int:
        found = re.search(r", line (\d+):", fault)
        return int(found[1]) if found else 0

    return sorted(faults, key=line)


def cross_check(tree: Mapping[str, Any], places: Places) -> Iterator[str]:
    """Yield the faults between tables; other faults in the tree do not hinder it."""
    categories = tree.get("categories", SHIPPED_LABELS)
    known = tuple(categories) if isinstance(categories, Mapping) else ()
    for key in known:
        if key in RESERVED_KEYS:
            remedy = "output/ has a file of that name: choose another"
            yield places.fault(("categories", key), f"a category cannot be called `{key}`", remedy)
    sources = tree.get("sources", [])
    tables = [(i, s) for i, s in enumerate(sources) if isinstance(s, Mapping)] if isinstance(sources, list) else []
    yield from _repeated_ids(tables, places)
    for index, source in tables:
        yield from _check_source(source, ("sources", index), known, places)


def _repeated_ids(tables: list[tuple[int, Mapping[str, Any]]], places: Places) -> Iterator[str]:
    first: dict[object, int] = {}
    for index, source in tables:
        name = source.get("id")
        if isinstance(name, str) and first.setdefault(name, index) != index:
            remedy = f"[[sources]] {first[name] + 1} has it: choose another"
            yield places.fault(("sources", index, "id"), f'`id` cannot be "{name}"', remedy)


def _check_source(source: Mapping[str, Any], at: KeyPath, known: tuple[str, ...], places: Places) -> Iterator[str]:
    if ("path" in source) == ("url" in source):
        what = "`path` and `url` are both given" if "url" in source else "`path` or `url` is missing"
        yield places.fault((*at, "url"), what, "give exactly one: path for files, url for a feed")
    elif "path" in source:
        for key in _FOR_URLS:
            if key in source:
                yield places.fault((*at, key), f"`{key}` is for a url", "remove it")
    yield from _check_access(source, at, places)
    for field in ("categories", "hints"):
        keys = source.get(field)
        for key in keys if isinstance(keys, list) else ():
            if isinstance(key, str) and key not in known:
                yield places.fault((*at, field), f"unknown category `{key}`", _category_remedy(key, known))


def _check_access(source: Mapping[str, Any], at: KeyPath, places: Places) -> Iterator[str]:
    if "token" in source and "user" in source:
        yield places.fault((*at, "token"), "`token` and `user` are both given", "keep the one that the server asks for")
    if ("user" in source) != ("password" in source):
        given, missing = ("user", "password") if "user" in source else ("password", "user")
        yield places.fault((*at, given), f"`{missing}` is missing beside `{given}`", "give both, or neither")


def _category_remedy(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"add [categories.{key}], or remove it here"
