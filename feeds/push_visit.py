"""One visit of a feed by what its hubs pushed: each document read, compared as a part, decided, recorded.

The source itself is not asked, and nothing that a later answer of its own is held against moves.
"""

import logging
from dataclasses import dataclass, replace

from feeds.changes import Known, SourceState, Visit
from feeds.errors import FetchError, ParseError
from feeds.feed_visit import Errand
from feeds.filling import fill_up
from feeds.ingest.client import Client
from feeds.ingest.compare import Comparison, compare_push
from feeds.ingest.fetch import document_of
from feeds.ingest.moving import about
from feeds.ingest.read import ReadEntry
from feeds.ingest.rhythm import Due
from feeds.model import ParsedFeed
from feeds.settings import FeedSource
from feeds.shaping import shape_found
from feeds.subscriptions import SPARED, WAITING_MOST, Push
from feeds.urls import canonical_url
from feeds.visiting import Outcome, Round, decide_found, distinct, outcome_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the documents that waited did."""

    outcome: Outcome
    is_settled: bool  # False: the source is to be asked for what they leave open


async def read_pushed(source: FeedSource, trip: Round, client: Client) -> Pushed:
    """Read the documents that wait, in the order received; one that cannot be read is let go for the source's own."""
    outcome, is_settled = Outcome(source.id), True
    for _ in range(WAITING_MOST):  # more may come while these are read
        push = trip.store.next_push(source.id)
        if push is None:
            break
        try:
            read = await _read(push, source, trip, client)
        except (FetchError, ParseError) as exc:
            logger.warning("ignored push source=%s error=%s", source.id, exc)
            trip.store.drop_push(push.number)
            read = Pushed(Outcome(source.id), is_settled=False)
        outcome, is_settled = outcome.followed_by(read.outcome), is_settled and read.is_settled
    return Pushed(outcome, is_settled or _is_spared(source, trip))


async def _read(push: Push, source: FeedSource, trip: Round, client: Client) -> Pushed:
    """Read one document and record what it changes.

    Raises:
        FetchError: it is not compressed as it says, or too large.
        ParseError: it is no feed, or not this one.
    """
    state = trip.store.state(source.id)
    if state is None or state.last_success is None or about(state, source.url) is not state:
        raise ParseError("nothing is known of the address that it was pushed for")
    errand = Errand(source, state, trip, client)
    headers = {"content-type": push.content_type, "content-encoding": push.content_encoding}
    document = document_of(push.body, headers, state.answered_by)
    known = trip.store.known(source.id)
    read = await errand.read(document, known)
    _hold_to_source(read.feed, state)
    part = _without_older(compare_push(distinct(read.entries), known), source, trip)
    part, unfilled = await fill_up(part, source, trip, errand.ask, is_bare=read.feed.is_sitemap)
    part = await shape_found(part, source, trip)
    changes = decide_found(source, state.origin, part, trip, is_new=False)
    visit = Visit(_after_push(state, errand), changes, rules=trip.rules.version, push=push.number)
    trip.store.record(visit, trip.now)
    return Pushed(outcome_of(source, changes, warnings=unfilled), is_settled=not part.undecided)


def _hold_to_source(feed: ParsedFeed, state: SourceState) -> None:
    """Raise a ParseError for a feed that says it is another; the Link header is not signed, and says nothing."""
    ours = {canonical_url(url) for url in (state.announced.self_link, state.answered_by, state.address, state.url)}
    own = canonical_url(feed.announced.self_link)
    if own and own not in ours:
        raise ParseError(f"the feed pushed says that it is {feed.announced.self_link[:200]}")


def _without_older(part: Comparison, source: FeedSource, trip: Round) -> Comparison:
    """Return the part without edits that are older than what is known: pushes may come late, or once more."""

    def is_older(seen: ReadEntry, known: Known) -> bool:
        told = seen.entry.updated if seen.entry else None
        before = trip.store.entry(source.id, known.key).updated
        return told is not None and before is not None and told < before

    return replace(part, edited=tuple(pair for pair in part.edited if not is_older(*pair)))


def _after_push(state: SourceState, errand: Errand) -> SourceState:
    after = replace(state, last_push=errand.trip.now)
    if state.failures or state.next_visit is None or state.last_visit is None:
        return after
    due = errand.slowed_down(Due(state.next_visit, state.why_then), after, state.last_visit)
    return replace(after, next_visit=due.moment, why_then=due.why)


def _is_spared(source: FeedSource, trip: Round) -> bool:
    """Whether the source was asked just now; it is asked a little later then."""
    state = trip.store.state(source.id)
    if state is None or state.last_visit is None or trip.now - state.last_visit >= SPARED:
        return False
    trip.store.hasten(source.id, state.last_visit + SPARED)
    return True
