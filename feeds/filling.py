"""Entries that a source gives in part, made whole from their pages."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from feeds.changes import Known
from feeds.errors import FetchError, ParseError
from feeds.ingest.compare import Comparison
from feeds.ingest.contain import Cells
from feeds.ingest.fetch import Fetched, RetryLaterError
from feeds.ingest.fulltext import filled, is_truncated
from feeds.ingest.identity import rules_of
from feeds.ingest.listed_article import completed, has_title
from feeds.ingest.read import ReadEntry
from feeds.ingest.signs import with_text
from feeds.model import Document
from feeds.plural import counted
from feeds.settings import Config, FeedSource, PageSource
from feeds.visiting import Round, reading

_MOST = 50  # pages in one visit: more is a download of a site
_PATIENCE = 5  # pages of a host in a row that cannot be had: each may cost a minute, and the run waits

Ask = Callable[[str], Awaitable[Fetched]]
Complete = Callable[[Document, ReadEntry], Awaitable[ReadEntry]]


async def fill_up(
    found: Comparison, source: FeedSource, trip: Round, ask: Ask, *, is_bare: bool = False
) -> tuple[Comparison, tuple[str, ...]]:
    """Return the comparison with the whole texts of its new, truncated entries, and what could not be had.

    A page that cannot be had, or says no more than the feed, leaves its entry as the feed gives it. An entry that
    was filled up before and is edited keeps its whole text: the feed has only its beginning. What selectors and hooks
    have made of a text is no text for them, so theirs is had from its page again, or the edit waits until it can be.
    *is_bare* tells that the entries are addresses alone, as a sitemap's are: then each is read once, whatever the
    source wishes, and one whose page cannot be had waits for a later visit.
    """
    if not (source.fulltext or is_bare):
        return found, ()
    edited = () if is_bare else found.edited
    anew = [seen for seen, known in edited if rules_of(seen.raw_digest) or rules_of(known.raw_digest)]
    whole, failures = await with_pages([*found.new, *anew], ask, completion(source, trip.config, trip.cells))
    new = tuple(seen for seen in whole[: len(found.new)] if has_title(seen) or not is_bare)
    had = {seen.key: seen for seen in whole[len(found.new) :]}
    edited = tuple(_still_whole([(had.get(seen.key, seen), known) for seen, known in edited], source, trip))
    return replace(found, new=new, edited=edited), _told(failures)


def completion(source: FeedSource, config: Config, cells: Cells) -> Complete:
    """Return how an entry of a source is completed from its page: in its text, and if it is only listed, in all."""
    if isinstance(source, PageSource):
        how = reading(source, config)
        return lambda document, seen: cells.call(completed, document, seen, how)
    return lambda document, seen: cells.call(filled, document, seen, config.removals(source))


async def with_pages(
    entries: Sequence[ReadEntry], ask: Ask, complete: Complete
) -> tuple[list[ReadEntry], list[FetchError | ParseError]]:
    """Return the entries, the truncated ones completed from their pages, and why others could not be."""
    whole = list(entries)
    failures: list[FetchError | ParseError] = []
    failed: Counter[str] = Counter()  # pages in a row, by host
    wanting = [place for place, seen in enumerate(entries) if seen.entry and seen.link and is_truncated(seen.entry)]
    for place in wanting[:_MOST]:
        host = urlsplit(entries[place].link).netloc
        if failed[host] >= _PATIENCE:
            continue
        try:
            whole[place] = await _completed(entries[place], ask, complete)
            failed[host] = 0
        except RetryLaterError as exc:
            return whole, [*failures, exc]  # the site asks to be left alone
        except (FetchError, ParseError) as exc:
            failures.append(exc)
            failed[host] += 1
    return whole, failures


async def _completed(seen: ReadEntry, ask: Ask, complete: Complete) -> ReadEntry:
    fetched = await ask(seen.link)
    assert fetched.document is not None  # asked without conditions
    return await complete(fetched.document, seen)


def _still_whole(
    edited: Iterable[tuple[ReadEntry, Known]], source: FeedSource, trip: Round
) -> Iterator[tuple[ReadEntry, Known]]:
    """Yield edited entries with the whole texts that they had, but for those whose text is to be had anew."""
    for seen, known in edited:
        before = trip.store.shaping(source.id, known.key).as_read or trip.store.entry(source.id, known.key)
        if seen.entry is None or not is_truncated(seen.entry) or is_truncated(before):
            yield seen, known
        elif not (rules_of(seen.raw_digest) or rules_of(known.raw_digest)):
            entry = replace(seen.entry, content_html=before.content_html)
            yield replace(seen, entry=entry, signs=with_text(seen.signs, before.content_html)), known


def _told(failures: Sequence[FetchError | ParseError]) -> tuple[str, ...]:
    if not failures:
        return ()
    return (f"{counted(len(failures), 'page')} of whole texts cannot be had: {failures[0]}",)
