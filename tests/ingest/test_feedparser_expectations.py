"""feedparser's own test files, held to what their first comments expect of the fields that we keep."""

import ast
import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.errors import ParseError
from feeds.ingest.dates import parse_date
from feeds.ingest.markup import plain_text
from feeds.ingest.parse import parse_document
from feeds.ingest.read import Read, Reading, read_all
from feeds.model import Document, ParsedFeed, Person, Tag
from feeds.urls import absolute_url
from tests.ingest.corpus import corpus_documents

# What is missed: addresses of nameless authors, undeclared encodings that only statistics tell, ids made absolute.
SHARE_MET = 0.97
READING = Reading(ZoneInfo("UTC"))

# feedparser's older names, and ours for what it calls otherwise.
ALIASES = {"guid": "id", "modified": "updated", "issued": "published", "copyright": "rights", "tagline": "subtitle"}
KEPT = {
    *("title", "link", "id", "summary", "description", "content", "subtitle", "rights", "language"),
    *("updated", "published", "created", "updated_parsed", "published_parsed", "created_parsed"),
    *("author", "authors", "author_detail", "tags", "category", "enclosures", "itunes_duration"),
}
NOT_KEPT = {"type", "src", "language", "base"}  # of a text, where we have no more than one for the entry


class Expectation(NamedTuple):
    entry: int | None  # None: of the feed
    path: tuple[str | int, ...]
    value: object


def test_as_many_of_feedparsers_own_expectations_are_met_as_before(corpus, capsys):
    met, missed = Counter(), []
    for found in corpus_documents(corpus):
        if "kurtmckee+feedparser/" not in found.path:
            continue
        comment = first_comment(found.document.content)
        document = with_headers(found.document, comment)
        for expectation in expectations(comment):
            is_met = holds(expectation, document)
            if is_met is not None:
                met[is_met] += 1
                missed += [] if is_met else [f"{found.path}: {expectation}"]

    with capsys.disabled():
        print(f"\nfeedparser's own expectations of what we keep: {met[True]} of {met.total()} met")
    assert met[True] / met.total() >= SHARE_MET, "\n".join(missed)
    assert met.total() > 1000


# --- reading the expectations ---------------------------------------------------------------------------------------

