"""The rules of a site: its categories as sources.toml defines them, with what corrections have taught."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from feeds.category import Category
from feeds.config import load_config
from feeds.errors import ConfigError, RubriqueError
from feeds.faults import Places
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.learned import Learned, read_learned, write_learned
from feeds.settings import Config
from feeds.toml_file import parse_toml, read_text
from feeds.toml_lines import key_lines


def site_rules(config: Config) -> Rules:
    """Return what a site's entries are filed by."""
    return _compiled(config.categories, _Lessons(_lessons(config)))


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


def load_site(path: Path) -> Config:
    """Return the configuration that a file holds, with what was learned beside it.

    Raises:
        ConfigError: with all faults of the one, else of the other.
    """
    return with_lessons(load_config(path))


def configured_by(config: Config) -> tuple[Path, ...]:
    """Return the files that a configuration is read from."""
    return config.path, lessons_path(config)


def with_lessons(config: Config) -> Config:
    """Return a configuration with what was learned beside it, as it is now: what is read together rules together.

    Raises:
        ConfigError: with all faults, each naming the file, the place, what is wrong and what would be right.
    """
    with _remedied():
        try:
            text = read_text(lessons_path(config))
        except FileNotFoundError:
            text = ""
    found = replace(config, learned=text)
    _lessons(found)
    return found


def write_lessons(config: Config, learned: dict[str, Learned]) -> Config:
    """Keep what was learned, whole or not at all, and return the configuration with it.

    Raises:
        RubriqueError: the file cannot be written.
    """
    path, text = lessons_path(config), write_learned(learned)
    aside = path.with_suffix(".toml-new")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    except OSError as exc:
        raise RubriqueError(f"{path}: cannot be written: {exc.strerror}: nothing is applied") from exc
    return replace(config, learned=text)


def _lessons(config: Config) -> dict[str, Learned]:
    """Return what was learned, by the keys of categories; nothing where nothing was."""
    name = lessons_path(config).name
    with _remedied():
        tree = parse_toml(config.learned, name)
    return read_learned(tree, Places(name, key_lines(config.learned), tree), config.keys)


@contextmanager
def _remedied() -> Iterator[None]:
    """Tell what to do about a file that cannot be read at all."""
    try:
        yield
    except ConfigError as exc:
        remedy = "mend it, or remove the file and run `rubrique learn`"
        raise ConfigError([f"{fault}: {remedy}" for fault in exc.faults]) from exc
