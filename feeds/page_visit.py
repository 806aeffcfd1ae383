"""The documents that a list of articles is made of besides its first: the sitemaps that an index names."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from feeds.errors import FetchError, ParseError
from feeds.ingest.fetch import Fetched, RetryLaterError
from feeds.ingest.listing_sitemap import MOST, moment_of
from feeds.ingest.read import Read
from feeds.model import Document
from feeds.plural import counted

Ask = Callable[[str], Awaitable[Fetched]]
ReadIt = Callable[[Document], Awaitable[Read]]


async def read_parts(
    parts: Sequence[str], ask: Ask, read: ReadIt, timezone: ZoneInfo
) -> tuple[list[Read], tuple[str, ...]]:
    """Return what the sitemaps of an index list, the newest of all of them only, and which could not be had.

    Raises:
        RetryLaterError: the site asks to be left alone.
        FetchError, ParseError: none of them could be had.
    """
    reads: list[Read] = []
    failures: list[FetchError | ParseError] = []
    for address in parts:
        try:
            fetched = await ask(address)
            assert fetched.document is not None  # asked without conditions
            reads.append(await read(fetched.document))
        except RetryLaterError:
            raise
        except (FetchError, ParseError) as exc:
            failures.append(exc)
    if failures and not reads:
        raise failures[0]
    told = (f"{len(failures)} of {counted(len(parts), 'sitemap')} cannot be had: {failures[0]}",) if failures else ()
    return [_newest(reads, timezone)] if reads else [], told


def _newest(reads: Sequence[Read], timezone: ZoneInfo) -> Read:
    """Return what several sitemaps gave as one, of their addresses the newest only."""
    entries = [entry for read in reads for entry in read.entries]
    entries.sort(key=lambda entry: moment_of(entry.raw, timezone), reverse=True)
    return replace(reads[0], entries=tuple(entries[:MOST]))
