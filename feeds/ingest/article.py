"""A file that is an article, read into a RawEntry by what it is: pasted text, Markdown, or a saved page."""

from collections.abc import Iterator
from html import escape
from typing import Literal
from urllib.parse import urlsplit

from feeds.errors import ParseError
from feeds.ingest.markdown import MarkdownText, read_markdown
from feeds.ingest.metadata import Metadata, read_metadata
from feeds.ingest.page import (
    MAX_BYTES,
    decode_page,
    fragment_content,
    is_fragment,
    json_content,
    main_content,
    read_tree,
)
from feeds.ingest.pasted import read_pasted
from feeds.model import Article, Document, Person, RawEntry, ReportLine, Tag


def read_article(document: Document, kind: Literal["text", "markdown", "html"]) -> Article:
    """Return the article that a file of this kind holds.

    Raises:
        ParseError: there is none, or it is broken, binary or over 10 MB.
    """
    match kind:
        case "text":
            return read_pasted(document.content)
        case "markdown":
            return _markdown_article(read_markdown(document.content))
        case "html":
            return _page_article(document)


# --- Markdown -------------------------------------------------------------------------------------------------------


def _markdown_article(text: MarkdownText) -> Article:
    head = text.head
    title_html = escape(head.title, quote=False) or text.title_html
    if not title_html and not text.content_html:
        raise ParseError("no article is under the head: write its text below")
    raw = RawEntry(
        link=_web_address(head.url),
        title_html=title_html,
        summary_html=escape(head.summary, quote=False),
        content_html=text.content_html,
        base_url=_web_address(head.url),
        authors=tuple(map(Person, head.authors)),
        published=head.date,
        updated=head.updated,
        tags=tuple(map(Tag, head.tags)),
        verdicts=head.verdicts,
        image=head.image,
        language=head.language,
        site=head.site,
    )
    warnings = () if title_html else ("no title: give one in the head, or as the first heading",)
    return Article(raw, tuple(_markdown_report(text, raw)), warnings)


def _markdown_report(text: MarkdownText, raw: RawEntry) -> Iterator[ReportLine]:
    """Yield where each part came from; what the head gave stands on its first line."""
    if text.head.title:
        yield ReportLine(1, raw.title_html, "title, from the head")
    elif text.title_line:
        yield ReportLine(text.title_line, raw.title_html, "title, the first heading")
    yield from _facts(raw, "the head", 1)
    if text.head.title and text.title_line:
        yield ReportLine(text.title_line, text.title_html, "removed: repeats the title")
    yield ReportLine(text.content_line, "", "content, from here on")


def _facts(raw: RawEntry, place: str, number: int) -> Iterator[ReportLine]:
    authors = ", ".join(person.name for person in raw.authors)
    values = (authors, raw.published, raw.link, raw.site, raw.language)
    for name, value in zip(("authors", "date", "link", "site", "language"), values, strict=True):
        yield ReportLine(number if value else 0, value, f"{name}, from {place}" if value else f"{name}: not given")


# --- pages ----------------------------------------------------------------------------------------------------------


def _page_article(document: Document) -> Article:
    if len(document.content) > MAX_BYTES:
        raise ParseError(f"{len(document.content)} bytes: a page has at most {MAX_BYTES}")
    text = decode_page(document.content, document.charset)
    root = read_tree(text)
    if is_fragment(root, text):
        return _fragment_article(*fragment_content(root))
    said = read_metadata(root)
    content, place = main_content(root, said.titles), "the main content, by trafilatura"
    if len(json_content(said.body)) > 2 * len(content):
        content, place = json_content(said.body), "JSON-LD articleBody"
    if not content and not said.title.value:
        raise ParseError("no article is in the page: save the page of one article")
    warnings = () if content else ("no main content found in the page: its title and date are all there is",)
    return Article(_page_entry(said, content), tuple(_page_report(said, place if content else "")), warnings)


def _fragment_article(title: str, content: str) -> Article:
    report = (
        ReportLine(0, title, "title, the first heading" if title else "title: not given"),
        ReportLine(0, "", "authors: not given"),
        ReportLine(0, "", "date: not given"),
        ReportLine(0, "", "content, the file as it is"),
    )
    return Article(RawEntry(title_html=escape(title, quote=False), content_html=content), report)


def _page_entry(said: Metadata, content: str) -> RawEntry:
    return RawEntry(
        link=said.link,
        title_html=escape(said.title.value, quote=False),
        content_html=content,
        base_url=said.base_url,
        authors=tuple(map(Person, said.authors)),
        published=said.published.value,
        updated=said.updated.value,
        tags=tuple(map(Tag, said.tags)),
        image=said.image.value,
        language=said.language.value,
        site=said.site.value,
    )


def _page_report(said: Metadata, content_place: str) -> Iterator[ReportLine]:
    facts = (
        ("title", said.title.value, said.title.place),
        ("authors", ", ".join(said.authors), said.authors_place),
        ("date", said.published.value, said.published.place),
        ("link", said.link, "the canonical link" if said.link else ""),
        ("site", said.site.value, said.site.place),
        ("language", said.language.value, said.language.place),
        ("image", said.image.value, said.image.place),
        ("content", "", content_place),
    )
    for name, value, place in facts:
        yield ReportLine(0, value, f"{name}, from {place}" if place else f"{name}: not given")


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else ""
