"""Feeds of every dialect, well-formed or not, through feedparser.

Its values are dictionaries that the document's own element names may overwrite, so that each is asked for its type.
"""

import io
import re
from collections.abc import Iterator
from html import escape
from typing import Any

import feedparser

from feeds.errors import ParseError
from feeds.ingest.bodies import NO_TEXT, Text, choose_bodies, text_to_html
from feeds.ingest.markup import plain_text
from feeds.ingest.mend import cut, mend
from feeds.model import Document, Enclosure, ParsedFeed, Person, RawEntry, Tag

Values = dict[str, Any]  # Any: what feedparser hands over


def parse_tolerantly(document: Document) -> ParsedFeed:
    """Return all that can be read of a feed.

    Raises:
        ParseError: it is no feed.
    """
    result, warnings = _read(document)
    version = _string(result, "version")
    feed, entries = _values(result, "feed"), _list(result, "entries")
    if not version and not entries and not _CHANNEL.search(document.content):
        raise ParseError("no feed: its root should be <rss>, <feed> or <rdf:RDF>")
    read = tuple(_entry(entry, is_atom=version.startswith("atom")) for entry in entries)
    return ParsedFeed(
        entries=read,
        id=_string(feed, "id"),
        title=_plain(feed, "title"),
        subtitle=_plain(feed, "subtitle") or _plain(feed, "summary"),
        link=_link(feed, is_atom=version.startswith("atom")),
        language=_string(feed, "language") or _language(feed),
        rights=_plain(feed, "rights"),
        updated=_string(feed, "updated"),
        published=_string(feed, "published"),
        authors=_authors(feed),
        tags=_tags(feed),
        warnings=warnings,
    )


_CHANNEL = re.compile(rb"<channel[\s>]", re.I)  # the root of CDF, and of RSS that lost its own


# --- the call -------------------------------------------------------------------------------------------------------


def _read(document: Document) -> tuple[Values, tuple[str, ...]]:
    """Return feedparser's result; where it breaks, that for the mended text, without the entries that break it."""
    try:
        return _call(document.content, document.charset), ()
    except _BreakError:
        head, entries = cut(mend(document.content, document.charset))
    results = list(_read_pieces(head, entries))
    kept = [result for result in results if result is not None]
    if not kept:
        raise ParseError("a feed that cannot be read: each of its entries breaks the parser")
    lost = len(results) - len(kept)
    merged = dict(kept[0])
    merged["entries"] = [entry for result in kept for entry in _list(result, "entries")]
    return merged, (f"skipped {lost} of {len(entries)} entries, which cannot be read",) if lost else ()


def _read_pieces(head: str, entries: list[str]) -> Iterator[Values | None]:
    """Yield the results for the entries in halves as large as can be read; None for an entry that cannot."""
    try:
        yield _call((head + "".join(entries)).encode(), "utf-8")
    except _BreakError:
        if len(entries) < 2:
            yield None
        else:
            middle = len(entries) // 2
            yield from _read_pieces(head, entries[:middle])
            yield from _read_pieces(head, entries[middle:])


class _BreakError(Exception):
    """The parser raised, which it never should."""


