"""HTML as a tree: read however broken it is, and repaired into an article's markup."""

import re
from collections.abc import Callable
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from feeds.ingest.sanitise import BLOCKS, DROPPED, PHRASING
from feeds.urls import absolute_url

MAX_DEPTH = 100  # of nested tags: articles stay below 30, and libxml2 loses what lies deeper than 256
ABSURD_DEPTH = 1_000  # beyond it no tree is built: sanitising takes time with the square of the depth

# What article markup calls otherwise. A page's h1 is its title, which an entry has apart: headings start at h2.
RENAMED = {
    "acronym": "abbr", "address": "div", "article": "div", "aside": "div", "big": "strong", "center": "div",
    "dir": "ul", "fieldset": "div", "form": "div", "h1": "h2", "header": "div", "hgroup": "div", "legend": "p",
    "listing": "pre", "main": "div", "menu": "ul", "nav": "div", "plaintext": "pre", "search": "div", "section": "div",
    "strike": "s", "tt": "code", "xmp": "pre",
}  # fmt: skip
REMOVED = "template"  # the name of what is not written
UNWRAPPED = "span"  # the name of what is written without its tags
VOID = frozenset({"br", "hr", "img", "source", "wbr"})
MEDIA = frozenset({"audio", "hr", "img", "picture", "source", "table", "video"})  # full without text
KEPT_EMPTY = frozenset({"caption", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"}) | MEDIA | VOID
_FLAT = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "figcaption", "summary", UNWRAPPED})
SPACE = " \t\n\f\r\u00a0\u200b\ufeff"
LAZY_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-url",
)
LAZY_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
LAZY = frozenset(LAZY_SOURCES + LAZY_SOURCE_SETS)
_DESCRIPTOR = re.compile(r"\d{1,6}w|\d{1,3}(?:\.\d{1,3})?x")
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d*)?(?:px)?\s*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"(?:^|[/_-])(?:blank|spacer|pixel|placeholder|lazy|1x1|transparent)[^/]*\.(?:gif|png|svg)$")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)[^<>]*>?")
_CLOSES_ITSELF = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "option"})


def repaired(html: str, base_url: str) -> str:
    """Return *html* as well-formed article markup with absolute addresses; the allow-list is still to come.

    *html* holds legal characters only. "" when no parser can make anything of it.
    """
    try:
        # As bytes, so that no <meta charset> in it is believed. The body keeps text from being moved into a paragraph.
        source = f"<html><body>{_flattened(html)}</body></html>".encode()
        soup = BeautifulSoup(source, "lxml", from_encoding="utf-8", preserve_whitespace_tags={"body"})
    except ParserRejectedMarkup:
        return ""
    body = soup.body or soup
    _limit_depth(body)
    for tag in body.find_all("noscript"):
        _show_noscript(tag)
    for tag in body.find_all(True):
        _repair(tag, base_url)
    _drop_empty(body)
    return _written(body)


def _flattened(html: str) -> str:
    """Return *html* without the tags that open absurdly deep, counted so that no parser finds it deeper."""
    if html.count("<") <= ABSURD_DEPTH:
        return html
    open_tags: list[str] = []

    def kept(found: re.Match[str]) -> str:
        name = found[2].lower()
        is_kept = len(open_tags) <= ABSURD_DEPTH
        if found[1]:
            if open_tags and open_tags[-1] == name:
                open_tags.pop()
        elif name not in VOID and not (name in _CLOSES_ITSELF and open_tags and open_tags[-1] == name):
            open_tags.append(name)
        return found[0] if is_kept else ""

    return _TAG.sub(kept, html)


def _limit_depth(body: Tag) -> None:
    depths = {id(body): 0}
    for tag in body.find_all(True):
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > MAX_DEPTH:
            _unwrap(tag)


# Taking a node out of the tree costs a search among its siblings: a minute for 50,000 of them. So it gets a name that
# says what to write of it.


def _remove(tag: Tag) -> None:
    tag.name = REMOVED


def _unwrap(tag: Tag) -> None:
    if tag.name not in VOID:
        tag.name = UNWRAPPED


def _show_noscript(tag: Tag) -> None:
    """Show what is shown without scripts, in place of the lazy image that it doubles, if there is one."""
    previous = tag.find_previous_sibling()
    if previous is not None and previous.name == "img" and tag.find("img") is not None:
        _remove(previous)
    _unwrap(tag)


def _repair(tag: Tag, base_url: str) -> None:
    tag.name = RENAMED.get(tag.name, tag.name)
    special = _SPECIAL.get(tag.name)
    if special:
        special(tag, base_url)
    else:
        _absolutise(tag, "cite", base_url)


def _absolutise(tag: Tag, attribute: str, base_url: str) -> None:
    if attribute not in tag.attrs:
        return
    url = absolute_url(base_url, str(tag[attribute]))
    if url:
        tag[attribute] = url
    else:
        del tag[attribute]


def _repair_link(tag: Tag, base_url: str) -> None:
    _absolutise(tag, "href", base_url)
    if "href" not in tag.attrs or tag.find_parent("a") is not None:
        _unwrap(tag)


def _repair_image(tag: Tag, base_url: str) -> None:
    sources = [str(tag[name]) for name in (*LAZY_SOURCES, "src") if name in tag.attrs]
    source = next((url for s in sources if (url := image_url(base_url, s))), "")
    _repair_source_set(tag, base_url)
    if is_pixel(str(tag.get("width", "")), str(tag.get("height", ""))) or not (source or "srcset" in tag.attrs):
        _remove(tag)
        return
    _set(tag, "src", source)
    _set(tag, "width", size(str(tag.get("width", ""))))
    _set(tag, "height", size(str(tag.get("height", ""))))
    tag.attrs.setdefault("alt", "")


