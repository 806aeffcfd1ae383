"""What a document is, decided from its bytes; its name and its declared type are hints for what bytes leave open."""

import re
from typing import Literal

from feeds.ingest.marks import marked_encoding
from feeds.model import Document

Kind = Literal["feed", "json", "html", "markdown", "text", "opml", "binary", "empty"]

LOOKED_AT = 100_000  # bytes: comments and document types of tens of kilobytes stand before some roots


def sniff(document: Document) -> Kind:
    """Return the kind of *document*; XML of an unknown vocabulary counts as a feed, which its parser then refuses."""
    head = document.content[:LOOKED_AT]
    if head.startswith(_SIGNATURES):
        return "binary"
    text = _decode(head)
    if not text:
        return "empty"
    if _JSON.match(text):
        return "json"
    return _sniff_markup(text, document) or ("binary" if _is_binary(text) else _sniff_prose(text, document))


# --- bytes ----------------------------------------------------------------------------------------------------------

_SIGNATURES = (
    *(b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd"),
    *(b"\xfd7zXZ", b"7z\xbc\xaf", b"\x7fELF", b"RIFF", b"OggS", b"ID3", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"SQLite "),
)
# Without a mark, by the "<" or "<?" that opens most markup: XML 1.0, appendix F.
_OPENINGS = (
    *((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # "<?xm" in EBCDIC
)
_JSON = re.compile(r'\{\s*(?:"|\})|\[\s*\{\s*"')


def _decode(head: bytes) -> str:
    """Return the text as far as structure needs it, without what may precede it; in Latin-1 by default."""
    opened = next((name for opening, name in _OPENINGS if head.startswith(opening)), "iso-8859-1")
    encoding = marked_encoding(head) or opened
    return head.decode(encoding, "ignore").lstrip("\ufeff\u200b \t\r\n\f\v\0").removeprefix("ï»¿").lstrip()


def _is_binary(text: str) -> bool:
    """Return whether control characters, which no text needs, are more than one in a hundred."""
    controls = len(re.findall(r"[\0-\x08\x0e-\x1a\x1c-\x1f]", text))
    return controls * 100 > len(text) or "\0" in text


# --- markup ---------------------------------------------------------------------------------------------------------

_BEFORE_ROOT = re.compile(r"(?:\s+|<\?[^>]*>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([a-z][\w.-]{0,40})(?=[\s/>]|$)", re.I)
# What a server said before its feed began: a warning of PHP, a debugger's comment cut short.
_LATE_FEED = re.compile(r"<(?:rss\s[^>]*version|(?:[\w-]{1,20}:)?(?:rdf|feed)\s[^>]*xmlns)", re.I)
_HTML_TYPE = re.compile(r"<!doctype\s+html", re.I)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_HTML_ELEMENT = re.compile(
    r"html|head|body|title|meta|link|base|script|style|noscript|template|article|section|main|header|footer|"
    r"nav|aside|div|p|span|a|b|i|em|strong|u|s|small|big|sub|sup|br|hr|h1|h2|h3|h4|h5|h6|ul|ol|li|dl|dt|dd|"
    r"table|thead|tbody|tr|td|th|caption|figure|figcaption|picture|img|video|audio|source|iframe|object|embed|"
    r"blockquote|q|cite|pre|code|kbd|form|input|button|label|select|textarea|address|time|abbr|mark|font|"
    r"center|details|summary"
)


def _sniff_markup(text: str, document: Document) -> Kind | None:
    """Return the kind of what begins with markup, None for what does not."""
    if not text.startswith("<"):
        return "feed" if _says(document, "xml", "rss", "atom", "rdf") and _LATE_FEED.search(text) else None
    start = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    name = root[1].lower() if root else ""
    if name in _FEED_ROOTS:
        return "feed"
    if name == "opml":
        return "opml"
    is_page = bool(_HTML_TYPE.match(text)) or name in {"html", "head", "body"}
    if not is_page and _LATE_FEED.search(text):
        return "feed"
    if is_page or _HTML_ELEMENT.fullmatch(name):
        # Markdown may open with an element of HTML, never with a page.
        return "html" if is_page or not _says(document, "md", "markdown") else None
    return "feed" if text.startswith("<?xml") or (root and _says(document, "xml", "rss", "atom", "rdf")) else None


def _says(document: Document, *types: str) -> bool:
    """Return whether the name ends in one of these extensions, or the declared type contains one as a word."""
    extension = document.name.rpartition(".")[2].lower()
    return extension in types or bool(set(re.split(r"[/+.-]", document.media_type)) & set(types))


# --- prose ----------------------------------------------------------------------------------------------------------

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*$", re.M | re.S)
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,6} \S", re.M),
    re.compile(r"\[[^\]\n]{1,200}\]\((?:https?:|/|#)[^)\s]{0,500}\)"),
    re.compile(r"^(?:```|~~~)", re.M),
    re.compile(r"\*\*[^*\s][^*\n]{0,200}\*\*"),
)
_HTML_SIGNS = re.compile(r"<(p|div|h[1-6]|ul|ol|article|section|blockquote|table)\b[^<>]{0,500}>", re.I)


def _sniff_prose(text: str, document: Document) -> Kind:
    """Return the kind of text that begins with none of the signs of another kind."""
    if _says(document, "md", "markdown", "mkd"):
        return "markdown"
    if _says(document, "html", "htm", "xhtml") and _HTML_SIGNS.search(text):
        return "html"
    signs = sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS)
    # One sign alone may be chance, unless the text opens with it: a hash, two stars, a bracket are in prose too.
    # Pasted text may have front matter as well.
    opens_with_matter = _FRONT_MATTER.match(text) and not _says(document, "txt", "plain")
    return "markdown" if signs > 1 or _MARKDOWN_SIGNS[0].match(text) or opens_with_matter else "text"
