"""The feeds of an OPML list as blocks of sources.toml, and what of it is skipped."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from feeds.edit import Addition
from feeds.faults import RESERVED_KEYS
from feeds.folders import place
from feeds.ingest.client import is_private
from feeds.ingest.opml import FeedList, ListedFeed, Skipped
from feeds.rulebook import site_rules
from feeds.settings import Config, FeedSource, Source
from feeds.urls import canonical_url, slugify

_MOST_OF_ID = 40  # characters: an id is typed


@dataclass(frozen=True, slots=True)
class Import:
    """What a list would bring to sources.toml."""

    blocks: tuple[Mapping[str, Any], ...]
    categories: Mapping[str, str] = field(default_factory=dict)  # labels of new ones, by key
    skipped: tuple[Skipped, ...] = ()

    @property
    def addition(self) -> Addition:
        return Addition(self.blocks, {key: {"label": label} for key, label in self.categories.items()})


def plan_import(found: FeedList, config: Config, private_host: str | None = None) -> Import:
    """Return what a list brings that *config* has not: a block for each feed, a category for each unknown folder.

    Of nested folders those that are called like a category give it, and the innermost becomes one if it is not.
    *private_host* is where the list is, when private addresses are meant: those there, and those that are private by
    their own word, are allowed in their blocks. None: they are left to be refused.
    """
    rules = site_rules(config)
    new: dict[str, str] = {}  # categories, their labels by key
    ids = {source.id for source in config.sources} | {each.id for each in config.lists}
    standing = {canonical_url(s.url): s for s in config.sources if isinstance(s, FeedSource)}
    blocks: list[Mapping[str, Any]] = []
    skipped: list[Skipped] = []
    for feed in found.feeds:
        address = canonical_url(feed.url)
        if address in standing:
            skipped.append(Skipped(feed.title or feed.url, _has_it(standing[address])))
            continue
        placed = place(feed.folders, rules)
        keys = [_category_key(folder, config.keys) for folder in placed.unknown]
        for key, folder in zip(keys, placed.unknown, strict=True):
            new.setdefault(key, folder)
        given = dict.fromkeys([*placed.categories, *keys])
        block = _block(feed, [*given], ids, private_host)
        ids.add(block["id"])
        standing[address] = FeedSource(id=block["id"], url=feed.url)
        blocks.append(block)
    return Import(tuple(blocks), new, (*found.skipped, *skipped))


def new_id(title: str, url: str, taken: Collection[str]) -> str:
    """Return an id for a source, of its title, else of its host, that no other has.

    >>> new_id("Actu IA", "https://www.actuia.com/feed/", {"actu-ia"})
    'actu-ia-2'
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return _free(slugify(title, _MOST_OF_ID) or slugify(host, _MOST_OF_ID) or "source", taken)


def _category_key(folder: str, taken: Collection[str]) -> str:
    """Return the key of a category that a folder becomes: folders spelt alike are one."""
    return _free(slugify(folder, _MOST_OF_ID) or "rubrique", {*taken, *RESERVED_KEYS})


def _free(name: str, taken: Collection[str]) -> str:
    return next(candidate for candidate in _numbered(name) if candidate not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _has_it(source: Source) -> str:
    return f"source {source.id} has its address"


def _block(
    feed: ListedFeed, categories: list[str], ids: Collection[str], private_host: str | None
) -> Mapping[str, Any]:
    block: dict[str, Any] = {"id": new_id(feed.title, feed.url, ids)}
    if feed.title:
        block["title"] = feed.title
    block["url"] = feed.url
    if categories:
        block["categories"] = categories
    host = urlsplit(feed.url).hostname or ""
    if private_host is not None and (is_private(host) or host == private_host):
        block["allow_private"] = True
    return block
