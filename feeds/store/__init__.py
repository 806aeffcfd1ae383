"""What we remember, behind one interface for both databases."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from feeds.changes import Archived, ArchiveName, Candidates, Filed, FileState, Known, Signs, SourceState, Visit
from feeds.health import Counts, Outage, Run, Tally, Volume
from feeds.model import Archive, Entry, Feed, FiledEntry, Filing, Pointer


class Store(Protocol):
    """Decisions remembered. Every method raises StoreError when the database fails."""

    def lock(self) -> AbstractContextManager[None]:
        """Hold the right to run, which ends with the process; LockedError when another run has it."""

    def adopt(self, addresses: Mapping[str, str], feed_keys: Collection[str], now: datetime) -> None:
        """Know these sources and feeds from now on; those known already keep all they have.

        *addresses* has every source of sources.toml by id, a folder with "". One no longer among them is never due
        and keeps its entries; one that is back, or has another address than when it was last visited, is due.
        *feed_keys* is "all" and every category's key, in no order; a feed no longer among them is forgotten with its
        memberships, never its entries.
        """

    def due(self, now: datetime | None) -> frozenset[str]:
        """Return the ids of the sources adopted whose next visit is not after *now* (None: whenever it is).

        A source that is gone is never due.
        """

    def states(self) -> Mapping[str, SourceState]:
        """Return the state of every source that was ever visited, by id."""

    def state(self, source_id: str) -> SourceState | None:
        """Return the state of a source, None before its first visit."""

    def files(self, source_id: str) -> Mapping[str, FileState]:
        """Return the last listing of a folder source, by path."""

    def known(self, source_id: str) -> tuple[Known, ...]:
        """Return every sighting of a source, withdrawn ones too, oldest first."""

    def dates(self, source_id: str, count: int) -> tuple[datetime, ...]:
        """Return when the newest *count* entries of a source were published, newest first."""

    def entry(self, source_id: str, key: str) -> Entry:
        """Return the content of a sighting."""

    def taken(self, ids: Collection[str]) -> frozenset[str]:
        """Return those of *ids* that some entry has, withdrawn or not."""

    def taken_slugs(self, slugs: Collection[str]) -> frozenset[str]:
        """Return those of *slugs* that some entry has, withdrawn or not."""

    def alike(
        self, source_id: str, signs: Collection[Signs], ids: Collection[str], since: datetime, until: datetime
    ) -> Candidates:
        """Return the sightings of other sources that share a sign with these, and whom their entries belong to.

        The address counts always, title and text for what was published between *since* and *until*. What too many
        entries bear is no sign. The entries under *ids* are among the stories, too, a merged one as what it is now.
        Record what is decided on this before anyone else records.
        """

    def record(self, visit: Visit, now: datetime) -> None:
        """Remember a visit in one transaction and mark the feeds and pages it touches.

        A feed's *updated* becomes *now* when an entry enters or leaves it or is meaningfully edited in its live part.
        Moves that follow each other happen at once: keys may go round. A sighting whose key another takes has left its
        source, and may come back by a further move. Of an entry's sightings that are there, the one of least rank is
        shown, and only its edits move *updated*; the entry has, for each category, the best filing of all of them.
        """

    def refile(self, filings: Mapping[tuple[str, str], tuple[Filing, ...]], rules: str, now: datetime) -> None:
        """Replace the filings of sightings, by source and key, in one transaction, and mark what that touches.

        *rules* is the version of the rules that they follow from.

        An entry whose filings are the same already is not touched; one too old to have been live does not become so.
        """

    def filed(self) -> Iterable[Filed]:
        """Yield every sighting with its own filings, withdrawn ones too, without holding them all in memory."""

    def pin(self, entry_id: str, decisions: Mapping[str, bool], now: datetime) -> None:
        """Give an entry these categories, or not, for ever, whatever the rules say; mark what that touches.

        It is what an editor decided: all later readings of the entry's filings have it.
        """

    def pins(self) -> Mapping[str, Mapping[str, bool]]:
        """Return what editors decided: by entry's id, by category's key, whether it is given."""

    def settle(self, window: int, max_share: float = 1.0) -> None:
        """Let what was recorded enter its feeds, oldest first, and archive what they have too many of.

        A feed at 2 × *window* live entries archives those *window* that entered it first, sparing those of sources
        that have less than *max_share* of what stays. What is too old to have been live goes to archives of its own.
        What is settled outlasts a power cut: publish after this only.
        """

    def withdraw(self, entry_id: str, now: datetime) -> None:
        """Withdraw an entry for ever, whoever carries it, and mark what that touches."""

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

    def find(self, entry_id: str) -> FiledEntry | None:
        """Return an entry by its id, withdrawn or not; by the id of a merged one, the entry that it is now."""

    def outputs(self) -> Mapping[str, str]:
        """Return the digest of each file that we published, by path inside output/."""

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
        """Remember the files that stand in output/ now, clear these feeds' marks and all pages', in one transaction.

        *stamp* names the configuration and version they were made with, *rights* how much of each source they show,
        *rules* the versions of the rules that what they show was filed by. *has_withdrawn* says that a file may show
        what is withdrawn even now, as it could not be written.
        """

    def has_withdrawn(self) -> bool:
        """Return whether published files may show what is withdrawn: the last publication could not say so."""

    def expect(self, paths: Collection[str]) -> None:
        """Know of files that are about to be written; until they are, their digest is ""."""

    def rules(self) -> frozenset[str]:
        """Return the versions of the rules that the sightings shown were filed by."""

    def published_rules(self) -> frozenset[str]:
        """Return the versions that those shown by the last publication were filed by."""

    def rights(self) -> Mapping[str, str]:
        """Return how much of each source, by id, the last publication could show."""

    def stamp(self) -> str:
        """Return the stamp of the last publication; "" before the first."""

    def begin_run(self, now: datetime) -> int:
        """Note that a run begins and return its number; what is over thirteen months old is forgotten.

        Until it is told to have ended, it is one that was killed.
        """

    def end_run(self, number: int, tally: Tally, took: timedelta) -> None:
        """Note what a run did, and how long it took."""

    def known_since(self) -> datetime | None:
        """Return when the site's feeds were first adopted; None before that."""

    def runs(self, count: int) -> tuple[Run, ...]:
        """Return the last runs, newest first."""

    def outages(self, count: int) -> tuple[Outage, ...]:
        """Return the outages of the sources adopted that go on, and the last *count* that ended, newest first.

        One begins with a visit that is recorded with an error, and ends with one that is not, or with its source.
        """

    def counts(self) -> Counts:
        """Return how many entries there are, those withdrawn excluded, and of what kind."""

    def volume(self, since: datetime) -> Volume:
        """Return how many entries each source and each feed has of each day, from the day of *since* on.

        The day is that of an entry's sort date; the feed "all" is among the categories.
        """

    def rhythms(self) -> Mapping[str, tuple[datetime, ...]]:
        """Return when the newest ten entries of each source adopted were published, newest first."""

    def close(self) -> None:
        """Let go of the database."""


def open_store(url: str) -> Store:
    """Return the store at an SQLAlchemy URL, its tables made or brought up to date.

    Raises:
        StoreError: it cannot be opened, or a newer Rubrique wrote it.
    """
    from feeds.store.sql import SqlStore  # SQLAlchemy costs 200 ms to import

    return SqlStore(url)
