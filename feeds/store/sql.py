"""The store in SQLite or PostgreSQL: each method is one transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from feeds.store.engine import Database
from feeds.store.lock import hold_advisory, hold_file, hold_memory
from feeds.store.migrate import bring_up_to_date
from feeds.store.sql_deliveries import SqlDeliveries
from feeds.store.sql_diary import SqlDiary
from feeds.store.sql_publication import SqlPublication
from feeds.store.sql_retention import SqlRetention
from feeds.store.sql_subscriptions import SqlSubscriptions
from feeds.store.sql_visits import SqlVisits


class SqlStore(SqlVisits, SqlPublication, SqlDiary, SqlDeliveries, SqlSubscriptions, SqlRetention):
    """What `Store` promises, on one SQL text for both databases."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._memory_lock = threading.Lock()
        try:
            bring_up_to_date(self._database)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def lock(self) -> Iterator[None]:
        if not self._database.is_sqlite:
            with self._database.session() as connection, hold_advisory(connection):
                yield
        elif path := self._path():
            with hold_file(Path(f"{path}.lock")):
                yield
        else:
            with hold_memory(self._memory_lock):
                yield

    def close(self) -> None:
        self._database.close()

    def _path(self) -> str:
        """Return the path of the SQLite file, "" for a database in memory."""
        with self._database.reading() as connection:
            found = connection.scalar(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
        return str(found or "")
