"""Values that name only what a test is about."""

from datetime import UTC, datetime

from feeds.changes import Known
from feeds.ingest.read import ReadEntry
from feeds.model import Entry, RawEntry

FIRST_SEEN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def entry(**fields):
    return Entry(**{"title": "A title", "content_html": "<p>Some words.</p>", "language": "fr"} | fields)


def read_entry(key="k", *, document="", digest="new", same=False, raw=None, **fields):
    """An entry as read; *same* says that its digest was known, so that it was not normalised."""
    found = None if same else entry(**fields)
    return ReadEntry(key, document, digest, raw or RawEntry(), found)


def known(key="k", *, document="", digest="old", **fields):
    defaults = {
        "id": f"tag:example.org,2026-11-01:s/{key}",
        "title": "A title",
        "link": "",
        "published": FIRST_SEEN,
        "first_seen": FIRST_SEEN,
        "updated": FIRST_SEEN,
        "edits": 0,
    }
    return Known(key=key, document=document, raw_digest=digest, **(defaults | fields))
