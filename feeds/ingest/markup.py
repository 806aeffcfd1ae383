"""HTML of articles: cleaned for publishing, and read as text."""

import re
from dataclasses import dataclass
from html import escape, unescape

from lxml import etree

from feeds.characters import legal
from feeds.ingest.farewell import may_hold_farewell
from feeds.ingest.sanitise import sanitise
from feeds.ingest.shortcut import is_simple
from feeds.ingest.tree import repaired

ROUNDS = 4  # of repair until nothing changes: of the hostile payloads none needs more than three


def clean_html(html: str, base_url: str) -> str:
    """Return *html* repaired, its addresses absolute, and sanitised: a well-formed fragment of the allow-list.

    Cleaning what is clean changes nothing. The tree is built only for markup that needs it.
    """
    html = legal(html)
    if is_simple(html, base_url):
        clean = sanitise(html)
        if not may_hold_farewell(clean):  # its words may have been apart
            return clean
    return clean_by_tree(html, base_url)


def clean_by_tree(html: str, base_url: str, rounds: int = ROUNDS) -> str:
    """Return what `clean_html` does, without its short cut; the text alone when *rounds* of repair do not settle it."""
    for _ in range(rounds):
        clean = sanitise(repaired(html, base_url))
        if clean == html or (is_simple(clean, base_url) and sanitise(clean) == clean):
            return clean
        html = clean
    text = escape(plain_text(html), quote=False)
    return sanitise(f"<p>{text}</p>") if text else ""


# -- as text ------------------------------------------------------------------------------------------------------

_BLOCK_NAMES = (
    "address article aside audio blockquote body br caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr iframe li main menu nav ol option p pre section summary table"
    " tbody td tfoot th thead tr ul video"
)
_BLOCK = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset({"head", "script", "style", "template", "title", "textarea", "select", "svg", "math", "iframe"})
_LINE_ENDS = re.compile(r"\n[ \n]+")
_BREAK = "\x1e"  # no legal text holds it


def plain_text(html: str) -> str:
    """Return the text of any HTML, a line for each block, white space folded, references decoded.

    >>> plain_text("<p>A <b>b</b>&nbsp;!</p><ul><li>c</ul>")
    'A b\\xa0!\\nc'
    """
    html = legal(html)
    text = _text_of_tree(html) if "<" in html else unescape(html)
    return _in_lines(text)


def _text_of_tree(html: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<html><body>{html}</body></html>".encode(), parser)
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in _BLOCK:
            parts.append(_BREAK)
        if event == "end":
            parts.append(element.tail or "")
        elif element.tag in _SILENT:
            walk.skip_subtree()
        else:
            parts.append(element.text or "")
    return "".join(parts)


def _in_lines(text: str) -> str:
    """Return *text* with white space folded, and a line for each run between two breaks."""
    text = text.replace("\t", " ").replace("\n", " ").replace("\f", " ").replace("\r", " ")
    while "  " in text:  # ten times as fast as a regular expression
        text = text.replace("  ", " ")
    lines = legal(text.replace(_BREAK, "\n"))
    return _LINE_ENDS.sub("\n", lines.replace(" \n", "\n")).strip(" \n")


@dataclass(frozen=True, slots=True)
class Outline:
    text: str  # the running text, a line for each block, without the headings
    headings: tuple[str, ...]  # the texts of h1 to h6


_TAG = re.compile(r"<[^<>]*>")
_HEADING = re.compile(r"<h[1-6](?: [^<>]*)?>(.*?)</h[1-6]>", re.DOTALL)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_NAMES.replace(' ', '|')})(?: [^<>]*)?>")


def outline(content_html: str) -> Outline:
    """Return the headings and the running text of HTML that `clean_html` gave."""
    headings = tuple(h for found in _HEADING.findall(content_html) if (h := text_of_clean(found).replace("\n", " ")))
    return Outline(text_of_clean(_HEADING.sub(_BREAK, content_html)), headings)


def text_of_clean(html: str) -> str:
    """Return what `plain_text` gives, three times as fast, of clean HTML: its tags hold no "<" or ">" but their own."""
    return _in_lines(unescape(_TAG.sub("", _BLOCK_TAG.sub(_BREAK, html))))
