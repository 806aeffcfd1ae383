"""What an entry of a page's list says beside its title and link: its date, summary, authors and the like."""

import re
from collections.abc import Iterator

from feeds.characters import one_line
from feeds.ingest.dates import parse_date
from feeds.ingest.listing_noise import called, is_apart
from feeds.ingest.listing_text import text_in
from feeds.ingest.nodes import NavigableString, Tag, written
from feeds.ingest.page_dates import UTC_ZONE, written_date
from feeds.urls import absolute_url

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAST_SUMMARY = 25  # characters: less is a label
_SUMMARIES = re.compile(
    r"(?:^|[\s_-])(?:p-summary|excerpt|summary|teaser|description|chapo|intro|introtext|standfirst|snippet|subtitle|deck)"
    r"(?:$|[\s_-])"
)
_CONTENTS = frozenset({"e-content", "entry-content", "post-content", "post-body", "article-body", "post__content"})
_DATED = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}date|time|timestamp|published|publication|posted|meta|byline|info|when)", re.I
)
_CHANGED = re.compile(r"modif|updat|maj\b", re.IGNORECASE)
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d\b")
_DATE_ATTRIBUTES = (
    *("datetime", "data-datetime", "data-date", "data-published", "data-published-at", "data-publish-date"),
    *("data-timestamp", "data-time", "data-created-at"),
)
_SMALL_PICTURE = re.compile(r"avatar|gravatar|emoji|logo|icon|spacer|pixel|1x1", re.IGNORECASE)


def selected(box: Tag, selector: str) -> Tag | None:
    return box if box.css.match(selector) else box.select_one(selector)


def date_of(box: Tag, tags: list[Tag], selector: str) -> str:
    """Return the date of an entry as written; "" for none, and for one that says how long ago it was."""
    if selector:
        chosen = selected(box, selector)
        return next(_dates_of(chosen), "") if chosen is not None else ""
    sources = (
        [tag for tag in tags if "datepublished" in str(tag.get("itemprop", "")).casefold()],
        [tag for tag in tags if tag.name in ("time", "abbr") and not _CHANGED.search(str(tag.get("class", "")))],
        [tag for tag in tags if any(tag.get(name) for name in _DATE_ATTRIBUTES)],
        [tag for tag in tags if _A_DAY.match(str(tag.get("title", "")))],
        [tag for tag in tags if _DATED.search(" ".join(called(tag))) and len(tag.contents) < 20],
    )
    found = (date for source in sources for tag in source for date in _dates_of(tag))
    return next(found, "") or _loose_date(tags) or _date_before(box)


def _dates_of(tag: Tag) -> Iterator[str]:
    """Yield the dates that an element gives: in an attribute, else in its words."""
    for name in (*_DATE_ATTRIBUTES, "content", "title"):
        value = one_line(str(tag.get(name, ""))[:100])
        if value and parse_date(value, UTC_ZONE):
            yield value
    text = written_date(text_in(tag)[:500]) if len(tag.find_all(True)) < 40 else ""
    if text:
        yield text


def _loose_date(tags: list[Tag]) -> str:
    """Return the date that stands unmarked beside the rest: "2026-11-20 » Title", a line below the title."""
    for tag in tags:
        if tag.name in ("a", *_HEADINGS) or tag.find_parent(_HEADINGS) is not None:
            continue
        for node in tag.contents:
            line = one_line(str(node)[:500]) if type(node) is NavigableString else ""
            if 6 <= len(line) <= 70 and any(map(str.isdigit, line)) and (date := written_date(line)):
                return date
    return ""


def _date_before(box: Tag) -> str:
    """Return the date that stands before an entry as a whole: the term of a list of definitions, a cell of a table."""
    if box.name not in ("dd", "td"):
        return ""
    before = box.find_previous_sibling(True)
    return next(_dates_of(before), "") if isinstance(before, Tag) else ""


def summary_of(box: Tag, tags: list[Tag], title: str, selector: str) -> str:
    if selector:
        chosen = selected(box, selector)
        return text_in(chosen) if chosen is not None else ""
    named = (tag for tag in tags if _SUMMARIES.search(" ".join(called(tag))) or tag.get("itemprop") == "description")
    paragraphs = (tag for tag in tags if tag.name == "p" and len(text_in(tag)) >= 2 * _LEAST_SUMMARY)
    texts = (text_in(tag) for source in (named, paragraphs) for tag in source)
    return next((text for text in texts if len(text) >= _LEAST_SUMMARY and text != title), "")


def content_of(tags: list[Tag]) -> str:
    """Return the text of an article that a front page gives whole or in part, as its HTML; "" for none."""
    for tag in tags:
        if _CONTENTS.intersection(called(tag)) or "articlebody" in str(tag.get("itemprop", "")).casefold():
            return written(tag).strip() if text_in(tag) else ""
    return ""


def authors_of(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        is_author = "p-author" in called(tag) or "author" in str(tag.get("rel", "")).casefold().split()
        if is_author or tag.get("itemprop") == "author":
            name = tag.select_one("[itemprop=name], .p-name, .fn")
            text = text_in(name or tag)
            if text and len(text) <= 60:
                yield text
                return


def subjects_of(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        rel = str(tag.get("rel", "")).casefold().split()
        if "tag" in rel or "p-category" in called(tag):
            text = text_in(tag).lstrip("#")
            if 0 < len(text) <= 60:
                yield text


def image_of(tags: list[Tag], base: str) -> str:
    for tag in tags:
        if tag.name != "img" or is_apart(tag):
            continue
        address = str(tag.get("src") or "")
        if not address or address.startswith("data:"):
            address = str(tag.get("data-src") or tag.get("data-lazy-src") or "")
        if address and not _SMALL_PICTURE.search(f"{tag.get('class', '')} {address}"):
            return absolute_url(base, address)
    return ""