def _repair_source_set(tag: Tag, base_url: str) -> None:
    values = [str(tag[name]) for name in (*LAZY_SOURCE_SETS, "srcset") if name in tag.attrs]
    _set(tag, "srcset", next((found for v in values if (found := source_set(base_url, v))), ""))


def _set(tag: Tag, attribute: str, value: str) -> None:
    if value:
        tag[attribute] = value
    elif attribute in tag.attrs:
        del tag[attribute]


def image_url(base_url: str, source: str) -> str:
    """Return the address of a picture; "" for a blank one that holds the place until a script has run."""
    url = absolute_url(base_url, source)
    return url if url.startswith("http") and not _PLACEHOLDER.search(url) else ""


def source_set(base_url: str, value: str) -> str:
    """Return a srcset with absolute addresses, without the candidates that have none."""
    kept: list[str] = []
    for candidate in re.split(r",\s+|,(?=https?:|/)", value[:20_000]):
        url, _, descriptor = candidate.strip(" \t\n,").partition(" ")
        absolute = image_url(base_url, url) if url else ""
        # A comma would end the address for half of the readers.
        if absolute and (not descriptor or _DESCRIPTOR.fullmatch(descriptor.strip())):
            kept.append(f"{absolute.replace(',', '%2C')} {descriptor.strip()}".strip())
    return ", ".join(kept)


def is_pixel(width: str, height: str) -> bool:
    """Whether a picture of this size is there to count its readers."""
    return size(width) in ("0", "1") or size(height) in ("0", "1")


def size(value: str) -> str:
    """Return a width or height in pixels; "" for what is not one."""
    found = _SIZE.fullmatch(value)
    return str(int(found[1])) if found else ""


def _repair_media(tag: Tag, base_url: str) -> None:
    for attribute in ("src", "poster"):
        _absolutise(tag, attribute, base_url)
    for source in tag.find_all("source"):
        _repair_source(source, base_url)
    if "src" not in tag.attrs and tag.find("source") is None:
        _unwrap(tag)


def _repair_source(tag: Tag, base_url: str) -> None:
    _absolutise(tag, "src", base_url)
    _repair_source_set(tag, base_url)
    if tag.find_parent(["audio", "video", "picture"]) is None or not ("src" in tag.attrs or "srcset" in tag.attrs):
        _remove(tag)


def _link_frame(tag: Tag, base_url: str) -> None:
    """Turn an embedded player into a link, which every reader shows."""
    source = next((str(tag[n]) for n in (*LAZY_SOURCES, "src") if str(tag.get(n, "")).strip(" ")), "")
    url = absolute_url(base_url, source)
    if not url.startswith("http") or is_pixel(str(tag.get("width", "")), str(tag.get("height", ""))):
        _remove(tag)
        return
    text = " ".join(str(tag.get("title", "")).split()) or re.sub(r"^https?://(?:www\.)?|[/?#].*", "", url)
    link = Tag(name="a", attrs={"href": url})
    link.append(NavigableString(text))
    tag.clear()
    tag.append(link)
    tag.name = "p" if tag.parent is not None and tag.parent.name not in PHRASING | _FLAT else UNWRAPPED
    tag.attrs.clear()


def _trim_preformatted(tag: Tag, _: str) -> None:
    """Drop the newlines at its start: each parser eats one, so that every pass would give another text."""
    for node in tag.descendants:
        if type(node) is NavigableString:  # no comment, which would turn into text
            node.replace_with(NavigableString(node.lstrip("\n")))
            return
        if isinstance(node, Tag) and node.name in KEPT_EMPTY:  # a picture, say, which they follow
            return


_SPECIAL: dict[str, Callable[[Tag, str], None]] = {
    "a": _repair_link,
    "audio": _repair_media,
    "iframe": _link_frame,
    "img": _repair_image,
    "pre": _trim_preformatted,
    "source": _repair_source,
    "video": _repair_media,
}


def _drop_empty(body: Tag) -> None:
    """Remove the blocks that say nothing; of phrases that say nothing, keep the spaces and line breaks."""
    full: set[int] = set()
    for node in reversed(list(body.descendants)):  # children before their parents
        if isinstance(node, Tag):
            if node.name in DROPPED:
                continue
            if node.name not in KEPT_EMPTY and id(node) not in full:
                (_unwrap if node.name in PHRASING or node.name == UNWRAPPED else _remove)(node)
            elif node.name != "br":
                full.add(id(node.parent))
        elif type(node) is NavigableString and node.strip(SPACE):  # not its children: comments, scripts
            full.add(id(node.parent))


def _written(body: Tag) -> str:
    """Return what *body* holds as HTML.

    BeautifulSoup's own writer compares tags by what they hold, which takes a time and a recursion without bound.
    """
    parts: list[str] = []
    pending: list[PageElement | str] = [*reversed(body.contents)]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in DROPPED:
                continue
            if node.name in PHRASING or node.name in BLOCKS:
                parts.append(_start_tag(node))
                pending.append("" if node.name in VOID else f"</{node.name}>")
            pending.extend(reversed(node.contents))
        elif type(node) is str:
            parts.append(node)
        elif type(node) is NavigableString:  # no comment, no script
            parts.append(escape(node, quote=False))
    return "".join(parts)


def _start_tag(tag: Tag) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in tag.attrs.items() if name.isalpha())
    return f"<{tag.name}{attributes}>"
