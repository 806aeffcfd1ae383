"""What a file of output/ is, by its path: its kind, and its media type."""

from enum import StrEnum
from pathlib import PurePosixPath

from feeds.media_types import media_type as guessed_type
from feeds.publish.paths import STATUS, SYNDICATED


class Kind(StrEnum):
    FEED = "feed"  # a live one
    ARCHIVE = "archive"  # and its page
    OPML = "opml"
    PAGE = "page"
    ASSET = "asset"
    STATUS = "status"  # for the editor
    OTHER = "other"  # what the operator put there


# Text whose bytes are UTF-8: all that we write, and what an operator is likely to.
_TEXTS = {
    ".atom": "application/atom+xml", ".rss": "application/rss+xml", ".opml": "text/x-opml", ".html": "text/html",
    ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml",
    ".txt": "text/plain", ".xml": "application/xml",
}  # fmt: skip


def kind_of(path: str) -> Kind:
    """Return the kind of a file by its path inside output/.

    >>> kind_of("ia.json").value, kind_of("archive/ia-0001.atom").value, kind_of("articles/x.html").value
    ('feed', 'archive', 'page')
    """
    folder, extension = path.partition("/")[0] if "/" in path else "", PurePosixPath(path).suffix
    if path.startswith(STATUS):
        return Kind.STATUS
    if folder in ("archive", "assets"):
        return Kind.ARCHIVE if folder == "archive" else Kind.ASSET
    if not folder and extension.removeprefix(".") in SYNDICATED:
        return Kind.FEED
    return {".opml": Kind.OPML, ".html": Kind.PAGE}.get(extension, Kind.OTHER)


def is_text(path: str) -> bool:
    """Whether a file is one that compresses well."""
    return PurePosixPath(path).suffix in _TEXTS


def content_type(path: str) -> str:
    """Return the media type of a file, with its charset where it has one.

    >>> content_type("ia.json"), content_type("status/status.json"), content_type("son.mp3")
    ('application/feed+json; charset=utf-8', 'application/json; charset=utf-8', 'audio/mpeg')
    """
    if not is_text(path):
        return guessed_type("", path) or "application/octet-stream"
    extension = PurePosixPath(path).suffix
    is_json_feed = extension == ".json" and kind_of(path) is Kind.FEED
    return f"{'application/feed+json' if is_json_feed else _TEXTS[extension]}; charset=utf-8"
