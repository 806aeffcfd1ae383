"""The categories that folders of an OPML list stand for."""

from collections.abc import Iterable
from dataclasses import dataclass

from feeds.ingest.filing_rules import Rules
from feeds.ingest.opml import Folders
from feeds.ingest.subjects import spellings


@dataclass(frozen=True, slots=True)
class Placed:
    """What the folders that hold a feed say of it."""

    categories: tuple[str, ...]  # keys of ours
    unknown: tuple[str, ...]  # folders directly around it that are called like none of ours


def place(folders: Folders, rules: Rules) -> Placed:
    """Return the categories that are called like one of the folders: by key, label or synonym, as a tag would be."""
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for path in folders:
        keys = [_keys(name, rules) for name in path]
        found |= dict.fromkeys(key for some in keys for key in some)
        if not keys[-1]:
            unknown[path[-1]] = None
    return Placed(tuple(found), tuple(unknown))


def _keys(name: str, rules: Rules) -> Iterable[str]:
    ways = set(spellings(name))
    return [category.key for category in rules.categories if not ways.isdisjoint(category.names)]
