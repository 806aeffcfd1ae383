"""What feedparser gives of a feed, made a feed of ours; the reader of well-formed documents gives the same.

Its values are dictionaries that the document's own element names may overwrite, so that each is asked for its type.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urljoin

from feeds.ingest.announced import announced_by
from feeds.ingest.bodies import NO_TEXT, Text, choose_bodies, text_to_html
from feeds.ingest.inner_bases import with_inner_bases
from feeds.ingest.markup import plain_text
from feeds.ingest.pace import read_pace
from feeds.model import Announced, Document, Enclosure, ParsedFeed, Person, RawEntry, Tag
from feeds.urls import absolute_url

Values = dict[str, Any]  # Any: what feedparser hands over


def feed_from_values(result: Values, document: Document, warnings: tuple[str, ...] = ()) -> ParsedFeed:
    """Return the feed that *document* is, of which *result* is what feedparser gives."""
    feed, is_atom = _values(result, "feed"), _string(result, "version").startswith("atom")
    return ParsedFeed(
        entries=tuple(_entry(entry, is_atom=is_atom) for entry in values_list(result, "entries")),
        id=_string(feed, "id"),
        title=_plain(feed, "title"),
        subtitle=_plain(feed, "subtitle") or _plain(feed, "summary"),
        link=_link(feed, is_atom=is_atom),
        language=_string(feed, "language") or _language(feed),
        rights=_plain(feed, "rights"),
        updated=_string(feed, "updated"),
        published=_string(feed, "published"),
        authors=_authors(feed),
        tags=_tags(feed),
        older=_older(feed, document.url or _string(feed, "link")),
        pace=read_pace(document.content),
        announced=_announced(feed, document.url),
        warnings=warnings,
    )


# --- values ---------------------------------------------------------------------------------------------------------
# dict.get, not .get: feedparser's own falls back from one key to another.


def _string(values: Values, key: str) -> str:
    value = dict.get(values, key)
    return value.strip() if isinstance(value, str) else ""


def _values(values: Values, key: str) -> Values:
    value = dict.get(values, key)
    return value if isinstance(value, dict) else {}


def values_list(values: Values, key: str) -> list[Values]:
    """Return the dictionaries of a list."""
    value = dict.get(values, key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(values: Values, key: str) -> str:
    html = _html(values, key)
    return plain_text(html).strip() if html else ""


def _html(values: Values, key: str) -> str:
    """Return a text as HTML, escaped if feedparser takes it for plain text."""
    detail = _values(values, f"{key}_detail")
    value = _string(detail, "value") or _string(values, key)
    return value if not value or _is_markup(_string(detail, "type") or "text/plain") else escape(value, quote=False)


def _is_markup(media_type: str) -> bool:
    # Base64 of no known type, decoded: Atom 0.3 sent HTML so.
    return media_type in ("text/html", "application/octet-stream") or media_type.endswith(("/xml", "+xml"))


# --- entries --------------------------------------------------------------------------------------------------------


def _entry(entry: Values, *, is_atom: bool) -> RawEntry:
    bodies = choose_bodies(_contents(entry), _summary(entry))
    title = _values(entry, "title_detail")
    published, updated = _string(entry, "published") or _string(entry, "created"), _string(entry, "updated")
    if not published and not is_atom:
        published, updated = updated, ""  # RSS has one date: dc:date, which feedparser calls updated, is that one
    elsewhere = tuple(_contents_elsewhere(entry))
    pages = (content.url for content in elsewhere if _is_text(content.type))
    return RawEntry(
        guid=_string(entry, "id"),
        link=_link(entry, is_atom=is_atom) or next(pages, ""),
        title_html=_html(entry, "title"),
        summary_html=bodies.summary_html,
        content_html=bodies.content.html,
        base_url=bodies.content.base_url or _string(title, "base"),
        authors=_authors(entry),
        published=published,
        updated=updated,
        tags=_tags(entry),
        enclosures=(*_enclosures(entry), *(content for content in elsewhere if not _is_text(content.type))),
        image=_image(entry),
        language=_string(entry, "language") or bodies.content.language or _string(title, "language"),
        rights=_plain(entry, "rights"),
        duration=_string(entry, "itunes_duration") or _media_duration(entry),
        season=_string(entry, "itunes_season") or _string(entry, "podcast_season"),
        episode=_string(entry, "itunes_episode") or _string(entry, "podcast_episode"),
    )


def _contents(entry: Values) -> Iterator[Text]:
    for content in values_list(entry, "content"):
        media_type = _string(content, "type")
        if _is_text(media_type):
            yield _text(content)


def _contents_elsewhere(entry: Values) -> Iterator[Enclosure]:
    """Yield the contents that Atom only points to. Source: RFC 4287, 4.1.3.2."""
    for content in values_list(entry, "content"):
        if _string(content, "src"):
            yield Enclosure(urljoin(_string(content, "base"), _string(content, "src")), _string(content, "type"))


def _summary(entry: Values) -> Text:
    """Return the summary, unless it is feedparser's copy of the content, which has no detail."""
    detail = _values(entry, "summary_detail")
    return _text(detail) if detail else NO_TEXT


