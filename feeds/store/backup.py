"""Copies of an SQLite database, whole and of one moment, and the way back from one."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from feeds.errors import LockedError, StoreError
from feeds.store.engine import file_of
from feeds.store.lock import hold_file, take
from feeds.store.migrate import VERSION

_STEP = 1_000  # pages, 4 MB: between two of them Ctrl-C is heard


def back_up(url: str, file: Path) -> None:
    """Copy the database at a URL to a new file, which is complete once it has its name; runs may go on meanwhile.

    Raises:
        StoreError: there is no such database, it is damaged, or the file exists or cannot be written.
    """
    database = file_of(url)
    if file.exists():
        raise StoreError(f"{file}: it exists: name a new file, such as one with the day in its name")
    with _opened(database) as source, _aside(file) as part:
        _copy(source, part)
        part.chmod(database.stat().st_mode & 0o777)


def restore(url: str, file: Path) -> None:
    """Put a copy in the place of the database at a URL; the next run publishes all of what it knows.

    Raises:
        LockedError: a run is under way, or a process keeps the database open.
        StoreError: the file is no copy of ours, is damaged, or is a newer Rubrique's; nothing is changed then.
    """
    database = file_of(url)
    database.parent.mkdir(parents=True, exist_ok=True)
    with hold_file(Path(f"{database}.lock")), _opened(file) as source:
        _refuse_stranger(source, file)
        _refuse_open(database)
        with _aside(database) as part:
            _copy(source, part)
            with closing(sqlite3.connect(part, isolation_level=None)) as copy:
                # What stands in output/ may be newer than the copy: without a stamp, all of it is looked at.
                copy.execute("DELETE FROM meta WHERE name = 'stamp'")
            part.chmod(file.stat().st_mode & 0o777)
            for end in ("-wal", "-shm"):  # SQLite would apply the old database's log to the new one
                Path(f"{database}{end}").unlink(missing_ok=True)


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    """Hold a database at one moment: what others commit from now on is not seen."""
    if not database.is_file():
        raise StoreError(f"{database}: there is no such database")
    try:
        with closing(sqlite3.connect(_uri(database), uri=True, isolation_level=None)) as connection:
            # Without this transaction, SQLite would begin the copy anew whenever a run commits.
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection
    except sqlite3.Error as exc:
        raise StoreError(f"{database}: {exc}") from exc


@contextmanager
def _aside(file: Path) -> Iterator[Path]:
    """Hold a blank file beside another, for our eyes only, that takes its name when all is well.

    It has always the same name, so that the next copy takes over what a killed one left.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            take(descriptor, part)
            if not (part.exists() and os.path.samestat(os.fstat(descriptor), part.stat())):
                raise LockedError  # it took its name while we waited for the lock
            os.ftruncate(descriptor, 0)
            try:
                yield part
                os.fsync(descriptor)
                os.replace(part, file)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        finally:
            os.close(descriptor)
        _sync(file.parent)
    except LockedError:
        raise StoreError(f"{file}: another copy to it is under way") from None
    except OSError as exc:
        raise StoreError(f"{file}: it cannot be written: {exc.strerror}") from exc


def _copy(source: sqlite3.Connection, part: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy, pages=_STEP)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read where nothing can be written
        faults = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    if faults != ["ok"]:
        raise StoreError(f"the database is damaged: {faults[0]}")


def _refuse_stranger(source: sqlite3.Connection, file: Path) -> None:
    version = ""
    with suppress(sqlite3.OperationalError):
        version = source.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if not version:
        raise StoreError(f"{file}: it is no database of Rubrique's")
    if version > VERSION:
        raise StoreError(f"{file}: its version {version} is newer than ours, {VERSION}: a later Rubrique wrote it")


def _refuse_open(database: Path) -> None:
    """Refuse while another process has the database open: it would go on in the one that is taken away.

    As it ends, it would even take the new one's log with it.
    """
    if not database.is_file():
        return
    with closing(sqlite3.connect(_uri(database), uri=True, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as exc:  # of another kind: it is damaged, and all the more to be replaced
            if exc.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                remedy = "end `rubrique schedule`, or whatever works in it"
                raise LockedError(f"{database}: another process has it open: {remedy}") from exc


def _uri(database: Path) -> str:
    return f"file:{quote(str(database))}?mode=rw"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
