"""Our values as JSON text, and back."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from feeds.model import Announced, Enclosure, Entry, Origin, Pace, Person, Reason, Tag


def to_text(value: Entry | Origin | Pace | Announced | Sequence[Reason] | Sequence[str]) -> str:
    """Return a value as JSON; what equals a field's default is left out, so that a new field needs no migration."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def entry_of(text: str) -> Entry:
    found = json.loads(text)
    for name in ("published", "updated"):
        if name in found:
            found[name] = datetime.fromisoformat(found[name])
    for name, kind in (("authors", Person), ("tags", Tag), ("enclosures", Enclosure)):
        if name in found:
            found[name] = tuple(kind(**each) for each in found[name])
    if "verdicts" in found:
        found["verdicts"] = tuple(found["verdicts"])
    return Entry(**found)


def without_text(content: str) -> str:
    """Return an entry, as JSON, without its text."""
    return to_text(replace(entry_of(content), content_html=""))


@lru_cache(maxsize=1024)  # the entries of a feed share few sources
def origin_of(text: str) -> Origin:
    return Origin(**json.loads(text))


@lru_cache(maxsize=1024)  # most of a category's "no" have the same reasons: none
def reasons_of(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(**each) for each in json.loads(text))


@lru_cache(maxsize=1024)  # most feeds say nothing, or an hour
def pace_of(text: str) -> Pace:
    found = json.loads(text)
    period = timedelta(seconds=found.get("period", 0))
    return Pace(period, tuple(found.get("skip_hours", ())), tuple(found.get("skip_days", ())))


def announced_of(text: str) -> Announced:
    found = json.loads(text)
    return Announced(tuple(found.get("hubs", ())), found.get("self_link", ""))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _plain(value: Any) -> Any:  # Any: what json.dumps hands over and takes back
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is not a value of ours")
    kept = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: held for field, held in kept if field.default is MISSING or held != field.default}
