"""What `rubrique file` is told: categories to give, as +KEY, and to take away, as -KEY."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

import typer
from typer.core import TyperCommand

from feeds.settings import Config

_TAKEN_AWAY = re.compile(r"-\w[\w-]*")


class FileCommand(TyperCommand):
    """A command in whose arguments -culture is a change, and not -c with the value "ulture".

    An option is itself still, as is the value after it, before the changes and after them; a category whose key is
    the letter of an option is taken away behind a "--".
    """

    # Typer hands down a Context that it keeps to itself.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        names = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        end = args.index("--") if "--" in args else len(args)
        changes: list[str] = []
        others: list[str] = []
        for before, argument in zip(["", *args], args[:end], strict=False):
            is_change = _TAKEN_AWAY.fullmatch(argument) and not names & {before, argument}
            (changes if is_change else others).append(argument)
        return super().parse_args(ctx, [*others, "--", *changes, *args[end + 1 :]])


def read_changes(changes: Sequence[str], config: Config) -> dict[str, bool]:
    """Return whether each category named is given or taken away, by key.

    Raises:
        BadParameter: a change has no sign or no category, or one contradicts another.
    """
    decisions: dict[str, bool] = {}
    for key, is_given in (_read_change(change, config) for change in changes):
        if decisions.setdefault(key, is_given) != is_given:
            raise typer.BadParameter(f"+{key} and -{key} at once: give it, or take it away")
    return decisions


def _read_change(change: str, config: Config) -> tuple[str, bool]:
    """Return what "+ia" or "-ia" says."""
    keys = config.keys
    if not re.match(r"[+-]", change):
        raise typer.BadParameter(f"{change!r}: write +{change} to give this category, -{change} to take it away")
    if change[1:] not in keys:
        near = get_close_matches(change[1:], keys, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(keys)}"
        raise typer.BadParameter(f"{config.path.name}: no category has the key {change[1:]!r}: {hint}")
    return change[1:], change[0] == "+"
