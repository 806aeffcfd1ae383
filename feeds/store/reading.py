"""Queries: what is stored, as the values that travel."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, tuple_

from feeds.changes import FileState, Known, Shaping, SourceState
from feeds.errors import StoreError
from feeds.model import Entry, Feed, FiledEntry, Filing, Origin, Pointer, Tombstone
from feeds.store.engine import batches
from feeds.store.filing import read_filings
from feeds.store.shaping import read_shapings
from feeds.store.states import state_of
from feeds.store.tables import (
    IS_CARRIED,
    IS_PAGED,
    digest,
    entries,
    feeds,
    files,
    memberships,
    meta,
    outputs,
    sightings,
    sources,
)
from feeds.store.values import entry_of, origin_of

_BATCH = 200  # entries held in memory while all are read
_SKEW = timedelta(minutes=1)  # between the clocks of machines that share a store
_TOMBSTONES = 200  # in a feed: it may not grow without end where entries come and go above an old one

is_live: ColumnElement[bool] = (
    memberships.c.archive.is_(None) & memberships.c.entered.is_not(None) & entries.c.withdrawn.is_(None)
)


def read_due(connection: Connection, now: datetime | None) -> frozenset[str]:
    query = select(sources.c.id).where(sources.c.adopted, sources.c.is_gone.is_(False))
    if now is not None:
        # Visited in times to come: the clock has been set back since, and next_visit is no more to be trusted.
        is_ahead = sources.c.last_visit > now + _SKEW
        query = query.where(or_(sources.c.next_visit.is_(None), sources.c.next_visit <= now, is_ahead))
    return frozenset(connection.scalars(query))


def read_states(connection: Connection, source_id: str | None = None) -> dict[str, SourceState]:
    """Return the state of every source that was visited, or of that one."""
    query = select(sources).where(sources.c.origin.is_not(None))
    if source_id is not None:
        query = query.where(sources.c.id == source_id)
    return {row.id: state_of(row) for row in connection.execute(query)}


def read_files(connection: Connection, source_id: str) -> dict[str, FileState]:
    query = select(files).where(files.c.source == source_id).order_by(files.c.place)
    return {row.path: FileState(row.signature, row.digest, row.error) for row in connection.execute(query)}


def read_known(connection: Connection, source_id: str) -> tuple[Known, ...]:
    query = (
        select(
            *(sightings.c[name] for name in ("key", "document", "raw_digest")),
            entries.c.id,
            *(sightings.c[name] for name in ("title", "link", "published")),
            *(entries.c[name] for name in ("first_seen", "updated", "edits")),
            sightings.c.withdrawn,
            sightings.c.is_forgotten,
        )
        .join(entries, entries.c.pk == sightings.c.entry)
        .where(sightings.c.source == source_id)
        .order_by(sightings.c.pk)
    )
    return tuple(Known(*row) for row in connection.execute(query))


def read_dates(connection: Connection, source_id: str, count: int) -> tuple[datetime, ...]:
    of_source = (sightings.c.source == source_id) & sightings.c.published.is_not(None)
    query = select(sightings.c.published).where(of_source).order_by(sightings.c.published.desc()).limit(count)
    return tuple(connection.scalars(query))


def read_content(connection: Connection, source_id: str, key: str) -> Entry:
    named = (sightings.c.source == source_id) & (sightings.c.key_digest == digest(key))
    content = connection.scalar(select(sightings.c.content).where(named))
    if content is None:
        raise StoreError(f"source {source_id}: no entry is known under the key {key[:200]!r}")
    return entry_of(content)


def read_shaping(connection: Connection, source_id: str, key: str) -> Shaping:
    named = (sightings.c.source == source_id) & (sightings.c.key_digest == digest(key))
    row = connection.execute(select(sightings.c.pk, sightings.c.as_read).where(named)).one()
    return read_shapings(connection, {row.pk: row.as_read})[row.pk]


def read_taken_ids(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    query = select(entries.c.id)
    found = (
        connection.scalars(query.where(entries.c.id_digest.in_([digest(name) for name in batch])))
        for batch in batches(ids)
    )
    return frozenset(name for names in found for name in names)


def read_taken_slugs(connection: Connection, slugs: Collection[str]) -> frozenset[str]:
    query = select(entries.c.slug)
    found = (connection.scalars(query.where(entries.c.slug.in_(batch))) for batch in batches(slugs))
    return frozenset(name for names in found for name in names)


def read_feeds(connection: Connection, keys: Sequence[str]) -> tuple[Feed, ...]:
    wanted = memberships.c.feed.in_(keys)
    joined = memberships.join(entries, entries.c.pk == memberships.c.entry)
    members = connection.execute(
        select(memberships.c.feed, memberships.c.entry).select_from(joined).where(wanted, is_live)
    ).all()
    filed = read_filed(connection, select(memberships.c.entry).select_from(joined).where(wanted, is_live))
    columns = select(feeds.c.key, feeds.c.updated, feeds.c.last_archive)
    heads: dict[str, Any] = {row.key: row for row in connection.execute(columns.where(feeds.c.key.in_(keys)))}
    live: dict[str, list[FiledEntry]] = defaultdict(list)
    for member in members:
        live[member.feed].append(filed[member.entry])
    return tuple(_feed(connection, key, heads, live[key]) for key in keys)


def read_pages(connection: Connection, *, touched_only: bool) -> tuple[FiledEntry, ...]:
    query = _with_page(select(entries.c.pk))
    if touched_only:
        query = query.where(entries.c.touched.is_(True))
    return tuple(_by_date(read_filed(connection, query).values()))


def read_page_slugs(connection: Connection) -> frozenset[str]:
    return frozenset(connection.scalars(_with_page(select(entries.c.slug))))


def read_pointers(connection: Connection, slugs: Iterable[str], *, touched_only: bool) -> tuple[Pointer, ...]:
    """Return where these pages lead whose entries have none with us any more, by the order of their slugs."""
    now = entries.alias()  # the entry that it is now: another, or itself with a page elsewhere
    query = (
        select(entries.c.slug, now.c.slug, sightings.c.title, sightings.c.link)
        .join(now, now.c.pk == func.coalesce(entries.c.merged_into, entries.c.pk))
        .join(sightings, (sightings.c.entry == now.c.pk) & sightings.c.shown.is_(True))
        .where(now.c.withdrawn.is_(None), or_(entries.c.merged_into.is_not(None), sightings.c.link != ""))
    )
    if touched_only:
        query = query.where(or_(entries.c.touched.is_(True), now.c.touched.is_(True)))
    rows = [row for batch in batches(slugs) for row in connection.execute(query.where(entries.c.slug.in_(batch)))]
    return tuple(Pointer(slug, title, link, target or "") for slug, target, title, link in sorted(rows))


def read_batch(connection: Connection, after: tuple[datetime, int] | None) -> dict[int, FiledEntry]:
    """Return the next entries that are not withdrawn, oldest first, by number: those after a sort date and number."""
    place = tuple_(entries.c.sort_date, entries.c.pk)
    query = select(entries.c.pk).where(entries.c.withdrawn.is_(None)).order_by(entries.c.sort_date, entries.c.pk)
    if after is not None:
        query = query.where(place > after)
    pks = connection.scalars(query.limit(_BATCH)).all()
    found = read_filed(connection, select(entries.c.pk).where(entries.c.pk.in_(pks)))
    return {pk: found[pk] for pk in pks}


def read_entry(connection: Connection, entry_id: str) -> FiledEntry | None:
    query = select(func.coalesce(entries.c.merged_into, entries.c.pk)).where(entries.c.id_digest == digest(entry_id))
    return next(iter(read_filed(connection, query).values()), None)


def read_outputs(connection: Connection) -> dict[str, str]:
    return {row.path: row.digest for row in connection.execute(select(outputs))}


def read_meta(connection: Connection, name: str) -> str:
    return connection.scalar(select(meta.c.value).where(meta.c.name == name)) or ""


def read_filed(connection: Connection, chosen: Select[Any]) -> dict[int, FiledEntry]:
    """Return the entries whose numbers *chosen* selects, by number."""
    filed = read_filings(connection, chosen)
    others = _others(connection, chosen)
    shown = (
        select(
            entries.c.pk,
            *(entries.c[name] for name in ("id", "first_seen", "sort_date", "updated", "slug", "withdrawn")),
            sightings.c.content,
            sightings.c.rules,
            sightings.c.is_forgotten,
            sources.c.origin,
        )
        .join(sightings, (sightings.c.entry == entries.c.pk) & sightings.c.shown.is_(True))
        .join(sources, sources.c.id == sightings.c.source)
        .where(entries.c.pk.in_(chosen))
    )
    return {
        row.pk: _filed_entry(row, filed.get(row.pk, ()), others.get(row.pk, {})) for row in connection.execute(shown)
    }


def _filed_entry(
    row: Any,  # a row's type spells its columns
    filed: tuple[Filing, ...],
    others: dict[str, tuple[Origin, str]],
) -> FiledEntry:
    origin = origin_of(row.origin)
    via = [pair for source, pair in others.items() if source != origin.source_id]
    return FiledEntry(
        id=row.id,
        entry=entry_of(row.content),
        origin=origin,
        first_seen=row.first_seen,
        sort_date=row.sort_date,
        updated=row.updated,
        filings=filed,
        slug=row.slug or "",
        via=tuple(other for other, _ in via),
        via_links=tuple(link for _, link in via),
        rules=row.rules,
        is_forgotten=row.is_forgotten,
        withdrawn=row.withdrawn,
    )


def _others(connection: Connection, chosen: Select[Any]) -> dict[int, dict[str, tuple[Origin, str]]]:
    """Return the first sighting not shown of each source that carries an entry: its origin and link, by source."""
    query = (
        select(sightings.c.entry, sightings.c.source, sightings.c.link, sources.c.origin)
        .join(sources, sources.c.id == sightings.c.source)
        .where(sightings.c.entry.in_(chosen), sightings.c.shown.is_(False), IS_CARRIED)
        .order_by(sightings.c.rank, sightings.c.pk)
    )
    found: dict[int, dict[str, tuple[Origin, str]]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.entry].setdefault(row.source, (origin_of(row.origin), row.link))
    return found


def _feed(connection: Connection, key: str, heads: dict[str, Any], live: list[FiledEntry]) -> Feed:
    if key not in heads:
        raise StoreError(f"feed {key!r}: not known: its category must be adopted first")
    newest_first = sorted(sorted(live, key=lambda e: e.id), key=lambda e: e.sort_date, reverse=True)
    oldest = newest_first[-1].sort_date if newest_first else None
    tombstones = _tombstones(connection, key, oldest)
    return Feed(key, heads[key].updated, tuple(newest_first), tombstones, heads[key].last_archive)


def _tombstones(connection: Connection, key: str, oldest: datetime | None) -> tuple[Tombstone, ...]:
    """Return the entries that were live, are withdrawn, and are newer than the oldest that is live; latest first."""
    query = (
        select(entries.c.id, entries.c.withdrawn)
        .join(memberships, memberships.c.entry == entries.c.pk)
        .where(memberships.c.feed == key, memberships.c.entered.is_not(None), entries.c.withdrawn.is_not(None))
        .order_by(entries.c.withdrawn.desc(), entries.c.pk)
        .limit(_TOMBSTONES)
    )
    if oldest is not None:
        query = query.where(entries.c.sort_date > oldest)
    return tuple(Tombstone(row.id, row.withdrawn) for row in connection.execute(query))


def _with_page(query: Select[Any]) -> Select[Any]:
    paged = query.join(sightings, sightings.c.entry == entries.c.pk).where(IS_PAGED)
    return paged.where(entries.c.withdrawn.is_(None), entries.c.slug.is_not(None))


def _by_date(filed: Iterable[FiledEntry]) -> list[FiledEntry]:
    return sorted(filed, key=lambda e: (e.sort_date, e.id))
