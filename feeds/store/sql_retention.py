"""What is no longer kept, in SQLite or PostgreSQL."""

from collections.abc import Mapping

from feeds.changes import Keep
from feeds.store import archives, compacting, forgetting
from feeds.store.engine import Database, batches

_AT_ONCE = 200  # texts in a transaction: some 90 ms, in which others wait


class SqlRetention:
    """What `Retention` promises."""

    _database: Database

    def forget(self, keeps: Mapping[str, Keep]) -> int:
        if not keeps:
            return 0
        with self._database.reading() as connection:
            pks = forgetting.read_excess(connection, keeps)
        for batch in batches(pks, _AT_ONCE):
            with self._database.writing() as connection:
                forgetting.forget(connection, batch)
        return len(pks)

    def recall(self, key: str, number: int) -> tuple[bytes, ...]:
        with self._database.reading() as connection:
            names = forgetting.read_keepers(connection, key, number)
            return tuple(archives.read_document(connection, *name) for name in names)

    def compact(self) -> None:
        compacting.compact(self._database)
