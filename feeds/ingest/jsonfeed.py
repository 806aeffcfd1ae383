"""JSON Feed 1.0 and 1.1. Source: jsonfeed.org/version/1.1."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from feeds.errors import ParseError
from feeds.ingest.announced import announced_by
from feeds.ingest.bodies import Text, choose_bodies, text_to_html
from feeds.model import Document, Enclosure, ParsedFeed, Person, RawEntry, Tag
from feeds.plural import counted
from feeds.urls import absolute_url

Values = dict[str, Any]  # Any: what JSON holds

VERSION = "jsonfeed.org/version/1"


def parse_json_feed(document: Document) -> ParsedFeed:
    """Return the feed that a JSON document is.

    Raises:
        ParseError: it is not JSON, or another kind of it.
    """
    feed = load_json(document.content)
    if not isinstance(feed, dict):
        raise ParseError('JSON, but no JSON Feed: it should be an object with "version" and "items"')
    # The version is often mistaken; a list of items under a title is no other format that we know of.
    if not isinstance(feed.get("items"), list) or not (VERSION in _string(feed, "version") or _string(feed, "title")):
        raise ParseError('JSON, but no JSON Feed: it needs "version": "https://jsonfeed.org/version/1.1" and "items"')
    entries = tuple(_entry(item) for item in _list(feed, "items"))
    lost = len(feed["items"]) - len(entries)
    return ParsedFeed(
        entries=entries,
        id=_string(feed, "feed_url"),
        title=_string(feed, "title"),
        subtitle=_string(feed, "description"),
        link=_string(feed, "home_page_url"),
        language=_string(feed, "language"),
        authors=_authors(feed),
        older=absolute_url(document.url or _string(feed, "feed_url", "home_page_url"), _string(feed, "next_url")),
        announced=announced_by(_hubs(feed), document.url),
        warnings=(f"skipped {lost} of {counted(len(feed['items']), 'item')}: an entry is an object",) if lost else (),
    )


def load_json(content: bytes) -> object:
    """Return what JSON of any encoding holds.

    Raises:
        ParseError: it is not well-formed.
    """
    try:
        # The library finds UTF-8, 16 and 32 by itself; the bytes of other encodings become what a text can hold.
        loaded: object = json.loads(content.decode(json.detect_encoding(content), "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise ParseError(f"JSON that is not well-formed: {exc}") from exc
    return loaded


def text_of(value: object) -> str:
    """Return a text or a number, which some write for a date or an id; "" for anything else."""
    if isinstance(value, str):
        return value.strip().encode("utf-8", "replace").decode()  # an escaped half of a pair cannot be encoded
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _string(values: Values, *keys: str) -> str:
    """Return the first of these values that is a text, or a number."""
    return next(filter(None, (text_of(values.get(key)) for key in keys)), "")


def _list(values: Values, key: str) -> list[Values]:
    value = values.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _entry(item: Values) -> RawEntry:
    contents = [Text(_string(item, "content_html")), Text(text_to_html(_string(item, "content_text")))]
    given = contents[0] if contents[0].html else contents[1]
    bodies = choose_bodies([given], Text(text_to_html(_string(item, "summary"))))
    return RawEntry(
        guid=_string(item, "id"),
        link=_string(item, "url", "external_url"),
        title_html=escape(_string(item, "title"), quote=False),
        summary_html=bodies.summary_html,
        content_html=bodies.content.html,
        authors=_authors(item),
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        tags=tuple(_tags(item)),
        enclosures=tuple(_enclosures(item)),
        image=_string(item, "image", "banner_image"),
        language=_string(item, "language"),
        duration=next(filter(None, (_string(one, "duration_in_seconds") for one in _list(item, "attachments"))), ""),
    )


def _hubs(feed: Values) -> Iterator[tuple[str, str]]:
    """Yield the hubs, and the feed's own address, as links have them; rssCloud's are of another kind."""
    for hub in _list(feed, "hubs"):
        if _string(hub, "type").lower() in ("websub", "pubsubhubbub"):
            yield "hub", _string(hub, "url")
    yield "self", _string(feed, "feed_url")


def _authors(values: Values) -> tuple[Person, ...]:
    """Return the authors of 1.1, and the one of 1.0, which stands under another key; many feeds give both."""
    found = [*_list(values, "authors"), *_list({"author": [values.get("author")]}, "author")]
    persons = (Person(_string(author, "name"), uri=_string(author, "url")) for author in found)
    return tuple(dict.fromkeys(person for person in persons if person.name))


def _tags(item: Values) -> Iterator[Tag]:
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if term := text_of(tag):
            yield Tag(term)


def _enclosures(item: Values) -> Iterator[Enclosure]:
    for attachment in _list(item, "attachments"):
        if _string(attachment, "url"):
            length = attachment.get("size_in_bytes")
            size = int(length) if isinstance(length, int | float) and 0 < length < 1e15 else 0
            yield Enclosure(_string(attachment, "url"), _string(attachment, "mime_type"), size)
