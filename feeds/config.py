"""sources.toml read into frozen values, every fault at once."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

Rights = Literal["full", "summary", "link"]


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


@dataclass(frozen=True, slots=True)
class Category:
    key: str  # [a-z0-9-]: names the files we publish
    label: str  # as shown
    keywords: tuple[str, ...] = ()  # the user's own terms; () means those shipped under the key, else the label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    id: str  # [a-z0-9-], ours, permanent
    title: str  # as shown; "" means what the source calls itself, else the id
    categories: tuple[str, ...] = ()  # keys given to every entry: a verdict
    hints: tuple[str, ...] = ()  # keys that are evidence for the categoriser
    every: timedelta  # between visits
    publish: Rights = "full"
    author: str = ""  # of entries that name none
    language: str = ""  # of entries that declare none


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSource(_Source):
    path: Path  # absolute: a folder, or one file


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource(_Source):
    url: str
    allow_private: bool = False  # may its address be private or loopback?


Source = FolderSource | FeedSource


@dataclass(frozen=True, slots=True)
class Config:
    path: Path  # of the file read
    site: Site
    every: timedelta
    cron: str  # "" when *every* rules
    categories: tuple[Category, ...]  # in the order of the file
    sources: tuple[Source, ...]  # in the order of the file

    def category(self, key: str) -> Category:
        return next(c for c in self.categories if c.key == key)

    def source(self, source_id: str) -> Source | None:
        return next((s for s in self.sources if s.id == source_id), None)
