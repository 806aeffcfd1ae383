"""Closed archives: which there are, what they hold, and their documents as published."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from feeds.changes import Archived, ArchiveName
from feeds.errors import StoreError
from feeds.model import Archive, Tombstone
from feeds.store.engine import batches
from feeds.store.reading import read_filed
from feeds.store.tables import archives, digest, entries, feeds, memberships, sightings

_JOINED = memberships.join(entries, entries.c.pk == memberships.c.entry)


def read_numbers(connection: Connection) -> dict[str, int]:
    """Return the number of the newest archive of each feed that has any, closed or to be closed."""
    query = select(feeds.c.key, feeds.c.last_archive).where(feeds.c.last_archive > 0)
    return {row.key: row.last_archive for row in connection.execute(query)}


def read_closed(connection: Connection) -> frozenset[ArchiveName]:
    return frozenset((row.feed, row.number) for row in connection.execute(select(archives.c.feed, archives.c.number)))


def read_archived(connection: Connection, *, touched_only: bool) -> Iterator[Archived]:
    query = (
        select(memberships.c.feed, memberships.c.archive, memberships.c.shown)
        .add_columns(entries.c.withdrawn.is_not(None).label("is_withdrawn"), sightings.c.source)
        .add_columns((sightings.c.link != "").label("has_link"))
        .select_from(_JOINED)
        .join(sightings, (sightings.c.entry == entries.c.pk) & sightings.c.shown.is_(True))
        .where(memberships.c.archive > 0)
    )
    if touched_only:
        query = query.where(entries.c.touched.is_(True))
    for row in connection.execute(query):
        yield Archived(row.feed, row.archive, row.shown or "", row.is_withdrawn, row.source, row.has_link)


def read_archive(connection: Connection, key: str, number: int) -> Archive:
    held = (memberships.c.feed == key) & (memberships.c.archive == number)
    members = (
        select(memberships.c.entry, memberships.c.has_left, entries.c.id, entries.c.withdrawn)
        .select_from(_JOINED)
        .where(held)
        .order_by(entries.c.sort_date.desc(), entries.c.id)
    )
    rows: list[Row[Any]] = list(connection.execute(members))
    there = entries.c.withdrawn.is_(None)
    filed = read_filed(connection, select(memberships.c.entry).select_from(_JOINED).where(held, there))
    return Archive(
        key,
        number,
        read_numbers(connection).get(key, number),
        tuple(filed[row.entry] for row in rows if row.withdrawn is None),
        tuple(Tombstone(row.id, row.withdrawn) for row in rows if row.withdrawn is not None),
        frozenset(row.id for row in rows if row.has_left),
    )


def read_document(connection: Connection, key: str, number: int) -> bytes:
    query = select(archives.c.content).where(archives.c.feed == key, archives.c.number == number)
    content = connection.scalar(query)
    if content is None:
        raise StoreError(f"feed {key!r}: no archive is closed under the number {number}")
    return zlib.decompress(content)


def keep_document(connection: Connection, key: str, number: int, content: bytes, shown: Mapping[str, str]) -> None:
    connection.execute(delete(archives).where(archives.c.feed == key, archives.c.number == number))
    connection.execute(insert(archives).values(feed=key, number=number, content=zlib.compress(content)))
    held = (memberships.c.feed == key) & (memberships.c.archive == number)
    connection.execute(update(memberships).where(held).values(shown=None))
    by_rights: dict[str, list[str]] = defaultdict(list)
    for entry_id, rights in shown.items():
        by_rights[rights].append(entry_id)
    for rights, ids in by_rights.items():
        for batch in batches(ids):
            named = select(entries.c.pk).where(entries.c.id_digest.in_([digest(name) for name in batch]))
            connection.execute(update(memberships).where(held, memberships.c.entry.in_(named)).values(shown=rights))
