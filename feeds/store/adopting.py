"""The sources and feeds of a configuration, known from now on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from feeds.store.diary import note_outage
from feeds.store.filing import counts
from feeds.store.membership import Marks, mark
from feeds.store.message_tables import pushes
from feeds.store.tables import NEVER_VISITED, archives, feeds, filings, memberships, pins, sightings, sources, told


def adopt_sources(connection: Connection, wanted: Mapping[str, str], now: datetime) -> None:
    query = select(sources.c.id, sources.c.adopted, sources.c.url)
    known = {row.id: (row.adopted, row.url) for row in connection.execute(query)}
    for source_id in sorted(wanted.keys() - known.keys()):
        connection.execute(insert(sources).values(id=source_id, adopted=True, **NEVER_VISITED))
    for source_id, (was_adopted, url) in sorted(known.items()):
        one = update(sources).where(sources.c.id == source_id)
        if was_adopted and source_id not in wanted:
            connection.execute(one.values(adopted=False))
            note_outage(connection, source_id, "", now)  # nobody waits for its end
            connection.execute(delete(pushes).where(pushes.c.source == source_id))
        elif source_id in wanted and (not was_adopted or wanted[source_id] != url):
            connection.execute(one.values(adopted=True, next_visit=None, is_gone=False))


def replan(connection: Connection, dues: Mapping[str, tuple[datetime, str]]) -> None:
    for source_id, (moment, why) in sorted(dues.items()):
        connection.execute(update(sources).where(sources.c.id == source_id).values(next_visit=moment, why_then=why))


def adopt_feeds(connection: Connection, wanted: set[str], now: datetime) -> None:
    known = set(connection.scalars(select(feeds.c.key)))
    for key in sorted(wanted - known):
        row = {"first_known": now, "updated": now, "touched": True, "last_entered": 0, "last_archive": 0}
        connection.execute(insert(feeds).values(key=key, **row))
    _bring_back(connection, wanted - known, now)
    for key in sorted(known - wanted):
        for table in (memberships, archives, told):
            connection.execute(delete(table).where(table.c.feed == key))
        connection.execute(delete(feeds).where(feeds.c.key == key))


def _bring_back(connection: Connection, keys: set[str], now: datetime) -> None:
    """Let entries into feeds that are new here, and that they were filed under when these were known before."""
    filed = select(sightings.c.entry).join(filings, filings.c.sighting == sightings.c.pk)
    given = filed.where(filings.c.category.in_(keys), filings.c.given.is_(True), counts)
    by_hand = select(pins.c.entry).where(pins.c.category.in_(keys), pins.c.given.is_(True))
    found = set(connection.scalars(given.union(by_hand)))
    if found:
        mark(connection, Marks(seen=found, refiled=found), now)
