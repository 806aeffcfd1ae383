"""An entry as the editor's hooks are told it, and what they may make of it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from feeds.ingest.normalise import Context, normalise_entry
from feeds.model import Entry, Person, RawEntry, Tag

_TEXTS = ("title", "summary", "content_html", "language")
_LISTS = ("authors", "tags", "categories")


def entry_form(entry: Entry, source: str, **more: object) -> bytes:
    """Return an entry of *source*, an id, as JSON; docs/configuration.md describes the form."""
    form = {
        "source": source,
        "id": entry.guid,
        "link": entry.link,
        "published": entry.published.isoformat() if entry.published else "",
        "updated": entry.updated.isoformat() if entry.updated else "",
        "language": entry.language,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "authors": [person.name for person in entry.authors],
        "tags": [tag.term for tag in entry.tags],
        "categories": list(entry.verdicts),
    }
    return json.dumps(form | more, ensure_ascii=False).encode("utf-8", "replace")


def with_answer(entry: Entry, answer: bytes) -> Entry:
    """Return an entry as a hook's answer makes it, cleaned like all that comes in; no answer changes nothing.

    Raises:
        ValueError: the answer is no JSON object, or a value in it is of another type than it was given.
    """
    if not answer.strip():
        return entry
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as exc:
        raise ValueError("its answer is no JSON") from exc
    if not isinstance(said, dict):
        raise ValueError("its answer is no JSON object")
    changed = _changes(entry, said)
    cleaned = normalise_entry(_raw(said), Context(entry.link, ZoneInfo("UTC"), entry.language))
    return replace(entry, **{field: getattr(cleaned, field) for field in changed}) if changed else entry


def _changes(entry: Entry, said: Mapping[str, Any]) -> list[str]:
    """Return the fields of an entry that an answer changes."""
    known = json.loads(entry_form(entry, ""))
    changed = []
    for name in (*_TEXTS, *_LISTS):
        value = said.get(name, known[name])
        if name in _TEXTS and not isinstance(value, str):
            raise ValueError(f"`{name}` in its answer is no text")
        if name in _LISTS and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            raise ValueError(f"`{name}` in its answer is no list of texts")
        # A title there must be.
        if value != known[name] and (value.strip() if name == "title" else True):
            changed.append("verdicts" if name == "categories" else name)
    return changed


def _raw(said: Mapping[str, Any]) -> RawEntry:
    return RawEntry(
        title_html=escape(said.get("title", "")),
        summary_html=escape(said.get("summary", "")),
        content_html=said.get("content_html", ""),
        authors=tuple(Person(name) for name in said.get("authors", ())),
        tags=tuple(Tag(term) for term in said.get("tags", ())),
        verdicts=tuple(said.get("categories", ())),
        language=said.get("language", ""),
    )
