"""One visit of a feed: asked, read, walked back when it is new, compared, filled up, decided, recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.changes import Added, Change, Joined, Known, SourceState, Visit
from feeds.errors import FetchError, ParseError
from feeds.filling import fill_up
from feeds.ingest.client import Client
from feeds.ingest.compare import Comparison, compare_feed
from feeds.ingest.decide import credit
from feeds.ingest.fetch import Fetched, GoneError, Request, RetryLaterError, fetch
from feeds.ingest.folder import content_digest
from feeds.ingest.identity import is_degraded_key, with_rules, without_rules
from feeds.ingest.moving import about, address_of, after_answer, after_failure
from feeds.ingest.read import Read, read_document
from feeds.ingest.rhythm import next_try, next_visit
from feeds.model import Document, Pace, ParsedFeed, Validators
from feeds.settings import FeedSource
from feeds.shape_rules import removals_version
from feeds.shaping import shape_found
from feeds.visiting import Outcome, Round, decide_found, distinct, never_visited, outcome_of, reading

_NEWEST = 10  # entries: their dates tell how often a source posts


async def visit_feed(source: FeedSource, trip: Round, client: Client) -> Outcome:
    """Visit a feed over HTTP. A failed or empty answer keeps all that is known."""
    state = about(trip.store.state(source.id) or never_visited(source, trip), source.url)
    try:
        return await _Errand(source, state, trip, client).go()
    except (FetchError, ParseError) as exc:
        return _failed(source, state, trip, exc)


@dataclass(frozen=True, slots=True)
class _Errand:
    """A visit under way."""

    source: FeedSource
    state: SourceState
    trip: Round
    client: Client

    async def go(self) -> Outcome:
        fetched = await self.ask(address_of(self.state), self._validators())
        document = fetched.document
        if document is None or self._digest(document) == self.state.digest:
            self.trip.store.record(Visit(self._well(fetched, self.state.pace, ())), self.trip.now)
            return Outcome(self.source.id)
        known = self.trip.store.known(self.source.id)
        first = await self.read(document, known)
        older, noted = await self._older(first, known) if self.state.last_success is None else ((), ())
        found = compare_feed(distinct(entry for read in (first, *older) for entry in read.entries), known)
        found, unfilled = await fill_up(found, self.source, self.trip, self.ask)
        found = await shape_found(found, self.source, self.trip)
        empty = ("the feed has no entries now: those it had stay",) if known and not first.entries else ()
        warnings = (*first.warnings, *empty, *noted, *unfilled, *((found.warning,) if found.warning else ()))
        return self._record(fetched, document, first.feed, found, warnings)

    def _validators(self) -> Validators:
        """Return what to ask with; nothing where the same document would be read otherwise than before."""
        is_read_so = self.state.digest == with_rules(without_rules(self.state.digest), self._rules)
        return self.state.validators if is_read_so else Validators()

    def _digest(self, document: Document) -> str:
        return with_rules(content_digest(document.content), self._rules)

    @property
    def _rules(self) -> str:
        return removals_version(self.trip.config.removals(self.source))

    async def ask(self, url: str, known: Validators = Validators()) -> Fetched:
        """Return the answer of an address; what opens the source goes to the host of its `url` only."""
        source = self.source
        request = Request(url, known, source.access, home=source.url, allow_private=source.allow_private)
        return await fetch(request, self.client, now=self.trip.now)

    async def read(self, document: Document, known: Sequence[Known], *, is_degraded: bool = False) -> Read:
        is_degraded = is_degraded or any(is_degraded_key(k.key) for k in known)
        how = reading(self.source, self.trip.config, is_degraded=is_degraded)
        digests = frozenset((k.key, k.raw_digest) for k in known)
        document = replace(document, url=self.source.base_url or document.url)
        return await self.trip.cells.call(read_document, document, how, digests)

    async def _older(self, first: Read, known: Sequence[Known]) -> tuple[list[Read], tuple[str, ...]]:
        """Return the pages of older entries, walked back once; a page that cannot be had ends the way.

        Source: RFC 5005, 3 (paged feeds) and 4 (archived feeds).
        """
        pages: list[Read] = []
        address, seen = first.feed.older, {address_of(self.state)}
        is_degraded = any(is_degraded_key(entry.key) for entry in first.entries)
        while address and address not in seen and len(pages) < self.source.history:
            seen.add(address)
            try:
                fetched = await self.ask(address)
                assert fetched.document is not None  # asked without conditions
                pages.append(await self.read(fetched.document, known, is_degraded=is_degraded))
            except (FetchError, ParseError) as exc:
                return pages, (f"older entries are missing: page {len(pages) + 2} cannot be had: {exc}",)
            address = pages[-1].feed.older
        return pages, ()

    def _record(
        self, fetched: Fetched, document: Document, feed: ParsedFeed, found: Comparison, warnings: tuple[str, ...]
    ) -> Outcome:
        """Decide and remember, in one go: nothing is awaited between the two, so that no other visit comes between."""
        is_new = self.state.last_success is None
        previous = None if is_new else self.state.origin
        origin = credit(self.source, feed, self.trip.config.site, self.trip.now, previous)
        changes = decide_found(self.source, origin, found, self.trip, is_new=is_new)
        well = replace(
            self._well(fetched, feed.pace, changes),
            origin=origin,
            digest=self._digest(document),
            warnings=warnings,
        )
        self.trip.store.record(Visit(well, changes, rules=self.trip.rules.version), self.trip.now)
        return outcome_of(self.source, changes, warnings=warnings)

    def _well(self, fetched: Fetched, pace: Pace, changes: Iterable[Change]) -> SourceState:
        """Return the state after a good answer."""
        due = next_visit(
            self.trip.now,
            every=self.source.every,
            least=self.trip.config.every,
            dates=self._dates(changes),
            fresh_for=fetched.fresh_for,
            pace=pace,
            seed=self.source.id,
        )
        return replace(
            after_answer(self.state, answered_by=fetched.url, moved_to=fetched.moved_to),
            validators=fetched.validators,
            last_visit=self.trip.now,
            last_success=self.trip.now,
            next_visit=due.moment,
            why_then=due.why,
            failures=0,
            error="",
            pace=pace,
        )

    def _dates(self, changes: Iterable[Change]) -> list[datetime]:
        """Return when the newest entries were published, newest first, with those about to be recorded."""
        found = [change.entry.published for change in changes if isinstance(change, Added | Joined)]
        dates = [*self.trip.store.dates(self.source.id, _NEWEST), *(date for date in found if date)]
        return sorted(dates, reverse=True)[:_NEWEST]


def _failed(source: FeedSource, state: SourceState, trip: Round, exc: FetchError | ParseError) -> Outcome:
    """Remember a failed visit: all that is known stands, the next one comes later."""
    failures = state.failures + 1
    due = next_try(
        trip.now,
        interval=source.every or trip.config.every,
        failures=failures,
        retry_after=exc.retry_after if isinstance(exc, RetryLaterError) else timedelta(0),
        seed=source.id,
    )
    failed = replace(
        state, last_visit=trip.now, next_visit=due.moment, why_then=due.why, failures=failures, error=str(exc)
    )
    trip.store.record(Visit(after_failure(failed, is_gone=isinstance(exc, GoneError))), trip.now)
    return Outcome(source.id, error=str(exc))
