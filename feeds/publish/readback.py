"""What a feed reader finds in our documents, entry by entry, in one form for the three formats."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Told = dict[str, object]  # what is said of an entry, by the name of a field


def parse_xml(content: bytes) -> Any:  # Any: lxml is untyped
    """Return the root of a document of ours."""
    # As readers that use libxml2 do: no text of over 10 MB.
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def moment(text: str) -> datetime:
    """Return an RFC 3339 date; ValueError when it is none, or has no zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"a date without zone: {text}")
    return found.astimezone(UTC)


def read_atom(content: bytes) -> list[Told]:
    return [_atom_entry(entry) for entry in parse_xml(content).iterfind(f"{ATOM}entry")]


def read_contents(content: bytes) -> dict[str, str]:
    """Return the contents of the entries of an Atom document, by id."""
    entries = parse_xml(content).iterfind(f"{ATOM}entry")
    return {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}content") or "" for entry in entries}


def read_rss(content: bytes) -> list[Told]:
    return [_rss_entry(entry) for entry in parse_xml(content).iterfind("channel/item")]


def read_json(content: bytes) -> list[Told]:
    return [_json_entry(entry) for entry in json.loads(content)["items"]]


def _atom_entry(entry: Any) -> Told:
    return {
        "id": entry.findtext(f"{ATOM}id"),
        "link": entry.find(f"{ATOM}link[@rel='alternate']").get("href"),
        "title": entry.findtext(f"{ATOM}title"),
        "published": moment(entry.findtext(f"{ATOM}published")),
        "updated": moment(entry.findtext(f"{ATOM}updated")),
        "authors": entry.xpath("a:author/a:name/text()", namespaces={"a": ATOM[1:-1]}),
        "categories": [c.get("label") for c in entry.iterfind(f"{ATOM}category")],
        "summary": entry.findtext(f"{ATOM}summary"),
        "content": entry.findtext(f"{ATOM}content"),
        "language": entry.get(XML_LANG),
        "source": entry.findtext(f"{ATOM}source/{ATOM}title"),
        "enclosures": [_medium(e, "href", "length") for e in entry.iterfind(f"{ATOM}link[@rel='enclosure']")],
        "image": _thumbnail(entry),
        "via": [e.get("href") for e in entry.iterfind(f"{ATOM}link[@rel='via']")],
        "rights": entry.findtext(f"{ATOM}rights", ""),
    }


def _rss_entry(entry: Any) -> Told:
    return {
        "id": entry.findtext("guid"),
        "link": entry.findtext("link"),
        "title": entry.findtext("title"),
        "published": parsedate_to_datetime(entry.findtext("pubDate")).astimezone(UTC),
        "updated": moment(entry.findtext(f"{ATOM}updated")),
        "authors": [e.text for e in entry.iterfind(f"{DC}creator")],
        "categories": [e.text for e in entry.iterfind("category")],
        "summary": unescape(entry.findtext("description")),
        "content": entry.findtext(f"{CONTENT}encoded"),
        "language": entry.findtext(f"{DC}language"),
        "source": entry.findtext("source"),
        "enclosures": [
            _medium(e, "url", "length" if e.tag == "enclosure" else "fileSize")
            for e in entry.iterchildren("enclosure", f"{MEDIA}content")
        ],
        "image": _thumbnail(entry),
        "via": [e.get("href") for e in entry.iterfind(f"{ATOM}link[@rel='via']")],
        "rights": entry.findtext(f"{DC}rights", ""),
    }


def _json_entry(entry: Any) -> Told:
    return {
        "id": entry["id"],
        "link": entry["url"],
        "title": entry["title"],
        "published": moment(entry["date_published"]),
        "updated": moment(entry["date_modified"]),
        "authors": [a["name"] for a in entry["authors"]],
        "categories": entry.get("tags", []),
        "summary": entry["summary"],
        "content": entry["content_html"],
        "language": entry["language"],
        "source": entry["_source"]["title"],
        "enclosures": [(a["url"], a["mime_type"], a.get("size_in_bytes", 0)) for a in entry.get("attachments", [])],
        "image": entry.get("image", ""),
        "via": [v.get("entry_url", v["url"]) for v in entry.get("_sources", {"via": ()})["via"]],
        "rights": entry["_source"].get("rights", ""),
    }


def _medium(element: Any, address: str, size: str) -> tuple[str, str, int]:
    """Return the address, type and length of what an entry brings along."""
    return element.get(address), element.get("type"), int(element.get(size, "0"))


def _thumbnail(entry: Any) -> str:
    return next((e.get("url") for e in entry.iterfind(f"{MEDIA}thumbnail")), "")
