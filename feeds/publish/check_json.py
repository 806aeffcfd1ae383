"""The rules that a JSON Feed of ours keeps."""

from collections.abc import Iterator
from typing import Any

from feeds.publish.check_rules import (
    address_faults,
    date_faults,
    label_faults,
    language_faults,
    repeat_faults,
    type_faults,
)
from feeds.publish.tidy import html_fault


def json_faults(document: Any) -> Iterator[str]:
    """Yield what is wrong with a JSON Feed. Source: jsonfeed.org, version 1.1."""
    if document.get("version") != "https://jsonfeed.org/version/1.1":
        yield "not a JSON Feed 1.1"
    for key in ("title", "items", "home_page_url", "feed_url", "language"):
        if key not in document:
            yield f"no {key}"
    yield from _value_faults(document)
    yield from language_faults(document["language"])
    for key in ("home_page_url", "feed_url", "icon", "favicon"):
        yield from address_faults(document[key])
    for hub in document.get("hubs", ()):
        yield from address_faults(hub["url"])
    yield from repeat_faults(e.get("id") for e in document["items"])
    for entry in document["items"]:
        yield from _entry_faults(entry)


def _value_faults(value: Any, name: str = "document") -> Iterator[str]:
    """Yield values that say nothing, and extensions that are no objects."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if child in ("", None, {}) or (child == [] and key != "items"):
            yield f"an empty {key} in {name}"
        if str(key).startswith("_") and not isinstance(child, dict):
            yield f"{key} is an extension, and no object"
        yield from _value_faults(child, str(key))


def _entry_faults(entry: Any) -> Iterator[str]:
    for key in ("id", "url", "title", "content_html", "summary", "authors", "language", "_source"):
        if key not in entry:
            yield f"an entry without {key}"
    yield from date_faults(entry["date_published"])
    yield from date_faults(entry["date_modified"])
    yield from language_faults(entry["language"])
    attachments = entry.get("attachments", ())
    addresses = [entry["url"], entry.get("image"), *(a["url"] for a in attachments)]
    for address in addresses:
        if address is not None:
            yield from address_faults(address)
    for attachment in attachments:
        yield from type_faults(attachment.get("mime_type"))
    for tag in entry.get("tags", ()):
        yield from label_faults(tag)
    if fault := html_fault(entry["content_html"]):
        yield fault
