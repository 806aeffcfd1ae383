"""One entry of a page's list: its title, link, date and the like, from the element that holds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from feeds.characters import one_line
from feeds.ingest.dates import parse_date
from feeds.ingest.listing_noise import called, is_apart
from feeds.ingest.nodes import NavigableString, Tag, written
from feeds.ingest.page_dates import UTC_ZONE, written_date
from feeds.ingest.sanitise import names
from feeds.model import Person, RawEntry
from feeds.model import Tag as Subject
from feeds.settings import Select
from feeds.urls import absolute_url, canonical_url

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_TITLE = 300  # characters: what is longer is a text
_LEAST_SUMMARY = 25  # characters: less is a label
_MOST_TAGS = 3_000  # elements of one entry that are looked at; a whole article on a front page has some hundreds
_INLINE = names("a abbr b bdi cite code data em font i ins kbd mark q s small span strong sub sup time u var")
_UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "button"})
_FOR_READERS_OF_SCREENS = re.compile(r"(?:^|[\s_-])(?:sr-only|screen-reader|visually-?hidden|u-hidden|offscreen)")
_INVITATION = re.compile(
    r"(?:(?:read|learn|see|view|show|voir|lire|en savoir|afficher|découvrir)\b.{0,30}"
    r"\b(?:more|plus|suite|all|tout|article)"
    r"|read|continue reading|keep reading|continuer la lecture|lire l['’]article|la suite|plus|more|suite"
    r"|permalink|permalien"
    r"|share|partager|comments?|commentaires?|\d+ (?:comments?|commentaires?|responses?|réponses?|min(?:utes)?\b.*)"
    r"|(?:leave|add|post) a comment|(?:laisser|ajouter) un commentaire|(?:no|aucun) (?:comments?|commentaires?)"
    r"|previous|next|précédent|suivant|older posts|newer posts|articles (?:plus anciens|plus récents)|home|accueil)"
    r"[\s.…→»›>]*",
    re.IGNORECASE,
)
_NOT_OF_ARTICLES = re.compile(
    r"/(?:tags?|categor(?:y|ies)|categorie[s]?|author|auteurs?|users?|profile|topics?/?$|login|signin|signup|register"
    r"|connexion|search|recherche|page/\d+|feed|rss|c/[\w-]+/\d+$|u/)(?:/|$)|/wp-login|/cdn-cgi/|\.(?:jpe?g|png|gif|webp|svg|css|js|xml)$"
    r"|/(?:respond|comments?)/?$",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"^(?:respond|comments?|reply|disqus|commentaires?)", re.IGNORECASE)
_TITLES = frozenset({"p-name", "entry-title", "post-title"})
_PERMALINKS = frozenset({"u-url", "permalink"})
_SUMMARIES = re.compile(
    r"(?:^|[\s_-])(?:p-summary|excerpt|summary|teaser|description|chapo|intro|introtext|standfirst|snippet|subtitle|deck)"
    r"(?:$|[\s_-])"
)
_CONTENTS = frozenset({"e-content", "entry-content", "post-content", "post-body", "article-body", "post__content"})
_DATED = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}date|time|timestamp|published|publication|posted|meta|byline|info|when)", re.I
)
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d\b")
_CHANGED = re.compile(r"modif|updat|maj\b", re.IGNORECASE)
_DATE_ATTRIBUTES = (
    *("datetime", "data-datetime", "data-date", "data-published", "data-published-at", "data-publish-date"),
    *("data-timestamp", "data-time", "data-created-at"),
)
_SMALL_PICTURE = re.compile(r"avatar|gravatar|emoji|logo|icon|spacer|pixel|1x1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list stands: what its links are taken from, and what none of them may lead to."""

    url: str  # of the page
    base: str  # where relative addresses start
    own: frozenset[str] = frozenset()  # further addresses of the page, canonical: what it calls itself

    def link(self, tag: Tag) -> str:
        """Return the address that a link leads to, if it may be an article's; else ""."""
        href = str(tag.get("href", "")).strip()
        link = absolute_url(self.base, href) if href and not href.startswith("#") else ""
        if not link.startswith(("http://", "https://")) or len(href) > 2_000:
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
    title_tag = _first(box, select.title) if select.title else _title_tag(tags, place)
    link_tag = _link_tag(box, tags, title_tag, place, select)
    link = place.link(link_tag) if link_tag else ""
    title = title_of(title_tag or link_tag)
    content_html = _content(tags)
    if not link or not (title or content_html):
        return None
    return RawEntry(
        guid=link,
        link=link,
        title_html=escape(title, quote=False),
        summary_html=escape(_summary(box, tags, title, select), quote=False),
        content_html=content_html,
        base_url=place.base,
        authors=tuple(Person(name) for name in _authors(tags)),
        published=_date(box, tags, select),
        tags=tuple(Subject(term) for term in _subjects(tags)),
        image=_image(tags, place),
    )


