"""The articles that a web page lists, as entries in its order."""

from dataclasses import replace

from feeds.characters import one_line
from feeds.errors import ParseError
from feeds.ingest.listing_boxes import find_entries, read_entries
from feeds.ingest.listing_data import linked_entries, state_entries
from feeds.ingest.listing_entry import Place
from feeds.ingest.nodes import Tag, read_page
from feeds.ingest.page import MAX_BYTES, MAX_ELEMENTS, decode_page, refuse_absurd
from feeds.ingest.refusals import find_refusal
from feeds.model import Document, ParsedFeed, RawEntry
from feeds.plural import counted
from feeds.settings import Select
from feeds.urls import absolute_url, canonical_url


def read_listing_page(document: Document, select: Select) -> ParsedFeed:
    """Return what a page lists; where *select* names no list, the one that is found.

    Raises:
        ParseError: it lists nothing that can be read, with what was looked for.
    """
    page = _tree(document)
    place = _place(page, document.url)
    entries = _entries(page, place, select)
    if not entries:
        raise ParseError(_nothing_found(document, page, select))
    return ParsedFeed(entries=entries, title=_title(page), link=document.url, language=_language(page))


def _tree(document: Document) -> Tag:
    if len(document.content) > MAX_BYTES:
        raise ParseError(f"{len(document.content)} bytes: a page has at most {MAX_BYTES}")
    text = decode_page(document.content, document.charset)
    refuse_absurd(text)
    if text.count("<") > 3 * MAX_ELEMENTS:
        raise ParseError(f"over {MAX_ELEMENTS} elements: no list of articles needs them")
    page = read_page(text)
    if page is None:
        raise ParseError("no HTML is in it: a page of articles was expected")
    return page


def _place(page: Tag, url: str) -> Place:
    base = page.find("base", href=True)
    start = (absolute_url(url, str(base["href"])) if isinstance(base, Tag) else "") or url
    said = page.select("link[rel=canonical], meta[property='og:url']")[:5]
    own = (absolute_url(start, str(tag.get("href") or tag.get("content") or "")) for tag in said)
    return Place(url, start, frozenset(canonical_url(address) for address in own if address))


def _entries(page: Tag, place: Place, select: Select) -> tuple[RawEntry, ...]:
    if select.list:
        return read_entries(page.select(select.list), place, select)
    shown, linked = find_entries(page, place, select), linked_entries(page, place)
    if len(shown) > 1:
        return _dated(shown, linked)
    return linked or state_entries(page, place) or shown


def _dated(shown: tuple[RawEntry, ...], linked: tuple[RawEntry, ...]) -> tuple[RawEntry, ...]:
    """Return the entries shown, those without a date under that which the page gives to search engines."""
    dates = {entry.link: entry.published for entry in linked}
    return tuple(replace(entry, published=entry.published or dates.get(entry.link, "")) for entry in shown)


# -- what the page says of itself ---------------------------------------------------------------------------------


def _title(page: Tag) -> str:
    site = page.select_one("meta[property='og:site_name']")
    title = page.find("title")
    return one_line(str(site.get("content", "")) if site is not None else "") or (
        one_line(title.get_text()[:500]) if isinstance(title, Tag) else ""
    )


def _language(page: Tag) -> str:
    html = page.find("html")
    return str(html.get("lang", "")) if isinstance(html, Tag) else ""


# -- refusals -----------------------------------------------------------------------------------------------------


def _nothing_found(document: Document, page: Tag, select: Select) -> str:
    refusal = find_refusal(document.content)
    if refusal:
        return f"{refusal.what}, not a list of articles: {refusal.remedy}"
    called = f'the page "{_title(page)[:80]}"' if _title(page) else "the page"
    if not select.list:
        looked = "neither h-entry, article elements, JSON-LD nor a repeated heading or line with a link"
        return f'{called} shows no list of articles ({looked}): write select = {{ list = "…" }}, or give another page'
    count = len(page.select(select.list))
    if not count:
        return f'nothing on {called} matches list = "{select.list}": change `select`, or give another page'
    elements = counted(count, "element")
    return f'list = "{select.list}" matches {elements} of {called}, none with a title and a link: change `select`'
