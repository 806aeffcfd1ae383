"""Text pasted from a web page -> an entry, and a report of what became of each of its lines.

The rules and the order they are applied in are those of DESIGN.md, "Text pasted from a web page".
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from feeds.errors import ParseError
from feeds.ingest.blocks import Line, joined, read_lines, split_blocks
from feeds.ingest.credits import Credits, read_credits, without_site
from feeds.ingest.edges import Body, strip_edges
from feeds.ingest.head import Head, read_head
from feeds.ingest.head_values import part_named
from feeds.ingest.passages import Break, Heading, Listing, Paragraph, Passage, Quotation, read_passages
from feeds.ingest.passages_html import cut_summary, plain_text, to_html
from feeds.ingest.second_article import second_article
from feeds.model import Article, Person, RawEntry, ReportLine, Tag
from feeds.typography import french, looks_french

LONGEST_MADE_TITLE = 120  # characters of a title made from the first words of a text without one


def read_pasted(content: bytes) -> Article:
    """Return the article that a file of pasted text holds, with a line of report for each of its lines.

    Raises:
        ParseError: empty, binary or over 10 MB, a broken head, or a head with nothing under it.
    """
    lines = read_lines(content)
    head = read_head(lines)
    blocks = split_blocks([Line(n, text.strip()) for n, text in enumerate(lines[head.lines :], start=head.lines + 1)])
    if not blocks and not head.title:
        raise ParseError("the file holds a head and no article: write a title and the article under it")
    body = strip_edges(blocks, head.title) if blocks else Body(None, (), ())
    passages = read_passages(body.blocks)
    credit = read_credits(head, body.removed)
    fates = dict(_fates(head, lines, body, passages))
    report = tuple(ReportLine(n, text, fates.get(n, "blank")) for n, text in enumerate(lines, start=1))
    return Article(_entry(head, body, passages, credit), report, tuple(_warnings(head, body)))


def _entry(head: Head, body: Body, passages: Sequence[Passage], credit: Credits) -> RawEntry:
    lead = _lead(passages)
    is_french = head.language.startswith("fr") if head.language else looks_french(plain_text(passages))
    return RawEntry(
        link=head.url,
        base_url=head.url,
        title_html=escape(_title(head, body, credit), quote=False),
        summary_html=escape(head.summary or cut_summary(joined(lead.lines) if lead else ""), quote=False),
        content_html=to_html(passages, french if is_french else str),
        authors=tuple(map(Person, credit.authors)),
        published=credit.published,
        updated=credit.updated,
        tags=tuple(map(Tag, credit.tags)),
        verdicts=head.verdicts,
        image=head.image,
        language=head.language,
        site=credit.site,
    )


def _lead(passages: Sequence[Passage]) -> Paragraph | None:
    return next((passage for passage in passages if isinstance(passage, Paragraph)), None)


def _title(head: Head, body: Body, credit: Credits) -> str:
    if head.title:
        return without_site(head.title, credit.site)
    if body.title:
        return without_site(body.title.text, credit.site)
    first = joined(body.blocks[0])[: LONGEST_MADE_TITLE + 1]
    return first.rpartition(" ")[0] + "…" if " " in first else first[:LONGEST_MADE_TITLE] + "…"


def _warnings(head: Head, body: Body) -> Iterator[str]:
    if not head.title and not body.title:
        yield "no title: the first line is a paragraph; its first words became the title: write one above it"
    second = second_article(body.blocks)
    if second:
        yield f"line {second}: a second article seems to begin here: one file holds one, move it to a file of its own"


# --- the report -------------------------------------------------------------------------------------------------------


def _fates(head: Head, lines: Sequence[str], body: Body, passages: Sequence[Passage]) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that is not blank, with what became of it."""
    yield from _head_fates(lines[: head.lines])
    if body.title:
        yield body.title.number, "title"
    for line, kind in body.removed:
        yield line.number, f"removed, rule 9 (known boilerplate: {kind})"
    counts = dict.fromkeys((Heading, Paragraph, Listing, Quotation, Break), 0)
    for passage in passages:
        counts[type(passage)] += 1
        yield from _passage_fates(passage, counts[type(passage)])


def _head_fates(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    part = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        key = line.partition("=" if lines[0].startswith("+++") else ":")[0] if line[0] not in " \t-+#" else ""
        part = part_named(key[:40]) or "not used" if key else part
        yield (
            number,
            f"head: {_PARTS.get(part, part)}" if part and line.strip() not in ("---", "+++", "...") else "head",
        )


_PARTS = {"authors": "author", "verdicts": "category"}


def _passage_fates(passage: Passage, number: int) -> Iterator[tuple[int, str]]:
    match passage:
        case Heading(lines):
            yield from _all(lines, f"heading {number}")
        case Paragraph(lines):
            yield from _all(lines, f"paragraph {number}" if number > 1 else "lead")
        case Listing(items):
            for i, item in enumerate(items, start=1):
                yield from _all(item, f"list {number}, item {i}")
        case Quotation(paragraphs, attribution):
            for lines in paragraphs:
                yield from _all(lines, f"quotation {number}")
            both = attribution and attribution[0].number == paragraphs[-1][-1].number  # they are on one line
            yield from _all(attribution, f"quotation {number}{' with its' if both else ','} attribution")
        case Break(lines):
            yield from _all(lines, "break")


def _all(lines: Iterable[Line], fate: str) -> Iterator[tuple[int, str]]:
    return ((line.number, fate) for line in lines)
