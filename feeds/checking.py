"""Every address of sources.toml asked once: what answers, what has moved, what is the same as another."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from feeds.errors import FetchError, ParseError
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.fetch import Fetched, Request, fetch
from feeds.ingest.opml import read_opml
from feeds.ingest.read import read_all
from feeds.lists import read_list_file
from feeds.plural import counted
from feeds.settings import Config, FeedSource, FolderSource, Source, SourceList
from feeds.urls import canonical_url
from feeds.visiting import reading

_AT_ONCE = 20  # addresses; those of one host wait for each other

Verdict = Literal["ok", "moved", "twin", "off", "dead"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What one source's address is worth."""

    source_id: str
    verdict: Verdict
    detail: str = ""  # how many entries, where it has moved, which source is the same, or why it is dead
    answered_by: str = ""  # the address that gave it, after all redirects
    feed_id: str = ""


async def check_all(config: Config, now: datetime) -> tuple[Checked, ...]:
    """Return what each source of *config* is worth, in its order, then each of its lists; nothing is stored."""
    with Cells() as cells:
        async with Client(config.site.base_url, config.http) as client:
            tour = _Tour(config, client, cells, now)
            found = await asyncio.gather(*(tour.check(one) for one in (*config.sources, *config.lists)))
    return _with_twins(found)


class _Tour:
    """What all checks share."""

    def __init__(self, config: Config, client: Client, cells: Cells, now: datetime) -> None:
        self._config, self._client, self._cells, self._now = config, client, cells, now
        self._places = asyncio.Semaphore(_AT_ONCE)
        # A host's sources wait for each other without a place that others could use.
        self._lanes: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(1))

    async def check(self, one: Source | SourceList) -> Checked:
        block = one.block if isinstance(one, SourceList) else one
        if not block.enabled:
            return Checked(block.id, "off")
        try:
            if isinstance(block, FolderSource):
                return _check_folder(block)
            if isinstance(one, SourceList) and one.path:
                return await self._check_list(block.id, None, one)
            async with self._lanes[urlsplit(block.url).hostname or ""], self._places:
                fetched = await self._ask(block)
            if isinstance(one, SourceList):
                return await self._check_list(block.id, fetched, one)
            return await self._check_feed(block, fetched)
        except (FetchError, ParseError) as exc:
            return Checked(block.id, "dead", str(exc))

    async def _ask(self, block: FeedSource) -> Fetched:
        request = Request(block.url, access=block.access, allow_private=block.allow_private)
        return await fetch(request, self._client, now=self._now)

    async def _check_feed(self, source: FeedSource, fetched: Fetched) -> Checked:
        assert fetched.document is not None  # asked without conditions
        read = await self._cells.call(read_all, fetched.document, reading(source, self._config))
        found = Checked(source.id, "ok", counted(len(read.entries), "entry", "entries"), fetched.url, read.feed.id)
        return _moved(found, source, fetched)

    async def _check_list(self, list_id: str, fetched: Fetched | None, one: SourceList) -> Checked:
        document = fetched.document if fetched else read_list_file(one.path) if one.path else None
        assert document is not None  # asked without conditions, or of a file
        feeds = await self._cells.call(read_opml, document)
        found = Checked(list_id, "ok", f"a list of {counted(len(feeds.feeds), 'feed')}", fetched.url if fetched else "")
        return _moved(found, one.block, fetched) if fetched else found


def _check_folder(source: FolderSource) -> Checked:
    if source.path.exists():
        return Checked(source.id, "ok", "a folder" if source.path.is_dir() else "a file")
    return Checked(source.id, "dead", f"there is no {source.path.name}")


def _moved(found: Checked, source: FeedSource, fetched: Fetched) -> Checked:
    if not fetched.moved_to:
        return found
    # A new address may carry on what the old one hides.
    told = "to an address with a secret in it" if source.is_secret else f"to {fetched.moved_to}"
    return replace(found, verdict="moved", detail=f"for good, {told}")


def _with_twins(found: Sequence[Checked]) -> tuple[Checked, ...]:
    """Tell of a source that ends at the address of an earlier one, or gives the id of its feed."""
    first: dict[str, str] = {}
    told = []
    for one in found:
        marks = sorted({canonical_url(one.answered_by), one.feed_id} - {""})
        twin = next((first[mark] for mark in marks if mark in first), "")
        told.append(replace(one, verdict="twin", detail=f"the same feed as {twin}") if twin else one)
        for mark in marks:
            first.setdefault(mark, one.source_id)
    return tuple(told)
