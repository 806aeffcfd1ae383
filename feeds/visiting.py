"""One visit of one source: found, read, compared, decided, recorded."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.changes import Added, Change, Edited, FileState, Known, Restored, SourceState, Visit, Withdrawn
from feeds.config import Config, FeedSource, FolderSource, Source
from feeds.errors import FetchError, ParseError
from feeds.ingest.categorise import Rules
from feeds.ingest.compare import Comparison, compare_feed, compare_files
from feeds.ingest.contain import Cells
from feeds.ingest.decide import Desk, credit, decide
from feeds.ingest.fetch import RetryLaterError, Session, fetch_feed
from feeds.ingest.folder import Listing, MissingFolderError, changed_names, content_digest, list_folder, read_file
from feeds.ingest.identity import is_degraded_key
from feeds.ingest.read import Read, ReadEntry, Reading, read_document
from feeds.ingest.rhythm import next_visit
from feeds.model import Origin, ParsedFeed
from feeds.store import Store

# Fewer, or a smaller part, and the editor meant it; more looks like a disk that is not mounted.
_MASS_DELETION = 5


@dataclass(frozen=True, slots=True)
class Round:
    """What all visits of one run share."""

    config: Config
    store: Store
    rules: Rules
    cells: Cells
    now: datetime
    is_first: bool  # the site's first run fills the window by date
    accept_deletions: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one visit did, for people."""

    source_id: str
    new: int = 0
    edited: int = 0
    withdrawn: int = 0
    error: str = ""  # why the visit failed; what was known stands
    withheld: int = 0  # files gone whose entries stay until the deletions are accepted
    refused: tuple[tuple[str, str], ...] = ()  # files newly found that give no entry, and why
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a folder after a visit."""

    listing: Listing
    before: dict[str, FileState]
    states: dict[str, FileState]
    reads: dict[str, Read]
    refused: tuple[tuple[str, str], ...]

    @property
    def vanished(self) -> frozenset[str]:
        return frozenset(name for name in self.before if name not in self.states and not self.listing.is_hidden(name))


async def visit_folder(source: FolderSource, trip: Round) -> Outcome:
    """Visit a folder or a file. What cannot be read is named in the outcome and leaves all else as it was."""
    state = trip.store.state(source.id)
    try:
        listing = list_folder(source.path)
    except MissingFolderError as exc:
        before = trip.store.files(source.id)
        if not (before and trip.accept_deletions):
            return replace(_failed(source, state, trip, exc), withheld=len(before))
        listing = Listing(source.path, ())
    except FetchError as exc:
        return _failed(source, state, trip, exc)
    files = await _read_files(source, listing, trip)
    known = trip.store.known(source.id) if files.reads or files.vanished else ()
    seen = _distinct([entry for read in files.reads.values() for entry in read.entries])
    articles = {name: read.feed.is_article for name, read in files.reads.items()}
    found = compare_files(seen, known, vanished=files.vanished, articles=articles)
    found, withheld = _guard(found, known, trip)
    warnings = tuple(f"{name}: {warning}" for name, read in files.reads.items() for warning in read.warnings)
    warnings += (found.warning,) if found.warning else ()
    origin = credit(source, ParsedFeed(), trip.config.site, trip.now, state.origin if state else None)
    error = f"{len(withheld)} files are gone at once: run with --accept-deletions if that is meant" if withheld else ""
    changes = _decide(source, origin, found, trip, is_new=state is None)
    kept = {name: files.before[name] for name in files.before if name in withheld or files.listing.is_hidden(name)}
    visit = Visit(
        SourceState(
            source.id,
            origin,
            last_visit=trip.now,
            last_success=trip.now,
            error=error,
            warnings=warnings if files.reads else (state.warnings if state else ()),
        ),
        changes,
        None if files.states == files.before else tuple(sorted((kept | files.states).items())),
    )
    trip.store.record(visit, trip.now)
    return _outcome(source, changes, withheld=len(withheld), refused=files.refused, warnings=warnings)


async def visit_feed(source: FeedSource, trip: Round, session: Session) -> Outcome:
    """Visit a feed over HTTP. A failed or empty answer keeps all that is known."""
    state = trip.store.state(source.id)
    try:
        return await _visit_feed(source, state, trip, session)
    except (FetchError, ParseError) as exc:
        return _failed(source, state, trip, exc)


async def _visit_feed(source: FeedSource, state: SourceState | None, trip: Round, session: Session) -> Outcome:
    origin = state.origin if state else credit(source, ParsedFeed(), trip.config.site, trip.now, None)
    base = state or SourceState(source.id, origin)
    fetched = await fetch_feed(source.url, base.validators, session, now=trip.now)
    well = replace(
        base,
        validators=fetched.validators,
        last_visit=trip.now,
        last_success=trip.now,
        next_visit=next_visit(trip.now, source.every or trip.config.every, retry_after=fetched.fresh_for),
        failures=0,
        error="",
    )
    digest = content_digest(fetched.document.content) if fetched.document else base.digest
    if fetched.document is None or digest == base.digest:
        trip.store.record(Visit(well), trip.now)
        return Outcome(source.id)
    known = trip.store.known(source.id)
    how = reading(source, trip.config, is_degraded=any(is_degraded_key(k.key) for k in known))
    read = await trip.cells.call(read_document, fetched.document, how, frozenset((k.key, k.raw_digest) for k in known))
    found = compare_feed(read.entries, known)
    origin = credit(source, read.feed, trip.config.site, trip.now, base.origin if base.last_success else None)
    changes = _decide(source, origin, found, trip, is_new=state is None or state.last_success is None)
    warnings = (*read.warnings, *((found.warning,) if found.warning else ()))
    visit = Visit(replace(well, origin=origin, digest=digest, warnings=warnings), changes)
    trip.store.record(visit, trip.now)
    return _outcome(source, changes, warnings=warnings)


async def _read_files(source: FolderSource, listing: Listing, trip: Round) -> _Files:
    before = dict(trip.store.files(source.id))
    states = {name: before[name] for name, _ in listing.signatures if name in before}
    known = trip.store.known(source.id) if before else ()
    digests = frozenset((k.key, k.raw_digest) for k in known)
    degraded = {k.document for k in known if is_degraded_key(k.key)}
    reads: dict[str, Read] = {}
    refused = [pair for pair in listing.refused if before.get(pair[0]) is None]
    signatures = dict(listing.signatures)
    for name in changed_names(listing, {name: state.signature for name, state in before.items()}):
        digest = ""
        try:
            document = read_file(listing, name)
            digest = content_digest(document.content)
            if name in before and before[name].digest == digest:
                states[name] = replace(before[name], signature=signatures[name])
                continue
            how = reading(source, trip.config, is_degraded=name in degraded)
            reads[name] = await trip.cells.call(read_document, document, how, digests)
            states[name] = FileState(signatures[name], digest)
        except (FetchError, ParseError) as exc:
            states[name] = FileState(signatures[name], digest, str(exc))
            refused.append((name, str(exc)))
    return _Files(listing, before, states, reads, tuple(refused))


def _guard(found: Comparison, known: tuple[Known, ...], trip: Round) -> tuple[Comparison, frozenset[str]]:
    """Return the comparison, without what is gone when too much is gone at once, and the files withheld."""
    there = {k.document for k in known if not k.withdrawn}
    gone = frozenset(k.document for k in found.gone)
    if trip.accept_deletions or len(gone) < _MASS_DELETION or 2 * len(gone) <= len(there):
        return found, frozenset()
    return replace(found, gone=()), gone


def _decide(source: Source, origin: Origin, found: Comparison, trip: Round, *, is_new: bool) -> tuple[Change, ...]:
    contents = {known.key: trip.store.entry(source.id, known.key) for _, known in found.edited}
    is_late = is_new and not trip.is_first
    desk = Desk(
        source,
        origin,
        trip.config.site,
        trip.rules,
        trip.now,
        trip.store.taken,
        trip.store.taken_slugs,
        trip.store.alike,
        trip.config.site.first_import if is_late else None,
    )
    return decide(found, contents, desk)


def _failed(source: Source, state: SourceState | None, trip: Round, exc: FetchError | ParseError) -> Outcome:
    """Remember a failed visit: all that is known stands, the next one comes later."""
    origin = credit(source, ParsedFeed(), trip.config.site, trip.now, None)
    base = state or SourceState(source.id, origin)
    failures = base.failures + 1
    wish = exc.retry_after if isinstance(exc, RetryLaterError) else timedelta(0)
    due = next_visit(trip.now, source.every or trip.config.every, failures=failures, retry_after=wish)
    failed = replace(base, last_visit=trip.now, next_visit=due, failures=failures, error=str(exc))
    trip.store.record(Visit(failed), trip.now)
    return Outcome(source.id, error=str(exc))


def reading(source: Source, config: Config, *, is_degraded: bool = False) -> Reading:
    """Return how a source's documents are read; *is_degraded* tells that its guids repeat."""
    return Reading(config.site.timezone, source.language, source.author, is_degraded)


def _distinct(seen: list[ReadEntry]) -> list[ReadEntry]:
    """Return the entries without those that repeat the key of an earlier one: two feed files may share a guid."""
    return list({entry.key: entry for entry in reversed(seen)}.values())[::-1]


def _outcome(
    source: Source,
    changes: tuple[Change, ...],
    *,
    withheld: int = 0,
    refused: tuple[tuple[str, str], ...] = (),
    warnings: tuple[str, ...] = (),
) -> Outcome:
    return Outcome(
        source.id,
        new=sum(isinstance(c, Added) for c in changes),
        edited=sum(isinstance(c, Edited | Restored) for c in changes),
        withdrawn=sum(isinstance(c, Withdrawn) for c in changes),
        withheld=withheld,
        refused=refused,
        warnings=warnings,
    )
