"""Where something is, as a person writes it in sources.toml: addresses and paths, held to what they must be."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from feeds.urls import absolute_url


def is_address(text: str) -> bool:
    """Whether a text may stand as the address of a source."""
    try:
        return absolute_address(text) == text
    except ValueError:
        return False


def absolute_address(value: str) -> str:
    """Return an absolute http(s) address; ValueError says what is needed instead."""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or re.search(r'[\s<>"\\\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]', value):
        raise ValueError("an absolute address is needed, such as https://example.org/feed.xml")
    return value


def base_address(value: str) -> str:
    """Return the address that heads all links we publish, in ASCII; ValueError says what is needed instead."""
    parts = urlsplit(value)
    if "@" in parts.netloc or "?" in value or "#" in value:
        raise ValueError("an address without user, query or fragment is needed: it heads every link we publish")
    written = absolute_url("", value)  # in ASCII, as feeds and tag: IRIs need it
    if not written:
        raise ValueError("an address that others can reach is needed, such as https://example.org/veille/")
    return written


def file_path(value: str) -> str:
    """Return the path of a file or a folder; ValueError says what is needed instead."""
    if "\0" in value:
        raise ValueError("a path is needed: no file has a NUL character in its name")
    try:
        Path(value).expanduser()
    except RuntimeError as exc:
        raise ValueError("a path is needed: there is no such home folder") from exc
    return value


def address_or_path(value: str) -> str:
    """Return either, by how it begins; ValueError says what is needed instead."""
    return absolute_address(value) if re.match(r"https?:", value) else file_path(value)
