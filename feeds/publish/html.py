"""HTML pages: index, categories, older entries, articles, how to subscribe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.model import Pointer
from feeds.publish.clean import clean_label
from feeds.publish.moments import Moments
from feeds.publish.news_article import news_article
from feeds.publish.paths import ALL, archive_page_path, feed_page_path, published_link
from feeds.publish.policy import PAGE_POLICY
from feeds.publish.prepare import PublicEntry, PublicFeed, Section, section, site_title
from feeds.publish.shown_text import excerpt, typeset
from feeds.publish.words import words_for
from feeds.settings import Config

ASSETS = Path(__file__).parent / "assets"
_FORMATS = (("atom", "Atom", "application/atom+xml"), ("rss", "RSS", "application/rss+xml"),
            ("json", "JSON", "application/feed+json"))  # fmt: skip
_IN_A_SECTION = 3  # titles shown for each category beside the river: a glimpse, the page has the rest
_IN_THE_BAR = 8  # categories that fit in one line of the navigation; the others are one tap away, and give no glimpse


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as the index shows it: its newest entries, the one on top of the page only if it has no other."""

    section: Section
    entries: tuple[PublicEntry, ...]


def render_index(config: Config, feed: PublicFeed) -> bytes:
    """Return the front page: the newest entries across categories, the categories and their feeds."""
    page = Page(config)
    first, rest = feed.entries[:1], feed.entries[1:]
    shelves = [Shelf(s, _of(s, rest)[:_IN_A_SECTION] or _of(s, first)) for s in page.bar[0]]
    return page.render("index", feed=feed, first=first, days=tuple(page.days(rest)), shelves=shelves)


def _of(section: Section, entries: tuple[PublicEntry, ...]) -> tuple[PublicEntry, ...]:
    return tuple(entry for entry in entries if section in entry.sections)


def render_category(config: Config, feed: PublicFeed) -> bytes:
    """Return the page of a category: its live entries, newest first."""
    page = Page(config, here=feed.key)
    return page.render("category", feed=feed, section=page.section, days=tuple(page.days(feed.entries)), newer="")


def render_older(config: Config, archive: PublicFeed) -> bytes:
    """Return the page of an archive: older entries of the index or of a category."""
    page = Page(config, root="../", here=archive.key)
    days, newer = tuple(page.days(archive.entries)), page.newer(archive)
    return page.render("older", feed=archive, section=page.section, days=days, newer=newer)


def render_article(config: Config, entry: PublicEntry) -> bytes:
    """Return the page of an entry that has none elsewhere."""
    page = Page(config, root="../")
    data = news_article(entry, page.moments, publisher=page.title, publisher_url=page.site.base_url)
    return page.render("article", entry=entry, data=data, picture=picture_above(entry))


def picture_above(entry: PublicEntry) -> str:
    """Return the picture that stands above a text; many sources open the text with the one that they name."""
    return "" if escape(entry.image) in entry.body_html else entry.image


def render_pointer(config: Config, pointer: Pointer) -> bytes:
    """Return the page that stands where an article was that proved to be another's, and leads there."""
    link = published_link(config.site.base_url, pointer.link, pointer.target)
    page = Page(config, root="../")
    return page.render("pointer", title=clean_label(pointer.title) or page.words.untitled, link=link)


def render_subscribe(config: Config) -> bytes:
    """Return the page that says what a feed is, and where ours are."""
    return Page(config).render("subscribe")


def render_assets() -> dict[str, bytes]:
    """Return what the pages share: style sheet, icon, scripts that only help."""
    return {f"assets/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir()) if path.is_file()}


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


class Page:
    """What every page knows: the site, its words, its dates, where in the site it stands."""

    def __init__(self, config: Config, *, root: str = "", here: str = ALL) -> None:
        self.site = config.site
        self.root = root  # relative, so that pages read the same from a server, a folder, a USB stick
        self.here = here  # the key of the feed that it shows, or belongs to
        self.words = words_for(config.site.language)
        self.moments = Moments(config.site.language, self.words, config.site.timezone)
        self.title = site_title(config.site)
        self.sections = tuple(map(section, config.categories))

    def render(self, kind: str, **values: Any) -> bytes:  # Any: what the template names
        template = _environment().get_template(f"{kind}.html")
        common = {"page": self, "words": self.words, "root": self.root, "formats": _FORMATS, "kind": kind}
        common["policy"] = PAGE_POLICY
        return (template.render(common | values).rstrip() + "\n").encode()

    @property
    def subtitle(self) -> str:
        return clean_label(self.site.subtitle)

    @property
    def bar(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """The categories that the navigation shows, and those that it keeps folded."""
        return self.sections[:_IN_THE_BAR], self.sections[_IN_THE_BAR:]

    @property
    def feeds(self) -> tuple[Section, ...]:
        """Every feed with its name, all entries first."""
        return (Section(ALL, self.words.all_entries), *self.sections)

    @property
    def announced(self) -> tuple[Section, ...]:
        """Every feed, the page's own first: many readers take the first that they find."""
        return tuple(sorted(self.feeds, key=lambda section: section.key != self.here))

    @property
    def section(self) -> Section:
        """The feed that the page shows."""
        return next(section for section in self.feeds if section.key == self.here)

    def link(self, entry: PublicEntry) -> str:
        return self.root + quote(entry.page) if entry.page else entry.link

    def older(self, feed: PublicFeed) -> str:
        """Return the link to the page of the entries before those of a feed's page; "" when there are none."""
        return self.root + archive_page_path(feed.key, feed.older) if feed.older else ""

    def newer(self, feed: PublicFeed) -> str:
        """Return the link to the page of the entries after those of an archive's page."""
        return self.root + (archive_page_path(feed.key, feed.newer) if feed.newer else feed_page_path(feed.key))

    def days(self, entries: tuple[PublicEntry, ...]) -> Iterator[tuple[datetime, tuple[PublicEntry, ...]]]:
        """Yield the days of the site's time zone that have entries, with these."""
        for _, of_day in groupby(entries, key=lambda e: self.moments.local(e.published).date()):
            found = tuple(of_day)
            yield found[0].published, found

    def file_name(self, url: str) -> str:
        return clean_label(unquote(urlsplit(url).path.rpartition("/")[2])) or url

    def html(self, trusted: str) -> Markup:
        """Return sanitised HTML as what Jinja need not escape."""
        return Markup(trusted)  # noqa: S704  # sanitised on its way in; nothing touched it since

    def text(self, text: str, language: str) -> str:
        return typeset(text, language)

    def lead(self, entry: PublicEntry) -> str:
        return typeset(excerpt(entry.lead), entry.language)
