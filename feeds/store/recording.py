"""Changes: what a visit decided, applied to the tables in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import cast

from sqlalchemy import Connection, bindparam, select, update

from feeds.changes import (
    Added,
    Change,
    Edited,
    FileState,
    Joined,
    Merged,
    Moved,
    Reread,
    Restored,
    Signs,
    SourceState,
    Visit,
    Withdrawn,
)
from feeds.model import Entry
from feeds.store.diary import note_outage
from feeds.store.engine import batches
from feeds.store.filing import insert_filings, replace_filings
from feeds.store.holders import holders_of, sightings_under
from feeds.store.membership import Marks, mark, note_withdrawal
from feeds.store.pushes import empty_push
from feeds.store.shaping import forget_texts, insert_rulings, replace_rulings, shaping_columns
from feeds.store.showing import merge, numbers_of, show, shown_of
from feeds.store.states import row_of
from feeds.store.tables import IS_CARRIED, bands, digest, entries, files, sightings, sources
from feeds.store.values import to_text


def record_visit(connection: Connection, visit: Visit, now: datetime) -> None:
    source_id = visit.state.source_id
    marks = Marks()
    if _keep_state(connection, visit.state):
        marks.seen.update(_credited_to(connection, source_id))
    note_outage(connection, source_id, visit.state.error, now)
    if visit.files is not None:
        _keep_files(connection, source_id, visit.files)
    if visit.push:
        empty_push(connection, visit.push)
    for kind, group in groupby(visit.changes, type):
        _apply(connection, source_id, kind, list(group), now, marks)
    _note_rules(connection, source_id, visit)
    if any(isinstance(change, Added | Joined) and change.shaping.dropped for change in visit.changes):
        forget_texts(connection, source_id)
    if marks.seen:
        mark(connection, marks, now)
    if any(isinstance(change, Withdrawn) for change in visit.changes):
        note_withdrawal(connection)


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
    elif kind is Reread:
        _reread(connection, source_id, cast("list[Reread]", group), now, marks)
    elif kind is Merged:
        merge(connection, cast("list[Merged]", group), now, marks)
    elif kind is Moved:
        _move(connection, source_id, cast("list[Moved]", group), now, marks)
    else:
        left = now if kind is Withdrawn else None
        keys = [change.key for change in cast("list[Restored | Withdrawn]", group)]
        _come_or_go(connection, source_id, keys, left, now, marks)


def _note_rules(connection: Connection, source_id: str, visit: Visit) -> None:
    keys = [change.key for change in visit.changes if isinstance(change, Added | Joined | Edited)]
    for batch in batches(digest(key) for key in keys):
        named = (sightings.c.source == source_id) & sightings.c.key_digest.in_(batch)
        connection.execute(update(sightings).where(named).values(rules=visit.rules))


def _keep_state(connection: Connection, state: SourceState) -> bool:
    """Remember a source's state; return whether it is credited otherwise than before."""
    row = row_of(state)
    of_source = sources.c.id == state.source_id
    before = connection.execute(select(sources.c.origin).where(of_source)).one_or_none()
    if before is None:
        connection.execute(sources.insert().values(id=state.source_id, **row))
        return False
    connection.execute(update(sources).where(of_source).values(**row))
    return bool(before.origin is not None and before.origin != row["origin"])


def _credited_to(connection: Connection, source_id: str) -> Iterable[int]:
    there = (sightings.c.source == source_id) & IS_CARRIED
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
            "withdrawn": now if change.shaping.dropped else None,
            "is_banned": False,
            "touched": True,
        }
        for change in added
    ]
    insert = entries.insert().returning(entries.c.pk, sort_by_parameter_order=True)
    pks = list(connection.scalars(insert, rows))
    _sight(connection, source_id, list(zip(added, pks, strict=True)), now, shown=True)
    marks.seen.update(pks)
    marks.beyond.update(pk for change, pk in zip(added, pks, strict=True) if not change.live)
    # When a rule no longer drops it, it enters where its date says.
    marks.refiled.update(pk for change, pk in zip(added, pks, strict=True) if change.shaping.dropped)


def _join(connection: Connection, source_id: str, joined: list[Joined], now: datetime, marks: Marks) -> None:
    numbers = numbers_of(connection, [change.id for change in joined])
    _sight(connection, source_id, [(change, numbers[change.id]) for change in joined], now, shown=False)
    show(connection, set(numbers.values()), now, marks)


