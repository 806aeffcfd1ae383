"""What visits find and editors decide: the promises of every store."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from feeds.changes import Candidates, Filed, FileState, Known, Reshaped, Shaping, Signs, SourceState, Visit
from feeds.model import Entry, FiledEntry, Filing


class Visits(Protocol):
    """What visits find and editors decide."""

    def adopt(self, addresses: Mapping[str, str], feed_keys: Collection[str], now: datetime) -> None:
        """Know these sources and feeds from now on; those known already keep all they have.

        *addresses* has every source of sources.toml by id, a folder with "". One no longer among them is never due
        and keeps its entries; one that is back, or has another address than when it was last visited, is due.
        *feed_keys* is "all" and every category's key, in no order; a feed no longer among them is forgotten with its
        memberships, never its entries.
        """

    def due(self, now: datetime | None) -> frozenset[str]:
        """Return the ids of the sources adopted whose next visit is not after *now* (None: whenever it is).

        One that was visited over a minute after *now* is, too: the clock was set back. A source that is gone never is.
        """

    def replan(self, dues: Mapping[str, tuple[datetime, str]]) -> None:
        """Let these sources be due at another moment, each with what sets it."""

    def states(self) -> Mapping[str, SourceState]:
        """Return the state of every source that was ever visited, by id."""

    def state(self, source_id: str) -> SourceState | None:
        """Return the state of a source, None before its first visit."""

    def files(self, source_id: str) -> Mapping[str, FileState]:
        """Return the last listing of a folder source, by path; of an OPML list, by address."""

    def known(self, source_id: str) -> tuple[Known, ...]:
        """Return every sighting of a source, withdrawn ones too, oldest first."""

    def dates(self, source_id: str, count: int) -> tuple[datetime, ...]:
        """Return when the newest *count* entries of a source were published, newest first."""

    def entry(self, source_id: str, key: str) -> Entry:
        """Return the content of a sighting."""

    def shaping(self, source_id: str, key: str) -> Shaping:
        """Return what the editor's rules did to a sighting."""

    def shapings(self, entry_id: str) -> Mapping[str, Shaping]:
        """Return what the editor's rules did to an entry, by the id of each source of it that they acted on."""

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

    def reshape(self, made: Mapping[tuple[str, str], Reshaped], now: datetime) -> None:
        """Give sightings, by source and key, what the rules of now make of them, and mark what that touches.

        An entry whose every sighting is dropped leaves its feeds, as one that is withdrawn; one that is let through
        again is back under its id at its date. No feed or reader is told that it was edited.
        """

    def filed(self) -> Iterable[Filed]:
        """Yield every sighting with its own filings, withdrawn ones too, without holding them all in memory."""

    def pin(self, entry_id: str, decisions: Mapping[str, bool], now: datetime) -> None:
        """Give an entry these categories, or not, for ever, whatever the rules say; mark what that touches.

        It is what an editor decided: all later readings of the entry's filings have it.
        """

    def pins(self) -> Mapping[str, Mapping[str, bool]]:
        """Return what editors decided: by entry's id, by category's key, whether it is given."""

    def withdraw(self, entry_id: str, now: datetime) -> None:
        """Withdraw an entry for ever, whoever carries it, and mark what that touches."""

    def find(self, entry_id: str) -> FiledEntry | None:
        """Return an entry by its id, withdrawn or not; by the id of a merged one, the entry that it is now."""

    def settle(self, window: int, max_share: float = 1.0) -> None:
        """Let what was recorded enter its feeds, oldest first, and archive what they have too many of.

        A feed at 2 × *window* live entries archives those *window* that entered it first, sparing those of sources
        that have less than *max_share* of what stays. What is too old to have been live goes to archives of its own.
        What is settled outlasts a power cut: publish after this only.
        """
