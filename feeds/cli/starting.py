"""The command that makes a new site: init."""

import os
import shlex
import shutil
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

import feeds
from feeds.cli import console
from feeds.errors import RubriqueError

_SHIPPED = Path(feeds.__file__).parent / "data" / "new-site"
# Shipped under a name that hides nothing from those who package and search.
_RENAMED = {"gitignore": ".gitignore"}


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False)]) -> None:
    """Make a new site in a folder: a sources.toml to fill in, and one article to try it with.

    Example: rubrique init /srv/veille
    """
    made = make_site(folder)
    console.say(f"made {', '.join(str(folder / name) for name in made)}")
    console.say("next:")
    for command in ("check", "run"):
        line = shlex.join([*called_as(), command, "--config", str(folder / "sources.toml")])
        console.say(f"    {line}")


def make_site(folder: Path) -> tuple[str, ...]:
    """Write the files of a new site, none over what is there; return their paths in the folder.

    Raises:
        RubriqueError: something is in the way, and nothing was written; or the folder cannot be written.
    """
    shipped = {_path(file): file.read_bytes() for file in sorted(_SHIPPED.rglob("*")) if file.is_file()}
    if in_the_way := [str(path) for path in _obstacles(folder, shipped)]:
        remedy = "name another folder, or move it away"
        raise RubriqueError(f"in the way, and left as it was: {', '.join(in_the_way)}: {remedy}")
    try:
        for name, content in shipped.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("xb") as file:
                file.write(content)
    except OSError as exc:
        raise RubriqueError(f"{exc.filename}: cannot be made: {exc.strerror}") from exc
    return tuple(shipped)


def _path(file: Path) -> str:
    place = file.relative_to(_SHIPPED)
    return str(place.with_name(_RENAMED.get(place.name, place.name)))


def _obstacles(folder: Path, names: Collection[str]) -> list[Path]:
    """Return what stands where a file or a folder of a new site is to be; a link counts, wherever it leads."""
    folders = {parent for name in names for parent in (folder / name).parents if parent.is_relative_to(folder)}
    blocked = sorted(path for path in folders if os.path.lexists(path) and not path.is_dir())
    return blocked or [folder / name for name in names if os.path.lexists(folder / name)]


def called_as() -> list[str]:
    """Return what the shell must be told to call us again."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return [sys.executable, "-m", "feeds"]
    found = shutil.which(program.name)
    return [program.name if found and Path(found).resolve() == program.resolve() else str(program)]
