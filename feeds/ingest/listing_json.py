"""The articles that a JSON answer lists: by dotted paths, else under the names that most APIs use."""

from collections import deque
from collections.abc import Iterator, Mapping
from html import escape

from feeds.errors import ParseError
from feeds.ingest.bodies import text_to_html
from feeds.ingest.jsonfeed import load_json, text_of
from feeds.model import Document, ParsedFeed, RawEntry
from feeds.plural import counted
from feeds.settings import Select
from feeds.urls import absolute_url, web_url

Values = Mapping[str, object]

MAX_BYTES = 10_000_000
_MOST_NODES = 200_000  # that are looked at for a list
_WRAPPERS = ("data", "attributes", "node", "fields", "post", "article", "story", "topic")  # around what is told
# Of WordPress, Ghost, dev.to, Discourse, Algolia's Hacker News, Lobsters, Reddit, Strapi, Contentful and the like; of
# two dates, the one that is in UTC.
_TITLES = ("title", "headline", "fancy_title", "story_title", "titre", "name", "subject")
_LINKS = (
    "link", "url", "href", "permalink", "canonical_url", "canonicalUrl", "html_url", "web_url", "webUrl",
    "external_url", "path", "uri", "slug",
)  # fmt: skip
_DATES = (
    "date_gmt", "date_published", "published_at", "publishedAt", "published", "datePublished", "publish_date",
    "publishDate", "publication_date", "published_on", "pubDate", "pubdate", "firstPublishedAt", "date", "created_at",
    "createdAt", "created_utc", "created_at_i", "created", "timestamp", "time",
)  # fmt: skip
_SUMMARIES = ("excerpt", "summary", "description", "custom_excerpt", "standfirst", "teaser", "subtitle", "chapo")
_CONTENTS = ("content_html", "content", "html", "body_html", "story_text", "selftext_html")


def read_listing_json(document: Document, select: Select) -> ParsedFeed:
    """Return what a JSON answer lists; where *select* gives no path, what goes under the usual names.

    Raises:
        ParseError: it is no JSON, or lists nothing that can be read.
    """
    if len(document.content) > MAX_BYTES:
        raise ParseError(f"{len(document.content)} bytes: at most {MAX_BYTES} of JSON are read")
    loaded = load_json(document.content)
    entries = found_entries(loaded, document.url, select)
    if not entries:
        raise ParseError(_nothing_found(loaded, select))
    return ParsedFeed(entries=entries, link=absolute_url(document.url, "/"))


def found_entries(loaded: object, base: str, select: Select) -> tuple[RawEntry, ...]:
    """Return the entries in what JSON holds, the first of each link."""
    listed = _at(loaded, select.list) if select.list else None
    lists = [listed] if isinstance(listed, list) else [] if select.list else list(_lists(loaded))
    read = [_entries(values, base, select) for values in lists]
    return max(read, key=len, default=())


def _lists(loaded: object) -> Iterator[list[object]]:
    """Yield the lists of objects in what JSON holds, the outer ones first."""
    pending = deque([loaded])
    for _ in range(_MOST_NODES):
        if not pending:
            return
        value = pending.popleft()
        if isinstance(value, list):
            if any(isinstance(one, dict) for one in value):
                yield value
            pending.extend(one for one in value if isinstance(one, dict | list))
        elif isinstance(value, dict):
            pending.extend(one for one in value.values() if isinstance(one, dict | list))


def _entries(values: list[object], base: str, select: Select) -> tuple[RawEntry, ...]:
    found: dict[str, RawEntry] = {}
    for value in values:
        entry = _entry(value, base, select) if isinstance(value, dict) else None
        if entry:
            found.setdefault(entry.link, entry)
    return tuple(found.values())


def _entry(values: Values, base: str, select: Select) -> RawEntry | None:
    values = _unwrapped(values) if select == Select() else values
    title = _html(values, (select.title,) if select.title else _TITLES)
    link = _link(values, base, select.link)
    content = "" if select.title or select.summary else _html(values, _CONTENTS)
    summary = _html(values, (select.summary,) if select.summary else _SUMMARIES)
    if not link or not (title or (select.title and summary)):
        return None
    return RawEntry(
        guid=link,
        link=link,
        title_html=title,
        summary_html=summary,
        content_html=content,
        base_url=base,
        published=_date(values, (select.date,) if select.date else _DATES),
    )


def _unwrapped(values: Values) -> Values:
    """Return what an object tells, out of the one that APIs put around it."""
    inner = (values.get(name) for name in _WRAPPERS)
    found = (one for one in inner if isinstance(one, dict) and any(name in one for name in _TITLES))
    return {**values, **next(found, {})} if not isinstance(values.get("title"), str) else values


def _link(values: Values, base: str, path: str) -> str:
    if path:
        return web_url(base, text_of(_at(values, path)))
    for name in _LINKS:
        address = text_of(values.get(name))
        # A name alone is a part of an address that only the site knows; Discourse is known to us.
        if address and name == "slug" and "/" not in address:
            topic = values.get("id")
            is_topic = "fancy_title" in values and isinstance(topic, int)
            address = f"/t/{address}/{topic}" if is_topic else ""
        if link := web_url(base, address):
            return link
    return ""


def _html(values: Values, paths: tuple[str, ...]) -> str:
    """Return the first text of *paths* as HTML: what WordPress calls "rendered" is, and so is what has tags."""
    for path in paths:
        value = _at(values, path)
        if isinstance(value, dict) and "rendered" in value:
            value, path = value["rendered"], f"{path}.rendered"
        text = text_of(value)
        if text:
            is_html = path.endswith("rendered") or "</" in text
            return text if is_html else text_to_html(text) if "\n" in text else escape(text, quote=False)
    return ""


def _date(values: Values, paths: tuple[str, ...]) -> str:
    for path in paths:
        text = text_of(_at(values, path))
        if text:
            return f"{text}Z" if path.endswith("_gmt") and not text.endswith("Z") else text
    return ""


def _at(value: object, path: str) -> object:
    """Return what stands at a dotted path, a number counting in a list; None for nothing."""
    for part in path.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _nothing_found(loaded: object, select: Select) -> str:
    if not select.list:
        return 'JSON without a list of objects that have a title and a link: write select = { list = "…" }'
    listed = _at(loaded, select.list)
    if not isinstance(listed, list):
        what = "nothing" if listed is None else "no list"
        return f'JSON with {what} at list = "{select.list}": change `select`'
    names = sorted({str(name) for one in listed[:10] if isinstance(one, dict) for name in one})[:20]
    return (
        f'list = "{select.list}" has {counted(len(listed), "member")}, none with a title and a link: '
        f"change `select`; they have {', '.join(names) or 'no names'}"
    )
