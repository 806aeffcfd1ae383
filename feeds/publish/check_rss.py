"""The rules that an RSS document of ours keeps."""

import re
from collections.abc import Iterator
from typing import Any

from feeds.publish.check_rules import (
    address_faults,
    count_faults,
    date_faults,
    label_faults,
    language_faults,
    mail_date_faults,
    media_faults,
    order_faults,
    repeat_faults,
    text_faults,
    type_faults,
    xml_faults,
)
from feeds.publish.readback import ATOM, CONTENT, DC
from feeds.publish.tidy import html_fault

_ENCLOSED = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::\d+)?(?:/.*)?", re.IGNORECASE)
_TOO_COMMON = re.compile(r"\d{1,8}")  # as a guid: somebody else's entry may have it, too


def rss_faults(root: Any) -> Iterator[str]:
    """Yield what is wrong with an RSS document. Source: RSS 2.0 and the Advisory Board's best practices."""
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield "not an RSS 2.0 feed"
        return
    yield from xml_faults(root)
    yield from count_faults(channel, ("title", "link", "description", "language", "lastBuildDate"))
    yield from order_faults(channel, "item")
    if len(channel.findall(f"{ATOM}link[@rel='self']")) != 1:
        yield "not one link to itself"
    yield from mail_date_faults(channel.findtext("lastBuildDate"))
    yield from language_faults(channel.findtext("language"))
    yield from address_faults(channel.findtext("link"))
    for name in ("title", "description"):
        yield from text_faults(channel.findtext(name), name)
    yield from _image_faults(channel)
    for address in root.iter(f"{ATOM}link"):
        yield from address_faults(address.get("href"))
    entries = channel.findall("item")
    yield from repeat_faults(e.findtext("guid") for e in entries)
    for entry in entries:
        yield from _item_faults(entry)


def _image_faults(channel: Any) -> Iterator[str]:
    for image in channel.iterfind("image"):
        yield from address_faults(image.findtext("url"))
        if any(image.findtext(name) != channel.findtext(name) for name in ("title", "link")):
            yield "an image of another title or link than the feed's"
        if not image.findtext("url").endswith((".gif", ".jpg", ".jpeg", ".png")):
            yield "an image that RSS readers need not know"


def _item_faults(entry: Any) -> Iterator[str]:
    yield from count_faults(entry, ("guid", "title", "link", "pubDate", "description", "source"))
    yield from count_faults(entry, ("encoded",), CONTENT)
    yield from mail_date_faults(entry.findtext("pubDate"))
    yield from date_faults(entry.findtext(f"{ATOM}updated"))
    yield from language_faults(entry.findtext(f"{DC}language"))
    if entry.find("author") is not None:
        yield "an author, which RSS wants to be an e-mail address"
    if not entry.findall(f"{DC}creator"):
        yield "an entry without author"
    order = [child.tag for child in entry]
    if order.index("description") > order.index(f"{CONTENT}encoded"):
        yield "a description after the content, which it would overwrite"
    for name in ("title", "source"):
        yield from text_faults(entry.findtext(name), name)
    for label in entry.iterfind("category"):
        yield from label_faults(label.text)
    yield from _guid_faults(entry.find("guid"))
    yield from address_faults(entry.findtext("link"))
    yield from address_faults(entry.find("source").get("url"))
    yield from _enclosure_faults(entry)
    yield from media_faults(entry)
    for html in (entry.findtext("description"), entry.findtext(f"{CONTENT}encoded")):
        if fault := html_fault(html):
            yield fault


def _guid_faults(guid: Any) -> Iterator[str]:
    if guid.get("isPermaLink") == "true":
        yield from address_faults(guid.text)
    elif guid.get("isPermaLink") != "false":
        yield "a guid that does not say whether it is a link"
    if _TOO_COMMON.fullmatch(guid.text):
        yield f"a guid that is hardly unique: {guid.text}"


def _enclosure_faults(entry: Any) -> Iterator[str]:
    enclosures = entry.findall("enclosure")
    if len(enclosures) > 1:
        yield "more than one enclosure"
    for enclosure in enclosures:
        if not (enclosure.get("type") and enclosure.get("length", "").isdigit()):
            yield "an enclosure without type and length"
        yield from type_faults(enclosure.get("type"))
        yield from address_faults(enclosure.get("url"))
        if not _ENCLOSED.fullmatch(enclosure.get("url", "")):
            yield f"an enclosure where RSS knows no host: {enclosure.get('url')!r:.120}"
