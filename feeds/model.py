"""The values that travel through Rubrique, in the order in which they appear.

All are frozen. Moments are aware and in UTC. Absence is ``""``, ``()``, or ``None`` for a moment.
A field named ``*_html`` holds HTML; every other text is plain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask again with, verbatim. Source: RFC 9110, 8.8."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as found, with what was said about them where they were found."""

    content: bytes
    name: str = ""  # of a file: its path inside its folder, with "/" between the parts
    url: str = ""  # of an answer: the address that gave it, after redirects
    media_type: str = ""  # as declared, lower case, without parameters
    charset: str = ""  # as declared outside the bytes


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A subject that the source gave: evidence, never a verdict."""

    term: str
    scheme: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    url: str
    type: str = ""  # a media type
    length: int = 0  # bytes; 0 when not said


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry as its source gave it: nothing cleaned, dates still text."""

    guid: str = ""
    link: str = ""
    title_html: str = ""  # plain titles are escaped into it
    summary_html: str = ""
    content_html: str = ""
    base_url: str = ""  # relative addresses in the entry start here; "" when not said
    authors: tuple[Person, ...] = ()
    published: str = ""  # as written
    updated: str = ""  # as written
    tags: tuple[Tag, ...] = ()
    verdicts: tuple[str, ...] = ()  # from a file's own head: names that may be categories of ours
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    rights: str = ""
    site: str = ""  # name of the site that a file was copied from
    duration: str = ""  # of a sound or film, as written
    season: str = ""  # of a programme, as written
    episode: str = ""  # as written


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of a line of an article's file, or where a fact of a page was found: `explain` prints them all."""

    number: int  # from 1; 0 where there is no line
    text: str
    fate: str  # "title", "lead", "paragraph 7", "list 2, item 1", "removed, rule 9 (…)", "blank", …


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its file gives it, and where each part of it was found."""

    raw: RawEntry
    report: tuple[ReportLine, ...]
    warnings: tuple[str, ...] = ()  # what its editor should know


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed wishes to be visited, by its own word."""

    period: timedelta = timedelta(0)  # the longest of RSS ttl and sy:updatePeriod; zero when not said
    skip_hours: tuple[int, ...] = ()  # 0 to 23, of UTC
    skip_days: tuple[int, ...] = ()  # 0 to 6 from Monday, of UTC


@dataclass(frozen=True, slots=True)
class Announced:
    """Who tells of a feed's news. Source: W3C WebSub, 4."""

    hubs: tuple[str, ...] = ()
    self_link: str = ""  # the address that they know the feed by


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a document says of itself, and its entries in document order.

    An article file is a feed of one entry with nothing to say of itself.
    """

    entries: tuple[RawEntry, ...] = ()
    id: str = ""
    title: str = ""
    subtitle: str = ""
    link: str = ""  # of the site's page
    language: str = ""
    rights: str = ""
    updated: str = ""  # as written
    published: str = ""  # as written
    authors: tuple[Person, ...] = ()
    tags: tuple[Tag, ...] = ()
    is_article: bool = False
    older: str = ""  # address of the page of older entries: RFC 5005, prev-archive, else next
    is_sitemap: bool = False  # its entries are addresses: their pages say the rest
    parts: tuple[str, ...] = ()  # addresses of the sitemaps that hold the entries of an index
    pace: Pace = Pace()
    announced: Announced = Announced()
    warnings: tuple[str, ...] = ()  # what was skipped or guessed, for the editor


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, cleaned: addresses absolute, HTML sanitised, dates read.

    *published* and *updated* are the source's own; our decisions are on FiledEntry.
    """

    title: str = ""
    link: str = ""  # of its page elsewhere; "" when it has none
    guid: str = ""  # the source's own id
    summary: str = ""
    content_html: str = ""  # sanitised: nothing touches it afterwards
    authors: tuple[Person, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[Tag, ...] = ()
    verdicts: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""  # BCP 47; "" when neither declared nor detected
    rights: str = ""
    site: str = ""
    duration_seconds: int = 0  # of a sound or film; 0 when not said
    season: int = 0  # of a programme; 0 when not said
    episode: int = 0  # 0 when not said


@dataclass(frozen=True, slots=True)
class Reason:
    """One term that counted for a category: where it stood best, how often, what it gave."""

    term: str
    place: str  # "title", "lead", "headings", "body", "tags", "source", "head" (of the file), "match" (rule), "editor"
    count: int
    points: float


@dataclass(frozen=True, slots=True)
class Filing:
    """What was decided of one entry for one category, given or not, and why."""

    category: str  # its key
    score: float
    given: bool
    verdict: str  # "sure", "to check" or "no"
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as it is credited beside an entry (atom:source)."""

    source_id: str
    id: str  # an IRI: the source's own, else one of ours
    title: str
    link: str = ""  # of the source's page
    feed_link: str = ""  # of the source's feed
    rights: str = ""


@dataclass(frozen=True, slots=True)
class FiledEntry:
    """An entry as we publish it: under its id, with our dates, its categories and its source."""

    id: str  # minted once; never changes
    entry: Entry
    origin: Origin  # of the sighting shown
    first_seen: datetime
    sort_date: datetime  # min(published, first seen); frozen at first sight
    updated: datetime  # moves for a meaningful edit only
    filings: tuple[Filing, ...] = ()  # one for each category, best score first
    slug: str = ""  # of its page articles/SLUG.html
    via: tuple[Origin, ...] = ()  # the other sources that carry it
    via_links: tuple[str, ...] = ()  # their links to it, in the order of *via*
    rules: str = ""  # version of the rules that filed the sighting shown
    is_forgotten: bool = False  # the text of the sighting shown is no longer kept, nor why it was filed so
    withdrawn: datetime | None = None  # since when no feed shows it

    @property
    def categories(self) -> tuple[str, ...]:
        """The keys of the categories given, best first."""
        return tuple(f.category for f in self.filings if f.given)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The page of an entry that has its page elsewhere now, or proved to be another's article: it leads there."""

    slug: str  # of the page articles/SLUG.html
    title: str  # of the entry that it is now, like the rest
    link: str  # of its page elsewhere; "" when it has none
    target: str  # slug of its page with us


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was withdrawn. Source: RFC 6721."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What we publish under one key: "all" or a category's."""

    key: str
    updated: datetime  # of its newest change; when it was first known, while it is empty
    entries: tuple[FiledEntry, ...] = ()  # of the live feed, newest sort date first
    tombstones: tuple[Tombstone, ...] = ()
    last_archive: int = 0  # number of its newest archive; 0 when it has none


@dataclass(frozen=True, slots=True)
class Archive:
    """Entries that left the live feed together. Source: RFC 5005, 4."""

    key: str  # of the feed
    number: int  # from 1, in the order of closing
    last: int  # number of the feed's newest archive
    entries: tuple[FiledEntry, ...]  # newest sort date first, withdrawn ones excluded
    tombstones: tuple[Tombstone, ...] = ()
    left: frozenset[str] = frozenset()  # ids of those filed elsewhere since: a closed document keeps them, no page does