def _is_text(media_type: str) -> bool:
    return _is_markup(media_type) or media_type.startswith("text/")


def _text(detail: Values) -> Text:
    value, media_type = _string(detail, "value"), _string(detail, "type")
    base_url = _string(detail, "base")
    return Text(_as_html(value, media_type, base_url), base_url, _string(detail, "language"))


def _as_html(text: str, media_type: str, base_url: str) -> str:
    if not _is_markup(media_type):
        return text_to_html(text)
    # For XHTML feedparser writes </br>, which browsers read as a second break.
    is_xhtml = media_type.endswith("xml")
    return _VOID_ENDS.sub("", with_inner_bases(text, base_url)) if is_xhtml else text


_VOID_ENDS = re.compile(r"</(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr)>")


def _link(values: Values, *, is_atom: bool) -> str:
    """Return the address of the page that an entry or a feed is about.

    feedparser's answer, the last alternate in HTML, unless it comes from an Atom id, which names but does not locate.
    """
    links = values_list(values, "links")
    alternates = [_string(link, "href") for link in links if _string(link, "rel") == "alternate"]
    found = _string(values, "link")
    if found in alternates or (not is_atom and re.match(r"https?://", found, re.I)):
        return found
    return next(filter(None, alternates), "")


def _authors(values: Values) -> tuple[Person, ...]:
    persons: dict[str, Person] = {}
    for author in values_list(values, "authors"):
        name, email = _string(author, "name"), _string(author, "email")
        # feedparser 6.0.14 gives an author without e-mail the one of the author before.
        email = "" if name and any(email == person.email for person in persons.values()) else email
        if name or email:
            persons.setdefault(name or email, Person(name, email, _string(author, "href")))
    return tuple(persons.values())


def _tags(values: Values) -> tuple[Tag, ...]:
    tags = (
        Tag(_string(tag, "term"), _string(tag, "scheme"), _string(tag, "label")) for tag in values_list(values, "tags")
    )
    return tuple(dict.fromkeys(tag for tag in tags if tag.term or tag.label))


def _enclosures(entry: Values) -> Iterator[Enclosure]:
    """Yield what an entry brings along; not the pictures of Media RSS, which illustrate it."""
    for link in values_list(entry, "links"):
        if _string(link, "rel") == "enclosure" and _string(link, "href"):
            yield Enclosure(_string(link, "href"), _string(link, "type"), _length(link, "length"))
    for media in values_list(entry, "media_content"):
        if _string(media, "url") and not _is_picture(media):
            yield Enclosure(_string(media, "url"), _string(media, "type"), _length(media, "filesize"))


def _length(values: Values, key: str) -> int:
    digits = _string(values, key)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else 0


def _is_picture(media: Values) -> bool:
    return _string(media, "medium") == "image" or _string(media, "type").startswith("image/")


def _image(entry: Values) -> str:
    """Return the address of the entry's picture: its thumbnail, its own image (iTunes), or a picture of Media RSS."""
    thumbnails = [_string(thumbnail, "url") for thumbnail in values_list(entry, "media_thumbnail")]
    pictures = [_string(media, "url") for media in values_list(entry, "media_content") if _is_picture(media)]
    return next(filter(None, (*thumbnails, _string(_values(entry, "image"), "href"), *pictures)), "")


def _media_duration(entry: Values) -> str:
    return next(filter(None, (_string(media, "duration") for media in values_list(entry, "media_content"))), "")


# --- feeds ----------------------------------------------------------------------------------------------------------


def _older(feed: Values, base_url: str) -> str:
    """Return the address of the page of older entries. Source: RFC 5005, 3 and 4."""
    pages = {_string(link, "rel"): _string(link, "href") for link in values_list(feed, "links")}
    return absolute_url(base_url, pages.get("prev-archive") or pages.get("next") or "")


def _announced(feed: Values, base_url: str) -> Announced:
    links = values_list(feed, "links")
    return announced_by([(_string(link, "rel"), _string(link, "href")) for link in links], base_url)


def _language(feed: Values) -> str:
    return _string(_values(feed, "title_detail"), "language")
