"""The sightings of a source, found by their keys."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from feeds.errors import StoreError
from feeds.store.engine import batches
from feeds.store.tables import digest, sightings


def sightings_under(connection: Connection, source_id: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the sightings under these keys; each must be there."""
    wanted = list(keys)
    found = holders_of(connection, source_id, wanted)
    for key in wanted:
        if key not in found:
            raise StoreError(f"source {source_id}: no entry is known under the key {key[:200]!r}")
    return found


def holders_of(connection: Connection, source_id: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """Return those of the sightings under these keys that are there, by key."""
    query = select(*(sightings.c[name] for name in ("pk", "key", "entry", "document", "rank", "withdrawn", "rules")))
    of_source = query.where(sightings.c.source == source_id)
    return {
        row.key: row
        for batch in batches(keys)
        for row in connection.execute(of_source.where(sightings.c.key_digest.in_([digest(key) for key in batch])))
    }
