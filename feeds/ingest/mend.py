"""A feed that breaks its parser, or takes it minutes: its bytes bounded, its text mended and cut into entries."""

import re

from feeds.characters import without_illegal
from feeds.ingest.marks import marked_encoding

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^.{0,40}?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", re.S)
_SPACE_BEFORE = re.compile(rb"^\s+(?=<\?xml\s)")
_LONG_PERSON = re.compile(
    rb"(<(?:[\w.-]{1,40}:)?(?:author|creator|owner|publisher|managingEditor|webMaster|name|email)\b[^<>]{0,200}>"
    rb"(?:<!\[CDATA\[)?[^<>]{2000})[^<>]+",
    re.I,
)
# The longest honest elements have two dozen. Possessive throughout, so that it never goes back.
_MANY_ATTRIBUTES = re.compile(
    rb"(<[a-z][^\s<>/=]*+)(?:[\s/]++[^\s=<>/]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"']++)){500,}+", re.I
)
_REFERENCE = re.compile(r"&#(?:(\d{1,20})|[xX]([0-9a-fA-F]{1,20}));?")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{21,};?")
_START = re.compile(r"<(?:[A-Za-z][\w.-]{0,40}:)?(?:item|entry)(?=[\s/>])")
_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,40}:)?(?:item|entry)\s*>")


def opened(content: bytes) -> bytes:
    """Return a document without the space that must not stand before its declaration: one feed in twenty has it."""
    return _SPACE_BEFORE.sub(b"", content, count=1)


def bounded(content: bytes) -> bytes:
    """Return a document without what costs feedparser time with the square of its length, and no honest feed has.

    50 KB of an author take it eight seconds, 100,000 attributes of one element more than a minute.
    """
    return _LONG_PERSON.sub(rb"\1", _MANY_ATTRIBUTES.sub(rb"\1", content))


def mend(content: bytes, charset: str = "") -> str:
    """Return the document as text without its declaration, and without the characters that XML forbids.

    *charset* is what was declared outside the bytes. Where strict UTF-8 fits, it is that; else what is declared.
    """
    text = without_illegal(_decode(content, charset).removeprefix("\ufeff"))
    return _DECLARATION.sub("", _REFERENCE.sub(_legal_reference, _LONG_REFERENCE.sub("", text)))


def cut(text: str) -> tuple[str, list[str]]:
    """Return what stands before the first entry, and each entry; what follows the last one stays with it.

    >>> cut("<rss><item>a</item> <item>b</rss>")
    ('<rss>', ['<item>a</item>', '<item>b</rss>'])
    """
    starts = [found.start() for found in _START.finditer(text)]
    if not starts:
        return text, []
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return text[: starts[0]], [*map(_without_rest, pieces[:-1]), pieces[-1]]


def _without_rest(piece: str) -> str:
    end = _END.search(piece)
    return piece[: end.end()] if end else piece


def _decode(content: bytes, charset: str) -> str:
    declared = _ENCODING.match(content)
    named = declared[1].decode() if declared else ""
    for encoding in filter(None, (marked_encoding(content), "utf-8", charset, named)):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def _legal_reference(found: re.Match[str]) -> str:
    number = int(found[1]) if found[1] else int(found[2], 16)
    is_legal = 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    return found[0] if is_legal or number in (9, 10, 13) else ""
