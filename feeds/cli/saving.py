"""The commands that keep a site safe: backup, restore."""

from pathlib import Path
from typing import Annotated

import typer

from feeds.cli import console
from feeds.cli.options import ConfigFile, read_config


def backup(
    file: Annotated[Path, typer.Argument(help="The new file to write.", show_default=False)],
    config_file: ConfigFile = None,
) -> None:
    """Copy what is remembered to one file, also while a run is under way.

    Example: rubrique backup /backup/veille-2026-11-24.db
    """
    from feeds.store.backup import back_up  # SQLAlchemy costs 200 ms to import

    back_up(read_config(config_file).site.store, file)
    console.say(f"{file}: {_megabytes(file)}, complete and checked")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.", show_default=False)],
    config_file: ConfigFile = None,
) -> None:
    """Put what a backup remembers in the place of what is remembered now; the next run publishes it.

    Example: rubrique restore /backup/veille-2026-11-24.db
    """
    from feeds.store.backup import restore as put_back

    put_back(read_config(config_file).site.store, file)
    console.say(f"{file}: restored; the next run brings output/ to it")


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1_000_000:.1f} MB"
