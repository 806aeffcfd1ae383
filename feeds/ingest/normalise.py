"""What a source gave, made an entry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from feeds.characters import legal, one_line
from feeds.ingest.dates import date_in_link, date_in_name, parse_date
from feeds.ingest.excerpt import lead, shortened, without_farewell
from feeds.ingest.language import detect_language, language_tag
from feeds.ingest.markup import clean_html, outline, plain_text
from feeds.media_types import media_type
from feeds.model import Enclosure, Entry, Person, RawEntry, Tag
from feeds.tracking import without_tracking
from feeds.urls import absolute_url, is_iri, web_url

# What an honest source stays far below; beyond it, feed readers choke.
MAX_TITLE = 500
MAX_MADE_TITLE = 80
MAX_NAME = 200
MAX_PERSONS = 20
MAX_TERM = 100
MAX_TAGS = 50
MAX_ENCLOSURES = 50
MAX_RIGHTS = 1_000

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NAME_AND_EMAIL = re.compile(rf"({_EMAIL.pattern})\s*\((.+)\)|(.+?)\s*<({_EMAIL.pattern})>")
_BYLINE = re.compile(r"(?:by|par)\s*:?\s+(?=\S)", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(
    r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);|<(b|i|em|strong|span|a|u|sup|sub|code|p|font)\b[^<>]*>[^<>]*</\1>|<br ?/?>"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a document and its source say for all of its entries."""

    base_url: str
    timezone: ZoneInfo
    language: str = ""  # as declared
    authors: tuple[Person, ...] = ()  # of entries that name none
    name: str = ""  # of a file: its path inside its folder


def normalise_entry(raw: RawEntry, context: Context) -> Entry:
    """Return *raw* cleaned: texts plain, addresses absolute, HTML sanitised, dates read, gaps filled from the rest.

    Every text that comes in gives an entry, and no text of it holds a character that XML forbids.
    """
    start = absolute_url(context.base_url, raw.base_url) or context.base_url
    link = _web_address(start, raw.link)
    base_url = start if raw.base_url else link or start
    content_html = clean_html(raw.content_html, base_url) or clean_html(raw.summary_html, base_url)
    text = outline(content_html).text
    title = _title(raw.title_html) or _made_title(text, link)
    summary = _summary(raw.summary_html, text, title)
    language = language_tag(raw.language) or language_tag(context.language) or detect_language(f"{title}\n{summary}")
    published, updated = _dates(raw, link, context)
    return Entry(
        title=title or ("Sans titre" if language.startswith("fr") else "Untitled"),
        link=link,
        guid=legal(raw.guid).strip(),
        summary=summary,
        content_html=content_html,
        authors=_persons(raw.authors, base_url) or _persons(context.authors, base_url),
        published=published,
        updated=updated,
        tags=_tags(raw.tags),
        verdicts=tuple(_distinct(one_line(name) for name in raw.verdicts)),
        enclosures=_enclosures(raw.enclosures, base_url),
        image=without_tracking(_web_address(base_url, raw.image)),
        language=language,
        rights=shortened(_plain(raw.rights), MAX_RIGHTS),
        site=one_line(raw.site)[:MAX_NAME],
        duration_seconds=_seconds(raw.duration),
        season=_number(raw.season),
        episode=_number(raw.episode),
    )


def _web_address(base_url: str, url: str) -> str:
    """Return an address of the web as we can publish it: validators refuse a bare IPv6 address."""
    absolute = web_url(base_url, url)
    return "" if "://[" in absolute else absolute


# -- texts --------------------------------------------------------------------------------------------------------


def _plain(html: str) -> str:
    """Return HTML on one line of text, though it was escaped once too often.

    A decoded text that still holds references or paired tags was; one that speaks of a lone <b> was not.
    """
    text = plain_text(html)
    for _ in range(2):
        if not _ESCAPED_TWICE.search(text):
            break
        text = plain_text(text)
    return one_line(text)


def _title(title_html: str) -> str:
    return shortened(_plain(title_html[: 20 * MAX_TITLE]), MAX_TITLE)


