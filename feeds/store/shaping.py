"""What an editor's rules did to sightings: kept with them, and counted."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, func, select, update

from feeds.changes import Shaping
from feeds.health import RuleCount, Verb
from feeds.store.engine import batches
from feeds.store.tables import entries, rulings, sightings, sources
from feeds.store.values import entry_of, to_text, without_text

_KEPT = 1_000  # entries of a feed that are dropped and keep their text: some 7 MB


def shaping_columns(shaping: Shaping) -> dict[str, object]:
    """Return the columns of a sighting that tell of its shaping."""
    as_read = None if shaping.as_read is None else to_text(shaping.as_read)
    return {"as_read": as_read, "is_dropped": bool(shaping.dropped)}


def insert_rulings(connection: Connection, by_pk: Mapping[int, Shaping], now: datetime) -> None:
    """Keep what rules did to sightings of which nothing is kept, by the sighting's number."""
    rows = [
        {"sighting": pk, "place": place, "verb": verb, "rule": rule, "made": now}
        for pk, shaping in by_pk.items()
        for place, (verb, rule) in enumerate(_told(shaping))
    ]
    if rows:
        connection.execute(rulings.insert(), rows)


def replace_rulings(connection: Connection, by_pk: Mapping[int, Shaping], now: datetime) -> None:
    for batch in batches(by_pk):
        connection.execute(rulings.delete().where(rulings.c.sighting.in_(batch)))
    insert_rulings(connection, by_pk, now)


def read_shapings(connection: Connection, as_read: Mapping[int, str | None]) -> dict[int, Shaping]:
    """Return what rules did to sightings; *as_read* has that column of each, by the sighting's number."""
    told: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for batch in batches(as_read):
        query = select(rulings).where(rulings.c.sighting.in_(batch)).order_by(rulings.c.sighting, rulings.c.place)
        for row in connection.execute(query):
            told[row.sighting][row.verb].append(row.rule)
    return {pk: _shaping(text, told[pk]) for pk, text in as_read.items()}


def read_rule_counts(connection: Connection) -> tuple[RuleCount, ...]:
    """Return how many entries each rule acted on, of the sources adopted."""
    query = (
        select(sightings.c.source, rulings.c.verb, rulings.c.rule, func.count(), func.max(rulings.c.made))
        .join(sightings, sightings.c.pk == rulings.c.sighting)
        .join(sources, sources.c.id == sightings.c.source)
        .where(sources.c.adopted)
        .group_by(sightings.c.source, rulings.c.verb, rulings.c.rule)
        .order_by(sightings.c.source, rulings.c.verb, rulings.c.rule)
    )
    return tuple(RuleCount(*row) for row in connection.execute(query))


def forget_texts(connection: Connection, source_id: str) -> None:
    """Keep no text of what was dropped of a feed long ago: a source of which little is let through fills no disk."""
    query = (
        select(sightings.c.pk, sightings.c.content, sightings.c.as_read)
        .where(sightings.c.source == source_id, sightings.c.is_dropped, sightings.c.document == "")
        .order_by(sightings.c.pk.desc())
        .offset(_KEPT)
    )
    rows = [row for row in connection.execute(query) if '"content_html":' in row.content]
    for row in rows:
        blank = {"content": without_text(row.content), "as_read": row.as_read and without_text(row.as_read)}
        connection.execute(update(sightings).where(sightings.c.pk == row.pk).values(blank))


def shaped_of(connection: Connection, entry_id_digest: str) -> dict[str, Shaping]:
    """Return what rules did to the sightings of an entry, by source."""
    query = (
        select(sightings.c.pk, sightings.c.source, sightings.c.as_read)
        .join(entries, entries.c.pk == sightings.c.entry)
        .where(entries.c.id_digest == entry_id_digest)
        .order_by(sightings.c.pk)
    )
    rows = connection.execute(query).all()
    found = read_shapings(connection, {row.pk: row.as_read for row in rows})
    return {row.source: found[row.pk] for row in rows if found[row.pk].is_any}


def _told(shaping: Shaping) -> list[tuple[Verb, str]]:
    dropped = (shaping.dropped,) if shaping.dropped else ()
    groups = zip(get_args(Verb), (shaping.removed, shaping.changed, dropped), strict=True)
    return [(verb, rule) for verb, rules in groups for rule in rules]


def _shaping(as_read: str | None, told: Mapping[str, Collection[Any]]) -> Shaping:
    return Shaping(
        entry_of(as_read) if as_read is not None else None,
        tuple(told.get("removed", ())),
        tuple(told.get("changed", ())),
        next(iter(told.get("dropped", ())), ""),
    )
