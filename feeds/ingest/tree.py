"""HTML as a tree: read however broken it is, and repaired into an article's markup."""

from collections.abc import Callable

from feeds.ingest.clearing import IMAGES, remove_farewells, remove_furniture, show_noscripts
from feeds.ingest.depth import VOID
from feeds.ingest.embeds import link_frame, repair_object
from feeds.ingest.farewell import may_hold_farewell
from feeds.ingest.nodes import (
    SPACE,
    UNWRAPPED,
    NavigableString,
    Tag,
    attributes,
    limit_depth,
    read_nodes,
    remove,
    set_attribute,
    set_attributes,
    unwrap,
    written,
)
from feeds.ingest.pictures import repaired_image, repaired_source, size
from feeds.ingest.players import PLAYER_ELEMENTS
from feeds.ingest.sanitise import DROPPED, PHRASING
from feeds.urls import published_url

# What article markup calls otherwise. A page's h1 is its title, which an entry has apart: headings start at h2.
RENAMED = {
    "acronym": "abbr", "address": "div", "amp-anim": "img", "amp-audio": "audio", "amp-img": "img",
    "amp-video": "video", "article": "div", "aside": "div", "big": "strong", "center": "div", "dir": "ul",
    "fieldset": "div", "form": "div", "h1": "h2", "header": "div", "hgroup": "div", "legend": "p", "listing": "pre",
    "main": "div", "menu": "ul", "nav": "div", "plaintext": "pre", "search": "div", "section": "div", "strike": "s",
    "tt": "code", "xmp": "pre",
}  # fmt: skip
MEDIA = frozenset({"audio", "hr", "img", "picture", "source", "table", "video"})  # full without text
KEPT_EMPTY = frozenset({"caption", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"}) | MEDIA | VOID


def repaired(html: str, base_url: str) -> str:
    """Return *html* as well-formed article markup with absolute addresses; the allow-list is still to come.

    *html* holds legal characters only. "" when no parser can make anything of it.
    """
    body = read_nodes(html)
    if body is None:
        return ""
    tags = body.find_all(True)
    limit_depth(body, tags)
    remove_furniture(body, tags)
    show_noscripts(tags, base_url)
    if may_hold_farewell(html):
        remove_farewells(body)
    for tag in tags:
        _repair(tag, base_url)
    _drop_empty(body)
    return written(body)


def _repair(tag: Tag, base_url: str) -> None:
    tag.name = RENAMED.get(tag.name, tag.name)
    special = _SPECIAL.get(tag.name)
    if special:
        special(tag, base_url)
    else:
        _absolutise(tag, "cite", base_url)


def _absolutise(tag: Tag, attribute: str, base_url: str) -> None:
    if attribute in tag.attrs:
        set_attribute(tag, attribute, published_url(base_url, str(tag[attribute])))


def _repair_link(tag: Tag, base_url: str) -> None:
    _absolutise(tag, "href", base_url)
    if "href" not in tag.attrs or tag.find_parent("a") is not None:
        unwrap(tag)


def _repair_image(tag: Tag, base_url: str) -> None:
    set_attributes(tag, repaired_image(attributes(tag), base_url))
    if not tag.attrs:
        remove(tag)


def _repair_picture(tag: Tag, _: str) -> None:
    """Give a picture that has none, for a script would add it, an image: its last source."""
    sources = tag.find_all("source")
    if sources and tag.find(IMAGES) is None:
        sources[-1].name = "img"


def _repair_source(tag: Tag, base_url: str) -> None:
    set_attributes(tag, repaired_source(attributes(tag), base_url))
    if not tag.attrs or tag.find_parent(["audio", "video", "picture"]) is None:
        remove(tag)


def _repair_media(tag: Tag, base_url: str) -> None:
    if not tag.get("src"):
        set_attribute(tag, "src", str(tag.get("data-src", "")))
    for attribute in ("src", "poster"):
        _absolutise(tag, attribute, base_url)
    for length in ("width", "height"):
        set_attribute(tag, length, size(str(tag.get(length, ""))))
    for source in tag.find_all("source"):
        _repair_source(source, base_url)
    if "src" not in tag.attrs and tag.find("source") is None:
        unwrap(tag)


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
    "embed": repair_object,
    "iframe": link_frame,
    "img": _repair_image,
    "object": repair_object,
    "picture": _repair_picture,
    "pre": _trim_preformatted,
    "source": _repair_source,
    "video": _repair_media,
    **dict.fromkeys(PLAYER_ELEMENTS, link_frame),
}


def _drop_empty(body: Tag) -> None:
    """Remove the blocks that say nothing; of phrases that say nothing, keep the spaces and line breaks."""
    full: set[int] = set()
    for node in reversed(list(body.descendants)):  # children before their parents
        if isinstance(node, Tag):
            if node.name in DROPPED:
                continue
            if node.name not in KEPT_EMPTY and id(node) not in full:
                (unwrap if node.name in PHRASING or node.name == UNWRAPPED else remove)(node)
            elif node.name != "br":
                full.add(id(node.parent))
        elif type(node) is NavigableString and node.strip(SPACE):  # not its children: comments, scripts
            full.add(id(node.parent))
