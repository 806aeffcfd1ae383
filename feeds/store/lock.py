"""The right to run: held by one process, and never by a dead one."""

import fcntl
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from feeds.errors import LockedError, StoreError

_PURPOSE = 0x52756272  # "Rubr": sets our advisory locks apart from other programs' in the same database

# A forked child shares the lock's descriptor, and would keep the lock of a parent that died: it closes its copy.
_held: set[int] = set()


def _close_copies() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_copies)


@contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Hold the lock of an SQLite database, on a file that stays: to remove it would let two hold "it"."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as exc:
        raise StoreError(f"{path}: the lock cannot be opened: {exc.strerror}") from exc
    _held.add(descriptor)
    owner = os.getpid()
    try:
        take(descriptor, path)
        yield
    finally:
        if os.getpid() == owner:  # a forked child that unwinds has closed its copy already
            _held.discard(descriptor)
            os.close(descriptor)


@contextmanager
def hold_advisory(connection: Connection) -> Iterator[None]:
    """Hold the lock of a PostgreSQL schema, which the server lets go when *connection* or its process ends."""
    schema = connection.scalar(text("SELECT current_schema()")) or ""
    key = zlib.crc32(schema.encode()) - (1 << 31)  # the second half of the lock's name is a signed 32-bit number
    pair = {"purpose": _PURPOSE, "key": key}
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:purpose, :key)"), pair):
        raise LockedError("another run holds the lock of this database")
    descriptor = int(connection.connection.driver_connection.fileno())  # type: ignore[union-attr]  # psycopg's own
    _held.add(descriptor)
    owner = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == owner:
            _held.discard(descriptor)
            _let_go(connection, pair)


@contextmanager
def hold_memory(lock: threading.Lock) -> Iterator[None]:
    """Hold the lock of a database in memory, which no other process can reach."""
    if not lock.acquire(blocking=False):
        raise LockedError("another run holds the lock of this database")
    try:
        yield
    finally:
        lock.release()


def _let_go(connection: Connection, pair: dict[str, int]) -> None:
    # Said rather than left to the end of the connection, which the server may notice after our next lock.
    try:
        connection.scalar(text("SELECT pg_advisory_unlock(:purpose, :key)"), pair)
    except DBAPIError:  # the connection has died, and the lock with it: what the run did stands
        connection.invalidate()


def take(descriptor: int, path: Path) -> None:
    """Lock an open file for as long as it is open, or raise LockedError at once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise LockedError(f"another run holds the lock {path}") from exc
    except OSError as exc:
        raise StoreError(f"{path}: cannot be locked: {exc.strerror}") from exc
