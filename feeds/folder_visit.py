"""One visit of a folder or a file: listed, read, compared, decided, recorded."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from feeds.changes import FileState, Known, SourceState, Visit
from feeds.errors import FetchError, ParseError
from feeds.ingest.compare import Comparison, compare_files
from feeds.ingest.folder import Listing, MissingFolderError, changed_names, content_digest, list_folder, read_file
from feeds.ingest.identity import is_degraded_key, rules_of, with_rules
from feeds.ingest.origin import credit
from feeds.ingest.read import Read, read_document
from feeds.model import ParsedFeed
from feeds.plural import counted
from feeds.rereading import document_rules
from feeds.settings import FolderSource
from feeds.shaping import shape_found
from feeds.visiting import Outcome, Round, decide_found, distinct, never_visited, outcome_of, reading

# Fewer, or a smaller part, and the editor meant it; more looks like a disk that is not mounted.
_MASS_DELETION = 5


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

    def listed(self, withheld: Collection[str]) -> tuple[tuple[str, FileState], ...] | None:
        """Return the listing to remember, with what is only out of sight; None when it is what it was."""
        if self.states == self.before:
            return None
        kept = {name: self.before[name] for name in self.before if name in withheld or self.listing.is_hidden(name)}
        return tuple(sorted((kept | self.states).items()))


async def visit_folder(source: FolderSource, trip: Round) -> Outcome:
    """Visit a folder or a file. What cannot be read is named in the outcome and leaves all else as it was."""
    state = trip.store.state(source.id) or never_visited(source, trip)
    try:
        listing = list_folder(source.path)
    except MissingFolderError as exc:
        before = trip.store.files(source.id)
        if not (before and trip.accept_deletions):
            return replace(_failed(source, state, trip, exc), withheld=len(before))
        listing = Listing(source.path, ())
    except FetchError as exc:
        return _failed(source, state, trip, exc)
    return await _record(source, state, await _read_files(source, listing, trip), trip)


async def _record(source: FolderSource, state: SourceState, files: _Files, trip: Round) -> Outcome:
    """Decide and remember what the files say, in one go: nothing is awaited between the two."""
    known = trip.store.known(source.id) if files.reads or files.vanished else ()
    seen = distinct([entry for read in files.reads.values() for entry in read.entries])
    articles = {name: read.feed.is_article for name, read in files.reads.items()}
    found = compare_files(seen, known, vanished=files.vanished, articles=articles)
    found, withheld = _guard(found, known, trip)
    found = await shape_found(found, source, trip)
    warnings = tuple(f"{name}: {warning}" for name, read in files.reads.items() for warning in read.warnings)
    warnings += (found.warning,) if found.warning else ()
    origin = credit(source, ParsedFeed(), trip.config.site, trip.now, state.origin)
    changes = decide_found(source, origin, found, trip, is_new=state.last_success is None)
    well = SourceState(
        source.id,
        origin,
        last_visit=trip.now,
        last_success=trip.now,
        error=_told(withheld),
        warnings=warnings if files.reads else state.warnings,
    )
    trip.store.record(Visit(well, changes, files.listed(withheld), trip.rules.version), trip.now)
    return outcome_of(source, changes, withheld=len(withheld), refused=files.refused, warnings=warnings)


async def _read_files(source: FolderSource, listing: Listing, trip: Round) -> _Files:
    before = dict(trip.store.files(source.id))
    states = {name: before[name] for name, _ in listing.signatures if name in before}
    known = trip.store.known(source.id) if before else ()
    digests = frozenset((k.key, k.raw_digest) for k in known)
    degraded = {k.document for k in known if is_degraded_key(k.key)}
    reads: dict[str, Read] = {}
    refused = [pair for pair in listing.refused if before.get(pair[0]) is None]
    signatures = dict(listing.signatures)
    rules = document_rules(source, trip.config)
    as_now = {name: state.signature for name, state in before.items() if rules_of(state.digest) == rules}
    for name in changed_names(listing, as_now):
        digest = with_rules("", rules)
        try:
            document = read_file(listing, name)
            digest = with_rules(content_digest(document.content), rules)
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


def _told(withheld: Collection[str]) -> str:
    remedy = "run with --accept-deletions if that is meant"
    return f"{counted(len(withheld), 'file is', 'files are')} gone at once: {remedy}" if withheld else ""


def _failed(source: FolderSource, state: SourceState, trip: Round, exc: FetchError) -> Outcome:
    """Remember a failed visit: all that is known stands."""
    failed = replace(state, last_visit=trip.now, failures=state.failures + 1, error=str(exc))
    trip.store.record(Visit(failed), trip.now)
    return Outcome(source.id, error=str(exc))
