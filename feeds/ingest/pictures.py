"""The attributes of a picture, repaired: its real address, wherever its page hides that until scripts run."""

import re
from collections.abc import Mapping

from feeds.ingest.beacons import is_beacon, is_placeholder, is_tiny, is_unseen
from feeds.urls import published_url

# Where scripts look for the picture that takes the place of src.
_LAZY_SOURCES = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-lazyload", "data-actualsrc",
    "data-echo", "data-ezsrc", "data-cfsrc", "data-pagespeed-lazy-src", "data-breeze", "data-sf-src", "nitro-lazy-src",
    "lazy-src", "file-src",
)  # fmt: skip
_LAZY_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-ezsrcset", "nitro-lazy-srcset")
LAZY = frozenset(_LAZY_SOURCES + _LAZY_SOURCE_SETS)
# Where scripts keep another form of the picture, or something else: of use where src is no picture.
_OTHER_SOURCES = (
    "data-url", "data-image", "data-img-src", "data-img-url", "data-hi-res-src", "data-original-src", "data-orig-src",
    "data-full-url", "data-large-file", "data-orig-file", "data-medium-file",
)  # fmt: skip
_DESCRIPTOR = re.compile(r"\d{1,6}w|\d{1,3}(?:\.\d{1,3})?x")
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d*)?(?:px)?\s*", re.IGNORECASE)
_LENGTH = ("width", "height")
_CONDITIONS = re.compile(r"(?!.*\burl\b)[\w\s().,:%/*+<>=-]*")  # of widths, and of media
MAX_SOURCE_SET = 20_000  # characters: a choice among more is none

Attributes = Mapping[str, str]


def repaired_image(given: Attributes, base_url: str) -> dict[str, str]:
    """Return the attributes of an <img> with its addresses absolute; {} when there is no picture to see."""
    sources = [given[name] for name in (*_LAZY_SOURCES, "src", *_OTHER_SOURCES) if name in given]
    source = next((url for s in sources if (url := image_url(base_url, s))), "")
    choice = _choice(given, base_url)
    lengths = {name: size(given[name]) for name in _LENGTH if name in given}
    is_hidden = is_unseen(given.get("style", "")) and LAZY.isdisjoint(given)
    if not (source or choice) or is_tiny(*(lengths.get(name, "") for name in _LENGTH)) or is_hidden:
        return {}
    # In the order given: what is in order comes out as it is.
    repaired = {**given, "src": source or _first(choice), "srcset": choice, **lengths, "alt": given.get("alt", "")}
    return _kept(repaired)


def repaired_source(given: Attributes, base_url: str) -> dict[str, str]:
    """Return the attributes of a <source>; {} when it has no address."""
    source = next((published_url(base_url, given[name]) for name in ("src", "data-src") if given.get(name)), "")
    choice = _choice(given, base_url)
    return _kept({**given, "src": source, "srcset": choice}) if source or choice else {}


def _kept(repaired: Attributes) -> dict[str, str]:
    """Return the attributes that say something valid; an alt says by nothing that the picture adds nothing."""
    for name in ("sizes", "media"):
        if not _CONDITIONS.fullmatch(repaired.get(name, "")):
            repaired = {**repaired, name: ""}
    return {name: value for name, value in repaired.items() if value or name == "alt"}


def _choice(given: Attributes, base_url: str) -> str:
    values = [given[name] for name in (*_LAZY_SOURCE_SETS, "srcset") if name in given]
    return next((found for value in values if (found := source_set(base_url, value))), "")


def _first(choice: str) -> str:
    return choice.partition(" ")[0].removesuffix(",")


def image_url(base_url: str, source: str) -> str:
    """Return the address of a picture; "" for one that holds a place or counts readers."""
    url = published_url(base_url, source)
    return url if url.startswith("http") and not is_placeholder(url) and not is_beacon(url) else ""


def source_set(base_url: str, value: str) -> str:
    """Return a srcset with absolute addresses, without the candidates that have none."""
    kept: list[str] = []
    for candidate in re.split(r",\s+|,(?=https?:|/)", value[:MAX_SOURCE_SET]):
        url, _, descriptor = candidate.strip(" \t\n,").partition(" ")
        absolute = image_url(base_url, url) if url else ""
        # A comma would end the address for half of the readers.
        if absolute and (not descriptor or _DESCRIPTOR.fullmatch(descriptor.strip())):
            kept.append(f"{absolute.replace(',', '%2C')} {descriptor.strip()}".strip())
    return ", ".join(kept)


def size(value: str) -> str:
    """Return a width or height in pixels; "" for what is not one."""
    found = _SIZE.fullmatch(value)
    return str(int(found[1])) if found else ""
