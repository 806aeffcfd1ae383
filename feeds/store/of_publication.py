"""What is published, and what was: the promises of every store."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from feeds.changes import Archived, ArchiveName, FiledBy
from feeds.model import Archive, Entry, Feed, FiledEntry, Pointer


class Publication(Protocol):
    """What is published, and what was."""

    def archives(self) -> Mapping[str, int]:
        """Return the number of the newest archive of each feed that has any; they are numbered from 1."""

    def closed(self) -> frozenset[ArchiveName]:
        """Return the archives, by feed and number, whose document is kept; the others are to be closed."""

    def archived(self, *, touched_only: bool) -> Iterable[Archived]:
        """Yield the entries that archives hold, or those of them that are behind what is recorded, in no order."""

    def archive(self, key: str, number: int) -> Archive:
        """Return what an archive holds now."""

    def document(self, key: str, number: int) -> bytes:
        """Return the document of a closed archive as it was kept."""

    def close_archive(self, key: str, number: int, content: bytes, shown: Mapping[str, str]) -> None:
        """Keep the document of an archive, and how much it shows of each entry, by id: the rights it was made under."""

    def decorations(self, made_of: Mapping[str, str]) -> Mapping[str, Entry]:
        """Return what hooks made of entries, by id, if they were told what *made_of* has the digest of, by id."""

    def decorate(self, made: Mapping[str, tuple[str, Entry]]) -> None:
        """Keep what hooks made of entries, by id, with the digest of what they were told; only the last is kept."""

    def leave_undecorated(self, entry_ids: Collection[str]) -> None:
        """Remember that hooks failed for these entries."""

    def touch_undecorated(self) -> None:
        """Mark the feeds and the pages of all entries that hooks failed for, so that these are told them again."""

    def untold(self, hub: str) -> Mapping[str, datetime]:
        """Return the published feeds with news that a WebSub hub has not heard of, and when each was updated."""

    def tell(self, hub: str, heard: Mapping[str, datetime]) -> None:
        """Remember that a hub heard of these feeds as they were updated at these moments."""

    def touched(self) -> frozenset[str]:
        """Return the keys of the feeds whose files are behind what is recorded."""

    def touch_all(self) -> None:
        """Mark every feed and every page."""

    def feeds(self, keys: Iterable[str]) -> tuple[Feed, ...]:
        """Return the live part of these feeds, in the order given, as they are to be published.

        Tombstones are those of entries that were live and are newer than the oldest that is, latest first, at most 200.
        """

    def pages(self, *, touched_only: bool) -> tuple[FiledEntry, ...]:
        """Return the entries that have a page with us, withdrawn ones excluded, oldest sort date first."""

    def pointers(self, slugs: Collection[str], *, touched_only: bool) -> tuple[Pointer, ...]:
        """Return where the pages of these slugs lead whose entries have none with us any more, unless withdrawn.

        A merged entry's leads to the older one; that of an entry shown from another source now leads to its page there.
        """

    def page_slugs(self) -> frozenset[str]:
        """Return the slugs of all entries that have a page with us, withdrawn ones excluded."""

    def entries(self) -> Iterable[FiledEntry]:
        """Yield every entry that is not withdrawn, oldest sort date first, without holding them all in memory."""

    def outputs(self) -> Mapping[str, str]:
        """Return the digest of each file that we published, by path inside output/."""

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
        """Remember the files that stand in output/ now, clear these feeds' marks and all pages', in one transaction.

        *stamp* names the configuration and version they were made with, *rights* how much of each source they show,
        *rules* what they tell of the rules that filed it. *has_withdrawn* says that a file may show
        what is withdrawn even now, as it could not be written.
        """

    def expect(self, paths: Collection[str]) -> None:
        """Know of files that are about to be written; until they are, their digest is ""."""

    def has_withdrawn(self) -> bool:
        """Return whether published files may show what is withdrawn: the last publication could not say so."""

    def rules(self) -> FiledBy:
        """Return which rules filed what is stored."""

    def published_rules(self) -> FiledBy:
        """Return which rules had filed what the last publication shows."""

    def explained(self) -> frozenset[int]:
        """Return the archives of "all" with entries filed as before, but for other reasons than those published."""

    def rights(self) -> Mapping[str, str]:
        """Return how much of each source, by id, the last publication could show."""

    def stamp(self) -> str:
        """Return the stamp of the last publication; "" before the first."""
