"""The articles that a page lists for programs: search engines' JSON-LD, and the state that its own script reads."""

import json
import re
from collections.abc import Iterator
from html import escape

from feeds.ingest.linked_data import Node, nodes_in
from feeds.ingest.listing_entry import Place
from feeds.ingest.listing_json import found_entries
from feeds.ingest.nodes import Tag
from feeds.model import RawEntry
from feeds.settings import Select

_ARTICLE = re.compile(r"Article|Posting|Report\b")
_LONGEST = 5_000_000  # characters of a script's state


def linked_entries(page: Tag, place: Place) -> tuple[RawEntry, ...]:
    """Return the articles of a page's JSON-LD (ItemList, Blog, BlogPosting), the first of each link."""
    found: dict[str, RawEntry] = {}
    for node in _articles(page):
        entry = _entry(node, place)
        if entry.link and entry.title_html:
            found.setdefault(entry.link, entry)
    return tuple(found.values())


def state_entries(page: Tag, place: Place) -> tuple[RawEntry, ...]:
    """Return the articles in the JSON that a page's own script makes its list of (Next.js and its like)."""
    for script in page.find_all("script", type="application/json"):
        try:
            state = json.loads(script.get_text()[:_LONGEST])
        except (ValueError, RecursionError):
            continue
        entries = found_entries(state, place.base, Select())
        if len(entries) > 1:
            return entries
    return ()


def _articles(page: Tag) -> Iterator[Node]:
    for script in page.find_all("script", type="application/ld+json"):
        for node in nodes_in(script.get_text()):
            kind = str(node.get("@type", ""))
            if _ARTICLE.search(kind):
                yield node
            elif kind == "ItemList":
                yield from map(_item, _objects(node.get("itemListElement")))


def _item(listed: Node) -> Node:
    """Return what an element of an ItemList is about: its own words, under those of its `item`."""
    item = listed.get("item")
    return {**listed, **item} if isinstance(item, dict) else {**listed, "url": listed.get("url") or item}


def _objects(value: object) -> list[Node]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _entry(node: Node, place: Place) -> RawEntry:
    page = node.get("mainEntityOfPage")
    address = _text(node, "url") or (_text(page, "@id", "url") if isinstance(page, dict) else _text(node, "@id"))
    link = place.article(Tag(name="a", attrs={"href": address}))
    return RawEntry(
        guid=link,
        link=link,
        title_html=escape(_text(node, "headline", "name"), quote=False),
        summary_html=escape(_text(node, "description"), quote=False),
        base_url=place.base,
        published=_text(node, "datePublished"),
    )


def _text(node: Node, *keys: str) -> str:
    values = (node.get(key) for key in keys)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")
