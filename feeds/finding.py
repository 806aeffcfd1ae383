"""From an address that a person gives to what can be read there: a feed, a list of feeds, or a page without any."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from feeds.errors import FetchError, ParseError
from feeds.ingest.client import Client
from feeds.ingest.contain import Cells
from feeds.ingest.discover import Announcement, Front, feeds_in_sitemap, is_of_comments, read_front, usual_addresses
from feeds.ingest.fetch import Fetched, Request, fetch
from feeds.ingest.kind import sniff
from feeds.ingest.opml import FeedList, read_opml
from feeds.ingest.read import Read, read_all
from feeds.model import Document
from feeds.settings import Config, FeedSource, PageSource
from feeds.urls import absolute_url, canonical_url
from feeds.visiting import reading

_LOOKED_AT = 8  # feeds of one site: whoever announces more is a directory
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")

Kind = Literal["feed", "list", "page"]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an address."""

    kind: Kind
    url: str  # after redirects for good: what to write down
    answered_by: str  # after all redirects
    title: str = ""
    read: Read | None = None  # of a feed or a page
    feeds: FeedList | None = None  # of a list
    is_of_comments: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What all that is asked for one address shares. One host is asked one thing at a time, a second apart."""

    config: Config
    client: Client
    cells: Cells
    now: datetime
    allow_private: bool

    async def find(self, url: str) -> tuple[Found, ...]:
        """Return what can be read at an address, the best first: what it is, else the feeds of its site, else itself.

        Raises:
            FetchError: it gives no answer, or nothing that can be read.
        """
        fetched = await self._ask(url)
        found = await self._read(url, fetched)
        if found:
            return (found,)
        document = _document(fetched)
        if sniff(document) == "json":  # an answer of an API, not a page of a site
            return (await self._page(url, fetched, ""),)
        front = await self.cells.call(read_front, document.content, document.url)
        feeds = await self._all(front.feeds) or await self._unannounced(document, front)
        return ranked(feeds, front.language) or (await self._page(url, fetched, front.title),)

    async def _page(self, url: str, fetched: Fetched, title: str) -> Found:
        """Return what was answered as a page that lists articles.

        Raises:
            FetchError: it lists none, either.
        """
        source = PageSource(id="try", url=_lasting(url, fetched))
        try:
            read = await self.cells.call(read_all, _document(fetched), reading(source, self.config))
        except ParseError as exc:
            raise FetchError(f"no feed is to be found there, and it is no source itself: {exc}") from exc
        return Found("page", source.url, fetched.url, read.feed.title or title, read)

    async def _unannounced(self, document: Document, front: Front) -> list[Found]:
        """Return a feed that stands where feeds use to stand, else those of the sitemap, else those of a list."""
        for url in usual_addresses(document.url):
            if found := await self._look(Announcement(url)):
                return [found]
        return await self._all([*await self._in_sitemap(document), *map(Announcement, front.lists)])

    async def _in_sitemap(self, document: Document) -> list[Announcement]:
        content = document.content
        if not _SITEMAP.search(content[:2000]):
            try:
                content = _document(await self._ask(absolute_url(document.url, "/sitemap.xml"))).content
            except FetchError:
                return []
        return [Announcement(url) for url in feeds_in_sitemap(content)]

    async def _all(self, announced: Iterable[Announcement]) -> list[Found]:
        looked = [await self._look(each) for each in [*announced][:_LOOKED_AT]]
        return [found for found in looked if found]

    async def _look(self, announced: Announcement) -> Found | None:
        """Return the feed or the list at an address; what gives none is no matter: others are left."""
        try:
            found = await self._read(announced.url, await self._ask(announced.url))
        except FetchError:
            return None
        return replace(found, is_of_comments=is_of_comments(announced)) if found else None

    async def _read(self, url: str, fetched: Fetched) -> Found | None:
        """Return the feed or the list that was answered, none for all else.

        Raises:
            FetchError: it is neither, nor a page that could lead to one.
        """
        document, lasting = _document(fetched), _lasting(url, fetched)
        source = FeedSource(id="try", url=lasting)
        try:
            match sniff(document):
                case "opml":
                    feeds = await self.cells.call(read_opml, document)
                    return Found("list", lasting, fetched.url, feeds.title, feeds=feeds)
                case "feed" | "json":
                    read = await self.cells.call(read_all, document, reading(source, self.config))
                    return Found("feed", lasting, fetched.url, read.feed.title, read)
        except ParseError:
            return None
        return None

    async def _ask(self, url: str) -> Fetched:
        return await fetch(Request(url, allow_private=self.allow_private), self.client, now=self.now)


def ranked(found: Sequence[Found], language: str) -> tuple[Found, ...]:
    """Return the feeds of a site, the best first, and of those that tell the same only the first.

    Lists come last, before them comments, before these what is in another language than the page.
    """
    ordered = sorted(found, key=lambda one: (one.kind == "list", one.is_of_comments, _is_foreign(one, language)))
    best: list[Found] = []
    for one in ordered:
        if not any(_are_alike(one, other) for other in best):
            best.append(one)
    return tuple(best)


def _is_foreign(found: Found, language: str) -> bool:
    own = found.read.feed.language if found.read else ""
    return bool(own and language) and own.partition("-")[0].lower() != language.partition("-")[0].lower()


def _are_alike(one: Found, other: Found) -> bool:
    """Whether two feeds tell the same, as a site's Atom and its RSS do: most of the shorter one's links are shared."""
    if one.answered_by == other.answered_by:
        return True
    links, others = _links(one), _links(other)
    return len(links & others) * 2 > min(len(links), len(others))


def _links(found: Found) -> frozenset[str]:
    return frozenset(canonical_url(entry.link) or entry.title for entry in (found.read.entries if found.read else ()))


def _lasting(url: str, fetched: Fetched) -> str:
    return fetched.moved_to or absolute_url("", url).partition("#")[0]


def _document(fetched: Fetched) -> Document:
    assert fetched.document is not None  # asked without conditions
    return fetched.document
