"""What visits find and editors decide, in SQLite or PostgreSQL: each method is one transaction."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from feeds.changes import Candidates, Filed, FileState, Known, Reshaped, Shaping, Signs, SourceState, Visit
from feeds.model import Entry, FiledEntry, Filing
from feeds.store import (
    adopting,
    filing,
    membership,
    pinning,
    reading,
    recording,
    refiling,
    reshaping,
    settling,
    shaping,
    showing,
)
from feeds.store.alike import read_alike
from feeds.store.engine import Database
from feeds.store.tables import digest


class SqlVisits:
    """What `Visits` promises."""

    _database: Database

    def adopt(self, addresses: Mapping[str, str], feed_keys: Collection[str], now: datetime) -> None:
        with self._database.writing() as connection:
            adopting.adopt_sources(connection, addresses, now)
            adopting.adopt_feeds(connection, set(feed_keys), now)

    def due(self, now: datetime | None) -> frozenset[str]:
        with self._database.reading() as connection:
            return reading.read_due(connection, now)

    def replan(self, dues: Mapping[str, tuple[datetime, str]]) -> None:
        with self._database.writing() as connection:
            adopting.replan(connection, dues)

    def states(self) -> Mapping[str, SourceState]:
        with self._database.reading() as connection:
            return reading.read_states(connection)

    def state(self, source_id: str) -> SourceState | None:
        with self._database.reading() as connection:
            return reading.read_states(connection, source_id).get(source_id)

    def files(self, source_id: str) -> Mapping[str, FileState]:
        with self._database.reading() as connection:
            return reading.read_files(connection, source_id)

    def known(self, source_id: str) -> tuple[Known, ...]:
        with self._database.reading() as connection:
            return reading.read_known(connection, source_id)

    def dates(self, source_id: str, count: int) -> tuple[datetime, ...]:
        with self._database.reading() as connection:
            return reading.read_dates(connection, source_id, count)

    def entry(self, source_id: str, key: str) -> Entry:
        with self._database.reading() as connection:
            return reading.read_content(connection, source_id, key)

    def shaping(self, source_id: str, key: str) -> Shaping:
        with self._database.reading() as connection:
            return reading.read_shaping(connection, source_id, key)

    def shapings(self, entry_id: str) -> Mapping[str, Shaping]:
        with self._database.reading() as connection:
            return shaping.shaped_of(connection, digest(entry_id))

    def taken(self, ids: Collection[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return reading.read_taken_ids(connection, ids)

    def taken_slugs(self, slugs: Collection[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return reading.read_taken_slugs(connection, slugs)

    def alike(
        self, source_id: str, signs: Collection[Signs], ids: Collection[str], since: datetime, until: datetime
    ) -> Candidates:
        with self._database.reading() as connection:
            return read_alike(connection, source_id, signs, ids, since, until)

    def record(self, visit: Visit, now: datetime) -> None:
        with self._database.writing() as connection:
            recording.record_visit(connection, visit, now)

    def refile(self, filings: Mapping[tuple[str, str], tuple[Filing, ...]], rules: str, now: datetime) -> None:
        with self._database.writing() as connection:
            refiling.refile(connection, filings, rules, now)

    def reshape(self, made: Mapping[tuple[str, str], Reshaped], now: datetime) -> None:
        with self._database.writing() as connection:
            reshaping.reshape(connection, made, now)

    def filed(self) -> Iterator[Filed]:
        after = 0
        while True:
            with self._database.reading() as connection:
                batch = filing.read_sightings(connection, after)
            if not batch:
                return
            yield from batch.values()
            after = max(batch)

    def pin(self, entry_id: str, decisions: Mapping[str, bool], now: datetime) -> None:
        with self._database.writing() as connection:
            pinning.pin(connection, entry_id, decisions, now)

    def pins(self) -> Mapping[str, Mapping[str, bool]]:
        with self._database.reading() as connection:
            return pinning.read_pins(connection)

    def withdraw(self, entry_id: str, now: datetime) -> None:
        with self._database.writing() as connection:
            marks = membership.Marks()
            showing.ban(connection, entry_id, now, marks)
            membership.mark(connection, marks, now)
            membership.note_withdrawal(connection)

    def find(self, entry_id: str) -> FiledEntry | None:
        with self._database.reading() as connection:
            return reading.read_entry(connection, entry_id)

    def settle(self, window: int, max_share: float = 1.0) -> None:
        with self._database.writing() as connection:
            settling.settle(connection, window, max_share)
        self._database.flush()  # or a reader might know, after a power cut, an entry that we have forgotten
