"""The rules of a site: its categories as sources.toml defines them, with what corrections have taught."""

import os
from functools import lru_cache
from pathlib import Path

from feeds.category import Category
from feeds.errors import ConfigError, RubriqueError
from feeds.faults import Places
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.learned import Learned, read_learned, write_learned
from feeds.settings import Config
from feeds.toml_file import read_toml
from feeds.toml_lines import key_lines


def site_rules(config: Config) -> Rules:
    """Return what a site's entries are filed by.

    Raises:
        ConfigError: what was learned cannot be read.
    """
    return _compiled(config.categories, _Lessons(read_lessons(config)))


class _Lessons(dict[str, Learned]):
    """What was learned, fit to look up the rules that were made of it."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none; this one is never changed
        return hash(tuple(self))


@lru_cache(maxsize=1)  # it takes 100 ms, twice in every run of a schedule, for what hardly ever changes
def _compiled(categories: tuple[Category, ...], lessons: _Lessons) -> Rules:
    return compile_rules(categories, lessons)


def lessons_path(config: Config) -> Path:
    """Return where what was learned is kept: beside sources.toml, as learned.toml."""
    return config.path.with_name("learned.toml")


def read_lessons(config: Config) -> dict[str, Learned]:
    """Return what was learned, by the keys of categories; nothing where nothing was.

    Raises:
        ConfigError: with all faults, each naming the file, the place, what is wrong and what would be right.
    """
    path = lessons_path(config)
    try:
        text, tree = read_toml(path)
    except FileNotFoundError:
        return {}
    except ConfigError as exc:
        remedy = "mend it, or remove the file and run `rubrique learn`"
        raise ConfigError([f"{fault}: {remedy}" for fault in exc.faults]) from exc
    return read_learned(tree, Places(path.name, key_lines(text), tree), config.keys)


def write_lessons(config: Config, learned: dict[str, Learned]) -> None:
    """Keep what was learned, whole or not at all.

    Raises:
        RubriqueError: the file cannot be written.
    """
    path = lessons_path(config)
    aside = path.with_suffix(".toml-new")
    try:
        aside.write_text(write_learned(learned), encoding="utf-8")
        os.replace(aside, path)
    except OSError as exc:
        raise RubriqueError(f"{path}: cannot be written: {exc.strerror}: nothing is applied") from exc
