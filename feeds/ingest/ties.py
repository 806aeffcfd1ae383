"""Dates that several entries of a document share, told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from feeds.ingest.dates import date_in_link
from feeds.model import Entry, RawEntry

_SUSPECT = 3  # entries that all bear one moment: it is when the document was made


def untied(raws: Sequence[RawEntry], entries: Sequence[Entry | None], timezone: ZoneInfo) -> list[Entry | None]:
    """Return the entries of a document so that no two share a moment, the first in the document being the newest.

    They are told apart by microseconds, which no format shows. Where all bear the same moment, the day in an entry's
    own address is believed before it. An entry that is None stays so; its place counts.
    """
    said = [raw.published or raw.updated for raw in raws]
    is_suspect = len(said) >= _SUSPECT and bool(said[0]) and len(set(said)) == 1
    below = Counter(said)  # entries of the same moment that stand below
    found: list[Entry | None] = []
    for text, entry in zip(said, entries, strict=True):
        below[text] -= 1
        if entry and is_suspect:
            entry = _dated_by_link(entry, timezone)
        found.append(_later(entry, below[text]) if entry and text else entry)
    return found


def _dated_by_link(entry: Entry, timezone: ZoneInfo) -> Entry:
    """Return the entry under the day in its address, unless its moment lies in that day and tells more."""
    day = date_in_link(entry.link, timezone)
    if day is None or (entry.published and timedelta(0) <= entry.published - day < timedelta(days=1)):
        return entry
    return replace(entry, published=day)


def _later(entry: Entry, microseconds: int) -> Entry:
    if entry.published is None or not microseconds:
        return entry
    return replace(entry, published=entry.published + timedelta(microseconds=microseconds))
