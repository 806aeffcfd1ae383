"""Entries that a feed gives in part, made whole from their pages."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from feeds.changes import Known
from feeds.errors import FetchError, ParseError
from feeds.ingest.compare import Comparison
from feeds.ingest.fetch import Fetched, RetryLaterError
from feeds.ingest.fulltext import filled, is_truncated
from feeds.ingest.read import ReadEntry
from feeds.ingest.signs import with_text
from feeds.settings import FeedSource
from feeds.visiting import Round

_MOST = 50  # pages in one visit: more is a download of a site
_PATIENCE = 5  # pages of a host in a row that cannot be had: each may cost a minute, and the run waits

Ask = Callable[[str], Awaitable[Fetched]]


async def fill_up(found: Comparison, source: FeedSource, trip: Round, ask: Ask) -> tuple[Comparison, tuple[str, ...]]:
    """Return the comparison with the whole texts of its new, truncated entries, and what could not be had.

    A page that cannot be had, or says no more than the feed, leaves its entry as the feed gives it. An entry that
    was filled up before and is edited keeps its whole text: the feed has only its beginning.
    """
    if not source.fulltext:
        return found, ()
    edited = tuple((_still_whole(seen, known, source, trip), known) for seen, known in found.edited)
    new, failures = await _with_pages(found.new, source, trip, ask)
    return replace(found, new=tuple(new), edited=edited), _told(failures)


async def _with_pages(
    entries: Sequence[ReadEntry], source: FeedSource, trip: Round, ask: Ask
) -> tuple[list[ReadEntry], list[FetchError | ParseError]]:
    whole = list(entries)
    failures: list[FetchError | ParseError] = []
    failed: Counter[str] = Counter()  # pages in a row, by host
    wanting = [place for place, seen in enumerate(entries) if seen.entry and seen.link and is_truncated(seen.entry)]
    for place in wanting[:_MOST]:
        host = urlsplit(entries[place].link).netloc
        if failed[host] >= _PATIENCE:
            continue
        try:
            whole[place] = await _filled(entries[place], source, trip, ask)
            failed[host] = 0
        except RetryLaterError as exc:
            return whole, [*failures, exc]  # the site asks to be left alone
        except (FetchError, ParseError) as exc:
            failures.append(exc)
            failed[host] += 1
    return whole, failures


async def _filled(seen: ReadEntry, source: FeedSource, trip: Round, ask: Ask) -> ReadEntry:
    fetched = await ask(seen.link)
    assert fetched.document is not None  # asked without conditions
    return await trip.cells.call(filled, fetched.document, seen, trip.config.removals(source))


def _still_whole(seen: ReadEntry, known: Known, source: FeedSource, trip: Round) -> ReadEntry:
    before = trip.store.shaping(source.id, known.key).as_read or trip.store.entry(source.id, known.key)
    if seen.entry is None or not is_truncated(seen.entry) or is_truncated(before):
        return seen
    entry = replace(seen.entry, content_html=before.content_html)
    return replace(seen, entry=entry, signs=with_text(seen.signs, before.content_html))


def _told(failures: Sequence[FetchError | ParseError]) -> tuple[str, ...]:
    if not failures:
        return ()
    pages = "1 page" if len(failures) == 1 else f"{len(failures)} pages"
    return (f"{pages} of whole texts cannot be had: {failures[0]}",)
