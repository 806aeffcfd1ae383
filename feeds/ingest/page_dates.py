"""When a saved page was published: from its metadata, its marks, and the lines beside its title."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from feeds.characters import one_line
from feeds.ingest.dates import date_in_link, parse_date
from feeds.ingest.linked_data import LinkedData
from feeds.ingest.page_blocks import marks
from feeds.ingest.page_facts import LONGEST, Fact, named_in, text_of
from feeds.ingest.sanitise import names

NEAR = 40  # elements from the title: a line that close is of the article, marked or not; 30 to 60 score alike
UTC_ZONE = ZoneInfo("UTC")  # only whether a text is a date is asked here
_META_DATES = (
    *("article:published_time", "article.published", "datepublished", "og:article:published_time", "article:published"),
    *("published_time", "publishdate", "publish_date", "parsely-pub-date", "sailthru.date", "dc.date.issued"),
    *("dcterms.issued", "citation_online_date", "pubdate"),
)
_VAGUE_META_DATES = (  # of the file, of a print edition, of anything
    *("date", "dc.date", "dcterms.date", "dcterms.created", "dcterms:created", "dc:date", "og:release_date", "created"),
    *("prism.publicationdate", "datecreated", "citation_publication_date"),
)
_IN_SCRIPT = re.compile(
    r"\\?[\"'](?:date_?published|published_?(?:at|on|date|time)?|publish(?:ed)?_?(?:date|time)|publication_?date"
    r"|created_?at)\\?[\"']\s*:\s*\\?[\"'](\d{4}-\d\d-\d\d[T ]?[\d:.Z+-]{0,24})",
    re.IGNORECASE,
)
_LONGEST_SCRIPT = 2_000_000  # characters
_PUBLISHED = re.compile(
    r"(?:^|[\s_-])(?:published|entry-date|dt-published|pub-?date|publication-?date|date-?published"
    r"|published-?(?:at|date|on))(?:$|\s)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:^|[\s_-])(?:\w{0,20}date|datum|\w{0,20}time|\w{0,20}publish|posted|pub|meta|byline|info)", re.IGNORECASE
)
_NOT_OURS = re.compile(r"comment|kommentar|related|sidebar|footer|recommend|copyright", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat", re.IGNORECASE)
_MONTH = r"[^\W\d_]{3,10}\.?"
_IN_TEXT = re.compile(
    r"(?<![\d.])(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th)? (?:de )?{_MONTH},? (?:de )?\d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?![\d])"
)
_DATELINE = re.compile(rf"[(\[]?({_IN_TEXT.pattern})[)\]]?\s*[-–—:|/„“\"(A-ZÄÖÜ]")
_NUMBER = re.compile(r"\d+")
_SHORT = 120  # characters of a line that gives a date beside other things


def find_date(root: HtmlElement, meta: Mapping[str, str], linked: LinkedData, link: str, heading: str) -> Fact:
    """Return the page's date as written, from the place that is trusted most; *heading* is its title."""
    address = date_in_link(link, UTC_ZONE)
    lines = _by_nearness(root, heading)
    sources: Iterator[Iterable[tuple[str, str]]] = iter(
        (
            [("JSON-LD", linked.published)],
            named_in(meta, *_META_DATES),
            _marked_dates(root),
            _time_dates(root),
            _classed_dates(lines[:NEAR]),
            _dates_of_lines(lines[:NEAR]),
            _classed_dates(lines[NEAR:]),
            named_in(meta, *_VAGUE_META_DATES),
            [("the address", address.date().isoformat())] if address else [],
            _dates_of_lines(lines[NEAR:]),
            _script_dates(root),
            named_in(meta, "description", "og:description"),
            [("JSON-LD", linked.created or linked.modified)],
            _dates_of_lines(lines, everywhere=True),
        )
    )
    facts = (
        Fact(value, place) for source in sources for place, text in source if text and (value := written_date(text))
    )
    return _as_shown(next(facts, Fact()), root, lines[:NEAR])