def _sight(
    connection: Connection, source_id: str, pairs: list[tuple[Added | Joined, int]], now: datetime, *, shown: bool
) -> None:
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
            "rules": "",
            "has_own_id": change.has_own_id,
            "is_dated": change.is_dated,
            **content_columns(change.entry),
            **shaping_columns(change.shaping),
            **_signs(change.signs, change.rank),
        }
        for change, pk in pairs
    ]
    insert = sightings.insert().returning(sightings.c.pk, sort_by_parameter_order=True)
    pks = list(connection.scalars(insert, rows))
    by_pk = {pk: change for (change, _), pk in zip(pairs, pks, strict=True)}
    insert_filings(connection, {pk: change.filings for pk, change in by_pk.items()})
    insert_rulings(connection, {pk: change.shaping for pk, change in by_pk.items()}, now)
    _insert_bands(connection, {pk: change.signs for pk, change in by_pk.items()})


def _edit(connection: Connection, source_id: str, edited: list[Edited], now: datetime, marks: Marks) -> None:
    found = sightings_under(connection, source_id, [change.key for change in edited])
    rows = [
        {
            "pk_": found[change.key].pk,
            "raw_digest": change.raw_digest,
            "withdrawn": None,
            **content_columns(change.entry),
            **shaping_columns(change.shaping),
            **_signs(change.signs, change.rank),
        }
        for change in edited
    ]
    connection.execute(update(sightings).where(sightings.c.pk == bindparam("pk_")), rows)
    replace_filings(connection, {found[change.key].pk: change.filings for change in edited})
    replace_rulings(connection, {found[change.key].pk: change.shaping for change in edited}, now)
    _replace_bands(connection, {found[change.key].pk: change.signs for change in edited})
    touched = {row.entry for row in found.values()}
    show(connection, touched, now, marks)
    shown = shown_of(connection, touched)
    # An edit of a sighting that is not shown is no news of its entry.
    visible = [(change, found[change.key].entry) for change in edited if found[change.key].pk in shown]
    meant = [{"pk_": pk, "updated": change.updated} for change, pk in visible if change.updated is not None]
    if meant:
        count = {"edits": entries.c.edits + 1, "updated": bindparam("updated")}
        connection.execute(update(entries).where(entries.c.pk == bindparam("pk_")).values(count), meant)
    marks.edited.update(row["pk_"] for row in meant)


def _reread(connection: Connection, source_id: str, reread: list[Reread], now: datetime, marks: Marks) -> None:
    """Remember the signs of what is published already; a rank may change which sighting is shown."""
    found = sightings_under(connection, source_id, [change.key for change in reread])
    ranks = {change.key: found[change.key].rank for change in reread}
    rows = [{"pk_": found[c.key].pk, "raw_digest": c.raw_digest, **_signs(c.signs, c.rank)} for c in reread]
    connection.execute(update(sightings).where(sightings.c.pk == bindparam("pk_")), rows)
    _replace_bands(connection, {found[change.key].pk: change.signs for change in reread})
    show(connection, {found[c.key].entry for c in reread if c.rank != ranks[c.key]}, now, marks)


def _move(connection: Connection, source_id: str, moved: list[Moved], now: datetime, marks: Marks) -> None:
    """Rename sightings all at once: each may take the key that another gives up.

    A sighting that stays behind under a key that is taken has left its source. It keeps a key that no document gives.
    """
    found = sightings_under(connection, source_id, [change.old_key for change in moved])
    going = {row.pk for row in found.values()}
    held = holders_of(connection, source_id, [change.key for change in moved])
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
    there = sightings_under(connection, source_id, keys).values()
    found = [row for row in there if (row.withdrawn is None) != (left is None)]
    for batch in batches(row.pk for row in found):
        connection.execute(update(sightings).where(sightings.c.pk.in_(batch)).values(withdrawn=left))
    show(connection, {row.entry for row in found}, now, marks)


def _replace_bands(connection: Connection, by_pk: Mapping[int, Signs]) -> None:
    for batch in batches(by_pk):
        connection.execute(bands.delete().where(bands.c.sighting.in_(batch)))
    _insert_bands(connection, by_pk)


def _insert_bands(connection: Connection, by_pk: Mapping[int, Signs]) -> None:
    rows = [{"band": band, "sighting": pk} for pk, signs in by_pk.items() for band in signs.bands]
    if rows:
        connection.execute(bands.insert(), rows)


def _signs(signs: Signs, rank: str) -> dict[str, object]:
    address_digest = digest(signs.address) if signs.address else ""
    return {"address_digest": address_digest, "title_key": signs.title, "rank": rank}


def content_columns(entry: Entry) -> dict[str, object]:
    known_by = {"title": entry.title, "link": entry.link, "published": entry.published}
    return {**known_by, "content": to_text(entry), "is_forgotten": False}
