"""One visit of a feed, or of what stands for one: asked, read, compared, filled up, decided, recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.changes import Added, Change, Joined, Known, SourceState, Visit
from feeds.errors import FetchError, ParseError
from feeds.filling import fill_up
from feeds.ingest.announced import choose_announced
from feeds.ingest.client import Client
from feeds.ingest.compare import Comparison, compare_feed, compare_listing
from feeds.ingest.fetch import Fetched, GoneError, Request, RetryLaterError, fetch
from feeds.ingest.folder import content_digest
from feeds.ingest.identity import is_degraded_key, rules_of, with_rules
from feeds.ingest.moving import about, address_of, after_answer, after_failure
from feeds.ingest.origin import credit
from feeds.ingest.read import Read, read_document
from feeds.ingest.rhythm import Due, is_relied_on, next_try, next_visit, slowed_down
from feeds.model import Announced, Document, Pace, ParsedFeed, Validators
from feeds.page_visit import read_parts
from feeds.planning import fires
from feeds.rereading import document_rules
from feeds.settings import FeedSource, PageSource
from feeds.shaping import shape_found
from feeds.visiting import Outcome, Round, decide_found, distinct, never_visited, outcome_of, reading

_NEWEST = 10  # entries: their dates tell how often a source posts


async def visit_feed(source: FeedSource, trip: Round, client: Client) -> Outcome:
    """Visit a feed over HTTP. A failed or empty answer keeps all that is known."""
    state = about(trip.store.state(source.id) or never_visited(source, trip), source.url)
    try:
        return await Errand(source, state, trip, client).go()
    except (FetchError, ParseError) as exc:
        return _failed(source, state, trip, exc)


@dataclass(frozen=True, slots=True)
class Errand:
    """A visit under way."""

    source: FeedSource
    state: SourceState
    trip: Round
    client: Client

    async def go(self) -> Outcome:
        fetched = await self.ask(address_of(self.state), self._validators())
        document = fetched.document
        if document is None or self.digest_of(document) == self.state.digest:
            header = choose_announced(fetched.announced, Announced(), fetched.url)
            announced = header if header.hubs else self.state.announced
            self.trip.store.record(Visit(self._well(fetched, self.state.pace, announced, ())), self.trip.now)
            return Outcome(self.source.id)
        known = self.trip.store.known(self.source.id)
        first = await self.read(document, known)
        more, noted = await self._more(first, known)
        entries = distinct(entry for read in (first, *more) for entry in read.entries)
        found = (compare_listing if isinstance(self.source, PageSource) else compare_feed)(entries, known)
        found, unfilled = await fill_up(found, self.source, self.trip, self.ask, is_bare=first.feed.is_sitemap)
        found = await shape_found(found, self.source, self.trip)
        empty = ("the feed has no entries now: those it had stay",) if known and not first.entries else ()
        warnings = (*first.warnings, *empty, *noted, *unfilled, *((found.warning,) if found.warning else ()))
        return self._record(fetched, document, first.feed, found, warnings)

    def _validators(self) -> Validators:
        """Return what to ask with; nothing where the same document would be read otherwise than before."""
        is_read_so = rules_of(self.state.digest) == document_rules(self.source, self.trip.config)
        return self.state.validators if is_read_so else Validators()

    def digest_of(self, document: Document) -> str:
        return self._under_rules(content_digest(document.content))

    def _under_rules(self, digest: str) -> str:
        return with_rules(digest, document_rules(self.source, self.trip.config))

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

    async def _more(self, first: Read, known: Sequence[Known]) -> tuple[Sequence[Read], tuple[str, ...]]:
        """Return the further documents that belong to the first, with what could not be had of them."""
        if first.feed.parts:
            zone = self.trip.config.site.timezone
            return await read_parts(first.feed.parts, self.ask, lambda document: self.read(document, known), zone)
        return await self._older(first, known) if self.state.last_success is None else ((), ())

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
        announced = choose_announced(fetched.announced, feed.announced, fetched.url)
        well = replace(
            self._well(fetched, feed.pace, announced, changes),
            origin=origin,
            digest=self.digest_of(document),
            warnings=warnings,
        )
        if feed.parts:  # which may change while the index that names them does not
            well = replace(well, validators=Validators(), digest=self._under_rules(""))
        self.trip.store.record(Visit(well, changes, rules=self.trip.rules.version), self.trip.now)
        return outcome_of(self.source, changes, warnings=warnings)

    def _well(self, fetched: Fetched, pace: Pace, announced: Announced, changes: Iterable[Change]) -> SourceState:
        """Return the state after a good answer."""
        usual = next_visit(
            self.trip.now,
            every=self.source.every,
            least=self.trip.config.every,
            dates=self._dates(changes),
            fresh_for=fetched.fresh_for,
            pace=pace,
            seed=self.source.id,
            fires=fires(self.source, self.trip.config),
        )
        state = replace(self.state, last_miss=self._last_miss(changes), pace=pace)
        due = self.slowed_down(usual, state, self.trip.now)
        return replace(
            after_answer(state, answered_by=fetched.url, moved_to=fetched.moved_to),
            validators=fetched.validators,
            last_visit=self.trip.now,
            last_success=self.trip.now,
            next_visit=due.moment,
            why_then=due.why,
            failures=0,
            error="",
            announced=announced,
        )

    def slowed_down(self, usual: Due, state: SourceState, asked: datetime) -> Due:
        """Return when the source is due that was last *asked* then, and may have a hub that tells of its news."""
        lease_end = self.trip.agenda.lease_ends.get(self.source.id)
        if lease_end is None or not is_relied_on(state.last_push, state.last_miss, self.trip.now):
            return usual
        return slowed_down(
            usual, asked, every=self.source.every, pace=state.pace, lease_end=lease_end, seed=self.source.id
        )

    def _last_miss(self, changes: Iterable[Change]) -> datetime | None:
        """Return when a visit last found what no hub had told of, though one had a lease to."""
        has_lease = self.trip.agenda.lease_ends.get(self.source.id, self.trip.now) > self.trip.now
        found = any(isinstance(change, Added | Joined) for change in changes)
        return self.trip.now if has_lease and found else self.state.last_miss

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
        fires=fires(source, trip.config),
    )
    failed = replace(
        state, last_visit=trip.now, next_visit=due.moment, why_then=due.why, failures=failures, error=str(exc)
    )
    trip.store.record(Visit(after_failure(failed, is_gone=isinstance(exc, GoneError))), trip.now)
    return Outcome(source.id, error=str(exc))
