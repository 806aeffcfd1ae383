"""What a saved page says of itself: its title, date, site and the like, each with the place it was read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from feeds.characters import one_line
from feeds.ingest.linked_data import LinkedData, read_linked_data
from feeds.ingest.page_authors import find_authors
from feeds.ingest.page_blocks import words_of
from feeds.ingest.page_dates import find_date
from feeds.ingest.page_facts import LONGEST, Fact, first, named_in, read_meta, text_of


@dataclass(frozen=True, slots=True)
class Metadata:
    title: Fact
    authors: tuple[str, ...]
    authors_place: str
    published: Fact  # as written
    updated: Fact  # as written
    site: Fact
    language: Fact
    image: Fact  # absolute
    link: str  # absolute http(s)
    base_url: str
    tags: tuple[str, ...]
    body: str  # the article's text as JSON-LD gives it
    titles: frozenset[str]  # every form of the title


# The least share of words that a heading has in common with a title of the page to be taken for it.
_AGREEING = {"h1": 0.3, "h2": 0.8}
_FRONT_PAGE = re.compile(r"(?i)(?:https?://[^/?#]+)?(?:\./|/)?(?:index\.\w{3,5})?(?<!^)")
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«>:/-]|::|>>|<<)\s+")


def read_metadata(root: HtmlElement) -> Metadata:
    """Return what *root*, a whole page, says of itself."""
    meta = read_meta(root)
    linked = read_linked_data(root)
    link = _link(root, meta)
    base = next((href for tag in root.iter("base") if (href := _absolute(tag.get("href", ""), link))), link)
    site = _site(meta, linked)
    titles = [text for _, text in _page_titles(root, meta, linked)]
    title = _title(root, meta, linked, site.value)
    authors = find_authors(root, meta, linked, _site_names(site.value, link))
    image = first([*named_in(meta, "og:image"), ("JSON-LD", linked.image), *named_in(meta, "twitter:image")])
    return Metadata(
        title=title,
        authors=authors.names,
        authors_place=authors.place,
        published=find_date(root, meta, linked, link, title.value),
        updated=first([("JSON-LD", linked.modified), *named_in(meta, "article:modified_time", "og:updated_time")]),
        site=site,
        language=_language(root, meta, linked),
        image=Fact(_absolute(image.value, base) or "", image.place),
        link=link,
        base_url=base,
        tags=_tags(root),
        body=linked.body,
        titles=frozenset({*titles, title.value} - {""}),
    )


def _language(root: HtmlElement, meta: dict[str, str], linked: LinkedData) -> Fact:
    declared = root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    names = named_in(meta, "og:locale", "content-language", "language")
    return first([("<html lang>", declared), ("JSON-LD", linked.language), *names])


# --- addresses ------------------------------------------------------------------------------------------------------


def _link(root: HtmlElement, meta: dict[str, str]) -> str:
    links = (tag for tag in root.iter("link") if "canonical" in tag.get("rel", "").casefold().split())
    addresses = (*(tag.get("href", "") for tag in links), meta.get("og:url", ""))
    return next((url for href in addresses if (url := _absolute(href, ""))), "")


def _absolute(href: str, base: str) -> str:
    """Return an absolute http(s) address without credentials of spaces, "" when *href* gives none."""
    try:
        url = urljoin(base, href.strip()) if href.strip() else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and " " not in url else ""


# --- site -----------------------------------------------------------------------------------------------------------


def _site(meta: dict[str, str], linked: LinkedData) -> Fact:
    others = named_in(meta, "application-name", "publisher")
    return first([*named_in(meta, "og:site_name"), ("JSON-LD", linked.publisher), *others])


def _site_names(site: str, link: str) -> frozenset[str]:
    host = (urlsplit(link).hostname or "").removeprefix("www.")
    return frozenset({site.casefold(), host, host.rpartition(".")[0]} - {""})


def _tags(root: HtmlElement) -> tuple[str, ...]:
    """Return the subjects that the page gives itself."""
    marked = [tag.get("content", "") for tag in root.iter("meta") if tag.get("property") == "article:tag"]
    lists = [tag.get("content", "") for tag in root.iter("meta") if tag.get("name", "").casefold() == "keywords"]
    labels = (one_line(label[:LONGEST]) for label in (*marked, *",".join(lists).split(",")))
    return tuple(dict.fromkeys(label for label in labels if 0 < len(label) <= 60))[:30]


# --- title ----------------------------------------------------------------------------------------------------------


def _page_titles(root: HtmlElement, meta: dict[str, str], linked: LinkedData) -> Iterator[tuple[str, str]]:
    yield from named_in(meta, "og:title")
    yield from ((("JSON-LD", linked.headline),) if linked.headline else ())
    yield from named_in(meta, "twitter:title", "headline", "dc.title")
    yield from (("<title>", text_of(tag)) for tag in list(root.iter("title"))[:1] if text_of(tag))


def _title(root: HtmlElement, meta: dict[str, str], linked: LinkedData, site: str) -> Fact:
    """Return the heading that the page's own titles agree with most, else the best of those."""
    given = list(_page_titles(root, meta, linked))
    targets = [part for _, text in given for part in {text, *_SEPARATOR.split(text)}]
    headings = list(islice(_headings(root), 200))
    ranked = ((_agreement(heading, targets, site), heading) for heading in headings)
    agreeing = [(rank, (place, text)) for rank, (place, text) in ranked if rank[0] >= _AGREEING[place[1:-1]]]
    if agreeing:
        place, text = max(agreeing, key=itemgetter(0))[1]
        return Fact(text, place)
    lone = [text for place, text in headings if place == "<h1>"]
    if not given or (len(lone) == 1 and len(words_of(lone[0])) >= 4):
        return Fact(lone[0], "<h1>") if lone else Fact(headings[0][1], headings[0][0]) if headings else Fact()
    place, text = given[0]
    return Fact(_without_site(text, site), place)


def _headings(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for tag in root.iter(*_AGREEING):
        text = text_of(tag)[:LONGEST]
        if text and not _leads_home(tag, text):
            yield f"<{tag.tag}>", text


def _leads_home(heading: HtmlElement, text: str) -> bool:
    """Whether a heading is nothing but a link to the site's front page: then it names the site."""
    return any(_FRONT_PAGE.fullmatch(a.get("href", "").strip()) for a in heading.iter("a") if text_of(a) == text)


def _agreement(heading: tuple[str, str], targets: list[str], site: str) -> tuple[float, int, bool]:
    """Return how well a heading agrees with a title, its length and its rank: a site's name is shorter than a title."""
    tag, text = heading
    own = set(words_of(text))
    if not own or text.casefold() == site.casefold():
        return (0.0, 0, False)
    scores = [2 * len(own & words) / (len(own) + len(words)) for words in map(set, map(words_of, targets)) if words]
    return (round(max(scores, default=0.0), 1), len(own), tag == "<h1>")


def _without_site(title: str, site: str) -> str:
    """Return a title without the site's name behind or before it."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and site and parts[-1].casefold() in (site.casefold(), site.casefold().removesuffix(".com")):
        return title[: title.rfind(parts[-1])].rstrip(" |–—·•»«>:/-")
    return title
