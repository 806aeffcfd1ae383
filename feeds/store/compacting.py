"""Space of what was deleted, given back to the disk."""

from typing import Any

from feeds.store.engine import Database

_LEAST = 256  # free pages: a megabyte; the next run takes as many
_SHARE = 0.1  # of the file that must be free: what is less is soon used again
_STEP = 1_000  # pages moved in one transaction: 4 MB, in which others wait
_INCREMENTAL = 2


def compact(database: Database) -> None:
    """Give back what is free in an SQLite database, if it is worth it; PostgreSQL has its own autovacuum."""
    if not database.is_sqlite:
        return
    with database.cursor() as cursor:
        free = _pragma(cursor, "freelist_count")
        if free < max(_LEAST, _SHARE * _pragma(cursor, "page_count")):
            return
        if _pragma(cursor, "auto_vacuum") == _INCREMENTAL:
            for _ in range(0, free, _STEP):
                # As a script, which is run to its end: `execute` stops after one page, which is a row without columns.
                cursor.executescript(f"PRAGMA incremental_vacuum({_STEP})")
        else:  # made by an older Rubrique: once, and it is as the others are
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _pragma(cursor: Any, name: str) -> int:  # Any: the driver's own cursor
    found: int = cursor.execute(f"PRAGMA {name}").fetchone()[0]
    return found
