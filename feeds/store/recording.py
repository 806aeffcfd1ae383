"""Changes: what a visit decided, applied to the tables in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, select, update

from feeds.changes import Added, Change, Edited, FileState, Joined, Moved, Restored, SourceState, Visit, Withdrawn
from feeds.errors import StoreError
from feeds.model import Entry, Filing
from feeds.store.membership import Marks, mark
from feeds.store.reading import batches, read_filings
from feeds.store.tables import digest, entries, files, filings, sightings, sources
from feeds.store.values import to_text


def record_visit(connection: Connection, visit: Visit, now: datetime) -> None:
    source_id = visit.state.source_id
    marks = Marks()
    if _keep_state(connection, visit.state):
        marks.seen.update(_credited_to(connection, source_id))
    if visit.files is not None:
        _keep_files(connection, source_id, visit.files)
    for kind, group in groupby(visit.changes, type):
        _apply(connection, source_id, kind, list(group), now, marks)
    if marks.seen:
        mark(connection, marks, now)


def refile(connection: Connection, wanted: Mapping[str, tuple[Filing, ...]], now: datetime) -> None:
    """Replace the filings of the entries whose filings differ; the others are not touched."""
    by_pk = {pk: wanted[entry_id] for entry_id, pk in _numbers(connection, wanted).items()}
    for batch in batches(by_pk):
        stored = read_filings(connection, batch)
        changed = {pk: by_pk[pk] for pk in batch if by_pk[pk] != stored.get(pk, ())}
        _replace_filings(connection, changed)
        mark(connection, Marks(seen=set(changed)), now)


def _apply(
    connection: Connection, source_id: str, kind: type[Change], group: list[Change], now: datetime, marks: Marks
) -> None:
    """Apply changes of one kind that follow each other, many in a query."""
    if kind is Added:
        _add(connection, source_id, cast("list[Added]", group), now, marks)
    elif kind is Joined:
        _join(connection, source_id, cast("list[Joined]", group), now, marks)
    elif kind is Edited:
        _edit(connection, source_id, cast("list[Edited]", group), now, marks)
    elif kind is Moved:
        _move(connection, source_id, cast("list[Moved]", group), now, marks)
    else:
        left = now if kind is Withdrawn else None
        keys = [change.key for change in cast("list[Restored | Withdrawn]", group)]
        _come_or_go(connection, source_id, keys, left, now, marks)


def _keep_state(connection: Connection, state: SourceState) -> bool:
    """Remember a source's state; return whether it is credited otherwise than before."""
    row = {
        "adopted": True,
        "origin": to_text(state.origin),
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "digest": state.digest,
        "last_visit": state.last_visit,
        "last_success": state.last_success,
        "next_visit": state.next_visit,
        "failures": state.failures,
        "error": state.error,
        "warnings": to_text(state.warnings),
        "url": state.url,
        "address": state.address,
        "moved_to": state.moved_to,
        "moved_times": state.moved_times,
        "answered_by": state.answered_by,
        "is_gone": state.is_gone,
        "pace": to_text(state.pace),
    }
    of_source = sources.c.id == state.source_id
    before = connection.execute(select(sources.c.origin).where(of_source)).one_or_none()
    if before is None:
        connection.execute(sources.insert().values(id=state.source_id, **row))
        return False
    connection.execute(update(sources).where(of_source).values(**row))
    return bool(before.origin is not None and before.origin != row["origin"])


def _credited_to(connection: Connection, source_id: str) -> Iterable[int]:
    there = (sightings.c.source == source_id) & sightings.c.withdrawn.is_(None)
    return connection.scalars(select(sightings.c.entry).where(there)).all()


def _keep_files(connection: Connection, source_id: str, listing: tuple[tuple[str, FileState], ...]) -> None:
    connection.execute(files.delete().where(files.c.source == source_id))
    rows = [
        {
            "source": source_id,
            "place": place,
            "path": path,
            "signature": state.signature,
            "digest": state.digest,
            "error": state.error,
        }
        for place, (path, state) in enumerate(listing)
    ]
    if rows:
        connection.execute(files.insert(), rows)


