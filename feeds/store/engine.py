"""The connection to the database, whichever it is, and its errors told as ours."""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from feeds.errors import StoreError

_WAIT_SECONDS = 30  # for another process's transaction: a long record takes one, a slow disk makes it ten
_MANY = 1_000  # names in one query: SQLite takes 32,766, PostgreSQL 65,535

T = TypeVar("T")


def batches(things: Iterable[T], size: int = _MANY) -> Iterator[list[T]]:
    """Yield things in as many as one query takes."""
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch


class Database:
    """A database under transactions: one for each thing recorded, one for each thing read."""

    def __init__(self, url: str) -> None:
        address = _parse(url)
        self.name = address.render_as_string(hide_password=True)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(address, self.name) if self.is_sqlite else _postgresql_engine(address)
        self._writer = self.engine.execution_options(writes=True)
        # What several queries read together must be of one moment; SQLite's transactions always are.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self.engine.execution_options(**snapshot)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._errors(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """Hold a connection without a transaction, which ends with the block."""
        with self._errors(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def flush(self) -> None:
        """Put on the disk what SQLite keeps in its log; PostgreSQL has done so at each commit."""
        if self.is_sqlite:
            with self.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def cursor(self) -> Iterator[Any]:  # Any: the driver's own cursor
        """Hold a cursor outside the transaction that SQLAlchemy begins: SQLite refuses there what is about its file."""
        with (
            self._errors(),
            closing(self.engine.raw_connection()) as connection,
            closing(connection.cursor()) as cursor,
        ):
            yield cursor

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as exc:
            raise StoreError(f"{self.name}: {_first_line(exc)}") from exc


def file_of(url: str) -> Path:
    """Return the file that holds an SQLite database.

    Raises:
        StoreError: it is in memory, or of another kind.
    """
    address = _parse(url)
    if address.get_backend_name() != "sqlite":
        name = address.render_as_string(hide_password=True)
        raise StoreError(f"{name}: PostgreSQL does this itself: see pg_dump and pg_restore")
    if address.database in (None, "", ":memory:"):
        raise StoreError("the database is in memory: nothing of it can be kept")
    return Path(str(address.database))


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as exc:  # a port that is no number is the latter
        # The text is not repeated: it may hold a password.
        raise StoreError("site.store: an SQLAlchemy URL is needed: sqlite:///FILE or postgresql://…") from exc
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(f"{address.drivername}: not a database we know: sqlite:///FILE or postgresql://… is needed")
    return address


def _sqlite_engine(address: URL, name: str) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": _WAIT_SECONDS}, "hide_parameters": True}
    if address.database in (None, "", ":memory:"):
        options |= {"poolclass": StaticPool}  # each further connection would be another, empty database
        options["connect_args"]["check_same_thread"] = False
    else:
        try:
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"{name}: its folder cannot be made: {exc.strerror}") from exc
    engine = create_engine(address, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # Any: the driver's own connection
    # The driver would begin transactions by itself, late, and none for a change of tables.
    connection.isolation_level = None
    # Before there is any table: later, it takes a VACUUM to let the file give back the space of what is deleted,
    # and this would wait for whoever writes.
    if connection.execute("PRAGMA page_count").fetchone() == (0,):
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    # A write-ahead log lets `status` and `serve` read while a run records. When the last connection closes,
    # SQLite folds it back: between runs the database is one file, to copy as it is.
    _keep_log(connection)
    # No fsync for each source: settle() makes durable all that was recorded, before it is published.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _keep_log(connection: Any) -> None:  # Any: the driver's own connection
    """Let a database have a write-ahead log.

    Of several processes that give a blank one its log at once, SQLite refuses all but one without waiting.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another has written in between.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(address: URL) -> Engine:
    try:
        # The server may have been restarted since the last tick of a schedule.
        return create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as exc:
        raise StoreError("PostgreSQL needs its driver: install rubrique[postgresql]") from exc


def _first_line(exc: BaseException) -> str:
    """Return what a driver says, without SQLAlchemy's copy of the query or the server's of the row."""
    said = str(getattr(exc, "orig", None) or exc).strip()
    return said.splitlines()[0] if said else type(exc).__name__
