"""How often a feed wishes to be visited, read from its bytes: feedparser keeps only the last hour to skip.

Source: RSS 2.0 (ttl, skipHours, skipDays), RSS 1.0's module Syndication (sy:updatePeriod, sy:updateFrequency).
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from feeds.model import Pace

LOOKED_AT = 100_000  # bytes: these elements stand before the entries, in heads of 10 KB at most

_FIRST_ENTRY = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]", re.I)
_SAID = re.compile(
    rb"<(?:\w{1,20}:)?(ttl|updatePeriod|updateFrequency|hour|day)(?:\s[^<>]{0,200})?>\s{0,100}([A-Za-z0-9]{1,12})\s{0,100}<",
    re.I,
)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}  # hours
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_TTL = 365 * 24 * 60  # minutes: beyond it, a mistake


def read_pace(content: bytes) -> Pace:
    """Return what a feed of XML wishes; what is malformed wishes nothing."""
    # UTF-16 has a NUL in each of these characters.
    head = content[:LOOKED_AT].replace(b"\0", b"")
    first = _FIRST_ENTRY.search(head)
    head = head[: first.start()] if first else head
    said = [(found[1].decode().lower(), found[2].decode().lower()) for found in _SAID.finditer(head)]
    return Pace(
        period=max(_ttl(dict(said).get("ttl", "")), _update_period(dict(said))),
        skip_hours=tuple(sorted(set(_skipped_hours(said)))),
        skip_days=tuple(sorted({_DAYS.index(value) for name, value in said if name == "day" and value in _DAYS})),
    )


def _ttl(written: str) -> timedelta:
    minutes = int(written) if written.isdecimal() else 0
    return timedelta(minutes=minutes) if minutes <= _LONGEST_TTL else timedelta(0)


def _update_period(said: dict[str, str]) -> timedelta:
    """Return the time between two updates: a period, daily by default, by how often it updates in it."""
    if not said.keys() & {"updateperiod", "updatefrequency"}:
        return timedelta(0)
    frequency = said.get("updatefrequency", "1")
    hours = _PERIODS.get(said.get("updateperiod", "daily"), 0)
    times = int(frequency) if frequency.isdecimal() else 0
    return timedelta(hours=hours) / times if times else timedelta(0)


def _skipped_hours(said: list[tuple[str, str]]) -> Iterator[int]:
    for name, value in said:
        if name == "hour" and value.isdecimal() and int(value) <= 24:
            yield int(value) % 24  # 24 is how some write midnight
