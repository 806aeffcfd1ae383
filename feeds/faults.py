"""Mistakes in sources.toml put to words: the place, what is wrong, and what would be right."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from typing import Any

from feeds.tables import SHIPPED_LABELS, keys_at
from feeds.toml_lines import Path as KeyPath

_PLACES = ("path", "url", "page", "opml")
_FOR_THE_WEB = ("cron", "allow_private", "user", "password", "token", "headers", "fulltext")
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
        if isinstance(path[1], int):
            return f"[[{path[0]}]] {path[1] + 1}"
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
        case dict() if value:
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
    elif kind == "list_type" and name in _LISTS_OF_BLOCKS:
        remedy = f"[[{name}]], in two brackets, is needed above each of them"
    elif kind in _EXAMPLES and name in _WRITTEN:
        remedy = _EXAMPLES[kind].format(_WRITTEN[name])
    else:
        remedy = _REMEDIES.get(kind, error["msg"]).format(**error.get("ctx", {}))
    return places.fault(path, f"`{name}` cannot be {places.shown(path)}", remedy)


_NEEDED = {
    "site": "add a [site] table with title and base_url",
    "title": 'add title = "…", the name of the publication',
    "base_url": 'add base_url = "https://…/", the address where output/ is served',
    "id": 'add id = "…", a permanent name of your choice',
}
_LISTS_OF_BLOCKS = ("sources", "notify")
_EXAMPLES = {"list_type": "a list is needed, such as [{}]", "model_type": "a table is needed, such as {}"}
_WRITTEN = {  # how a table is written that stands in a line, alone or in a list
    **dict.fromkeys(("keep", "drop", "all", "any", "not", "match"), '{ title = "IA" }'),
    "remove": '{ css = ".newsletter" }',
    "cut_title": '{ prefix = "[Podcast]" }',
    "replace": '{ find = "old", by = "new" }',
    "select": '{ list = "article" }',
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
    "too_short": "one at least is needed",
}


def _suggestion(name: str, path: KeyPath) -> str:
    known = keys_at(path)
    return did_you_mean(name, known) or "it may be " + ", ".join(f"`{key}`" for key in known)


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return the question whether a name that is not known is a slip of one that is; "" where none is like it."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{close[0]}`?" if close else ""


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
    sources, hooks = _blocks(tree, "sources"), _blocks(tree, "notify")
    yield from _repeated_ids("sources", sources, places)
    for index, source in sources:
        yield from _check_source(source, ("sources", index), known, places)
    yield from _repeated_ids("notify", hooks, places)
    ids = tuple(source["id"] for _, source in sources if isinstance(source.get("id"), str))
    for index, hook in hooks:
        yield from _check_hook(hook, ("notify", index), known, ids, places)


def _blocks(tree: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the blocks [[name]] with their places; what is none is told elsewhere."""
    found = tree.get(name, [])
    blocks = found if isinstance(found, list) else []
    return [(place, block) for place, block in enumerate(blocks) if isinstance(block, Mapping)]


def _repeated_ids(table: str, blocks: list[tuple[int, Mapping[str, Any]]], places: Places) -> Iterator[str]:
    first: dict[object, int] = {}
    for index, block in blocks:
        name = block.get("id")
        if isinstance(name, str) and first.setdefault(name, index) != index:
            remedy = f"[[{table}]] {first[name] + 1} has it: choose another"
            yield places.fault((table, index, "id"), f'`id` cannot be "{name}"', remedy)


def _check_source(source: Mapping[str, Any], at: KeyPath, known: tuple[str, ...], places: Places) -> Iterator[str]:
    yield from _check_place(source, at, places)
    if "cron" in source and "every" in source:
        yield places.fault((*at, "cron"), "`cron` and `every` are both given", "keep one: hours, or a time between")
    yield from _check_access(source, at, places)
    for field in ("categories", "hints"):
        for key in _strangers(source, field, known):
            yield places.fault((*at, field), f"unknown category `{key}`", _category_remedy(key, known))


def _check_hook(
    hook: Mapping[str, Any], at: KeyPath, known: tuple[str, ...], ids: tuple[str, ...], places: Places
) -> Iterator[str]:
    if ("url" in hook) == ("command" in hook):
        what = "`url` and `command` are both given" if "url" in hook else "`url` or `command` is missing"
        yield places.fault((*at, "url"), what, "give exactly one: url for a webhook, command for a program")
    elif "command" in hook and "secret" in hook:
        yield places.fault((*at, "secret"), "`secret` is for a url", "remove it")
    for key in _strangers(hook, "categories", known):
        yield places.fault((*at, "categories"), f"unknown category `{key}`", _category_remedy(key, known))
    for name in _strangers(hook, "sources", ids):
        remedy = did_you_mean(name, ids) or "give the id of one of [[sources]]"
        yield places.fault((*at, "sources"), f"unknown source `{name}`", remedy)


def _strangers(block: Mapping[str, Any], field: str, known: tuple[str, ...]) -> Iterator[str]:
    """Yield the names in a list that are not known."""
    names = block.get(field)
    yield from (n for n in (names if isinstance(names, list) else ()) if isinstance(n, str) and n not in known)


def _check_place(source: Mapping[str, Any], at: KeyPath, places: Places) -> Iterator[str]:
    given = [place for place in _PLACES if place in source]
    if len(given) != 1:
        missing = "`path`, `url`, `page` or `opml` is missing"
        what = f"`{given[0]}` and `{given[1]}` are both given" if given else missing
        kinds = "path for files, url for a feed, page for a page without one, opml for a list of feeds"
        remedy = f"give exactly one: {kinds}"
        yield places.fault((*at, given[1] if given else "url"), what, remedy)
        return
    fits = dict.fromkeys(_FOR_THE_WEB, _PLACES[1:]) | {"history": ("url", "opml"), "select": ("page",)}
    for key, fit in fits.items():
        if key in source and given[0] not in fit:
            yield places.fault((*at, key), f"`{key}` is for a {fit[0]}", "remove it")


def _check_access(source: Mapping[str, Any], at: KeyPath, places: Places) -> Iterator[str]:
    if "token" in source and "user" in source:
        yield places.fault((*at, "token"), "`token` and `user` are both given", "keep the one that the server asks for")
    if ("user" in source) != ("password" in source):
        given, missing = ("user", "password") if "user" in source else ("password", "user")
        yield places.fault((*at, given), f"`{missing}` is missing beside `{given}`", "give both, or neither")


def _category_remedy(key: str, known: tuple[str, ...]) -> str:
    return did_you_mean(key, known) or f"add [categories.{key}], or remove it here"
