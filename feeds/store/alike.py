"""Queries: which sightings of other sources may be of the same article."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, func, select

from feeds.changes import Alike, Candidates, Signs, Story
from feeds.store.engine import batches
from feeds.store.tables import HAS_ADDRESS, HAS_TITLE, bands, digest, entries, sightings
from feeds.store.values import entry_of

_COMMON = 20  # entries: what more of them bear is a sign of no article, and would cost a comparison with each


def read_alike(
    connection: Connection,
    source_id: str,
    signs: Collection[Signs],
    ids: Collection[str],
    since: datetime,
    until: datetime,
) -> Candidates:
    """Return the sightings of other sources that share a sign, and their stories and those under *ids*.

    Title and text count for what was published between *since* and *until*, the address always.
    """
    near = (sightings.c.published >= since) & (sightings.c.published <= until)
    of_address, of_title = sightings.c.address_digest, sightings.c.title_key
    pks = set(_bearers(connection, source_id, of_address, {digest(s.address) for s in signs if s.address}, HAS_ADDRESS))
    pks.update(_bearers(connection, source_id, of_title, {s.title for s in signs if s.title}, HAS_TITLE & near))
    shared = _bearers(connection, source_id, bands.c.band, {band for s in signs for band in s.bands}, near)
    found = list(_rows(connection, _contents(), sightings.c.pk, pks | shared.keys()))
    alike = tuple(_alike(row, shared.get(row.pk, ())) for row in found)
    return Candidates(alike, _stories(connection, {each.id for each in alike} | set(ids)))


def _bearers(
    connection: Connection,
    source_id: str,
    column: Column[Any],
    values: Collection[object],
    condition: ColumnElement[bool],
) -> dict[int, list[int]]:
    """Return the sightings of other sources that bear one of these signs: which, by the sighting's number."""
    query = select(sightings.c.pk, sightings.c.entry, column.label("sign")).where(condition)
    if column.table is bands:
        query = query.join(bands, bands.c.sighting == sightings.c.pk)
    by_sign: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in _rows(connection, query.where(sightings.c.source != source_id), column, values):
        by_sign[row.sign].append(row)
    found: dict[int, list[int]] = defaultdict(list)
    for sign, rows in by_sign.items():
        if len({row.entry for row in rows}) <= _COMMON:
            for row in rows:
                found[row.pk].append(sign)
    return found


def _rows(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], values: Collection[Any]
) -> Iterator[Row[Any]]:
    for batch in batches(sorted(values)):  # in one order: what is found first must not depend on a set's
        yield from connection.execute(query.where(column.in_(batch)))


def _contents() -> Select[Any]:
    columns = (sightings.c[name] for name in ("pk", "entry", "address_digest", "title_key", "content"))
    return select(*columns, entries.c.id).join(entries, entries.c.pk == sightings.c.entry).order_by(sightings.c.pk)


def _alike(row: Row[Any], shared: Collection[int]) -> Alike:
    return Alike(row.id, bool(row.address_digest), row.title_key, frozenset(shared), entry_of(row.content))


def _stories(connection: Connection, ids: Collection[str]) -> dict[str, Story]:
    """Return what each entry is now, by its id: another visit may have merged it since its id was read."""
    now = entries.alias()
    query = (
        select(entries.c.id, now.c.id.label("now"), now.c.pk, sightings.c.source)
        .join(now, now.c.pk == func.coalesce(entries.c.merged_into, entries.c.pk))
        .join(sightings, sightings.c.entry == now.c.pk)
    )
    rows = list(_rows(connection, query, entries.c.id_digest, {digest(name) for name in ids}))
    sources: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        sources[row.now].add(row.source)
    return {row.id: Story(row.now, row.pk, frozenset(sources[row.now])) for row in rows}
