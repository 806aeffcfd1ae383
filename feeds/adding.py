"""What a new source would bring, and the block of sources.toml that it would be."""

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from feeds.errors import FetchError
from feeds.finding import Found, Search
from feeds.importing import new_id
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.kind import sniff
from feeds.ingest.opml import read_opml
from feeds.ingest.rhythm import adaptive_wait
from feeds.lists import read_list_file
from feeds.plural import counted
from feeds.rulebook import site_rules
from feeds.settings import Config, FeedSource, FolderSource, PageSource
from feeds.store import Store
from feeds.trying import Tried, TriedEntry, decide_all, is_there, try_all
from feeds.urls import canonical_url

_SHOWN = 3  # entries
_FILES = 50  # of a folder, read to show what it holds: all of it is read by the next run
_WEEK = timedelta(weeks=1)
_RHYTHM = 10  # entries, as for the next visit

Kind = Literal["feed", "page", "list", "folder", "file"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What might become a source."""

    kind: Kind
    place: str  # an address, or a path as given
    title: str = ""
    sample: tuple[TriedEntry, ...] = ()  # its newest entries
    per_week: float | None = None  # entries; None where dates tell no rhythm
    wait: timedelta | None = None  # between two visits
    feeds: int = 0  # of a list
    duplicates: tuple[str, ...] = ()  # why it may be there already


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the editor said of the block."""

    id: str = ""
    name: str = ""
    categories: tuple[str, ...] = ()
    every: str = ""
    allow_private: bool = False


async def find_candidates(
    config: Config, store: Store | None, place: str, now: datetime, *, allow_private: bool = False
) -> tuple[Candidate, ...]:
    """Return what an address or a path could become, the best first.

    Raises:
        FetchError: there is no answer, or nothing that can be read.
    """
    with Cells() as cells:
        if is_there(place):
            return (await _local(config, cells, place, now),)
        async with Client(config.site.base_url, config.http) as client:
            found = await Search(config, client, cells, now, allow_private).find(_with_scheme(place))
    return tuple(_remote(one, config, store, now) for one in found)


def _with_scheme(place: str) -> str:
    """Return an address as a browser takes it: a host's name alone is enough.

    Raises:
        FetchError: it is neither an address nor a path of something.
    """
    if re.match(r"https?://", place, re.IGNORECASE):
        return place
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", place):
        return f"https://{place}"
    raise FetchError("there is no such file, and it is no http(s) address")


def _remote(found: Found, config: Config, store: Store | None, now: datetime) -> Candidate:
    if found.feeds:
        listed = len(found.feeds.feeds)
        return Candidate("list", found.url, found.title, feeds=listed, duplicates=tuple(_same_list(found.url, config)))
    assert found.read is not None
    source = (PageSource if found.kind == "page" else FeedSource)(id="try", url=found.url)
    tried = decide_all(found.read, found.url, source, config, site_rules(config), now)
    twins = (*_same_address(found, config, store), *_same_entries(tried, store))
    return replace(_sampled(found.kind, found.url, tried.entries, config, now), title=found.title, duplicates=twins)


async def _local(config: Config, cells: Cells, place: str, now: datetime) -> Candidate:
    path = Path(place)
    if path.is_file() and sniff(document := read_list_file(path)) == "opml":
        feeds = await cells.call(read_opml, document)
        return Candidate("list", place, feeds.title, feeds=len(feeds.feeds))
    kind: Kind = "folder" if path.is_dir() else "file"
    tried = [one async for one in _first(try_all(config, [place], now))]
    entries = [entry for one in tried for entry in one.entries]
    if kind == "file" and tried[0].error:
        raise FetchError(tried[0].error)
    title = tried[0].read.feed.title if kind == "file" and tried[0].read else ""
    sampled = _sampled(kind, place, entries, config, now)
    return replace(sampled, title=title or path.resolve().stem, wait=None, duplicates=tuple(_same_path(path, config)))


async def _first(found: AsyncIterator[Tried]) -> AsyncIterator[Tried]:
    count = 0
    async with aclosing(found) as each:  # type: ignore[type-var]  # try_all is a generator
        async for one in each:
            yield one
            count += 1
            if count == _FILES:
                return


def _sampled(kind: Kind, place: str, entries: Sequence[TriedEntry], config: Config, now: datetime) -> Candidate:
    newest = sorted(entries, key=lambda one: one.sort_date, reverse=True)
    dates = [one.found.published for one in newest if one.found.published and one.found.published <= now][:_RHYTHM]
    per_week = len(dates) / max((now - dates[-1]) / _WEEK, 1 / 7) if dates else None
    wait = adaptive_wait(now, dates, config.every)
    return Candidate(kind, place, sample=tuple(newest[:_SHOWN]), per_week=per_week, wait=wait)


# -- what is there already ----------------------------------------------------------------------------------------


def _same_address(found: Found, config: Config, store: Store | None) -> Iterator[str]:
    marks = {canonical_url(found.url), canonical_url(found.answered_by)} - {""}
    states = store.states() if store else {}
    own_id = found.read.feed.id if found.read else ""
    for source in config.sources:
        if not isinstance(source, FeedSource):
            continue
        state = states.get(source.id)
        if canonical_url(source.url) in marks:
            yield f"source {source.id} has this address"
        elif state and marks & {canonical_url(state.answered_by), canonical_url(state.address)}:
            yield f"source {source.id} leads to the same address"
        elif state and own_id and state.origin.id == own_id:
            yield f"source {source.id} is the same feed, by its id"


def _same_entries(tried: Tried, store: Store | None) -> Iterator[str]:
    ids = [one.published_id for one in tried.entries]
    taken = store.taken(ids) if store else frozenset()
    stored = next((filed for one in taken if store and (filed := store.find(one))), None)
    if stored:
        count = sum(one in taken for one in ids)
        entries = counted(len(ids), "entry", "entries")
        yield f"{count} of its {entries} stored already, from source {stored.origin.source_id}"


def _same_path(path: Path, config: Config) -> Iterator[str]:
    for source in config.sources:
        if isinstance(source, FolderSource):
            if path.resolve() == source.path.resolve():
                yield f"source {source.id} reads it"
            elif path.resolve().is_relative_to(source.path.resolve()):
                yield f"source {source.id} reads the folder that it lies in"


def _same_list(url: str, config: Config) -> Iterator[str]:
    yield from (
        f"source {each.id} follows it" for each in config.lists if canonical_url(each.block.url) == canonical_url(url)
    )


# -- the block ----------------------------------------------------------------------------------------------------


def new_block(candidate: Candidate, wishes: Wishes, config: Config) -> dict[str, Any]:
    """Return the block of sources.toml that a candidate becomes: only what differs from the defaults."""
    taken: Collection[str] = {source.id for source in config.sources} | {each.id for each in config.lists}
    block: dict[str, Any] = {"id": wishes.id or new_id(wishes.name or candidate.title, candidate.place, taken)}
    if wishes.name:
        block["title"] = wishes.name
    block |= _place(candidate, config)
    if wishes.categories:
        block["categories"] = list(dict.fromkeys(wishes.categories))
    if wishes.every:
        block["every"] = wishes.every
    if wishes.allow_private and candidate.kind in ("feed", "page", "list"):
        block["allow_private"] = True
    return block


def _place(candidate: Candidate, config: Config) -> Mapping[str, str]:
    """Return where a source is read; a path below the folder of sources.toml is written from there."""
    key = {"feed": "url", "page": "page", "list": "opml", "folder": "path", "file": "path"}[candidate.kind]
    if candidate.place.lower().startswith(("http://", "https://")):
        return {key: candidate.place}
    path, folder = Path(candidate.place).resolve(), config.path.parent.resolve()
    return {key: path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)}
