"""Counts of what is stored, asked of the tables: nothing keeps a counter that could be wrong."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, func, select

from feeds.health import Counts, Volume
from feeds.store.reading import read_dates
from feeds.store.tables import IS_CARRIED, IS_KEPT, entries, memberships, sightings, sources

_RHYTHM = 10  # entries whose dates tell how often a source publishes
# A moment is text whose first ten characters are its day.
_DAY = func.substr(entries.c.sort_date, 1, 10, type_=Text())
_is_there = entries.c.withdrawn.is_(None)
_of_source = sightings.join(entries, entries.c.pk == sightings.c.entry)
_of_feed = memberships.join(entries, entries.c.pk == memberships.c.entry)


def read_counts(connection: Connection) -> Counts:
    by_feed = _by_feed(connection)
    everything = by_feed.pop("all", 0)
    return Counts(
        by_source=_by_source(connection),
        by_category=by_feed,
        unfiled=everything - _filed(connection),
        repaired_ids=_by_source(connection, sightings.c.has_own_id.is_(False)),
        repaired_dates=_by_source(connection, sightings.c.is_dated.is_(False)),
        by_rules=_by_rules(connection),
    )


def read_volume(connection: Connection, since: datetime) -> Volume:
    """Return how many entries there are of each day from that of *since* on."""
    recent = and_(entries.c.sort_date >= since, _is_there)
    by_source = (
        select(sightings.c.source, _DAY, func.count(sightings.c.entry.distinct()))
        .select_from(_of_source)
        .where(recent, IS_CARRIED)
        .group_by(sightings.c.source, _DAY)
    )
    by_feed = (
        select(memberships.c.feed, _DAY, func.count())
        .select_from(_of_feed)
        .where(recent, memberships.c.has_left.is_(False))
        .group_by(memberships.c.feed, _DAY)
    )
    return Volume(_days(connection, by_source), _days(connection, by_feed))


def read_rhythms(connection: Connection) -> dict[str, tuple[datetime, ...]]:
    """Return when the newest entries of each source adopted were published, newest first."""
    adopted = connection.scalars(select(sources.c.id).where(sources.c.adopted)).all()
    return {source_id: read_dates(connection, source_id, _RHYTHM) for source_id in adopted}


def _by_source(connection: Connection, *conditions: ColumnElement[bool]) -> dict[str, int]:
    query = (
        select(sightings.c.source, func.count(sightings.c.entry.distinct()))
        .select_from(_of_source)
        .where(_is_there, IS_CARRIED, *conditions)
        .group_by(sightings.c.source)
    )
    return _numbers(connection, query)


def _by_feed(connection: Connection) -> dict[str, int]:
    query = (
        select(memberships.c.feed, func.count())
        .select_from(_of_feed)
        .where(_is_there, memberships.c.has_left.is_(False))
        .group_by(memberships.c.feed)
    )
    return _numbers(connection, query)


def _filed(connection: Connection) -> int:
    """Return how many entries are in a category."""
    query = (
        select(func.count(memberships.c.entry.distinct()))
        .select_from(_of_feed)
        .where(_is_there, memberships.c.has_left.is_(False), memberships.c.feed != "all")
    )
    return connection.scalar(query) or 0


def _by_rules(connection: Connection) -> dict[str, int]:
    query = (
        select(sightings.c.rules, func.count())
        .select_from(_of_source)
        .where(_is_there, sightings.c.shown.is_(True), IS_KEPT)
        .group_by(sightings.c.rules)
    )
    return _numbers(connection, query)


def _numbers(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _days(connection: Connection, query: Select[Any]) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for name, day, count in connection.execute(query):
        found[name][date.fromisoformat(day)] = count
    return dict(found)
