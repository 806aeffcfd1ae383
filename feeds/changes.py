"""What is remembered of sources between visits, and the changes that a visit decides.

Frozen, like the values of model.py; moments are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from feeds.model import Announced, Entry, Filing, Origin, Pace, Validators


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when last read."""

    signature: str  # of its size and times: equal means unread since
    digest: str  # of its bytes; "" when it could not be read
    error: str = ""  # why it gave no entry


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between visits."""

    source_id: str
    origin: Origin  # as credited since the last good visit
    validators: Validators = Validators()
    digest: str = ""  # of the last body of a feed
    last_visit: datetime | None = None
    last_success: datetime | None = None
    next_visit: datetime | None = None  # None: due
    why_then: str = ""  # what set that moment; "" when nothing did
    failures: int = 0  # in a row
    error: str = ""  # of the last visit; "" when it went well
    warnings: tuple[str, ...] = ()  # of the last document read
    url: str = ""  # the configured address that all this is of; "" for a folder
    address: str = ""  # where *url* has moved for good, and what is asked now; "" when it has not
    moved_to: str = ""  # where the last answer said that the address asked has moved for good
    moved_times: int = 0  # how often in a row it said so
    answered_by: str = ""  # the address that gave the last good answer, after all redirects
    is_gone: bool = False  # the server said that it will not come back: asked no more
    pace: Pace = Pace()  # as the last document said
    announced: Announced = Announced()  # by the last answer
    last_push: datetime | None = None  # when a document that a hub pushed was last read
    last_miss: datetime | None = None  # when a visit last found what its hubs had not pushed


@dataclass(frozen=True, slots=True)
class Known:
    """A sighting as remembered, with what was decided of its entry; its content stays in the store."""

    key: str  # unique in its source: a guid, or a file's path
    document: str  # path of the file that holds it; "" for a feed
    raw_digest: str  # of its RawEntry
    id: str  # of the entry
    title: str
    link: str
    published: datetime | None  # the source's own
    first_seen: datetime
    updated: datetime
    edits: int  # how often *updated* has moved
    withdrawn: datetime | None = None  # when the sighting left its source
    is_forgotten: bool = False  # its text is no longer kept, whatever its source says of it


@dataclass(frozen=True, slots=True)
class Keep:
    """Which texts of a source are kept: those in its newest entries. None sets no limit."""

    since: datetime | None = None  # published then or later
    most: int | None = None  # entries
    with_pages: bool = False  # False: what has its page with us is kept, however old


@dataclass(frozen=True, slots=True)
class Shaping:
    """What an editor's rules did to a sighting, each told as to those who ask why."""

    # The entry as its source gave it, without dates: they are the entry's. None: nothing but its markup was changed.
    as_read: Entry | None = None
    removed: tuple[str, ...] = ()  # from its markup, before it was cleaned
    changed: tuple[str, ...] = ()
    dropped: str = ""  # by what it was dropped; "" where it was let through

    @property
    def is_any(self) -> bool:
        """Whether any rule did anything."""
        return bool(self.removed or self.changed or self.dropped)


NO_SHAPING = Shaping()

ArchiveName = tuple[str, int]  # a feed's key and the number of one of its archives


@dataclass(frozen=True, slots=True)
class Archived:
    """An entry in an archive, as far as it matters for what the archive may go on showing."""

    key: str  # of the feed
    number: int
    shown: str  # how much of it the document shows: the rights it was made under; "" for nothing
    is_withdrawn: bool
    source_id: str  # of the sighting shown now
    has_page_elsewhere: bool


@dataclass(frozen=True, slots=True)
class FiledBy:
    """The versions of the rules that the entries of "all" were filed by, of those whose texts are kept."""

    most: str = ""  # that of most of them
    others: frozenset[tuple[int, str, int]] = frozenset()  # archive, 0 for none; another version; how many it filed

    def unlike(self, other: Self) -> frozenset[int]:
        """Return the archives of which the two tell otherwise, 0 for what is live."""
        places = frozenset(archive for archive, _, _ in self.others ^ other.others)
        return places if self.most == other.most else places | {0}