def _add(connection: Connection, source_id: str, added: list[Added], now: datetime, marks: Marks) -> None:
    rows = [
        {
            "id": change.id,
            "id_digest": digest(change.id),
            "slug": change.slug or None,
            "first_seen": now,
            "sort_date": change.sort_date,
            "updated": change.updated,
            "edits": 0,
            "withdrawn": None,
            "touched": True,
        }
        for change in added
    ]
    insert = entries.insert().returning(entries.c.pk, sort_by_parameter_order=True)
    pks = list(connection.scalars(insert, rows))
    _sight(connection, source_id, zip(added, pks, strict=True), shown=True)
    _insert_filings(connection, {pk: change.filings for change, pk in zip(added, pks, strict=True)})
    marks.seen.update(pks)
    marks.beyond.update(pk for change, pk in zip(added, pks, strict=True) if not change.live)


def _join(connection: Connection, source_id: str, joined: list[Joined], now: datetime, marks: Marks) -> None:
    numbers = _numbers(connection, [change.id for change in joined])
    _sight(connection, source_id, ((change, numbers[change.id]) for change in joined), shown=False)
    _show(connection, set(numbers.values()), now, marks)


def _sight(connection: Connection, source_id: str, pairs: Iterable[tuple[Added | Joined, int]], *, shown: bool) -> None:
    rows = [
        {
            "source": source_id,
            "key": change.key,
            "key_digest": digest(change.key),
            "document": change.document,
            "raw_digest": change.raw_digest,
            "entry": pk,
            "shown": shown,
            "withdrawn": None,
            **_content(change.entry),
        }
        for change, pk in pairs
    ]
    connection.execute(sightings.insert(), rows)


def _edit(connection: Connection, source_id: str, edited: list[Edited], now: datetime, marks: Marks) -> None:
    found = _sightings(connection, source_id, [change.key for change in edited])
    rows = [
        {"pk_": found[change.key].pk, "raw_digest": change.raw_digest, "withdrawn": None, **_content(change.entry)}
        for change in edited
    ]
    connection.execute(update(sightings).where(sightings.c.pk == bindparam("pk_")), rows)
    touched = {row.entry for row in found.values()}
    _show(connection, touched, now, marks)
    shown = _shown(connection, touched)
    # The content of a sighting that is not shown says nothing of how its entry is published.
    visible = [(change, found[change.key].entry) for change in edited if found[change.key].pk in shown]
    _replace_filings(connection, {pk: change.filings for change, pk in visible})
    meant = [{"pk_": pk, "updated": change.updated} for change, pk in visible if change.updated is not None]
    if meant:
        count = {"edits": entries.c.edits + 1, "updated": bindparam("updated")}
        connection.execute(update(entries).where(entries.c.pk == bindparam("pk_")).values(count), meant)
    marks.edited.update(row["pk_"] for row in meant)


def _move(connection: Connection, source_id: str, moved: list[Moved], now: datetime, marks: Marks) -> None:
    """Rename sightings all at once: each may take the key that another gives up.

    A sighting that stays behind under a key that is taken has left its source. It keeps a key that no document gives.
    """
    found = _sightings(connection, source_id, [change.old_key for change in moved])
    going = {row.pk for row in found.values()}
    held = _holders(connection, source_id, [change.key for change in moved])
    displaced = {key: row for key, row in held.items() if row.pk not in going}
    _come_or_go(connection, source_id, [key for key, row in displaced.items() if not row.withdrawn], now, now, marks)
    renamed = [(row.pk, f"{key}\x00{row.pk}", row.document) for key, row in displaced.items()]
    renamed += [(found[change.old_key].pk, change.key, change.document) for change in moved]
    renames = update(sightings).where(sightings.c.pk == bindparam("pk_"))
    connection.execute(renames, [{"pk_": pk, "key_digest": f"moving {pk}"} for pk, _, _ in renamed])
    rows = [{"pk_": pk, "key": key, "key_digest": digest(key), "document": document} for pk, key, document in renamed]
    connection.execute(renames, rows)


