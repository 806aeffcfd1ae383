"""The main content of a saved page: trafilatura says which blocks are of it, and the page's own markup is kept."""

import codecs
import logging
import re
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from html import escape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from feeds.errors import ParseError
from feeds.ingest.marks import marked_encoding
from feeds.ingest.page_blocks import Block, blocks_of, marks, tidy, words_of
from feeds.ingest.page_choice import NOISE, choose, count_words, match

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 30_000  # the largest page of the corpora has 10,106; the most hostile one of so many takes 7 s
MANY_BLOCKS = 5_000  # beyond, without justext, which takes 20 s for 29,000; the corpora have one such page
MAX_ATTRIBUTES = 400  # of one element; the most that the corpora have is 60
PRECISE_SHARE = 0.4  # of the balanced answer's words: below it, the precise answer has lost the article
SHORTEST_BODY = 100  # words of an articleBody: many are cut after the first
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 8192  # browsers look for a charset in the first 1,024; saved pages have comments before it
# Possessive throughout, so that it never goes back: libxml2 takes 17 s for 100,000 attributes, and trafilatura minutes.
_MANY_ATTRIBUTES = re.compile(
    r"<[a-z][^\s>/]*+(?:[\s/]++[^\s=>/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']++))?+)"
    rf"{{{MAX_ATTRIBUTES}}}",
    re.IGNORECASE,
)
_MEDIA = ("img", "picture", "video", "audio", "iframe", "object", "embed", "hr")


def decode_page(content: bytes, charset: str = "") -> str:
    """Return a page's text: by its BOM, else by *charset* or the charset of its <meta>, else UTF-8, else cp1252."""
    marked = marked_encoding(content)
    if marked:
        return content.decode(marked, "replace").removeprefix("\ufeff")
    declared = _CHARSET.search(content[:_HEAD_BYTES])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8"):
        try:
            return content.decode(_as_browsers_do(name), "strict")
        except (LookupError, UnicodeError):  # an unknown name, or not what the page is
            continue
    return content.decode("cp1252", "replace")


def _as_browsers_do(name: str) -> str:
    """Return the codec that browsers use under a charset's name. Source: WHATWG Encoding, 4.2."""
    if name.casefold() in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"):
        return "cp1252"
    return codecs.lookup(name).name if name else "utf-8"


def read_tree(text: str) -> HtmlElement:
    """Return a page as a tree.

    Raises:
        ParseError: there is no element in it, or too many.
    """
    refuse_absurd(text)
    # As bytes: lxml refuses a string that declares an encoding.
    encoded = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = document_fromstring(encoded, HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError) as exc:
        raise ParseError("no HTML is in it: a page needs at least one paragraph") from exc
    count = sum(1 for _ in root.iter())
    if count > MAX_ELEMENTS:
        raise ParseError(f"{count} elements: a page has at most {MAX_ELEMENTS}")
    return root


def refuse_absurd(text: str) -> None:
    """Refuse what takes a parser minutes.

    Raises:
        ParseError: an element has too many attributes.
    """
    if _MANY_ATTRIBUTES.search(text):
        raise ParseError(f"an element with {MAX_ATTRIBUTES} attributes or more: no page of an article needs them")


def is_fragment(root: HtmlElement, text: str) -> bool:
    """Whether a file holds an article's own HTML, without the furniture of a page."""
    if re.search(r"<(?:html|head|body|title|meta|nav|script)\b", text, re.IGNORECASE):
        return False
    return root.find(".//p") is not None


def fragment_content(root: HtmlElement) -> tuple[str, str]:
    """Return a fragment's title and its content without it."""
    body = root if root.find("body") is None else root.find("body")
    children = list(body)
    box = children[0] if len(children) == 1 and children[0].tag in ("article", "div", "main", "section") else body
    heading = next(box.iter("h1", "h2"), None)
    title = "" if heading is None else " ".join(heading.text_content().split())
    if heading is not None:
        heading.drop_tree()
    return title, _inner_html(box)