@dataclass(frozen=True, slots=True)
class Filed:
    """A sighting with what was decided of it, to be decided anew when the rules change."""

    source_id: str
    key: str
    id: str  # of its entry
    entry: Entry
    filings: tuple[Filing, ...]
    pinned: tuple[str, ...] = ()  # categories that an editor decided of its entry
    counts: bool = True  # False: it left its source or was dropped, and others carry its entry, or that is withdrawn
    first_seen: datetime = field(kw_only=True)  # the entry
    is_there: bool = True  # False: it left its source
    shaping: Shaping = NO_SHAPING


@dataclass(frozen=True, slots=True)
class Signs:
    """What a sighting may have in common with another source's of the same article; "" and () prove nothing."""

    address: str = ""  # canonical
    title: str = ""  # its words, folded
    bands: tuple[int, ...] = ()  # of the text's MinHash; 64 bits each, signed


@dataclass(frozen=True, slots=True)
class Alike:
    """A sighting of another source that has a sign in common with one of those looked for."""

    id: str  # of its entry
    has_address: bool  # does its link name the article?
    title: str  # as in Signs
    bands: frozenset[int]  # those in common
    entry: Entry


@dataclass(frozen=True, slots=True)
class Story:
    """An entry as far as it matters for who may join it."""

    id: str
    age: int  # the lower, the earlier its id was given
    source_ids: frozenset[str]  # that carry it, or did


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is known that may be the same as the entries of a visit."""

    sightings: tuple[Alike, ...] = ()
    stories: Mapping[str, Story] = field(default_factory=dict)  # of these and of those asked for, by the entry's id


@dataclass(frozen=True, slots=True)
class Added:
    """A new entry, first seen now."""

    key: str
    document: str
    raw_digest: str
    entry: Entry
    filings: tuple[Filing, ...]
    id: str
    slug: str
    sort_date: datetime
    updated: datetime
    live: bool = True  # False: older than a late source may bring into the live feeds
    signs: Signs = Signs()
    rank: str = ""  # the sighting of least rank is shown; of equals, the first that came
    has_own_id: bool = True  # False: its source gave none that can be published
    is_dated: bool = True  # False: its source gave no honest date, and it has that of its first sight
    shaping: Shaping = NO_SHAPING


@dataclass(frozen=True, slots=True)
class Joined:
    """A further sighting of an entry that another source gave."""

    key: str
    document: str
    raw_digest: str
    entry: Entry
    filings: tuple[Filing, ...]
    id: str  # of the entry known already
    signs: Signs = Signs()
    rank: str = ""
    has_own_id: bool = True
    is_dated: bool = True
    shaping: Shaping = NO_SHAPING


@dataclass(frozen=True, slots=True)
class Edited:
    """Other content under a known key; also how a withdrawn sighting comes back."""

    key: str
    raw_digest: str
    entry: Entry
    filings: tuple[Filing, ...]
    updated: datetime | None  # None: a lesser edit, which moves nothing
    signs: Signs = Signs()
    rank: str = ""
    shaping: Shaping = NO_SHAPING


@dataclass(frozen=True, slots=True)
class Reread:
    """Other bytes under a known key that say the same, or the same bytes read better."""

    key: str
    raw_digest: str
    signs: Signs
    rank: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Two published entries are one: the younger is withdrawn, its sightings join the older."""

    younger: str  # ids
    older: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A known sighting under a new key: a renamed file, or guids that flipped."""

    old_key: str
    key: str
    document: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A withdrawn sighting that is back, its content unchanged."""

    key: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A sighting that left its source; an entry without sightings leaves every output."""

    key: str


@dataclass(frozen=True, slots=True)
class Reshaped:
    """What the rules of now make of a stored sighting."""

    entry: Entry
    shaping: Shaping


Change = Added | Joined | Edited | Reread | Merged | Moved | Restored | Withdrawn


@dataclass(frozen=True, slots=True)
class Visit:
    """All that one visit of one source decided: recorded in one transaction."""

    state: SourceState
    changes: tuple[Change, ...] = ()  # applied in this order
    files: tuple[tuple[str, FileState], ...] | None = None  # the whole listing of a folder; None leaves it as it was
    rules: str = ""  # version of the rules that made the filings
    push: int = 0  # number of the pushed document that it read; 0: it asked the source
