"""A list of feeds in OPML, and what of it cannot be a source.

Ours and not listparser's: that leaves out what has no address or stands twice without a word, and takes a list in
ISO-8859-1 for UTF-8; its user is to be told what was skipped, and why. Source: OPML 2.0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from feeds.characters import one_line
from feeds.errors import ParseError
from feeds.locations import is_address
from feeds.model import Document
from feeds.urls import absolute_url

MOST = 5_000  # feeds: a list of more is a directory
Folders = tuple[tuple[str, ...], ...]  # each from the outermost in


@dataclass(frozen=True, slots=True)
class ListedFeed:
    url: str  # absolute
    title: str = ""
    folders: Folders = ()  # that hold it


@dataclass(frozen=True, slots=True)
class Skipped:
    name: str  # what the list calls it
    reason: str


@dataclass(frozen=True, slots=True)
class FeedList:
    title: str
    feeds: tuple[ListedFeed, ...]  # in the order of the list, each once
    skipped: tuple[Skipped, ...]


def read_opml(document: Document) -> FeedList:
    """Return the feeds that a list names.

    Raises:
        ParseError: it is no OPML.
    """
    root = _root(document.content)
    title = root.findtext("head/title") or ""
    feeds: dict[str, ListedFeed] = {}
    skipped: list[Skipped] = []
    for found in _walk(root):
        if isinstance(found, Skipped):
            skipped.append(found)
        elif found.url in feeds:
            known = feeds[found.url]
            feeds[found.url] = ListedFeed(known.url, known.title, tuple(dict.fromkeys(known.folders + found.folders)))
            skipped.append(Skipped(found.title or found.url, "it stands in the list twice: its folders are joined"))
        elif len(feeds) == MOST:
            skipped.append(Skipped(found.title or found.url, f"over {MOST} feeds"))
        else:
            feeds[found.url] = found
    return FeedList(one_line(title), tuple(feeds.values()), tuple(skipped))


def _root(content: bytes) -> etree._Element:
    # libxml2 by itself bounds what entities grow to, and stops at 256 levels.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError as exc:
        raise ParseError(f"not an OPML list: {one_line(str(exc))}") from exc
    if root is None or not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise ParseError("not an OPML list: its root is no <opml>")
    return root


def _walk(root: etree._Element) -> Iterator[ListedFeed | Skipped]:
    """Yield every outline that is no folder, in the order of the list."""
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [
        (one, ()) for one in reversed([*root.iterfind("body/outline")])
    ]
    while waiting:
        outline, folders = waiting.pop()
        said = {str(name).lower(): one_line(str(value)) for name, value in outline.attrib.items()}
        name = said.get("text") or said.get("title", "")
        if said.get("iscomment", "").lower() == "true":
            yield Skipped(name, "it is commented out")
            continue
        children = [child for child in outline if child.tag == "outline"]
        is_folder = children and not said.get("xmlurl")
        if not is_folder:
            yield _read_outline(said, name, folders)
        inner = (*folders, name) if is_folder and name else folders
        waiting += [(child, inner) for child in reversed(children)]


def _read_outline(said: dict[str, str], name: str, folders: tuple[str, ...]) -> ListedFeed | Skipped:
    if not said.get("xmlurl"):
        return Skipped(name or said.get("htmlurl", "") or said.get("url", ""), _reason(said))
    url = absolute_url("", said["xmlurl"]).partition("#")[0]
    if not is_address(url):
        return Skipped(name or said["xmlurl"], f"{said['xmlurl']} is no http(s) address")
    # With a slash before it, a category is a place in a hierarchy; without, it is a tag, and proves nothing.
    places = [place.strip() for place in said.get("category", "").split(",") if place.strip().startswith("/")]
    paths = [tuple(part.strip() for part in place.split("/") if part.strip()) for place in places]
    return ListedFeed(url, name, tuple(dict.fromkeys(path for path in [folders, *paths] if path)))


def _reason(said: dict[str, str]) -> str:
    if said.get("type", "").lower() in ("include", "link") and said.get("url"):
        return f"it leads to {said['url']}: if that is a list, import it by itself"
    if said.get("htmlurl"):
        return f"it has a page and no feed: try `rubrique add {said['htmlurl']}`"
    return "it has no address"
