"""Hooks that fail, and what hooks made of what is published."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from feeds.health import HookFault
from feeds.model import Entry
from feeds.store.engine import batches
from feeds.store.tables import decorations, digest, entries, feeds, hook_faults, memberships
from feeds.store.values import entry_of, to_text


def note_hooks(connection: Connection, faults: Sequence[HookFault], well: Collection[str]) -> None:
    """Count further failures of hooks; forget those of which *well* has the labels."""
    before = {fault.hook: fault.failures for fault in read_hook_faults(connection)}
    for label in sorted({*well, *(fault.hook for fault in faults)}):
        connection.execute(delete(hook_faults).where(hook_faults.c.hook_digest == digest(label)))
    rows = [
        {
            "hook_digest": digest(fault.hook),
            "hook": fault.hook,
            "failures": before.get(fault.hook, 0) + fault.failures,
            "error": fault.error,
        }
        for fault in faults
    ]
    if rows:
        connection.execute(insert(hook_faults), rows)


def read_hook_faults(connection: Connection) -> tuple[HookFault, ...]:
    query = select(hook_faults.c.hook, hook_faults.c.failures, hook_faults.c.error).order_by(hook_faults.c.hook)
    return tuple(HookFault(*row) for row in connection.execute(query))


def read_decorations(connection: Connection, made_of: Mapping[str, str]) -> dict[str, Entry]:
    """Return what hooks made of entries, by id, where it was made of what *made_of* has a digest of."""
    found: dict[str, Entry] = {}
    for batch in batches(made_of):
        names = {digest(entry_id): entry_id for entry_id in batch}
        for row in connection.execute(select(decorations).where(decorations.c.entry_digest.in_(names))):
            entry_id = names[row.entry_digest]
            if row.made_of == made_of[entry_id]:
                found[entry_id] = entry_of(row.content)
    return found


def keep_decorations(connection: Connection, made: Mapping[str, tuple[str, Entry]]) -> None:
    """Keep what hooks made of entries, by id, with the digest of what it was made of; one of each entry."""
    rows = [
        {"entry_digest": digest(entry_id), "made_of": made_of, "content": to_text(entry)}
        for entry_id, (made_of, entry) in made.items()
    ]
    for batch in batches(row["entry_digest"] for row in rows):
        connection.execute(delete(decorations).where(decorations.c.entry_digest.in_(batch)))
    if rows:
        connection.execute(insert(decorations), rows)


def keep_undecorated(connection: Connection, entry_ids: Collection[str]) -> None:
    """Remember the entries that a hook failed for: nothing is what it was told, so that it is told again."""
    keep_decorations(connection, dict.fromkeys(entry_ids, ("", Entry())))


def touch_undecorated(connection: Connection) -> None:
    """Mark all that shows an entry that a hook failed for."""
    joined = decorations.c.entry_digest == entries.c.id_digest
    pks = select(entries.c.pk).join(decorations, joined).where(decorations.c.made_of == "")
    keys = select(memberships.c.feed).where(memberships.c.entry.in_(pks))
    connection.execute(update(entries).where(entries.c.pk.in_(pks)).values(touched=True))
    connection.execute(update(feeds).where(feeds.c.key.in_(keys)).values(touched=True))
