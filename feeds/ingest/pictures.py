"""The attributes of a picture, repaired: its real address, wherever its page hides that until scripts run."""

import re
from collections.abc import Mapping

from feeds.ingest.beacons import is_beacon, is_placeholder, is_tiny, is_unseen
from feeds.ingest.conditions import valid_media, valid_sizes
from feeds.urls import published_url

# Where scripts look for the picture that takes the place of src.
_LAZY_SOURCES = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-lazyload", "data-actualsrc",
    "data-echo", "data-ezsrc", "data-cfsrc", "data-pagespeed-lazy-src", "data-breeze", "data-sf-src", "nitro-lazy-src",
    "lazy-src", "file-src",
)  # fmt: skip
LAZY_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-ezsrcset", "nitro-lazy-srcset")
LAZY = frozenset(_LAZY_SOURCES + LAZY_SOURCE_SETS)
# Where scripts keep another form of the picture, or something else: of use where src is no picture.
_OTHER_SOURCES = (
    "data-url", "data-image", "data-img-src", "data-img-url", "data-hi-res-src", "data-original-src", "data-orig-src",
    "data-full-url", "data-large-file", "data-orig-file", "data-medium-file",
)  # fmt: skip
_DESCRIPTOR = re.compile(r"\d{1,6}w|\d{1,3}(?:\.\d{1,3})?x")
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d*)?(?:px)?\s*", re.IGNORECASE)
_LENGTH = ("width", "height")
# Source: RFC 9110, 8.3.1.
_NAME = r"[A-Za-z0-9!#$&^_.+-]+"
_MEDIA_TYPE = re.compile(rf'{_NAME}/{_NAME}(?:\s*;\s*{_NAME}=(?:{_NAME}|"[^"\\]*"))*')
MAX_SOURCE_SET = 20_000  # characters: a choice among more is none

Attributes = Mapping[str, str]


def repaired_image(given: Attributes, base_url: str) -> dict[str, str]:
    """Return the attributes of an <img> with its addresses absolute; {} when there is no picture to see."""
    source = _first_image(given, base_url)
    choice = _choice(given, base_url)
    lengths = {name: size(given[name]) for name in _LENGTH if name in given}
    is_hidden = is_unseen(given.get("style", "")) and LAZY.isdisjoint(given)
    if not (source or choice) or is_tiny(*(lengths.get(name, "") for name in _LENGTH)) or is_hidden:
        return {}
    # In the order given: what is in order comes out as it is.
    repaired = {**given, "src": source or _first(choice), "srcset": choice, **lengths, "alt": given.get("alt", "")}
    return _kept(repaired)


def repaired_source(given: Attributes, base_url: str) -> dict[str, str]:
    """Return the attributes of a <source> of a <picture>; {} when it has no address, or is for unknown media."""
    choice = _choice(given, base_url) or _escaped(_first_image(given, base_url))
    media = given.get("media", "").strip()
    if not choice or (media and not valid_media(media)):
        return {}
    # One for all media is chosen before all others: saying so is an error.
    media = "" if media == "all" else media
    return _kept({**given, "src": "", "srcset": choice, "media": media})


def repaired_recording(given: Attributes, base_url: str) -> dict[str, str]:
    """Return the attributes of a <source> of a film or a sound; {} when it has no address."""
    source = next((published_url(base_url, given[name]) for name in ("src", "data-src") if given.get(name)), "")
    return _kept({**given, "src": source, "srcset": "", "media": ""}) if source else {}


def _kept(repaired: Attributes) -> dict[str, str]:
    """Return the attributes that say something valid; an alt says by nothing that the picture adds nothing."""
    sizes = valid_sizes(repaired.get("sizes", "")) if repaired.get("srcset", "").endswith("w") else ""
    media_type = repaired.get("type", "")
    kept = {**repaired, "sizes": sizes, "type": media_type if _MEDIA_TYPE.fullmatch(media_type) else ""}
    return {name: value for name, value in kept.items() if value or name == "alt"}


def _first_image(given: Attributes, base_url: str) -> str:
    sources = [given[name] for name in (*_LAZY_SOURCES, "src", *_OTHER_SOURCES) if name in given]
    return next((url for source in sources if (url := image_url(base_url, source))), "")


def _choice(given: Attributes, base_url: str) -> str:
    values = [given[name] for name in (*LAZY_SOURCE_SETS, "srcset") if name in given]
    return next((found for value in values if (found := source_set(base_url, value))), "")


def _first(choice: str) -> str:
    return choice.partition(" ")[0].removesuffix(",")


def image_url(base_url: str, source: str) -> str:
    """Return the address of a picture; "" for one that holds a place or counts readers."""
    url = published_url(base_url, source)
    return url if url.startswith("http") and not is_placeholder(url) and not is_beacon(url) else ""


def source_set(base_url: str, value: str) -> str:
    """Return a srcset with absolute addresses, without the candidates that have none.

    Either all have a width or none has: what is for a density is left out beside a width, as is what says one again.
    """
    kept: dict[tuple[bool, float], str] = {}
    for candidate in re.split(r",\s+|,(?=https?:|/)", value[:MAX_SOURCE_SET]):
        url, _, descriptor = candidate.strip(" \t\n,").partition(" ")
        descriptor = descriptor.strip()
        absolute = image_url(base_url, url) if url else ""
        number = float(descriptor[:-1] or 1) if not descriptor or _DESCRIPTOR.fullmatch(descriptor) else 0.0
        if absolute and number:
            kept.setdefault((descriptor.endswith("w"), number), f"{_escaped(absolute)} {descriptor}".strip())
    has_widths = any(is_width for is_width, _ in kept)
    return ", ".join(written for (is_width, _), written in kept.items() if is_width == has_widths)


def _escaped(url: str) -> str:
    return url.replace(",", "%2C")  # a comma would end the address for half of the readers


def size(value: str) -> str:
    """Return a width or height in pixels; "" for what is not one."""
    found = _SIZE.fullmatch(value)
    return str(int(found[1])) if found else ""
