"""OPML lists as living sources: read at each run, and what they name added to the sources of sources.toml."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from feeds.changes import FileState, SourceState, Visit
from feeds.errors import FetchError, ParseError
from feeds.folders import place
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.fetch import MAX_BYTES, Fetched, Request, fetch
from feeds.ingest.filing_rules import Rules
from feeds.ingest.folder import content_digest
from feeds.ingest.moving import about, address_of, after_answer, after_failure
from feeds.ingest.opml import FeedList, Folders, read_opml
from feeds.ingest.origin import credit
from feeds.model import Document, ParsedFeed, Validators
from feeds.plural import counted
from feeds.rulebook import site_rules
from feeds.settings import Access, Config, FeedSource, Source, SourceList
from feeds.store import Store
from feeds.urls import canonical_url, slugify
from feeds.visiting import Outcome

_WARNINGS = 20  # of what a list has and we skip


def with_lists(config: Config, store: Store) -> Config:
    """Return a configuration with the feeds that its lists named when they were last read well.

    What stands in sources.toml itself, or in an earlier list, is not taken from a list.
    """
    if not config.lists:
        return config
    own = tuple(s for s in config.sources if not (isinstance(s, FeedSource) and s.list_id))
    rules = site_rules(config)
    known = {canonical_url(source.url) for source in own if isinstance(source, FeedSource)}
    named: list[FeedSource] = []
    for each in config.lists:
        for url, file in store.files(each.id).items():
            if canonical_url(url) not in known:
                known.add(canonical_url(url))
                named.append(_named(each, url, file, rules))
    return replace(config, sources=(*own, *named))


def sources_on(config: Config, store: Store) -> tuple[Source, ...]:
    """Return the sources that are visited: those that are on, with those that lists name."""
    return tuple(source for source in with_lists(config, store).sources if source.enabled)


def source_id(list_id: str, url: str) -> str:
    """Return the id of a feed that a list names: of its address alone, wherever it stands.

    >>> source_id("veille", "https://www.actuia.com/feed/")
    'veille-actuia-com-7db1bbc9'
    """
    address = canonical_url(url)
    host = slugify(urlsplit(address).hostname or "", 30)
    return "-".join(filter(None, (list_id, host, blake2b(address.encode(), digest_size=4).hexdigest())))


def _named(each: SourceList, url: str, file: FileState, rules: Rules) -> FeedSource:
    said = json.loads(file.signature)
    found = place(_folders(said["folders"]), rules)
    return replace(
        each.block,
        id=source_id(each.id, url),
        url=url,
        title=said["title"],
        categories=tuple(dict.fromkeys(each.block.categories + found.categories)),
        access=Access(),  # it opens the list, whose host need not be theirs
        is_secret=False,
        base_url="",
        list_id=each.id,
    )


def _folders(said: Iterable[Iterable[str]]) -> Folders:
    return tuple(tuple(path) for path in said)


# -- reading ------------------------------------------------------------------------------------------------------


async def read_lists(config: Config, store: Store, cells: Cells, now: datetime) -> tuple[Outcome, ...]:
    """Read every list that is on, conditionally; what fails or names no feed keeps what is known of it."""
    wanted = [each for each in config.lists if each.block.enabled]
    if not wanted:
        return ()
    async with Client(config.site.base_url, config.http) as client:
        tour = _Tour(config, store, cells, client, site_rules(config), now)
        return tuple(await asyncio.gather(*(tour.read(each) for each in wanted)))


@dataclass(frozen=True, slots=True)
class _Tour:
    """What the reading of all lists shares."""

    config: Config
    store: Store
    cells: Cells
    client: Client
    rules: Rules
    now: datetime

    async def read(self, each: SourceList) -> Outcome:
        new = SourceState(each.id, credit(each.block, ParsedFeed(), self.config.site, self.now, None))
        state = about(self.store.state(each.id) or new, each.block.url)
        try:
            return await self._read(each, state)
        except (FetchError, ParseError) as exc:
            failed = replace(state, last_visit=self.now, failures=state.failures + 1, error=str(exc))
            self.store.record(Visit(after_failure(failed, is_gone=False)), self.now)
            return Outcome(each.id, error=str(exc))

    async def _read(self, each: SourceList, state: SourceState) -> Outcome:
        fetched = await ask(each, address_of(state), state.validators, self.client, self.now)
        answered = replace(
            after_answer(state, answered_by=fetched.url, moved_to=fetched.moved_to) if each.block.url else state,
            validators=fetched.validators,
            last_visit=self.now,
            last_success=self.now,
            failures=0,
            error="",
        )
        document = fetched.document
        if document is None or content_digest(document.content) == state.digest:
            self.store.record(Visit(answered), self.now)
            return Outcome(each.id)
        found = await self.cells.call(read_opml, document)
        if not found.feeds:
            raise ParseError("the list names no feed now: those it named stay")
        warnings = tuple(_warnings(found, self.rules))
        well = replace(answered, digest=content_digest(document.content), warnings=warnings)
        self.store.record(Visit(well, files=tuple(_remembered(found).items())), self.now)
        return Outcome(each.id, warnings=warnings)


async def read_sources(
    each: SourceList, rules: Rules, client: Client, cells: Cells, now: datetime
) -> tuple[FeedSource, ...]:
    """Return the sources that a list names now, nothing of it remembered.

    Raises:
        FetchError, ParseError: it cannot be had, or is no list.
    """
    fetched = await ask(each, each.block.url, Validators(), client, now)
    assert fetched.document is not None  # asked without conditions
    found = await cells.call(read_opml, fetched.document)
    return tuple(_named(each, url, file, rules) for url, file in _remembered(found).items())


async def ask(each: SourceList, url: str, known: Validators, client: Client, now: datetime) -> Fetched:
    """Return a list as its server answers it, or as its file holds it."""
    block = each.block
    if each.path:
        return Fetched(read_list_file(each.path), Validators(), timedelta(0), "")
    request = Request(url, known, block.access, home=block.url, allow_private=block.allow_private)
    return await fetch(request, client, now=now)


def read_list_file(path: Path) -> Document:
    """Return a list in a file.

    Raises:
        FetchError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise FetchError(f"cannot be read: {exc.strerror}") from exc
    if len(content) > MAX_BYTES:
        raise FetchError(f"over {MAX_BYTES} bytes: is it the right file?")
    return Document(content, name=path.name)


def _remembered(found: FeedList) -> Mapping[str, FileState]:
    """Return a list as the listing of a folder is kept: each feed's address, with what the list says of it."""
    return {feed.url: FileState(json.dumps({"title": feed.title, "folders": feed.folders}), "") for feed in found.feeds}


def _warnings(found: FeedList, rules: Rules) -> Iterator[str]:
    skipped = [f"{one.name or 'an outline'}: {one.reason}" for one in found.skipped]
    yield from skipped[:_WARNINGS]
    if len(skipped) > _WARNINGS:
        yield f"{counted(len(skipped) - _WARNINGS, 'more outline is', 'more outlines are')} skipped"
    unknown = dict.fromkeys(name for feed in found.feeds for name in place(feed.folders, rules).unknown)
    if unknown:
        yield f"folders that are called like no category: {', '.join([*unknown][:_WARNINGS])}"
