"""The options that several commands share, and what they stand for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.config import default_config
from feeds.lists import with_lists
from feeds.rulebook import load_site, with_lessons
from feeds.settings import Config
from feeds.store import Store, open_store

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The sources.toml to use.", show_default="$RUBRIQUE_CONFIG or ./sources.toml"),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Ask an address even if it is private or this machine's own.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def clock() -> datetime:
    """Return the moment that a command works at: read once, here, and handed down."""
    return datetime.now(UTC)


def read_config(file: Path | None) -> Config:
    """Return the configuration named, else that of the environment, else that of this folder."""
    return load_site(config_path(file))


def read_config_if_any(file: Path | None) -> Config:
    """Return the configuration, or the shipped defaults when none was named and there is none here."""
    chosen = config_path(file)
    if file is None and "RUBRIQUE_CONFIG" not in os.environ and not chosen.exists():
        return with_lessons(default_config(Path.cwd()))
    return read_config(chosen)


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    """Open the store of a site for a while."""
    store = open_store(config.site.store)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_if_any(config: Config) -> Iterator[Store | None]:
    """Open the store of a site for a while; none if it would have to be made: who only looks makes nothing."""
    path = config.site.store.removeprefix("sqlite:///")
    if path != config.site.store and not Path(path).exists():
        yield None
        return
    with opened(config) as store:
        yield store


def with_known_lists(config: Config) -> Config:
    """Return the configuration with what its lists named at the last run, if there was one."""
    if not config.lists:
        return config
    with opened_if_any(config) as store:
        return with_lists(config, store) if store else config


def as_option(message: str) -> str:
    """Return a message about a private address with what allows it on the command line, where there is no block yet."""
    return message.replace("set allow_private = true", "give --allow-private")


def config_path(file: Path | None) -> Path:
    """Return the path of the configuration named, else that of the environment, else that of this folder."""
    return file or Path(os.environ.get("RUBRIQUE_CONFIG") or "sources.toml")
