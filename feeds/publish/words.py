"""The texts of the interface, in French and in English: what there is to say, said in data/words.*.toml."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from feeds.typography import french


@dataclass(frozen=True, slots=True)
class Words:
    language: str  # the language these words are in
    territory: str  # the country meant when the site names none
    skip: str
    home: str
    categories: str
    all_entries: str
    all_hint: str
    subscribe: str
    subscribe_lead: str
    what_is_a_feed: str
    what_answer: tuple[str, ...]
    how: str
    how_steps: tuple[str, ...]
    which_format: str
    which_answer: str
    feeds: str
    sources: str
    all_at_once: str
    opml_feeds: str
    opml_sources: str
    copy: str
    copied: str
    copy_failed: str
    copy_of: str  # with {feed} and {format}
    feed_of: str  # with {label}
    category_lead: str  # with {label} and {site}
    quiet: str
    empty: str
    empty_hint: str
    untitled: str
    source: str
    by: str
    also_on: str
    read_on: str
    moved: str
    published: str
    updated: str
    tags: str
    attachments: str
    navigation: str
    more_sections: str
    follow: str
    pages: str
    newer: str
    older: str
    archive: str  # with {number}
    search: str
    search_hint: str
    found_none: str
    found_one: str
    found_many: str  # with {found}
    found_more: str  # with {found} and {shown}
    colon: str  # with the space that goes before it
    date: str  # with {day} and {time}


def words_for(language: str) -> Words:
    """Return French words for a French tag, English ones for any other."""
    return _words("fr" if language.lower().partition("-")[0] == "fr" else "en")


@cache
def _words(language: str) -> Words:
    return Words(**read_texts(language, "site"))


def read_texts(language: str, table: str) -> dict[str, Any]:  # Any: a text, several, or some by name
    """Return the texts of a table in "fr" or "en"; French ones with the spaces that keep a sign on its line."""
    source = files("feeds").joinpath(f"data/words.{language}.toml").read_text(encoding="utf-8")
    typeset = french if language == "fr" else str
    return {name: _each(typeset, text) for name, text in tomllib.loads(source)[table].items()}


def _each(typeset: Callable[[str], str], text: Any) -> Any:
    if isinstance(text, Mapping):
        return {name: typeset(each) for name, each in text.items()}
    return typeset(text) if isinstance(text, str) else tuple(map(typeset, text))