def _come_or_go(
    connection: Connection, source_id: str, keys: list[str], left: datetime | None, now: datetime, marks: Marks
) -> None:
    """Note when sightings left their source (None: they are back)."""
    there = _sightings(connection, source_id, keys).values()
    found = [row for row in there if (row.withdrawn is None) != (left is None)]
    for batch in batches(row.pk for row in found):
        connection.execute(update(sightings).where(sightings.c.pk.in_(batch)).values(withdrawn=left))
    _show(connection, {row.entry for row in found}, now, marks)


def _show(connection: Connection, pks: set[int], now: datetime, marks: Marks) -> None:
    """Let each entry be shown by a sighting that is not withdrawn, the oldest if it must change, or withdraw it."""
    marks.seen.update(pks)
    for batch in batches(pks):
        query = (
            select(sightings.c.entry, sightings.c.pk, sightings.c.shown, sightings.c.withdrawn, entries.c.withdrawn)
            .join(entries, entries.c.pk == sightings.c.entry)
            .where(sightings.c.entry.in_(batch))
            .order_by(sightings.c.entry, sightings.c.pk)
        )
        rows = [tuple(row) for row in connection.execute(query)]
        for entry, each in groupby(rows, lambda row: row[0]):
            _show_one(connection, entry, list(each), now, marks)


def _show_one(connection: Connection, entry: int, rows: list[tuple[Any, ...]], now: datetime, marks: Marks) -> None:
    was_withdrawn = rows[0][4] is not None
    there = [pk for _, pk, _, left, _ in rows if left is None]
    [shown] = [pk for _, pk, is_shown, _, _ in rows if is_shown]
    if there and shown not in there:
        connection.execute(update(sightings).where(sightings.c.pk == shown).values(shown=False))
        connection.execute(update(sightings).where(sightings.c.pk == there[0]).values(shown=True))
    if bool(there) == was_withdrawn:
        left = None if there else now
        connection.execute(update(entries).where(entries.c.pk == entry).values(withdrawn=left))
        marks.crossed.add(entry)


def _shown(connection: Connection, pks: set[int]) -> set[int]:
    query = select(sightings.c.pk).where(sightings.c.shown.is_(True))
    return {pk for batch in batches(pks) for pk in connection.scalars(query.where(sightings.c.entry.in_(batch)))}


def _replace_filings(connection: Connection, by_pk: Mapping[int, tuple[Filing, ...]]) -> None:
    for batch in batches(by_pk):
        connection.execute(filings.delete().where(filings.c.entry.in_(batch)))
    _insert_filings(connection, by_pk)


def _insert_filings(connection: Connection, by_pk: Mapping[int, tuple[Filing, ...]]) -> None:
    rows = [
        {
            "entry": pk,
            "place": place,
            "category": filing.category,
            "score": filing.score,
            "given": filing.given,
            "verdict": filing.verdict,
            "reasons": to_text(filing.reasons),
        }
        for pk, filed in by_pk.items()
        for place, filing in enumerate(filed)
    ]
    if rows:
        connection.execute(filings.insert(), rows)


def _content(entry: Entry) -> dict[str, object]:
    return {"title": entry.title, "link": entry.link, "published": entry.published, "content": to_text(entry)}


def _sightings(connection: Connection, source_id: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the sightings under these keys; each must be there."""
    wanted = list(keys)
    found = _holders(connection, source_id, wanted)
    for key in wanted:
        if key not in found:
            raise StoreError(f"source {source_id}: no entry is known under the key {key[:200]!r}")
    return found


def _holders(connection: Connection, source_id: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    query = select(*(sightings.c[name] for name in ("pk", "key", "entry", "document", "withdrawn")))
    of_source = query.where(sightings.c.source == source_id)
    return {
        row.key: row
        for batch in batches(keys)
        for row in connection.execute(of_source.where(sightings.c.key_digest.in_([digest(key) for key in batch])))
    }


def _numbers(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers of entries, by their ids; each must be there."""
    wanted = list(ids)
    query = select(entries.c.id, entries.c.pk)
    found: dict[str, int] = {
        row.id: row.pk
        for batch in batches(wanted)
        for row in connection.execute(query.where(entries.c.id_digest.in_([digest(name) for name in batch])))
    }
    for name in wanted:
        if name not in found:
            raise StoreError(f"no entry has the id {name[:200]!r}")
    return found
