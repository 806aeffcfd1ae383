"""The rules of a site: its categories as sources.toml defines them, with what corrections have taught."""

import os
from functools import lru_cache
from pathlib import Path

from feeds.category import Category
from feeds.errors import ConfigError
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.learned import Learned, read_learned, write_learned
from feeds.settings import Config


def site_rules(config: Config) -> Rules:
    """Return what a site's entries are filed by.

    Raises:
        ConfigError: what was learned cannot be read.
    """
    path = lessons_path(config)
    return _compiled(config.categories, path.name, _text_of(path))


@lru_cache(maxsize=1)  # it takes 100 ms, twice in every run of a schedule, for what hardly ever changes
def _compiled(categories: tuple[Category, ...], name: str, lessons: str) -> Rules:
    return compile_rules(categories, _read(name, lessons))


def lessons_path(config: Config) -> Path:
    """Return where what was learned is kept: beside sources.toml, as learned.toml."""
    return config.path.with_name("learned.toml")


def read_lessons(config: Config) -> dict[str, Learned]:
    """Return what was learned, by the keys of categories; nothing where nothing was.

    Raises:
        ConfigError: naming the file.
    """
    path = lessons_path(config)
    return _read(path.name, _text_of(path))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError([f"{path.name}: cannot be read: {exc}: learn again, or remove the file"]) from exc


def _read(name: str, text: str) -> dict[str, Learned]:
    try:
        return read_learned(text)
    except ConfigError as exc:
        raise ConfigError([f"{name}: {fault}" for fault in exc.faults]) from exc


def write_lessons(config: Config, learned: dict[str, Learned]) -> None:
    """Keep what was learned, whole or not at all."""
    path = lessons_path(config)
    aside = path.with_suffix(".toml-new")
    aside.write_text(write_learned(learned), encoding="utf-8")
    os.replace(aside, path)