def main_content(root: HtmlElement, titles: Collection[str]) -> str:
    """Return the HTML of a page's article, its title not repeated in it; "" when none is found.

    *titles* are the forms under which the page gives its title. *root* is changed.
    """
    untouched = deepcopy(root)
    tidy(root)
    body = root.find("body")
    blocks = blocks_of(root if body is None else body)
    chosen = choose(blocks, _answer(untouched, blocks), titles)
    return _serialise(chosen, blocks) if chosen else ""


def json_content(body: str) -> str:
    """Return an articleBody of JSON-LD as HTML; "" when it is too short to be an article."""
    if len(words_of(body)) < SHORTEST_BODY:
        return ""
    if re.search(r"</?(?:p|div|br|h\d)\b", body, re.IGNORECASE):
        return body
    paragraphs = (escape(line.strip(), quote=False) for line in body.splitlines())
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _answer(root: HtmlElement, blocks: Sequence[Block]) -> list[str]:
    """Return the texts that trafilatura keeps: precisely where that does not lose the article."""
    fast = len(blocks) > MANY_BLOCKS
    precise = _ask(root, favor_precision=True, fast=fast)
    balanced = _ask(root, favor_precision=False, fast=fast)
    enough = PRECISE_SHARE * count_words(blocks, match(blocks, balanced))
    return precise if count_words(blocks, match(blocks, precise)) >= enough else balanced


def _ask(root: HtmlElement, *, favor_precision: bool, fast: bool) -> list[str]:
    """Return trafilatura's answer, text by text; it reads the tree alone and asks nothing of the network."""
    from trafilatura import bare_extraction  # costs 0.5 s to import

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints name no file and help nobody
    try:
        document = bare_extraction(
            root, include_comments=False, with_metadata=False, favor_precision=favor_precision, fast=fast
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, etree.LxmlError):
        return []  # its own bugs on odd trees: the page is then said to have no content
    if document is None or isinstance(document, dict):  # it gives one only where asked to
        return []
    parts = document.body.iter("head", "item", "cell", "p", "quote", "code", "list", "table", "row")
    return [text for part in parts if (text := "".join(part.itertext()).strip())]


def _serialise(chosen: Sequence[Block], blocks: Sequence[Block]) -> str:
    """Return the smallest box around the chosen blocks, without the blocks that were not chosen."""
    kept = {block.element for block in chosen}
    box = _common_box(chosen)
    holds_kept = {parent for block in chosen for parent in block.parents} | kept
    holds_text = {parent for block in blocks for parent in block.parents} | {block.element for block in blocks}
    for element in list(_outside(box, kept, holds_kept)):
        is_picture = element not in holds_text and next(element.iter(*_MEDIA), None) is not None
        if not is_picture or NOISE.search(marks(element)):
            element.drop_tree()
    return _inner_html(box) if box not in kept else tostring(box, encoding="unicode", with_tail=False)


def _common_box(chosen: Sequence[Block]) -> HtmlElement:
    if len(chosen) == 1:
        return chosen[0].element
    paths = (reversed(block.parents) for block in chosen)
    return [boxes[0] for boxes in zip(*paths, strict=False) if all(box is boxes[0] for box in boxes)][-1]


def _outside(
    box: HtmlElement, kept: Collection[HtmlElement], holds_kept: Collection[HtmlElement]
) -> Iterator[HtmlElement]:
    """Yield the topmost elements inside *box* that hold nothing kept."""
    if box in kept:
        return
    waiting = list(box)
    while waiting:
        element = waiting.pop()
        if element not in holds_kept:
            yield element
        elif element not in kept:
            waiting.extend(element)


def _inner_html(box: HtmlElement) -> str:
    start = escape(box.text or "", quote=False)
    return (start + "".join(tostring(child, encoding="unicode") for child in box)).strip()
