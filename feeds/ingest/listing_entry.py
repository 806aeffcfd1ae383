"""One entry of a page's list: its title, link, date and the like, from the element that holds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice
from urllib.parse import urlsplit

from feeds.ingest.listing_facts import authors_of, content_of, date_of, image_of, selected, subjects_of, summary_of
from feeds.ingest.listing_noise import called
from feeds.ingest.listing_text import first_line, title_of
from feeds.ingest.nodes import Tag
from feeds.model import Person, RawEntry
from feeds.model import Tag as Subject
from feeds.settings import Select
from feeds.urls import canonical_url, web_url

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_TAGS = 3_000  # elements of one entry that are looked at; a whole article on a front page has some hundreds
_NOT_OF_ARTICLES = re.compile(
    r"/(?:tags?|categor(?:y|ies)|categorie[s]?|author|auteurs?|users?|profile|topics?/?$|login|signin|signup|register"
    r"|connexion|search|recherche|page/\d+|feed|rss|c/[\w-]+/\d+$|u/)(?:/|$)|/wp-login|/cdn-cgi/|\.(?:jpe?g|png|gif|webp|svg|css|js|xml)$"
    r"|/(?:respond|comments?)/?$",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"^(?:respond|comments?|reply|disqus|commentaires?)", re.IGNORECASE)
_TITLES = frozenset({"p-name", "entry-title", "post-title"})
_PERMALINKS = frozenset({"u-url", "permalink"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list stands: what its links are taken from, and what none of them may lead to."""

    url: str  # of the page
    base: str  # where relative addresses start
    own: frozenset[str] = frozenset()  # further addresses of the page, canonical: what it calls itself

    def link(self, tag: Tag) -> str:
        """Return the address that a link leads to, if it may be an article's; else ""."""
        href = str(tag.get("href", "")).strip()
        link = "" if href.startswith("#") else web_url(self.base, href)
        if not link or len(href) > 2_000:
            return ""
        address, _, fragment = link.partition("#")
        canonical = canonical_url(address)
        is_home = urlsplit(address).path.strip("/") == "" and not urlsplit(address).query
        if is_home or canonical in (canonical_url(self.url), *self.own) or _OF_COMMENTS.match(fragment):
            return ""
        rel = str(tag.get("rel", "")).casefold().split()
        return "" if {"tag", "author", "category", "license"} & set(rel) else link

    def article(self, tag: Tag) -> str:
        """Return what `link` does, "" for an address that is a tag's, an author's or a file's by its path."""
        link = self.link(tag)
        return "" if _NOT_OF_ARTICLES.search(urlsplit(link).path) else link

    def is_own(self, tag: Tag) -> bool:
        """Whether a link stays on the page's own host."""
        return urlsplit(self.link(tag)).netloc == urlsplit(self.url).netloc


def read_entry(box: Tag, place: Place, select: Select) -> RawEntry | None:
    """Return the entry that an element holds; None when it has no link, or neither title nor text."""
    tags = [box, *_inside(box)]
    title_tag = selected(box, select.title) if select.title else title_in(box, place)
    link_tag = _link_tag(box, tags, title_tag, place, select)
    link = place.link(link_tag) if link_tag else ""
    title = title_of(title_tag) if title_tag is not None else first_line(link_tag)
    content_html = content_of(tags)
    if not link or not (title or content_html):
        return None
    return RawEntry(
        guid=link,
        link=link,
        title_html=escape(title, quote=False),
        summary_html=escape(summary_of(box, tags, title, select.summary), quote=False),
        content_html=content_html,
        base_url=place.base,
        authors=tuple(Person(name) for name in authors_of(tags)),
        published=date_of(box, tags, select.date),
        tags=tuple(Subject(term) for term in subjects_of(tags)),
        image=image_of(tags, place.base),
    )


# -- title and link -----------------------------------------------------------------------------------------------


def _inside(box: Tag) -> list[Tag]:
    return list(islice((tag for tag in box.descendants if isinstance(tag, Tag)), _MOST_TAGS))


def title_in(box: Tag, place: Place) -> Tag | None:
    """Return the element of an entry that is its title: named so, else a heading that leads somewhere, else any."""
    tags = [box, *_inside(box)]
    headings = [tag for tag in tags if tag.name in _HEADINGS and title_of(tag)]
    named = [tag for tag in tags if _is_named_title(tag) and title_of(tag)]
    leading = [tag for tag in headings if _leads(tag, place)]
    so_called = [tag for tag in tags if _is_called_title(tag) and title_of(tag)]
    # A column of titles may have ranks in it, and a host beside each title: the link in it says what is the title.
    linked = [a for tag in so_called for a in _links_of(tag) if place.link(a) and title_of(a)]
    return next(iter((*named, *leading, *headings, *linked, *so_called)), None)


def _is_named_title(tag: Tag) -> bool:
    prop = str(tag.get("itemprop", "")).split()
    is_headline = "headline" in prop or ("name" in prop and tag.name in (*_HEADINGS, "a"))
    return bool(_TITLES.intersection(called(tag))) or is_headline


def _is_called_title(tag: Tag) -> bool:
    ends = {re.split(r"[-_]+", name)[-1] for name in called(tag)}
    return bool(ends & {"title", "titre", "headline", "heading"})


def _leads(tag: Tag, place: Place) -> bool:
    return any(place.link(a) for a in _links_of(tag))


def _links_of(tag: Tag) -> Iterator[Tag]:
    """Yield the links in an element, then the one around it."""
    if tag.name == "a":
        yield tag
    yield from tag.find_all("a", href=True)
    around = tag.find_parent("a", href=True)
    if around is not None:
        yield around


def _link_tag(box: Tag, tags: list[Tag], title: Tag | None, place: Place, select: Select) -> Tag | None:
    """Return the link of an entry: its title's, else the one that is named so, else the one that says most."""
    if select.link:
        chosen = selected(box, select.link)
        return next((a for a in _links_of(chosen) if place.link(a)), None) if chosen is not None else None
    own = next((a for a in _links_of(title) if place.link(a)), None) if title is not None else None
    if own is not None:
        return own
    links = [tag for tag in tags if tag.name == "a" and place.article(tag)]
    named = [tag for tag in links if _is_permalink(tag)]
    if title is not None and not select.title:  # it leads nowhere itself: what is beside it may lead anywhere
        return next(iter((*named, *(tag for tag in links if place.is_own(tag) and not title_of(tag)))), None)
    best = named[0] if named else max(links, key=lambda tag: len(title_of(tag)), default=None)
    return next((tag for tag in links if title_of(tag) and place.link(tag) == place.link(best)), best) if best else None


def _is_permalink(tag: Tag) -> bool:
    return (
        bool(_PERMALINKS.intersection(called(tag)))
        or "bookmark" in str(tag.get("rel", ""))
        or "url" in str(tag.get("itemprop", "")).split()
    )
