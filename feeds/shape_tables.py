"""What an editor makes of what comes in, as it is written in sources.toml: the same keys for a source and the site."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from feeds.patterns import compile_pattern
from feeds.plural import counted
from feeds.rule_tables import RuleTable, Table, Text, keys_of
from feeds.rules import check_pattern, is_pattern, written
from feeds.selectors import check_css
from feeds.shape_rules import GROUP, Hook, Part, Removal, Replacement, Shape, Sieve, TitleCut


def _pattern(text: str) -> str:
    if is_pattern(text):
        check_pattern(text[1:-1])
    return text


_FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
Sought = Annotated[Text, AfterValidator(_pattern)]
Selector = Annotated[Text, AfterValidator(check_css)]


class SieveTable(RuleTable):
    reason: str = ""

    def sieve(self, verb: str) -> Sieve:
        rule = self.rule()
        return Sieve(rule, _label(f"{verb} {written(rule)}", self.reason))


class RemoveTable(Table):
    css: Selector
    reason: str = ""


class CutTable(Table):
    prefix: Sought
    reason: str = ""


class ReplaceTable(Table):
    find: Sought
    by: str = ""
    in_: Annotated[list[Part], Field(alias="in", min_length=1)] = ["content"]
    reason: str = ""

    @model_validator(mode="after")
    def _refers_to_what_is_found(self) -> "ReplaceTable":
        groups = compile_pattern(self.find[1:-1]).groups if is_pattern(self.find) else 9
        if any(int(number) > groups for number in GROUP.findall(self.by)):
            raise ValueError(f"the pattern has {counted(groups, 'group')} in parentheses: `by` may name no other")
        return self


def _alone(table: type[Table], key: str) -> BeforeValidator:
    """Let a text stand for a table of which it is the one value, and its faults be of the text."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return table(**{key: value})
        except ValidationError as exc:
            raise ValueError(str(exc.errors()[0]["ctx"]["error"])) from exc

    return BeforeValidator(read)


def _program(value: object) -> object:
    """Return what is to be run as a list: a command, or the name of a function alone."""
    if isinstance(value, str) and not _FUNCTION.fullmatch(value):
        raise ValueError('a function, such as "my_site:clean", or a command, such as ["sh", "clean.sh"], is needed')
    if value == []:
        raise ValueError("a command needs a word at least")
    return [value] if isinstance(value, str) else value


Program = Annotated[list[Text], BeforeValidator(_program)]


class ShapeTable(Table):
    keep: list[SieveTable] = []
    drop: list[SieveTable] = []
    remove: list[Annotated[RemoveTable, _alone(RemoveTable, "css")]] = []
    cut_title: list[Annotated[CutTable, _alone(CutTable, "prefix")]] = []
    replace: list[ReplaceTable] = []
    hook: Program | None = None
    publish_hook: Program | None = None

    def shape(self, where: str) -> Shape:
        """Return the rules of the table; *where* names it to those who ask why."""
        kept = tuple(table.sieve("keep") for table in self.keep)
        none_holds = "; ".join(sieve.label.removeprefix("keep ") for sieve in kept)
        return Shape(
            keep=kept,
            keep_label=f"{where}: keep only {none_holds}" if kept else "",
            drop=tuple(_at(where, table.sieve("drop")) for table in self.drop),
            remove=tuple(Removal(t.css, _told(where, "remove", t.css, t.reason)) for t in self.remove),
            cut_title=tuple(TitleCut(t.prefix, _told(where, "cut_title", t.prefix, t.reason)) for t in self.cut_title),
            replace=tuple(
                Replacement(t.find, t.by, tuple(t.in_), _told(where, "replace", f"{t.find} by {t.by}", t.reason))
                for t in self.replace
            ),
            hook=_hook(where, "hook", self.hook),
            publish_hook=_hook(where, "publish_hook", self.publish_hook),
        )


def _hook(where: str, verb: str, words: Sequence[str] | None) -> Hook | None:
    if words is None:
        return None
    is_python = len(words) == 1 and bool(_FUNCTION.fullmatch(words[0]))
    # Its arguments may hold a secret of the environment, and the status is published.
    return Hook(tuple(words), is_python, f"{where}: {verb} {words[0]}")


def _at(where: str, sieve: Sieve) -> Sieve:
    return Sieve(sieve.rule, f"{where}: {sieve.label}")


def _told(where: str, verb: str, what: str, reason: str) -> str:
    return f"{where}: {_label(f'{verb} {what}'.strip(), reason)}"


def _label(text: str, reason: str) -> str:
    return f"{text} ({reason.strip()})" if reason.strip() else text


_TABLES: dict[str | int, type[Table]] = {
    "keep": SieveTable, "drop": SieveTable, "remove": RemoveTable, "cut_title": CutTable, "replace": ReplaceTable,
}  # fmt: skip


def shape_keys_at(path: Sequence[str | int]) -> list[str]:
    """Return the keys that may stand where the last part of *path* stands, [] where no table of ours is."""
    name = next((part for part in path[1:-1] if part in _TABLES), None)
    inner = any(part in ("all", "any", "not") for part in path[:-1])
    return [key for key in keys_of(_TABLES[name]) if not (inner and key == "reason")] if name else []
