"""Feeds that are well-formed and of an ordinary shape, through lxml: over ten times as fast as feedparser.

Most feeds in the wild are such. What is read here is, key for key, what feedparser gives of them, so that one module
makes a feed of either. Wherever the bytes or an element leave a doubt about that, this reader declines and feedparser
reads: a word that is not in the tables of vocabulary.py, markup where text is expected, a document type, an encoding
that few use. A test holds both equal over the corpora.

fastfeedparser was tried in its place: of ordinary feeds too it loses second authors, languages, rights, French dates
and titles in XHTML, and does not say so.
"""

import codecs
import re

from lxml import etree

from feeds.ingest.elements import OddError, Scope, name_of, scope_of
from feeds.ingest.feed_values import Values, feed_from_values
from feeds.ingest.mend import opened
from feeds.ingest.vocabulary import OF_ENTRIES, OF_FEEDS, ignore, read_into
from feeds.model import Document, ParsedFeed


def parse_wellformed(document: Document) -> ParsedFeed:
    """Return what `parse_tolerantly` does of an ordinary feed.

    Raises:
        OddError: feedparser may see more in it, or otherwise; with the reason.
    """
    root = _root(_utf8(document.content, document.charset))
    match etree.QName(root).localname.lower(), name_of(root):
        case "rss", "rss":
            result = _rss(root)
        case "feed", "feed" if etree.QName(root).namespace == "http://www.w3.org/2005/Atom":
            result = _atom(root)
        case "rdf", "rdf_rdf":
            result = _rdf(root)
        case _:
            raise OddError(f"the root {root.tag}")
    return feed_from_values(result, document)


# --- bytes ----------------------------------------------------------------------------------------------------------

_DECLARATION = re.compile(rb"<\?xml[^>]*?>")
_DECLARED = re.compile(rb"<\?.*encoding=['\"](.*?)['\"].*\?>")
_START_TAG = re.compile(rb"<\w")
_ORDINARY = re.compile(r"utf-8|ascii|iso8859-\d+|cp125\d|koi8-.")  # as Python names them


def _utf8(content: bytes, charset: str) -> bytes:
    """Return the document in UTF-8 without mark or declaration, decoded by the first that is said of its encoding."""
    content = opened(content).removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.match(content[:1000])
    encoding = charset or (declared[1].decode("ascii", "replace") if declared else "") or "utf-8"
    declaration = _DECLARATION.match(content)
    start = _START_TAG.search(content)
    if not start or b"<!" in content[: start.start()].replace(b"<!--", b""):
        raise OddError("a document type, or no element")
    body = content[declaration.end() :] if declaration else content
    try:
        name = codecs.lookup(encoding).name
        if not _ORDINARY.fullmatch(name):
            raise OddError(f"the encoding {name}")
        return body if name == "utf-8" else body.decode(encoding).encode()
    except (LookupError, ValueError) as exc:  # an unknown name, or not what the bytes are
        raise OddError(f"the encoding {encoding[:100]}: {exc}") from exc


def _root(content: bytes) -> etree._Element:
    # No network, no document type, no entity, libxml2's limits on depth and size: bytes of others stay harmless.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as exc:
        raise OddError(f"not well-formed: {exc}") from exc
    if root.getroottree().docinfo.doctype:  # behind a comment that holds a tag
        raise OddError("a document type")
    return root


# --- formats --------------------------------------------------------------------------------------------------------


def _rss(root: etree._Element) -> Values:
    if len(root) != 1 or name_of(root[0]) != "channel":
        raise OddError("not one channel in rss")
    scope = scope_of(root, Scope(is_atom=False))
    feed, entries = _feed(root[0], scope, "item")
    return {"version": "rss20", "feed": _with_language(feed, scope), "entries": entries}


def _atom(root: etree._Element) -> Values:
    feed, entries = _feed(root, Scope(is_atom=True), "entry")
    return {"version": "atom10", "feed": _with_language(feed, scope_of(root, Scope(is_atom=True))), "entries": entries}


def _with_language(feed: Values, scope: Scope) -> Values:
    return {"language": scope.language, **feed}


def _rdf(root: etree._Element) -> Values:
    formats = [uri for uri in root.nsmap.values() if uri in ("http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/")]
    if formats[:1] != ["http://purl.org/rss/1.0/"]:
        raise OddError("RDF that feedparser takes for Atom, or for nothing")
    scope = scope_of(root, Scope(is_atom=False))
    channels = [child for child in root if name_of(child) == "channel"]
    if len(channels) != 1 or name_of(root[0]) != "channel":
        raise OddError("not one channel in rdf")
    feed, _ = _feed(root[0], scope, "")
    entries = []
    for child in root[1:]:
        if name_of(child) == "item":
            entries.append(_entry(child, scope))
        else:
            ignore(name_of(child), child)
    return {"version": "rss10", "feed": feed, "entries": entries}


def _feed(element: etree._Element, outer: Scope, entry_name: str) -> tuple[Values, list[Values]]:
    feed, entries, scope = _values(element), list[Values](), scope_of(element, outer)
    for child in element:
        name = name_of(child)
        if name == entry_name:
            entries.append(_entry(child, scope))
        else:
            read_into(name, child, feed, scope, OF_FEEDS)
    return feed, entries


def _entry(element: etree._Element, outer: Scope) -> Values:
    entry, scope = _values(element), scope_of(element, outer)
    entry["id"] = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "")
    for child in element:
        read_into(name_of(child), child, entry, scope, OF_ENTRIES)
    return entry


def _values(element: etree._Element) -> Values:
    if "href" in element.attrib or "lastmod" in element.attrib:
        raise OddError("attributes of CDF")
    return {"links": [], "authors": [], "tags": []}