def _as_shown(declared: Fact, root: HtmlElement, lines: Iterable[HtmlElement]) -> Fact:
    """Return the day that readers are shown where a declared moment falls on the one before or after.

    Then it was written in another zone than the site's, or in none.
    """
    moment = parse_date(declared.value, UTC_ZONE)
    if moment is None or ":" not in declared.value:
        return declared
    texts = (text for source in (_marked_dates(root), _classed_dates(lines)) for _, text in islice(source, 5))
    shown = next((value for text in texts if text and (value := written_date(text)) and ":" not in value), "")
    day = parse_date(shown, UTC_ZONE)
    if day and abs((day.date() - moment.date()).days) == 1:
        return Fact(shown, f"{declared.place}, on the day that readers are shown")
    return declared


def _script_dates(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the dates in the data that a page's own program reads."""
    for tag in root.iter("script"):
        found = _IN_SCRIPT.search((tag.text or "")[:_LONGEST_SCRIPT])
        if found:
            yield "a script's data", found[1]


def written_date(text: str) -> str:
    """Return the date that a text is, or that a short line holds; "" when there is none."""
    text = one_line(text[:LONGEST])
    if len(_NUMBER.findall(text)) > 1 and parse_date(text, UTC_ZONE):  # "January 2022" is the name of a month's page
        return text
    if len(text) > _SHORT:
        return ""
    return next(dates_in(text), "")


def dates_in(text: str) -> Iterator[str]:
    """Yield the dates of the usual forms that stand in a text."""
    return (found[0] for found in _IN_TEXT.finditer(text) if parse_date(found[0], UTC_ZONE))


def _marked_dates(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for element in root.iter(etree.Element):
        if "datepublished" in element.get("itemprop", "").casefold():
            yield "itemprop", element.get("content") or element.get("datetime") or text_of(element)
    for element in root.iter(etree.Element):
        if element.get("pubdate") is not None or (_PUBLISHED.search(element.get("class", "")) and _is_ours(element)):
            yield f"<{element.tag}>", element.get("datetime") or element.get("title") or text_of(element)
            yield f"<{element.tag}>", text_of(element)


def _is_ours(element: HtmlElement) -> bool:
    """Whether an element is outside of what belongs to other articles and to readers."""
    if _CHANGED.search(marks(element)):
        return False
    for box in (element, *islice(element.iterancestors(), 4)):
        if box.tag in ("body", "html", "article", "main"):
            return True
        if box.tag == "aside" or _NOT_OURS.search(marks(box)):
            return False
    return True


def _time_dates(root: HtmlElement) -> Iterator[tuple[str, str]]:
    times = list(root.iter("time"))[:50]
    for element in (*filter(_is_ours, times), *times):
        yield "<time>", element.get("datetime") or text_of(element)
        yield "<time>", text_of(element)


def _by_nearness(root: HtmlElement, heading: str) -> list[HtmlElement]:
    """Return what may hold a line of text: what is close to the page's heading first, below it rather than above."""
    elements = [element for element in root.iter(etree.Element) if element.tag not in _UNREAD]
    tops = [i for i, element in enumerate(elements) if element.tag in ("h1", "h2", "h3")]
    said = (i for i in tops[:200] if heading and text_of(elements[i]) == heading)
    title = next(said, next((i for i in tops if elements[i].tag == "h1"), tops[0] if tops else 0))
    ranks = sorted(range(len(elements)), key=lambda i: i - title if i >= title else 3 * (title - i))
    return [elements[i] for i in ranks]


_UNREAD = names("html body script style title option noscript head meta link template time textarea")


def _classed_dates(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, str]]:
    for element in elements:
        name = marks(element)
        if name.strip() and _DATED.search(name) and _is_ours(element):
            text = text_of(element)
            if text and len(text) <= _SHORT:
                yield "a line beside the title", text


def _dates_of_lines(elements: Iterable[HtmlElement], *, everywhere: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the short lines of the page, where a date is written without any mark, and the datelines of paragraphs.

    *everywhere* takes in the footers and the readers' comments.
    """
    for element in elements:
        for text in (element.text, *(child.tail for child in element)):
            line = one_line(text[:LONGEST]) if text and len(text) >= 6 else ""
            if len(line) > 70:
                dateline = _DATELINE.match(line)
                line = dateline[1] if dateline else ""
            if len(line) >= 6 and any(map(str.isdigit, line)) and (everywhere or _is_ours(element)):
                yield "a line beside the title", line
