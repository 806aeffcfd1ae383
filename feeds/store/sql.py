"""The store in SQLite or PostgreSQL: each method is one transaction."""

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import delete, func, insert, select, text, update

from feeds.changes import Archived, ArchiveName, Candidates, Filed, FileState, Known, Signs, SourceState, Visit
from feeds.health import Counts, Outage, Run, Tally, Volume
from feeds.model import Archive, Entry, Feed, FiledEntry, Filing, Pointer
from feeds.store import (
    adopting,
    archives,
    counting,
    diary,
    filing,
    hubs,
    membership,
    pinning,
    reading,
    recording,
    settling,
    showing,
    writing,
)
from feeds.store.alike import read_alike
from feeds.store.engine import Database
from feeds.store.lock import hold_advisory, hold_file, hold_memory
from feeds.store.migrate import bring_up_to_date
from feeds.store.tables import IS_PAGED, entries, feeds, meta, sightings


class SqlStore:
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

    def adopt(self, addresses: Mapping[str, str], feed_keys: Collection[str], now: datetime) -> None:
        with self._database.writing() as connection:
            adopting.adopt_sources(connection, addresses, now)
            adopting.adopt_feeds(connection, set(feed_keys), now)

    def due(self, now: datetime | None) -> frozenset[str]:
        with self._database.reading() as connection:
            return reading.read_due(connection, now)

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
            recording.refile(connection, filings, rules, now)

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

    def settle(self, window: int, max_share: float = 1.0) -> None:
        with self._database.writing() as connection:
            settling.settle(connection, window, max_share)
        self._database.flush()  # or a reader might know, after a power cut, an entry that we have forgotten

    def touched(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(feeds.c.key).where(feeds.c.touched.is_(True))))

    def touch_all(self) -> None:
        paged = select(sightings.c.entry).where(IS_PAGED)
        with self._database.writing() as connection:
            connection.execute(update(feeds).values(touched=True))
            has_page = entries.c.pk.in_(paged) | entries.c.merged_into.is_not(None)
            connection.execute(update(entries).where(has_page).values(touched=True))

    def feeds(self, keys: Iterable[str]) -> tuple[Feed, ...]:
        with self._database.reading() as connection:
            return reading.read_feeds(connection, tuple(keys))

    def withdraw(self, entry_id: str, now: datetime) -> None:
        with self._database.writing() as connection:
            marks = membership.Marks()
            showing.ban(connection, entry_id, now, marks)
            membership.mark(connection, marks, now)
            membership.note_withdrawal(connection)

    def archives(self) -> Mapping[str, int]:
        with self._database.reading() as connection:
            return archives.read_numbers(connection)

    def closed(self) -> frozenset[ArchiveName]:
        with self._database.reading() as connection:
            return archives.read_closed(connection)

    def archived(self, *, touched_only: bool) -> Iterator[Archived]:
        with self._database.reading() as connection:
            yield from archives.read_archived(connection, touched_only=touched_only)

    def archive(self, key: str, number: int) -> Archive:
        with self._database.reading() as connection:
            return archives.read_archive(connection, key, number)

    def document(self, key: str, number: int) -> bytes:
        with self._database.reading() as connection:
            return archives.read_document(connection, key, number)

    def close_archive(self, key: str, number: int, content: bytes, shown: Mapping[str, str]) -> None:
        with self._database.writing() as connection:
            archives.keep_document(connection, key, number, content, shown)

    def untold(self, hub: str) -> Mapping[str, datetime]:
        with self._database.reading() as connection:
            return hubs.read_untold(connection, hub)

    def tell(self, hub: str, heard: Mapping[str, datetime]) -> None:
        with self._database.writing() as connection:
            hubs.keep_told(connection, hub, heard)

    def pages(self, *, touched_only: bool) -> tuple[FiledEntry, ...]:
        with self._database.reading() as connection:
            return reading.read_pages(connection, touched_only=touched_only)

    def pointers(self, slugs: Collection[str], *, touched_only: bool) -> tuple[Pointer, ...]:
        with self._database.reading() as connection:
            return reading.read_pointers(connection, slugs, touched_only=touched_only)

    def page_slugs(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return reading.read_page_slugs(connection)

    def entries(self) -> Iterator[FiledEntry]:
        # A transaction for each batch, so that the caller may record while it reads.
        after: tuple[datetime, int] | None = None
        while True:
            with self._database.reading() as connection:
                batch = reading.read_batch(connection, after)
            if not batch:
                return
            yield from batch.values()
            last = list(batch)[-1]
            after = batch[last].sort_date, last

    def find(self, entry_id: str) -> FiledEntry | None:
        with self._database.reading() as connection:
            return reading.read_entry(connection, entry_id)

    def outputs(self) -> Mapping[str, str]:
        with self._database.reading() as connection:
            return reading.read_outputs(connection)

    def published(
        self,
        outputs: Mapping[str, str],
        feed_keys: Collection[str],
        *,
        stamp: str,
        rights: Mapping[str, str] = MappingProxyType({}),
        rules: Collection[str] = (),
        has_withdrawn: bool = False,
    ) -> None:
        with self._database.writing() as connection:
            writing.keep_outputs(connection, outputs)
            connection.execute(update(feeds).where(feeds.c.key.in_(feed_keys)).values(touched=False))
            connection.execute(update(entries).where(entries.c.touched.is_(True)).values(touched=False))
            connection.execute(delete(meta))
            values = {
                "stamp": stamp,
                "rights": json.dumps(dict(rights)),
                "rules": json.dumps(sorted(rules)),
                "withdrawn": "yes" if has_withdrawn else "",
            }
            connection.execute(insert(meta), [{"name": name, "value": value} for name, value in values.items()])

    def expect(self, paths: Collection[str]) -> None:
        with self._database.writing() as connection:
            writing.expect_outputs(connection, paths)

    def rules(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return filing.read_rules(connection)

    def published_rules(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return frozenset(json.loads(reading.read_meta(connection, "rules") or "[]"))

    def stamp(self) -> str:
        with self._database.reading() as connection:
            return reading.read_meta(connection, "stamp")

    def has_withdrawn(self) -> bool:
        with self._database.reading() as connection:
            return bool(reading.read_meta(connection, "withdrawn"))

    def rights(self) -> Mapping[str, str]:
        with self._database.reading() as connection:
            return dict(json.loads(reading.read_meta(connection, "rights") or "{}"))

    def begin_run(self, now: datetime) -> int:
        with self._database.writing() as connection:
            return diary.begin_run(connection, now)

    def end_run(self, number: int, tally: Tally, took: timedelta) -> None:
        with self._database.writing() as connection:
            diary.end_run(connection, number, tally, took)

    def known_since(self) -> datetime | None:
        with self._database.reading() as connection:
            first: datetime | None = connection.scalar(select(func.min(feeds.c.first_known)))
            return first

    def runs(self, count: int) -> tuple[Run, ...]:
        with self._database.reading() as connection:
            return diary.read_runs(connection, count)

    def outages(self, count: int) -> tuple[Outage, ...]:
        with self._database.reading() as connection:
            return diary.read_outages(connection, count)

    def counts(self) -> Counts:
        with self._database.reading() as connection:
            return counting.read_counts(connection)

    def volume(self, since: datetime) -> Volume:
        with self._database.reading() as connection:
            return counting.read_volume(connection, since)

    def rhythms(self) -> Mapping[str, tuple[datetime, ...]]:
        with self._database.reading() as connection:
            return counting.read_rhythms(connection)

    def close(self) -> None:
        self._database.close()

    def _path(self) -> str:
        """Return the path of the SQLite file, "" for a database in memory."""
        with self._database.reading() as connection:
            found = connection.scalar(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
        return str(found or "")