def _made_title(text: str, link: str) -> str:
    """Return a title for an entry that has none: its first words, else its address; "" when it has neither."""
    first = one_line(text.partition("\n")[0][: 4 * MAX_MADE_TITLE])
    return shortened(first, MAX_MADE_TITLE) or re.sub(r"^https?://(?:www\.)?|/$", "", link)


def _summary(summary_html: str, text: str, title: str) -> str:
    """Return the source's summary, else the text's beginning; "" rather than the title again."""
    given = without_farewell(_plain(summary_html))
    made = without_farewell(one_line(lead(text)))
    return next((shortened(s) for s in (given, made) if s and not _repeats(s, title)), "")


def _repeats(text: str, title: str) -> bool:
    return re.sub(r"\W+", "", text).casefold() == re.sub(r"\W+", "", title).casefold()


# -- dates --------------------------------------------------------------------------------------------------------


def _dates(raw: RawEntry, link: str, context: Context) -> tuple[datetime | None, datetime | None]:
    """Return when the entry was published and updated, by its own word, else by its file's name or its link."""
    published = parse_date(raw.published, context.timezone)
    updated = parse_date(raw.updated, context.timezone)
    if published is None:
        published = date_in_name(context.name, context.timezone) or date_in_link(link, context.timezone) or updated
    return published, updated


# -- sounds and films ---------------------------------------------------------------------------------------------

# "1:02:03", "62:03", "3723"
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:[.,]\d{1,9})?", re.ASCII)


def _seconds(written: str) -> int:
    """Return a duration in seconds; 0 for what is none."""
    found = _DURATION.fullmatch(written.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return 3600 * hours + 60 * minutes + seconds


def _number(written: str) -> int:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 7 else 0


# -- collections --------------------------------------------------------------------------------------------------


def _distinct(texts: Iterable[str]) -> Iterable[str]:
    return (text for text in dict.fromkeys(texts) if text)


def _persons(persons: tuple[Person, ...], base_url: str) -> tuple[Person, ...]:
    by_name: dict[str, Person] = {}
    for person in persons:
        cleaned = _person(person, base_url)
        if cleaned.name:
            by_name.setdefault(cleaned.name.casefold(), cleaned)
    return tuple(by_name.values())[:MAX_PERSONS]


def _person(person: Person, base_url: str) -> Person:
    name, email = _plain(escape(person.name[: 20 * MAX_NAME])), one_line(person.email).removeprefix("mailto:")
    together = _NAME_AND_EMAIL.fullmatch(name[:MAX_NAME])
    if together:
        name, email = together[2] or together[3], email or together[1] or together[4]
    elif _EMAIL.fullmatch(name):
        name, email = "", email or name
    email = email if _EMAIL.fullmatch(email) else ""
    name = _BYLINE.sub("", name, count=1) if _BYLINE.match(name) else name
    return Person(shortened(name, MAX_NAME) or email.partition("@")[0], email, _web_address(base_url, person.uri))


def _tags(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    by_term: dict[str, Tag] = {}
    for tag in tags[: 10 * MAX_TAGS]:
        term, label = (shortened(_plain(escape(text[: 20 * MAX_TERM])), MAX_TERM) for text in (tag.term, tag.label))
        scheme = legal(tag.scheme).strip()
        if term or label:
            kept = Tag(term or label, scheme if is_iri(scheme) else "", label if label != (term or label) else "")
            by_term.setdefault(kept.term.casefold(), kept)
    return tuple(by_term.values())[:MAX_TAGS]


def _enclosures(enclosures: tuple[Enclosure, ...], base_url: str) -> tuple[Enclosure, ...]:
    by_url: dict[str, Enclosure] = {}
    for enclosure in enclosures[: 10 * MAX_ENCLOSURES]:
        url = without_tracking(_web_address(base_url, enclosure.url))
        if url:
            kept = Enclosure(url, media_type(enclosure.type, url), max(enclosure.length, 0))
            by_url.setdefault(url, kept)
    return tuple(by_url.values())[:MAX_ENCLOSURES]
