"""The files that we published, or are about to."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert

from feeds.store.engine import batches
from feeds.store.reading import read_outputs
from feeds.store.tables import outputs


def expect_outputs(connection: Connection, paths: Collection[str]) -> None:
    """Know of files before they are written, without a digest: a run that is killed leaves none that nobody knows."""
    known = read_outputs(connection)
    rows = [{"path": path, "digest": ""} for path in sorted(paths) if path not in known]
    if rows:
        connection.execute(insert(outputs), rows)


def keep_outputs(connection: Connection, wanted: Mapping[str, str]) -> None:
    """Know these files, by path with their digests, and no others."""
    stored = read_outputs(connection)
    stale = [path for path in stored if stored[path] != wanted.get(path)]
    for batch in batches(stale):
        connection.execute(delete(outputs).where(outputs.c.path.in_(batch)))
    fresh = [{"path": path, "digest": wanted[path]} for path in wanted if wanted[path] != stored.get(path)]
    if fresh:
        connection.execute(insert(outputs), fresh)
