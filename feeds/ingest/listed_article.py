"""An article that a list only names, completed from its own page."""

from dataclasses import replace

from feeds.errors import ParseError
from feeds.ingest.fulltext import SHORTEST_WHOLE, base_of, full_text, read_page, with_removed
from feeds.ingest.markup import outline
from feeds.ingest.normalise import Context, normalise_entry
from feeds.ingest.read import ReadEntry, Reading
from feeds.ingest.refusals import find_refusal
from feeds.ingest.signs import Told, read_signs
from feeds.model import Document, Entry, Person, RawEntry


def has_title(seen: ReadEntry) -> bool:
    """Whether an entry of a sitemap has a title: of its own, or because it was completed."""
    return bool(seen.raw.title_html)


def completed(document: Document, seen: ReadEntry, reading: Reading) -> ReadEntry:
    """Return a listed entry with what its page says and the list does not: text, date, authors, title.

    Raises:
        ParseError: the list gives no title, and the page none either, or refuses.
    """
    assert seen.entry is not None
    page, removed = read_page(document, reading.remove)
    told = normalise_entry(_merged(page, seen.raw, document), _context(document, reading))
    if has_title(seen):
        content_html = full_text(document, page, seen.entry)
        removed = removed if content_html else ()
    else:
        content_html = _own_text(document, told)
    entry = _joined(told, seen.entry, content_html, is_titled=has_title(seen))
    [signs] = read_signs([Told(entry.link, entry.title, entry.content_html)], [entry])
    title_html = seen.raw.title_html or page.title_html
    raw = replace(seen.raw, title_html=title_html)
    return replace(seen, entry=entry, signs=signs, raw=raw, shaping=with_removed(seen.shaping, removed))


def _merged(page: RawEntry, listed: RawEntry, document: Document) -> RawEntry:
    return replace(
        page,
        guid=listed.guid,
        link=listed.link,
        base_url=base_of(page, document),
        title_html=listed.title_html or page.title_html,
        published=listed.published or page.published,
        updated=listed.updated,
        tags=listed.tags or page.tags,
        image=listed.image or page.image,
    )


def _context(document: Document, reading: Reading) -> Context:
    authors = (Person(reading.author),) if reading.author else ()
    return Context(document.url, reading.timezone, reading.language, authors)


def _own_text(document: Document, told: Entry) -> str:
    """Return the text of a page that nothing else is known of, unless it is a wall."""
    refusal = find_refusal(document.content)
    if refusal and len(outline(told.content_html).text) < SHORTEST_WHOLE:
        raise ParseError(f"{refusal.what}, not an article: {refusal.remedy}")
    return told.content_html


def _joined(told: Entry, listed: Entry, content_html: str, *, is_titled: bool) -> Entry:
    """Return the entry of a page under what its list says of it, which the editor may have selected."""
    return replace(
        told,
        title=listed.title if is_titled else told.title,
        summary=listed.summary or told.summary,
        content_html=content_html or listed.content_html,
        authors=listed.authors or told.authors,
    )