def _call(content: bytes, charset: str) -> Values:
    # Its rules for text/xml without a charset are those of 2001: the type stays unsaid.
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    try:
        # A file object, never the bytes: feedparser opens what looks like a path, fetches what looks like an address.
        result: Values = feedparser.parse(
            io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as exc:  # whatever it is: OverflowError for &#9999999999;, UnicodeError for a bad declaration …
        raise _BreakError from exc
    return result


# --- values ---------------------------------------------------------------------------------------------------------
# dict.get, not .get: feedparser's own falls back from one key to another.


def _string(values: Values, key: str) -> str:
    value = dict.get(values, key)
    return value.strip() if isinstance(value, str) else ""


def _values(values: Values, key: str) -> Values:
    value = dict.get(values, key)
    return value if isinstance(value, dict) else {}


def _list(values: Values, key: str) -> list[Values]:
    value = dict.get(values, key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(values: Values, key: str) -> str:
    return plain_text(_html(values, key)).strip()


def _html(values: Values, key: str) -> str:
    """Return a text as HTML, escaped if feedparser takes it for plain text."""
    detail = _values(values, f"{key}_detail")
    value = _string(detail, "value") or _string(values, key)
    return value if _is_markup(_string(detail, "type") or "text/plain") else escape(value, quote=False)


def _is_markup(media_type: str) -> bool:
    # Base64 of no known type, decoded: Atom 0.3 sent HTML so.
    return media_type in ("text/html", "application/octet-stream") or media_type.endswith(("/xml", "+xml"))


# --- entries --------------------------------------------------------------------------------------------------------


def _entry(entry: Values, *, is_atom: bool) -> RawEntry:
    bodies = choose_bodies(_contents(entry), _summary(entry))
    details = [bodies.content, _text(_values(entry, "title_detail"))]
    published, updated = _string(entry, "published") or _string(entry, "created"), _string(entry, "updated")
    if not published and not is_atom:
        published, updated = updated, ""  # RSS has one date: dc:date, which feedparser calls updated, is that one
    return RawEntry(
        guid=_string(entry, "id"),
        link=_link(entry, is_atom=is_atom),
        title_html=_html(entry, "title"),
        summary_html=bodies.summary_html,
        content_html=bodies.content.html,
        base_url=next((text.base_url for text in details if text.base_url), ""),
        authors=_authors(entry),
        published=published,
        updated=updated,
        tags=_tags(entry),
        enclosures=tuple(_enclosures(entry)),
        image=_image(entry),
        language=_string(entry, "language") or next((text.language for text in details if text.language), ""),
        rights=_plain(entry, "rights"),
    )


def _contents(entry: Values) -> Iterator[Text]:
    for content in _list(entry, "content"):
        media_type = _string(content, "type")
        if _is_markup(media_type) or media_type.startswith("text/"):
            yield _text(content)


def _summary(entry: Values) -> Text:
    """Return the summary, unless it is feedparser's copy of the content, which has no detail."""
    detail = _values(entry, "summary_detail")
    return _text(detail) if detail else NO_TEXT


def _text(detail: Values) -> Text:
    value, media_type = _string(detail, "value"), _string(detail, "type")
    html = _void_elements_closed_once(value) if _is_markup(media_type) else text_to_html(value)
    return Text(html, _string(detail, "base"), _string(detail, "language"))


def _void_elements_closed_once(html: str) -> str:
    """Return markup without the </br> that feedparser writes for XHTML, which browsers read as a second break."""
    return _VOID_ENDS.sub("", html)


_VOID_ENDS = re.compile(r"</(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr)>")


def _link(values: Values, *, is_atom: bool) -> str:
    """Return the address of the page that an entry or a feed is about.

    feedparser's answer, the last alternate in HTML, unless it comes from an Atom id, which names but does not locate.
    """
    links = _list(values, "links")
    alternates = [_string(link, "href") for link in links if _string(link, "rel") == "alternate"]
    found = _string(values, "link")
    if found in alternates or (not is_atom and re.match(r"https?://", found, re.I)):
        return found
    return next(filter(None, alternates), "")


def _authors(values: Values) -> tuple[Person, ...]:
    persons: dict[str, Person] = {}
    for author in _list(values, "authors"):
        name, email = _string(author, "name"), _string(author, "email")
        # feedparser 6.0.14 gives an author without e-mail the one of the author before.
        email = "" if name and any(email == person.email for person in persons.values()) else email
        if name or email:
            persons.setdefault(name or email, Person(name, email, _string(author, "href")))
    return tuple(persons.values())


def _tags(values: Values) -> tuple[Tag, ...]:
    tags = (Tag(_string(tag, "term"), _string(tag, "scheme"), _string(tag, "label")) for tag in _list(values, "tags"))
    return tuple(dict.fromkeys(tag for tag in tags if tag.term or tag.label))


def _enclosures(entry: Values) -> Iterator[Enclosure]:
    """Yield what an entry brings along; not the pictures of Media RSS, which illustrate it."""
    for link in _list(entry, "links"):
        if _string(link, "rel") == "enclosure" and _string(link, "href"):
            yield Enclosure(_string(link, "href"), _string(link, "type"), _length(link, "length"))
    for media in _list(entry, "media_content"):
        if _string(media, "url") and not _is_picture(media):
            yield Enclosure(_string(media, "url"), _string(media, "type"), _length(media, "filesize"))


def _length(values: Values, key: str) -> int:
    digits = _string(values, key)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else 0


def _is_picture(media: Values) -> bool:
    return _string(media, "medium") == "image" or _string(media, "type").startswith("image/")


def _image(entry: Values) -> str:
    """Return the address of the entry's picture: its thumbnail, its own image (iTunes), or a picture of Media RSS."""
    thumbnails = [_string(thumbnail, "url") for thumbnail in _list(entry, "media_thumbnail")]
    pictures = [_string(media, "url") for media in _list(entry, "media_content") if _is_picture(media)]
    return next(filter(None, (*thumbnails, _string(_values(entry, "image"), "href"), *pictures)), "")


def _language(feed: Values) -> str:
    return _string(_values(feed, "title_detail"), "language")
