"""A Markdown file read into its head, its title and its content."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from feeds.ingest.blocks import read_lines
from feeds.ingest.head import Head, read_head

_BARE_URL = re.compile(r"(?<![\w/])https?://[^\s<>\"`]{1,2000}")
_URL_END = re.compile(r"[.,;:!?»”’'*_]+$")


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """What a Markdown file holds; *title_line* is 0 when the title is not in the body."""

    head: Head
    title_html: str  # of the first heading, "" when there is none
    title_line: int
    content_html: str  # without that heading; raw HTML as written
    content_line: int  # where the content begins


def read_markdown(content: bytes) -> MarkdownText:
    """Return a Markdown file in parts; the first heading is its title, unless the head gives one.

    Raises:
        ParseError: empty, binary or too large; or its front matter is broken.
    """
    lines = read_lines(content)
    head = read_head(lines)
    tokens = _parser().parse("\n".join(lines[head.lines :]))
    at = _title_position(tokens, head.title)
    title, title_line = "", 0
    if at is not None:
        inline = tokens[at + 1]
        title = _render(inline.children or [])
        title_line = head.lines + 1 + (inline.map or [0])[0]
        del tokens[at : at + 3]
    first = next((token.map[0] for token in tokens if token.map), 0)
    return MarkdownText(head, title, title_line, _render(tokens).strip(), head.lines + 1 + first)


def _title_position(tokens: Sequence[Token], known: str) -> int | None:
    """Return where the heading that is the title opens: the first, or, if the title is known, one that repeats it."""
    at = next((i for i, token in enumerate(tokens) if token.type == "heading_open"), None)
    if at is None or not known:
        return at
    return at if _folded(tokens[at + 1].content) == _folded(known) else None


def _folded(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _render(tokens: Sequence[Token]) -> str:
    parser = _parser()
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.core.ruler.push("bare_url", _link_bare_urls)
    return parser


def _link_bare_urls(state: StateCore) -> None:
    """Turn addresses written as such into links, as GitHub does; linkify of markdown-it needs one more library."""
    for token in state.tokens:
        if token.type == "inline" and "://" in token.content:
            token.children = list(_linked(token.children or []))


def _linked(children: Sequence[Token]) -> Iterator[Token]:
    depth = 0  # of links: an address inside of one is its text
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "html_inline":
            depth += _raw_link(child.content)
        if child.type == "text" and depth == 0:
            yield from _split(child.content)
        else:
            yield child


def _raw_link(tag: str) -> int:
    if re.match(r"<a\b", tag, re.IGNORECASE):
        return 1
    return -1 if re.match(r"</a\b", tag, re.IGNORECASE) else 0


def _split(text: str) -> Iterator[Token]:
    end = 0
    for found in _BARE_URL.finditer(text):
        url = _URL_END.sub("", found[0])
        if url.endswith(")") and "(" not in url:
            url = _URL_END.sub("", url[:-1])
        yield _text(text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": url})
        yield _text(url)
        yield Token("link_close", "a", -1)
        end = found.start() + len(url)
    yield _text(text[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
