"""The options that several commands share, and what they stand for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from feeds.config import default_config
from feeds.rulebook import load_site, with_lessons
from feeds.settings import Config
from feeds.store import Store, open_store

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The sources.toml to use.", show_default="$RUBRIQUE_CONFIG or ./sources.toml"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def clock() -> datetime:
    """Return the moment that a command works at: read once, here, and handed down."""
    return datetime.now(UTC)


def read_config(file: Path | None) -> Config:
    """Return the configuration named, else that of the environment, else that of this folder."""
    return load_site(_chosen(file))


def read_config_if_any(file: Path | None) -> Config:
    """Return the configuration, or the shipped defaults when none was named and there is none here."""
    chosen = _chosen(file)
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


def _chosen(file: Path | None) -> Path:
    return file or Path(os.environ.get("RUBRIQUE_CONFIG") or "sources.toml")