def title_of(tag: Tag | None) -> str:
    """Return the title that an element shows; "" for what is too long, or only invites to read on."""
    text = text_in(tag) if tag is not None else ""
    return "" if len(text) > _LONGEST_TITLE or _INVITATION.fullmatch(text) or not re.search(r"\w", text) else text


def text_in(tag: Tag) -> str:
    """Return the text that readers see in an element, on one line."""
    parts: list[str] = []
    pending: list[object] = [tag]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in _UNREAD or _FOR_READERS_OF_SCREENS.search(str(node.get("class", ""))):
                continue
            edge = "" if node.name in _INLINE else " "
            pending += [edge, *reversed(node.contents), edge]
        elif type(node) is NavigableString or type(node) is str:  # no comment
            parts.append(node)
    return one_line("".join(parts))


# -- title and link -----------------------------------------------------------------------------------------------


def _inside(box: Tag) -> list[Tag]:
    found: list[Tag] = []
    for tag in box.descendants:
        if isinstance(tag, Tag):
            found.append(tag)
            if len(found) >= _MOST_TAGS:
                break
    return found


def _first(box: Tag, selector: str) -> Tag | None:
    return box if box.css.match(selector) else box.select_one(selector)


def _title_tag(tags: list[Tag], place: Place) -> Tag | None:
    """Return the element of an entry that is its title: named so, else a heading that leads somewhere, else any."""
    headings = [tag for tag in tags if tag.name in _HEADINGS and title_of(tag)]
    named = [tag for tag in tags if _is_named_title(tag) and title_of(tag)]
    leading = [tag for tag in headings if _leads(tag, place)]
    called = [tag for tag in tags if _is_called_title(tag) and title_of(tag)]
    return next(iter((*named, *leading, *headings, *called)), None)


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
        chosen = _first(box, select.link)
        return next((a for a in _links_of(chosen) if place.link(a)), None) if chosen is not None else None
    own = next((a for a in _links_of(title) if place.link(a)), None) if title is not None else None
    if own is not None:
        return own
    links = [tag for tag in tags if tag.name == "a" and place.article(tag)]
    named = [tag for tag in links if _is_permalink(tag)]
    if title is not None:  # which leads nowhere itself: what is beside it may lead anywhere
        return next(iter((*named, *(tag for tag in links if place.is_own(tag) and not title_of(tag)))), None)
    best = max(links, key=lambda tag: len(title_of(tag)), default=None) if not named else named[0]
    return next((tag for tag in links if title_of(tag) and place.link(tag) == place.link(best)), best) if best else None


def _is_permalink(tag: Tag) -> bool:
    return (
        bool(_PERMALINKS.intersection(called(tag)))
        or "bookmark" in str(tag.get("rel", ""))
        or "url" in str(tag.get("itemprop", "")).split()
    )


# -- date ---------------------------------------------------------------------------------------------------------


def _date(box: Tag, tags: list[Tag], select: Select) -> str:
    """Return the date of an entry as written; "" for none, and for one that says how long ago it was."""
    if select.date:
        chosen = _first(box, select.date)
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


# -- the rest -----------------------------------------------------------------------------------------------------


def _summary(box: Tag, tags: list[Tag], title: str, select: Select) -> str:
    if select.summary:
        chosen = _first(box, select.summary)
        return text_in(chosen) if chosen is not None else ""
    named = (tag for tag in tags if _SUMMARIES.search(" ".join(called(tag))) or tag.get("itemprop") == "description")
    paragraphs = (tag for tag in tags if tag.name == "p" and len(text_in(tag)) >= 2 * _LEAST_SUMMARY)
    texts = (text_in(tag) for source in (named, paragraphs) for tag in source)
    return next((text for text in texts if len(text) >= _LEAST_SUMMARY and text != title), "")


def _content(tags: list[Tag]) -> str:
    """Return the text of an article that a front page gives whole or in part, as its HTML; "" for none."""
    for tag in tags:
        if _CONTENTS.intersection(called(tag)) or "articlebody" in str(tag.get("itemprop", "")).casefold():
            return written(tag).strip() if text_in(tag) else ""
    return ""


def _authors(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        is_author = "p-author" in called(tag) or "author" in str(tag.get("rel", "")).casefold().split()
        if is_author or tag.get("itemprop") == "author":
            name = tag.select_one("[itemprop=name], .p-name, .fn")
            text = text_in(name or tag)
            if text and len(text) <= 60:
                yield text
                return


def _subjects(tags: list[Tag]) -> Iterator[str]:
    for tag in tags:
        rel = str(tag.get("rel", "")).casefold().split()
        if "tag" in rel or "p-category" in called(tag):
            text = text_in(tag).lstrip("#")
            if 0 < len(text) <= 60:
                yield text


def _image(tags: list[Tag], place: Place) -> str:
    for tag in tags:
        if tag.name != "img" or is_apart(tag):
            continue
        address = str(tag.get("src") or "")
        if not address or address.startswith("data:"):
            address = str(tag.get("data-src") or tag.get("data-lazy-src") or "")
        if address and not _SMALL_PICTURE.search(f"{tag.get('class', '')} {address}"):
            return absolute_url(place.base, address)
    return ""