MARKS = (
    *((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
    *((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)


def first_comment(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    found = re.search(r"<!--(.*?)-->", content.decode(encoding, "replace"), re.S)
    return found[1] if found else ""


def with_headers(document: Document, comment: str) -> Document:
    headers = {name.lower(): value.strip() for name, value in re.findall(r"Header:\s*([\w-]+)\s*:(.*)", comment)}
    media_type, _, rest = headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", rest)
    return Document(
        document.content,
        url=headers.get("content-location", ""),
        media_type=media_type.strip().lower(),
        charset=charset[1] if charset else "",
    )


def expectations(comment: str) -> Iterator[Expectation]:
    """Yield what is expected to equal a value, of the feed, an entry or the encoding."""
    found = re.search(r"Expect:\s*(.*)", comment, re.S)
    for node in ast.walk(ast.parse(found[1].strip(), mode="eval")) if found else ():
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            path, value = path_of(node.left), value_of(node.comparators[0])
            match path:
                case ("feed", *rest):
                    yield Expectation(None, tuple(rest), value)
                case ("entries", int(number), *rest) if isinstance(value, dict):
                    yield from (Expectation(number, (*rest, key), one) for key, one in value.items())
                case ("entries", int(number), *rest) if rest:
                    yield Expectation(number, tuple(rest), value)
                case ("encoding",):
                    yield Expectation(None, ("encoding",), value)


def path_of(node: ast.expr) -> tuple[str | int, ...]:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=inner, attr=name):
            return (*path_of(inner), name)
        case ast.Subscript(value=inner, slice=ast.Constant(value=key)):
            return (*path_of(inner), key)
        case _:
            return ("?",)


def value_of(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


# --- holding them ---------------------------------------------------------------------------------------------------


def holds(expectation: Expectation, document: Document) -> bool | None:
    """Return whether our reading is as expected; None for what we do not keep."""
    if expectation.value is None:
        return None
    if expectation.path == ("encoding",):
        return is_decoded_by(str(expectation.value), document)
    path = tuple(ALIASES.get(step, step) for step in expectation.path)
    try:
        read = read_all(document, READING)
    except ParseError:
        return False
    texts = values_of_feed(read, document) if expectation.entry is None else values_of_entry(read, expectation.entry)
    if path not in texts and (path[0] not in KEPT or path[-1] in NOT_KEPT):
        return None
    return any(is_same(expectation.value, value) for value in texts.get(path, []))


def is_decoded_by(encoding: str, document: Document) -> bool | None:
    try:
        text = document.content.decode(encoding)
    except (LookupError, UnicodeError):
        return None
    content = re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", text).encode()
    return parsed(document) == parsed(Document(content, url=document.url))


def parsed(document: Document) -> ParsedFeed | None:
    try:
        return parse_document(document)
    except ParseError:
        return None


Values = dict[tuple[str | int, ...], list[object]]


def values_of_feed(read: Read, document: Document) -> Values:
    feed = read.feed
    values: Values = {
        ("title",): [feed.title],
        ("title_detail", "value"): [feed.title],
        ("subtitle",): [feed.subtitle],
        ("subtitle_detail", "value"): [feed.subtitle],
        ("description",): [feed.subtitle],
        ("rights",): [feed.rights],
        ("rights_detail", "value"): [feed.rights],
        ("link",): [feed.link, absolute_url(document.url, feed.link)],
        ("id",): [feed.id],
        ("language",): [feed.language],
        **dates(feed.updated, feed.published),
        **persons(feed.authors),
        **tags(feed.tags),
    }
    return values


def values_of_entry(read: Read, number: int) -> Values:
    if number >= len(read.entries):
        return {}
    raw, entry = read.entries[number].raw, read.entries[number].entry
    assert entry is not None
    bodies: list[object] = [raw.content_html, raw.summary_html, entry.content_html, entry.summary]
    values: Values = {
        ("title",): [raw.title_html, entry.title],
        ("title_detail", "value"): [raw.title_html, entry.title],
        ("title_detail", "language"): [raw.language],
        ("title_detail", "base"): [raw.base_url],
        ("summary",): bodies,
        ("description",): bodies,
        ("summary_detail", "value"): bodies,
        ("summary_detail", "language"): [raw.language],
        ("summary_detail", "base"): [raw.base_url],
        ("link",): [raw.link, entry.link],
        ("id",): [raw.guid],
        ("rights",): [raw.rights],
        ("rights_detail", "value"): [raw.rights],
        ("itunes_duration",): [raw.duration],
        ("image", "href"): [raw.image],
        **{("content", 0, key): value for key, value in zip(
            ("value", "language", "base"), (bodies, [raw.language], [raw.base_url]), strict=True)},
        **dates(raw.updated or raw.published, raw.published or raw.updated),
        **persons(raw.authors),
        **tags(raw.tags),
    }  # fmt: skip
    for at, enclosure in enumerate(raw.enclosures):
        values |= {("enclosures", at, key): [enclosure.url] for key in ("url", "href")}
        values |= {("enclosures", at, "type"): [enclosure.type], ("enclosures", at, "length"): [str(enclosure.length)]}
    return values


def dates(updated: str, published: str) -> Values:
    values: Values = {("updated",): [updated], ("published",): [published], ("created",): [published]}
    return values | {(f"{name}_parsed",): [moment(*texts)] for (name,), texts in values.items()}


def moment(text: object) -> datetime | None:
    return parse_date(str(text), ZoneInfo("UTC"))


def persons(authors: tuple[Person, ...]) -> Values:
    values: Values = {}
    for at, author in enumerate(authors):
        found = {"name": [author.name], "email": [author.email], "url": [author.uri], "href": [author.uri]}
        values |= {("authors", at, key): value for key, value in found.items()}
        values |= {("author_detail", key): value for key, value in found.items()}
        whole = f"{author.name} ({author.email})" if author.name and author.email else author.name or author.email
        values[("author",)] = [whole]
    return values


def tags(found: tuple[Tag, ...]) -> Values:
    values: Values = {("category",): [found[0].term]} if found else {}
    for at, tag in enumerate(found):
        given = {"term": tag.term, "scheme": tag.scheme, "label": tag.label}
        values |= {("tags", at, key): [value] for key, value in given.items()}
    return values


def is_same(expected: object, value: object) -> bool:
    """Return whether a text is the expected one, white space and harmless markup aside."""
    if isinstance(expected, tuple):
        return isinstance(value, datetime) and value == datetime(*expected[:6], tzinfo=UTC)
    if not isinstance(value, str) or not isinstance(expected, str):
        return False
    # Either may be plain text where the other is HTML.
    return bool({squashed(expected), "".join(expected.split())} & {squashed(value), "".join(value.split())})


def squashed(text: str) -> str:
    return "".join(html.unescape(plain_text(text)).split())
