"""The names and texts of a well-formed feed's elements, as feedparser reads them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from feeds.ingest.feed_values import Values
from feeds.ingest.tolerant import looks_like_html


class OddError(Exception):
    """An element or a document is none that we are sure to read as feedparser does."""


class Scope(NamedTuple):
    """What holds for an element and all inside it."""

    is_atom: bool
    base_url: str = ""
    language: str = ""


# --- names ----------------------------------------------------------------------------------------------------------

# Lower case, as feedparser compares them. Names of RSS and Atom have no prefix.
_VOCABULARIES = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
# A prefix of these on another vocabulary makes feedparser take it for this one.
_PREFIXES = frozenset(_VOCABULARIES.values()) - {""}
# feedparser does not know their vocabulary, Podcasting 2.0, and goes by the prefix.
_KNOWN_BY_PREFIX = frozenset({"podcast_season", "podcast_episode"})
FOREIGN = "foreign"
XML = "{http://www.w3.org/XML/1998/namespace}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def name_of(element: etree._Element) -> str:
    """Return an element's name in lower case, after its vocabulary's prefix (`dc_creator`), or FOREIGN."""
    tag = element.tag
    if not isinstance(tag, str):
        raise OddError("an entity")
    return _name(tag, element.prefix or "" if tag[0] == "{" else "")


@lru_cache(maxsize=1000)
def _name(tag: str, prefix: str) -> str:
    name = etree.QName(tag)
    local, vocabulary = name.localname.lower(), _VOCABULARIES.get((name.namespace or "").lower())
    if ":" in local or (prefix and prefix.lower() in _PREFIXES and prefix.lower() != vocabulary):
        raise OddError(f"the prefix of {prefix}:{local}")
    if vocabulary is None:
        by_prefix = f"{prefix.lower()}_{local}"
        if by_prefix in _KNOWN_BY_PREFIX:
            return by_prefix
        return FOREIGN if prefix else local  # without a prefix, feedparser reads it for RSS
    return f"{vocabulary}_{local}" if vocabulary else local


def attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes without namespace, their names in lower case, as are the values of rel and type."""
    given = {str(name).lower(): str(value) for name, value in element.attrib.items()}
    return given | {name: given[name].lower() for name in ("rel", "type") if name in given}


def scope_of(element: etree._Element, outer: Scope) -> Scope:
    """Return what holds inside an element that stands inside *outer*."""
    if not element.attrib:
        return outer
    if "base" in element.attrib or "lang" in element.attrib:
        raise OddError("base or lang without xml:")
    language = element.get(f"{XML}lang")
    base = element.get(f"{XML}base")
    return Scope(
        outer.is_atom,
        outer.base_url if base is None else _base(outer.base_url, base),
        outer.language if language is None else language.replace("_", "-"),
    )


def _base(outer: str, base: str) -> str:
    joined = joined_url(outer, base)
    if not re.match(r"https?://\S+$", joined):
        raise OddError(f"the xml:base {base[:100]}")
    return joined


def joined_url(base: str, url: str) -> str:
    """Return an address made absolute where its document says from where."""
    if ":///" in url:
        raise OddError("an address without host")
    try:
        return urljoin(base, url) if base else url
    except ValueError as exc:
        raise OddError(f"the address {url[:100]}") from exc


# --- texts ----------------------------------------------------------------------------------------------------------

_CP1252 = {number: bytes([number]).decode("cp1252", "ignore") or chr(number) for number in range(0x80, 0xA0)}


def plain(element: etree._Element) -> str:
    """Return the text of an element that holds nothing else, its misread characters read again."""
    return _mended(raw_text(element))


def raw_text(element: etree._Element) -> str:
    """Return the text of an element that holds nothing else."""
    if len(element):
        raise OddError(f"markup in {element.tag}")
    return (element.text or "").strip()


def _mended(text: str) -> str:
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_CP1252) if re.search("[\x80-\x9f]", text) else text


_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}


def detail(element: etree._Element, scope: Scope, default_type: str) -> Values:
    """Return what an element of text says, with its type, language and base."""
    media_type = type_of(element, default_type)
    if element.get("mode") or media_type not in _TYPES.values():
        raise OddError(f"the type {media_type[:100]}")
    value = _mended(_markup(element)) if media_type == _TYPES["xhtml"] else plain(element)
    if media_type == "text/plain" and not scope.is_atom and looks_like_html(value):
        media_type = "text/html"
    return {"value": value, "type": media_type, "base": scope.base_url, "language": scope.language}


def type_of(element: etree._Element, default_type: str) -> str:
    given = str(element.get("type", default_type)).lower()
    return _TYPES.get(given, given)


def _markup(element: etree._Element) -> str:
    """Return the XHTML inside the one <div> of an element, as feedparser writes it."""
    [div] = element if len(element) == 1 else [None]
    if div is None or div.tag != f"{XHTML}div" or (element.text or "").strip() or (div.tail or "").strip():
        raise OddError("XHTML without its one div")
    return "".join(_inside(div)).strip()


def _inside(element: etree._Element) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(XHTML) or tag in (f"{XHTML}body", f"{XHTML}title"):
            raise OddError(f"{tag} inside XHTML")
        name = tag.removeprefix(XHTML).lower()
        yield f"<{name}{''.join(_attributes_written(child))}>"
        yield from _inside(child)
        yield f"</{name}>"
        yield escape(child.tail or "", quote=False)


def _attributes_written(element: etree._Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        name = name.replace(XML, "xml:").lower()
        if name.startswith("{"):
            raise OddError(f"the attribute {name}")
        written = escape(value.lower() if name in ("rel", "type") else value, quote=False).replace('"', "&quot;")
        yield f' {name}="{written}"'


# --- persons --------------------------------------------------------------------------------------------------------

_LONGEST_PERSON = 500  # characters: the expression below takes time with the square of a word's length
_EMAIL = re.compile(
    r"[a-zA-Z0-9_.+-]+@(?:\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.|(?:[a-zA-Z0-9-]+\.)+)(?:[a-zA-Z]{2,4}|[0-9]{1,3})\]?"
    r"(?:\?subject=\S+)?"
)
_PLAIN_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\.[a-z]{2,4}", re.ASCII)


def person(element: etree._Element, scope: Scope, earlier: list[Values]) -> Values:
    """Return an author, who is named in elements of Atom or in a text; *earlier* are those before."""
    if not len(element):
        return _person_in_text(plain(element))
    found: Values = {"is_in_elements": True}
    for child in element:
        match name_of(child):
            case "name" | "email" as key:
                found[key] = raw_text(child)
            case "uri" | "url":
                found["href"] = joined_url(scope_of(child, scope).base_url, plain(child))
            case name if name != FOREIGN or len(child):
                raise OddError(f"{name} in a person")
    emails = [author["email"] for author in earlier if author.get("email")]
    is_alike = all("is_in_elements" in author for author in earlier)
    if earlier and not (is_alike and found.get("name") and all(map(_PLAIN_EMAIL.fullmatch, emails))):
        raise OddError("a person after another, whose name or e-mail feedparser lends")
    return found


def _person_in_text(text: str) -> Values:
    if len(text) > _LONGEST_PERSON:
        raise OddError("a long author")
    found = _EMAIL.search(text) if "@" in text else None
    if not found:
        return {"name": text} if text else {}
    name = text.replace(found[0], "")
    for empty in ("()", "<>", "&lt;&gt;"):
        name = name.replace(empty, "")
    name = name.strip().removeprefix("(").removesuffix(")").strip()
    return ({"name": name} if name else {}) | {"email": found[0]}
