"""The whole way of a document with nothing stored: read, normalised, filed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feeds.errors import FetchError, ParseError
from feeds.filling import completion, with_pages
from feeds.hooking import Hooks
from feeds.ingest.categorise import categorise
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.dates import parse_date
from feeds.ingest.decide import wished_ids
from feeds.ingest.discover import read_front
from feeds.ingest.fetch import Fetched, Request, fetch
from feeds.ingest.filing_rules import Rules
from feeds.ingest.folder import list_folder, read_file
from feeds.ingest.listed_article import has_title
from feeds.ingest.listing import is_listing
from feeds.ingest.origin import credit
from feeds.ingest.read import Read, ReadEntry, read_all
from feeds.ingest.shape import Unshaped, shape_all
from feeds.lists import read_sources
from feeds.model import Document, Filing, Origin
from feeds.page_visit import read_parts
from feeds.rulebook import site_rules
from feeds.settings import Config, FeedSource, FolderSource, PageSource, Source
from feeds.shaping import hooked
from feeds.visiting import reading

_STRAY = "try"  # the id of what belongs to no source
_IN_FLIGHT = 8  # documents: enough to keep the children busy, few enough to hold in memory


@dataclass(frozen=True, slots=True)
class TriedEntry:
    """An entry with what we would decide of it."""

    found: ReadEntry
    published_id: str
    sort_date: datetime
    filings: tuple[Filing, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What one document would bring; *error* says why it would bring nothing."""

    path: str  # as the user wrote it, or as found below a folder
    read: Read | None = None
    entries: tuple[TriedEntry, ...] = ()
    feed_updated: datetime | None = None
    feed_published: datetime | None = None
    origin: Origin | None = None  # None: it brings nothing
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A document to be had, under the settings of its source."""

    shown: str
    source: Source
    root: Path | None = None  # of a file: the folder that its name starts in
    name: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Trial:
    """What all documents tried share."""

    config: Config
    rules: Rules
    cells: Cells
    client: Client
    now: datetime


async def try_all(config: Config, arguments: Sequence[str], now: datetime) -> AsyncIterator[Tried]:
    """Yield what each document would bring, in the order of the arguments.

    An argument is a path if it exists, else an address if it has a scheme, else the id of a source, or of a list,
    which stands for all feeds that it names.
    A path inside a configured source gets that source's settings.
    """
    async with AsyncExitStack() as stack:
        cells = stack.enter_context(Cells())
        # One for all: addresses of one host wait for each other.
        client = await stack.enter_async_context(Client(config.site.base_url, config.http))
        trial = _Trial(config, site_rules(config), cells, client, now)
        waiting: list[asyncio.Task[Tried]] = []
        for argument in arguments:
            for candidate in await _listed(argument, trial) or _candidates(config, argument):
                waiting.append(asyncio.create_task(_try(candidate, trial)))
                if len(waiting) >= _IN_FLIGHT:
                    yield await waiting.pop(0)
        for task in waiting:
            yield await task


async def _listed(argument: str, trial: _Trial) -> list[_Candidate]:
    """Return the feeds of a list that an argument is the id of, as the list names them now; else nothing."""
    each = next((each for each in trial.config.lists if each.id == argument and not is_there(argument)), None)
    if each is None:
        return []
    try:
        sources = await read_sources(each, trial.rules, trial.client, trial.cells, trial.now)
    except (FetchError, ParseError) as exc:
        return [_Candidate(argument, each.block, error=str(exc))]
    return [_Candidate(source.url, source) for source in sources] or [
        _Candidate(argument, each.block, error="the list names no feed")
    ]


def _candidates(config: Config, argument: str) -> list[_Candidate]:
    path = Path(argument)
    if is_there(argument):
        return _files(config, path, argument)
    if argument.lower().startswith(("http://", "https://")):
        found = next((s for s in config.sources if isinstance(s, FeedSource) and s.url == argument), None)
        return [_Candidate(argument, found or FeedSource(id=_STRAY, url=argument))]
    source = config.source(argument)
    if source is None:
        return [_Candidate(argument, _stray(path), error="it is no file, no http(s) address and no source's id")]
    return _files(config, source.path, "") if isinstance(source, FolderSource) else [_Candidate(argument, source)]


def is_there(argument: str) -> bool:
    """Whether an argument is the path of something: too long a name is none, and no name is not this folder."""
    try:
        return bool(argument) and Path(argument).exists()
    except OSError:
        return False


def _files(config: Config, path: Path, shown: str) -> list[_Candidate]:
    """Return the files at *path*, each with the settings of the source it lies in; *shown* is the path as written."""
    try:
        listing = list_folder(path)
    except FetchError as exc:
        return [_Candidate(shown or str(path), _stray(path), error=str(exc))]
    one = not path.is_dir()
    prefix = shown or str(path)
    files = []
    for name, _ in listing.signatures:
        source, root, inner = file_source(config, listing.root / name)
        files.append(_Candidate(prefix if one else f"{prefix.rstrip('/')}/{name}", source, root, inner))
    refused = [
        _Candidate(prefix if one else f"{prefix.rstrip('/')}/{name}", _stray(path), error=why)
        for name, why in listing.refused
    ]
    return files + refused or [_Candidate(prefix, _stray(path), error="the folder holds no file to read")]


def file_source(config: Config, file: Path) -> tuple[Source, Path, str]:
    """Return the source that a file lies in, with its folder and the file's name there; else one of no settings."""
    file = file.resolve()
    for source in config.sources:
        if isinstance(source, FolderSource):
            folder = source.path.resolve()
            if file == folder:
                return source, folder.parent, folder.name
            if file.is_relative_to(folder):
                return source, folder, file.relative_to(folder).as_posix()
    return _stray(file.parent), file.parent, file.name


