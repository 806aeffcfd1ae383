"""The rules that every format of ours keeps: addresses, ids, texts, dates, languages, media types, characters.

Source: the W3C feed validator (validators.py, base.py), and the facts on readers in our design.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html.entities import name2codepoint
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from feeds.publish.languages import clean_language
from feeds.publish.readback import ARCHIVE, MEDIA, moment

_URI_CHARACTERS = r"[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]"
_ADDRESS = re.compile(rf"(?i:https?)://[^/]{_URI_CHARACTERS}*")
_IRI = re.compile(rf"[a-zA-Z][0-9a-zA-Z+.-]*:{_URI_CHARACTERS}+")
_IRIS = {  # of schemes that have a form of their own
    "http": _ADDRESS,
    "https": _ADDRESS,
    "tag": re.compile(rf"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{{4}}(?:-\d\d(?:-\d\d)?)?:{_URI_CHARACTERS}*"),
    "urn": re.compile(r"(?i:urn):[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:(?:[a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+"),
}
_UUID = re.compile(r"(?i:urn:uuid):[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}")
_MEDIA_TYPE = re.compile(r'[^\s()<>,;:\\"/[\]?=]+/[^\s()<>,;:\\"/[\]?=]+')
_TAG_LIKE = re.compile(r"<[/a-zA-Z]")
_REFERENCE_LIKE = re.compile(r"&(#?\w+)")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_BAD_CHARACTERS = re.compile("[\x80-\x9f\ufffd]")
_MISREAD = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")
_RUN = re.compile(r"[^<>&\n]+")
_FIRST_YEAR = 1970  # nothing was published on the web before
_MEDIA_KINDS = frozenset({"audio", "document", "executable", "image", "video"})


def character_faults(document: str) -> Iterator[str]:
    """Yield what is wrong with the characters of a whole document: controls, and UTF-8 read as Latin-1."""
    if found := _BAD_CHARACTERS.search(document):
        yield f"a character that means nothing: {found[0]!r}"
    if _MISREAD.search(document):
        yield from (f"misread: {run[0]!r:.80}" for run in _RUN.finditer(document) if _is_misread(run[0]))


def _is_misread(run: str) -> bool:
    if not _MISREAD.search(run):
        return False
    try:
        run.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def xml_faults(root: Any) -> Iterator[str]:
    """Yield the elements and attributes that are there and say nothing."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if element.tag == ARCHIVE:  # whose being there is all it says
            continue
        if not len(element) and not (element.text or "").strip() and not element.attrib:
            yield f"an empty {name}"
        if any(not value.strip() for value in element.attrib.values()):
            yield f"an empty attribute of {name}"


def count_faults(parent: Any, names: Iterable[str], namespace: str = "") -> Iterator[str]:
    """Yield the names of children that are not there exactly once."""
    for name in names:
        found = len(parent.findall(namespace + name))
        if found != 1:
            yield f"{found} times {name.rpartition('}')[2]} in {etree.QName(parent).localname}: one is needed"


def order_faults(parent: Any, entry: str) -> Iterator[str]:
    """Yield what a feed says of itself after its first entry, where readers no longer look for it."""
    tags = [child.tag for child in parent]
    after = tags[tags.index(entry) :] if entry in tags else []
    own = entry.rpartition("entry")[0]  # Atom allows what is not Atom's
    yield from (f"{tag.rpartition('}')[2]} after an entry" for tag in after if tag != entry and tag.startswith(own))


def repeat_faults(ids: Iterable[str | None]) -> Iterator[str]:
    """Yield the ids that are missing, are no IRI, or stand for two entries."""
    seen: set[str] = set()
    for entry_id in ids:
        if not entry_id:
            yield "an entry without id"
        elif entry_id in seen:
            yield f"two entries under the id {entry_id!r:.120}"
        elif not is_iri(entry_id):
            yield f"an id that is no IRI: {entry_id!r:.120}"
        else:
            seen.add(entry_id)


def is_iri(entry_id: str) -> bool:
    scheme = entry_id.partition(":")[0].lower()
    if entry_id.lower().startswith("urn:uuid:"):
        return bool(_UUID.fullmatch(entry_id))
    return bool(_IRIS.get(scheme, _IRI).fullmatch(entry_id))


def address_faults(address: str | None) -> Iterator[str]:
    """Yield what is wrong with an address that readers follow."""
    parts = urlsplit(address or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield f"not an absolute address: {address!r:.120}"
    elif "@" in parts.netloc:
        yield f"an address with a user's name: {parts.hostname!r:.120}"
    elif not _ADDRESS.fullmatch(address or ""):
        yield f"an address that is not percent-encoded: {address!r:.120}"


def text_faults(text: str | None, name: str) -> Iterator[str]:
    """Yield what readers would take for HTML in a plain text."""
    text = text or ""
    if _TAG_LIKE.search(text) or any(map(_is_reference, _REFERENCE_LIKE.findall(text))):
        yield f"a {name} that looks like HTML: {text!r:.120}"


def _is_reference(name: str) -> bool:
    return name in name2codepoint or name == "apos" or not name.isalpha()


def label_faults(label: str | None) -> Iterator[str]:
    """Yield what is wrong with the label of a category."""
    yield from text_faults(label, "category")
    if "," in (label or ""):
        yield f"a category with a comma, where readers split it: {label!r:.120}"


def date_faults(text: str | None) -> Iterator[str]:
    """Yield what is wrong with a date of Atom or JSON Feed. Source: RFC 3339."""
    if moment(text or "").year < _FIRST_YEAR:
        yield f"a date before there was a web: {text}"
    if not _RFC_3339.fullmatch(text or ""):
        yield f"no date of RFC 3339: {text!r:.40}"


def mail_date_faults(text: str | None) -> Iterator[str]:
    """Yield what is wrong with a date of RSS, its weekday included. Source: RFC 2822, 3.3."""
    found: datetime = parsedate_to_datetime(text or "")
    if found.astimezone(UTC).year < _FIRST_YEAR:
        yield f"a date before there was a web: {text}"
    if format_datetime(found) != text:
        yield f"no date of RFC 2822: {text!r:.40}"


def language_faults(tag: str | None) -> Iterator[str]:
    """Yield what is wrong with a language. Source: BCP 47, ISO 639."""
    if not tag or clean_language(tag) != tag:
        yield f"a language that nobody knows: {tag!r:.40}"


def type_faults(media_type: str | None) -> Iterator[str]:
    """Yield what is wrong with the type of what an entry brings along."""
    if not _MEDIA_TYPE.fullmatch(media_type or ""):
        yield f"no media type: {media_type!r:.80}"


def media_faults(entry: Any) -> Iterator[str]:
    """Yield what is wrong with an entry's pictures and further enclosures. Source: Media RSS 1.5.1."""
    for element in entry.iterchildren(f"{MEDIA}content", f"{MEDIA}thumbnail"):
        yield from address_faults(element.get("url"))
        if element.tag == f"{MEDIA}content":
            yield from type_faults(element.get("type"))
        if element.get("medium", "image") not in _MEDIA_KINDS or not element.get("fileSize", "1").isdigit():
            yield f"no medium or size: {element.get('medium')!r:.40} {element.get('fileSize')!r:.40}"
