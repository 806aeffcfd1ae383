"""HTML pages: index, categories, articles, how to subscribe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.config import Config
from feeds.model import Pointer
from feeds.publish.clean import clean_category, clean_label
from feeds.publish.paths import published_link
from feeds.publish.prepare import PublicEntry, PublicFeed, Section
from feeds.publish.words import Words, words_for
from feeds.typography import french

_ASSETS = Path(__file__).parent / "assets"
_FORMATS = (("atom", "Atom", "application/atom+xml"), ("rss", "RSS", "application/rss+xml"),
            ("json", "JSON", "application/feed+json"))  # fmt: skip
_IN_A_SECTION = 3  # titles shown for each category beside the river: a glimpse, the page has the rest


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as the index shows it: its newest entries."""

    section: Section
    entries: tuple[PublicEntry, ...]


def render_index(config: Config, feed: PublicFeed) -> bytes:
    """Return the front page: the newest entries across categories, the categories and their feeds."""
    page = _Page(config)
    shelves = [Shelf(s, tuple(e for e in feed.entries if s in e.sections)[:_IN_A_SECTION]) for s in page.sections]
    days = tuple(page.days(feed.entries[1:]))
    return page.render("index", feed=feed, first=feed.entries[:1], days=days, shelves=shelves)


def render_category(config: Config, feed: PublicFeed) -> bytes:
    """Return the page of a category: its live entries, newest first."""
    page = _Page(config)
    section = next(s for s in page.sections if s.key == feed.key)
    days = tuple(page.days(feed.entries))
    return page.render("category", here=feed.key, feed=feed, section=section, days=days)


def render_older(config: Config, archive: PublicFeed) -> bytes:
    """Return the page of an archive: older entries of the index or of a category."""
    page = _Page(config, root="../")
    days = tuple(page.days(archive.entries))
    return page.render("older", here=archive.key, feed=archive, days=days)


def render_article(config: Config, entry: PublicEntry) -> bytes:
    """Return the page of an entry that has none elsewhere."""
    page = _Page(config, root="../")
    return page.render("article", entry=entry, data=page.structured_data(entry))


def render_pointer(config: Config, pointer: Pointer) -> bytes:
    """Return the page that stands where an article was that proved to be another's, and leads there."""
    link = published_link(config.site.base_url, pointer.link, pointer.target)
    page = _Page(config, root="../")
    return page.render("pointer", title=clean_label(pointer.title) or page.words.untitled, link=link)


def render_subscribe(config: Config) -> bytes:
    """Return the page that says what a feed is, and where ours are."""
    return _Page(config).render("subscribe")


def render_assets() -> dict[str, bytes]:
    """Return what the pages share: style sheet, icon, a script that only helps to copy."""
    return {f"assets/{path.name}": path.read_bytes() for path in sorted(_ASSETS.iterdir()) if path.is_file()}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("feeds.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


class _Page:
    """What every page knows: the site, its words, its dates, the way back to its root."""

    def __init__(self, config: Config, root: str = "") -> None:
        self.site = config.site
        self.root = root  # relative, so that pages read the same from a server, a folder, a USB stick
        self.words = words_for(config.site.language)
        self.locale = _locale(config.site.language, self.words)
        self.title = clean_label(config.site.title) or "Rubrique"
        self.sections = tuple(Section(c.key, clean_category(c.label) or c.key) for c in config.categories)

    def render(self, kind: str, *, here: str = "", **values: Any) -> bytes:  # Any: what the template names
        template = _environment().get_template(f"{kind}.html")
        common = {"page": self, "words": self.words, "root": self.root, "formats": _FORMATS, "kind": kind, "here": here}
        return (template.render(common | values).rstrip() + "\n").encode()

    @property
    def language(self) -> str:
        return str(self.locale).replace("_", "-")

    @property
    def subtitle(self) -> str:
        return clean_label(self.site.subtitle)

    @property
    def feeds(self) -> tuple[Section, ...]:
        """Every feed with its name, all entries first."""
        return (Section("all", self.words.all_entries), *self.sections)

    def link(self, entry: PublicEntry) -> str:
        return self.root + quote(entry.page) if entry.page else entry.link

    def days(self, entries: tuple[PublicEntry, ...]) -> Iterator[tuple[datetime, tuple[PublicEntry, ...]]]:
        """Yield the days of the site's time zone that have entries, with these."""
        for _, of_day in groupby(entries, key=lambda e: self._local(e.published).date()):
            found = tuple(of_day)
            yield found[0].published, found

    def day(self, moment: datetime) -> str:
        return format_date(self._local(moment).date(), self.words.day, locale=self.locale)

    def date(self, moment: datetime) -> str:
        return format_datetime(self._local(moment), self.words.date, locale=self.locale)

    def time(self, moment: datetime) -> str:
        return format_datetime(self._local(moment), self.words.time, locale=self.locale)

    def machine(self, moment: datetime) -> str:
        return self._local(moment).isoformat()

    def file_name(self, url: str) -> str:
        return clean_label(unquote(urlsplit(url).path.rpartition("/")[2])) or url

    def html(self, trusted: str) -> Markup:
        """Return sanitised HTML as what Jinja need not escape."""
        return Markup(trusted)  # noqa: S704  # sanitised on its way in; nothing touched it since

    def text(self, text: str, language: str) -> str:
        """Return text as it is set: with the spaces that its language asks for."""
        return french(text) if words_for(language).language == "fr" else text

    def structured_data(self, entry: PublicEntry) -> dict[str, Any]:
        """Return what a search engine is told of an article. Source: schema.org, NewsArticle."""
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": entry.title,
            "description": entry.lead,
            "image": [entry.image] if entry.image else [],
            "datePublished": self.machine(entry.published),
            "dateModified": self.machine(entry.updated),
            "inLanguage": entry.language,
            "articleSection": [s.label for s in entry.sections],
            "keywords": list(entry.tags),
            "author": [{"@type": "Person", "name": p.name} for p in entry.authors],
            "publisher": {"@type": "Organization", "name": self.title, "url": self.site.base_url},
            "mainEntityOfPage": entry.link,
        }
        return {name: value for name, value in data.items() if value}

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.site.timezone)


def _locale(language: str, words: Words) -> Locale:
    """Return the locale of the site if we have words for it, else the one of the words we use."""
    if language.lower().partition("-")[0] != words.language:
        return Locale(words.language)
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(words.language)