def _stray(path: Path) -> FolderSource:
    return FolderSource(id=_STRAY, path=path)


async def _try(candidate: _Candidate, trial: _Trial) -> Tried:
    if candidate.error:
        return Tried(candidate.shown, error=candidate.error)
    try:
        document = await _document(candidate, trial)
        source = _as_answered(candidate.source, document)
        read = await trial.cells.call(read_all, document, reading(source, trial.config))
        if isinstance(source, PageSource):
            read = await _completed(read, document, source, trial)
        read = await with_hooks(read, source, trial.config, trial.cells)
    except (FetchError, ParseError) as exc:
        return Tried(candidate.shown, error=str(exc))
    return decide_all(read, candidate.shown, source, trial.config, trial.rules, trial.now)


def _as_answered(source: Source, document: Document) -> Source:
    """Return a source for what its address proved to be: an address of no source may be a page without a feed."""
    if isinstance(source, FeedSource) and source.id == _STRAY and is_listing(document):
        return PageSource(id=_STRAY, url=source.url)
    return source


async def _completed(read: Read, document: Document, source: PageSource, trial: _Trial) -> Read:
    """Return what a page lists, with what the sitemaps and the pages that it names add; the feeds it has are told."""

    async def ask(url: str) -> Fetched:
        return await _ask(source, url, trial)

    async def read_part(part: Document) -> Read:
        return await trial.cells.call(read_all, part, reading(source, trial.config))

    if read.feed.parts:
        parts, told = await read_parts(read.feed.parts, ask, read_part, trial.config.site.timezone)
        read = replace(read, entries=tuple(e for part in parts for e in part.entries), warnings=read.warnings + told)
    if read.feed.is_sitemap:
        entries, failures = await with_pages(read.entries, ask, completion(source, trial.config, trial.cells))
        told = tuple(str(failure) for failure in failures)
        return replace(read, entries=tuple(filter(has_title, entries)), warnings=read.warnings + told)
    front = await trial.cells.call(read_front, document.content, document.url)
    told = tuple(f'it announces a feed, which says more: write url = "{feed.url}"' for feed in front.feeds[:1])
    return replace(read, warnings=read.warnings + told)


async def with_hooks(read: Read, source: Source, config: Config, cells: Cells) -> Read:
    """Return what a document gives as the hooks of its source make it, with a warning for each that fails."""
    hooks = Hooks(config.path.parent, cells)
    entries = await hooked(read.entries, source.id, config.shapes(source), hooks)
    return replace(read, entries=entries, warnings=(*read.warnings, *hooks.warnings))


def decide_all(read: Read, shown: str, source: Source, config: Config, rules: Rules, now: datetime) -> Tried:
    """Return what we would decide of every entry of a document read."""
    zone = config.site.timezone
    shapes = config.shapes(source)
    unshaped = [Unshaped(found, found.published, now) for found in read.entries]
    made = shape_all(unshaped, source.id, shapes) if shapes else read.entries
    entries = tuple(_decide(found, source, config.site.host, rules, now) for found in made)
    updated, published = (parse_date(text, zone) for text in (read.feed.updated, read.feed.published))
    origin = credit(source, read.feed, config.site, now, None)
    return Tried(shown, read, entries, updated, published, origin)


def _decide(found: ReadEntry, source: Source, host: str, rules: Rules, now: datetime) -> TriedEntry:
    assert found.entry is not None
    filings = categorise(found.entry, rules, source=source.id, given=source.categories, hints=source.hints)
    [wished, *_] = wished_ids(found, source.id, host, now)
    return TriedEntry(found, wished, min(found.entry.published or now, now), filings)


async def _document(candidate: _Candidate, trial: _Trial) -> Document:
    source = candidate.source
    if candidate.root is not None:
        listing = list_folder(candidate.root / candidate.name)
        return replace(read_file(listing, Path(candidate.name).name), name=candidate.name)
    assert isinstance(source, FeedSource)
    fetched = await _ask(source, source.url, trial)
    assert fetched.document is not None  # asked without conditions
    return replace(fetched.document, url=source.base_url or fetched.document.url)


async def _ask(source: FeedSource, url: str, trial: _Trial) -> Fetched:
    request = Request(url, access=source.access, home=source.url, allow_private=source.allow_private)
    return await fetch(request, trial.client, now=trial.now)
