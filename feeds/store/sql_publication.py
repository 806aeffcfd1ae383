"""What is published, and what was, in SQLite or PostgreSQL: each method is one transaction."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete, insert, select, update

from feeds.changes import Archived, ArchiveName, FiledBy
from feeds.model import Archive, Entry, Feed, FiledEntry, Pointer
from feeds.store import (
    archives,
    filing,
    hooks,
    hubs,
    reading,
    writing,
)
from feeds.store.engine import Database
from feeds.store.tables import IS_PAGED, entries, feeds, meta, sightings


class SqlPublication:
    """What `Publication` promises."""

    _database: Database

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

    def decorations(self, made_of: Mapping[str, str]) -> Mapping[str, Entry]:
        with self._database.reading() as connection:
            return hooks.read_decorations(connection, made_of)

    def decorate(self, made: Mapping[str, tuple[str, Entry]]) -> None:
        with self._database.writing() as connection:
            hooks.keep_decorations(connection, made)

    def leave_undecorated(self, entry_ids: Collection[str]) -> None:
        with self._database.writing() as connection:
            hooks.keep_undecorated(connection, entry_ids)

    def touch_undecorated(self) -> None:
        with self._database.writing() as connection:
            hooks.touch_undecorated(connection)

    def untold(self, hub: str) -> Mapping[str, datetime]:
        with self._database.reading() as connection:
            return hubs.read_untold(connection, hub)

    def tell(self, hub: str, heard: Mapping[str, datetime]) -> None:
        with self._database.writing() as connection:
            hubs.keep_told(connection, hub, heard)

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
        rules: FiledBy | None = None,
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
                "rules": json.dumps([rules.most, *sorted(rules.others)] if rules else []),
                "explained": "[]",
                "withdrawn": "yes" if has_withdrawn else "",
            }
            connection.execute(insert(meta), [{"name": name, "value": value} for name, value in values.items()])

    def expect(self, paths: Collection[str]) -> None:
        with self._database.writing() as connection:
            writing.expect_outputs(connection, paths)

    def has_withdrawn(self) -> bool:
        with self._database.reading() as connection:
            return bool(reading.read_meta(connection, "withdrawn"))

    def rules(self) -> FiledBy:
        with self._database.reading() as connection:
            return filing.read_rules(connection)

    def published_rules(self) -> FiledBy:
        with self._database.reading() as connection:
            most, *others = json.loads(reading.read_meta(connection, "rules") or "[]") or [""]
        return FiledBy(most, frozenset(map(tuple, others)))

    def explained(self) -> frozenset[int]:
        with self._database.reading() as connection:
            return frozenset(json.loads(reading.read_meta(connection, "explained") or "[]"))

    def rights(self) -> Mapping[str, str]:
        with self._database.reading() as connection:
            return dict(json.loads(reading.read_meta(connection, "rights") or "{}"))

    def stamp(self) -> str:
        with self._database.reading() as connection:
            return reading.read_meta(connection, "stamp")
