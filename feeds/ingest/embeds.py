"""Embedded players, turned into what every reader shows."""

import re

from feeds.ingest.beacons import is_beacon, is_button, is_tiny, is_unseen
from feeds.ingest.nodes import UNWRAPPED, Tag, attributes, new_element, remove, said, set_attributes, unwrap
from feeds.ingest.pictures import image_url, size
from feeds.ingest.players import PLAYER_ELEMENTS, is_known_player, player_address, player_of
from feeds.ingest.sanitise import PHRASING
from feeds.urls import published_url

_FLAT = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "figcaption", "summary", UNWRAPPED})
_SOURCES = ("data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data-src-cmplz", "src")
_LONGEST_ALT = 500  # characters
_IMAGE_FILE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)


def link_frame(tag: Tag, base_url: str) -> None:
    """Turn an embedded player into a link; remove what cannot be seen, counts, advertises or asks to be liked."""
    given = attributes(tag)
    url = _address(tag.name, given, base_url)
    is_seen = not is_tiny(size(given.get("width", "")), size(given.get("height", "")))
    is_seen = is_seen and not is_unseen(given.get("style", ""))
    if url.startswith("http") and is_seen and not is_beacon(url) and not is_button(url):
        _turn_into_link(tag, url)
    else:
        remove(tag)


def _address(element: str, given: dict[str, str], base_url: str) -> str:
    if element in PLAYER_ELEMENTS:
        return published_url(base_url, player_address(element, given))
    source = next((given[name] for name in _SOURCES if given.get(name, "").strip()), "")
    return published_url(base_url, source) if source else ""


def _turn_into_link(tag: Tag, url: str) -> None:
    player = player_of(url, str(tag.get("title", "")))
    link = new_element("a", {"href": player.page}, "" if player.picture else player.name)
    if player.picture:
        link.append(new_element("img", {"src": player.picture, "alt": player.name}))
    tag.clear()
    tag.append(link)
    tag.name = "p" if tag.parent is not None and tag.parent.name not in PHRASING | _FLAT else UNWRAPPED
    set_attributes(tag, {})


def repair_object(tag: Tag, base_url: str) -> None:
    """Turn an object into what it shows: a player's link, a picture, else what it holds for those who cannot see it."""
    given = [tag.get("data"), tag.get("src")]
    given += [param.get("value") for param in tag.find_all("param") if param.get("name") in ("movie", "src", "url")]
    urls = [url for value in given if value and (url := published_url(base_url, str(value))).startswith("http")]
    player = next((url for url in urls if is_known_player(url)), "")
    picture = next((url for url in urls if _IMAGE_FILE.search(url) and image_url(base_url, url)), "")
    if player:
        _turn_into_link(tag, player)
    elif picture:
        set_attributes(tag, {"src": picture, "alt": said(tag, _LONGEST_ALT) or str(tag.get("title", ""))})
        tag.clear()
        tag.name = "img"
    elif tag.name == "embed":
        remove(tag)
    else:
        unwrap(tag)
