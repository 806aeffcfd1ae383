"""The changes that a command makes to sources.toml: which lines they touch, and what they mean.

Each change is told twice, as lines and as values, so that whoever applies it can hold the one against the other.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomlkit

from feeds.blocks import Lines, own_lines, read_sections
from feeds.errors import ConfigError, RubriqueError
from feeds.inline_lists import lengthen, rewrite, shorten
from feeds.tables import SHIPPED_LABELS

Tree = dict[str, Any]  # Any: a TOML tree holds every type


@dataclass(frozen=True, slots=True)
class Splice:
    """New lines in the place of some; those of two splices never overlap."""

    lines: Lines
    text: str = ""  # whole lines


@dataclass(frozen=True, slots=True)
class Addition:
    """Blocks put below all that stands: categories by key, then sources."""

    sources: Sequence[Mapping[str, Any]] = ()
    categories: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def splices(self, text: str) -> Iterator[Splice]:
        inline = read_sections(text)[0].keys
        blocks = []
        if self.categories and ("categories",) in inline:
            yield _rewritten(text, inline["categories",], self._extend_categories)
        else:
            categories = self._categories_beside(tomllib.loads(text))
            blocks += [_block(f"[categories.{name}]", values) for name, values in categories.items()]
        if self.sources and ("sources",) in inline:
            lines = inline["sources",]
            yield Splice(
                lines, lengthen(_between(text, lines), [_inline(values).as_string() for values in self.sources])
            )
        else:
            blocks += [_block("[[sources]]", values) for values in self.sources]
        if blocks:
            yield _below(text, blocks)

    def _categories_beside(self, tree: Tree) -> dict[str, dict[str, Any]]:
        """Return the categories to write: those shipped as well if none stands, for a first one takes their place."""
        shipped: dict[str, dict[str, Any]] = {key: {} for key in SHIPPED_LABELS}
        return {**({} if "categories" in tree or not self.categories else shipped), **self.categories}

    def _extend_categories(self, document: Any) -> None:  # Any: tomlkit's containers take any index
        for name, values in self.categories.items():
            document["categories"][name] = _inline(values)

    def apply(self, tree: Tree) -> None:
        if self.categories:
            tree["categories"] = {**tree.get("categories", {}), **self._categories_beside(tree)}
        tree["sources"] += self.sources


@dataclass(frozen=True, slots=True)
class Removal:
    """A source taken out, with the comments that are its own."""

    source_id: str

    def splices(self, text: str) -> Iterator[Splice]:
        index, _ = _find(text, self.source_id)
        inline = read_sections(text)[0].keys
        if ("sources",) in inline:
            yield Splice(inline["sources",], shorten(_between(text, inline["sources",]), index))
            return
        yield from map(Splice, own_lines(text, ("sources", index)))

    def apply(self, tree: Tree) -> None:
        tree["sources"] = [source for source in tree["sources"] if source["id"] != self.source_id]


@dataclass(frozen=True, slots=True)
class Switch:
    """A source turned on or off by `enabled`; once it says no more than the default, and nothing beside, it goes."""

    source_id: str
    is_on: bool

    def splices(self, text: str) -> Iterator[Splice]:
        index, source = _find(text, self.source_id)
        if source.get("enabled", True) == self.is_on:
            return
        sections = read_sections(text)
        if ("sources",) in sections[0].keys:
            lines = sections[0].keys["sources",]
            yield Splice(lines, rewrite(_between(text, lines), index, self._turned))
            return
        section = next(section for section in sections if section.path == ("sources", index))
        enabled = section.keys.get(("enabled",))
        if enabled is None:
            beside = text.split("\n")[section.keys["id",].first]
            indent = beside[: len(beside) - len(beside.lstrip())]
            yield Splice(Lines(section.end, section.end), f"{indent}enabled = false\n")
        elif self.is_on and "#" not in _between(text, enabled):
            yield Splice(enabled)
        else:
            yield _rewritten(text, enabled, lambda document: document.update(enabled=self.is_on))

    def _turned(self, table: str) -> str:
        return _changed(f"it = {table}", lambda document: document["it"].update(enabled=self.is_on)).removeprefix(
            "it = "
        )

    def apply(self, tree: Tree) -> None:
        for source in tree["sources"]:
            if source["id"] == self.source_id:
                source["enabled"] = self.is_on


Change = Addition | Removal | Switch


def change_text(text: str, changes: Sequence[Change]) -> str:
    """Return the text of sources.toml with *changes* made, each line that they do not address as it was.

    The lines may end in any manner, and keep it.

    Raises:
        ConfigError: the text is written in a way that cannot be changed by command.
        RubriqueError: there is no such source.
    """
    tree = tomllib.loads(_plain(text))
    for change in changes:
        text = _splice(text, [*change.splices(_plain(text))])
        change.apply(tree := _told(tree))
    if _told(_loads(text)) != _told(tree):
        raise ConfigError(["sources.toml is written in a way that no command can change: change it by hand"])
    return text


def _plain(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def _loads(text: str) -> Tree:
    try:
        return tomllib.loads(_plain(text))
    except tomllib.TOMLDecodeError:
        return {}


def _told(tree: Tree) -> Tree:
    """Return a tree in which every default that a change may add or remove is written out."""
    return {**tree, "sources": [{"enabled": True} | source for source in tree.get("sources", [])]}


def _splice(text: str, splices: Sequence[Splice]) -> str:
    lines = re.findall("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)
    end_of_line = re.sub("[^\r\n]", "", lines[0])[:2] if lines else ""
    for splice in sorted(splices, key=lambda splice: splice.lines.first, reverse=True):
        new = splice.text.replace("\n", end_of_line or "\n")
        if new and lines and splice.lines.first >= len(lines) and not lines[-1].endswith(("\r", "\n")):
            lines[-1] += end_of_line or "\n"
        lines[splice.lines.first : splice.lines.end] = [new]
    return "".join(lines)


def _find(text: str, source_id: str) -> tuple[int, Tree]:
    sources = tomllib.loads(text).get("sources", [])
    found = next(((i, source) for i, source in enumerate(sources) if source.get("id") == source_id), None)
    if found is None:
        raise RubriqueError(f"{source_id}: no block of sources.toml has this id: see the ids there")
    return found


def _between(text: str, lines: Lines) -> str:
    return "".join(f"{line}\n" for line in text.split("\n")[lines.first : lines.end])


def _rewritten(text: str, lines: Lines, change: Callable[[Any], object]) -> Splice:
    """Return some lines, an assignment, with its value changed; the comments in it stand."""
    return Splice(lines, _changed(_between(text, lines), change))


def _changed(statement: str, change: Callable[[Any], object]) -> str:
    document = tomlkit.parse(statement)
    change(document)
    return document.as_string()


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _block(header: str, values: Mapping[str, Any]) -> str:
    return "\n".join([header, *(f"{key} = {tomlkit.item(value).as_string()}" for key, value in values.items())]) + "\n"


def _below(text: str, blocks: Sequence[str]) -> Splice:
    """Return blocks below a text, a blank line before each."""
    end = len(text.split("\n"))
    is_apart = not text.strip() or text.endswith("\n\n")
    return Splice(Lines(end, end), ("" if is_apart else "\n") + "\n".join(blocks))
