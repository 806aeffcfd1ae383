"""The configuration as frozen values."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feeds.category import Category
from feeds.shape_rules import Removal, Shape, Shapes
from feeds.tables import Occasion, Rights


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the texts of entries are kept, and of how many; None: all."""

    keep_for: timedelta | None = None
    keep_entries: int | None = None

    def __bool__(self) -> bool:
        return self != Retention()


@dataclass(frozen=True, slots=True)
class Site:
    """What we publish as, and where."""

    title: str
    base_url: str  # absolute http(s), ends in "/"
    language: str  # BCP 47, of the pages
    output: Path  # absolute
    store: str  # an SQLAlchemy URL; the path of an SQLite one is absolute
    timezone: ZoneInfo
    window: int
    first_import: int
    hubs: tuple[str, ...] = ()
    subtitle: str = ""
    author: str = ""  # "" means the title
    prefer_original: bool = True  # is an article that many carry shown as its own site gave it?
    max_feed_kb: int = 1000  # that a feed's file may take; older entries turn to summaries
    max_share: float = 1.0  # of a window that one source may take while others could fill it
    retention: Retention = Retention()  # of each source that has none of its own; never of articles with a page of ours
    shape: Shape = field(default=Shape(), repr=False)  # it shows in the entries, and names no file

    @property
    def host(self) -> str:
        """Whom the ids that we mint name as their authority. Source: RFC 4151, 2.1."""
        return urlsplit(self.base_url).hostname or "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    id: str  # [a-z0-9-], ours, permanent
    title: str = ""  # as shown; "" means what the source calls itself, else the id
    categories: tuple[str, ...] = ()  # keys given to every entry: a verdict
    hints: tuple[str, ...] = ()  # keys that are evidence for the categoriser
    enabled: bool = True  # is it visited? One that is not keeps its entries
    every: timedelta | None = None  # between visits; None: as its cron or its posting rhythm asks
    publish: Rights = "full"
    author: str = ""  # of entries that name none
    language: str = ""  # of entries that declare none
    retention: Retention = Retention()  # instead of the site's, if it says anything
    shape: Shape = field(default=Shape(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSource(_Source):
    path: Path  # absolute: a folder, or one file


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a source that is not open to everyone. It is for the source's own host, and shown nowhere."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)  # RFC 6750
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource(_Source):
    url: str
    cron: str = ""  # its own hours, in the site's time zone; never beside *every*
    access: Access = Access()
    fulltext: bool = False  # are the pages of truncated entries fetched?
    history: int = 5  # how many pages of older entries are read when it is added
    allow_private: bool = False  # may its address be private or loopback?
    is_secret: bool = False  # is a part of its address kept in the environment?
    base_url: str = ""  # where its relative addresses start, if a secret stands in the path; "": where it answers
    list_id: str = ""  # of the list that names it; "": it stands in sources.toml itself

    @property
    def is_public(self) -> bool:
        """Whether its address may be shown to readers."""
        return not (self.allow_private or self.is_secret)


@dataclass(frozen=True, slots=True)
class Select:
    """Where a page has its list: CSS selectors, or dotted paths in JSON; "" for what is to be found by itself."""

    list: str = ""  # matches each entry
    title: str = ""  # this and the rest within an entry
    link: str = ""
    date: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource(FeedSource):
    """A feed source in all but its document, which lists articles and is no feed: a page, a sitemap or JSON."""

    select: Select = Select()


Source = FolderSource | FeedSource


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the operator wants to be told of what happens: an address, or a program."""

    id: str  # [a-z0-9-], permanent: what waits for it is kept under it
    url: str = field(default="", repr=False)  # exactly one of url and command is given
    command: tuple[str, ...] = field(default=(), repr=False)  # a program and its arguments
    on: tuple[Occasion, ...] = ("entries", "outages")
    categories: tuple[str, ...] = ()  # keys, of entries; () for all, and for what is in none
    sources: tuple[str, ...] = ()  # ids; () for all
    secret: str = field(default="", repr=False)  # "": what is told is not signed


@dataclass(frozen=True, slots=True)
class SourceList:
    """An OPML list, read at each run: the feeds that it names are sources."""

    block: FeedSource  # its id, where it is read, and all else that holds for each of its feeds; url: "" for a file
    path: Path | None = None  # absolute, of a file

    @property
    def id(self) -> str:
        return self.block.id


@dataclass(frozen=True, slots=True)
class Http:
    """How the web is reached from here."""

    proxy: str = field(default="", repr=False)  # its address may hold a password; "" for none
    ca_file: Path | None = None  # absolute; certificates trusted besides the usual ones


@dataclass(frozen=True, slots=True)
class Config:
    path: Path  # of the file read
    site: Site
    every: timedelta  # between runs, and the least between two visits of a source that sets no rhythm
    cron: str  # "" when *every* rules
    categories: tuple[Category, ...]  # in the order of the file
    sources: tuple[Source, ...]  # in the order of the file, then those that lists name
    http: Http = Http()
    hooks: tuple[Hook, ...] = field(default=(), repr=False)  # nothing published depends on them
    lists: tuple[SourceList, ...] = ()  # in the order of the file
    learned: str = field(default="", repr=False)  # learned.toml beside it, as it was when the file was read

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the categories."""
        return tuple(category.key for category in self.categories)

    def category(self, key: str) -> Category:
        return next(c for c in self.categories if c.key == key)

    def source(self, source_id: str) -> Source | None:
        return next((s for s in self.sources if s.id == source_id), None)

    def shapes(self, source: Source | None) -> Shapes:
        """Return the rules that a source's entries pass through, in that order."""
        own = (source.shape,) if source else ()
        return tuple(shape for shape in (*own, self.site.shape) if shape != Shape())

    @property
    def hook_labels(self) -> frozenset[str]:
        """What the hooks are called to those who ask why."""
        shapes = (self.site.shape, *(source.shape for source in self.sources))
        return frozenset(hook.label for shape in shapes for hook in (shape.hook, shape.publish_hook) if hook)

    def removals(self, source: Source | None) -> tuple[Removal, ...]:
        """Return what goes out of the markup of a source's entries."""
        return tuple(removal for shape in self.shapes(source) for removal in shape.remove)
