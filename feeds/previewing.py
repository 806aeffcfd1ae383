"""What was tried, made a page to look at."""

from collections.abc import Sequence
from datetime import datetime

from feeds.model import FiledEntry
from feeds.publish.preview import Preview, render_preview
from feeds.settings import Config
from feeds.trying import Tried, TriedEntry


def preview(config: Config, tried: Sequence[Tried], now: datetime) -> bytes:
    """Return the page of what several documents would bring."""
    return render_preview(config, [_preview(each, now) for each in tried])


def _preview(tried: Tried, now: datetime) -> Preview:
    if tried.read is None:
        return Preview(tried.path, (tried.error,))
    return Preview(tried.path, tried.read.warnings, tuple(_filed(one, tried, now) for one in tried.entries))


def _filed(one: TriedEntry, tried: Tried, now: datetime) -> FiledEntry:
    entry = one.found.entry
    assert entry is not None
    assert tried.origin is not None
    return FiledEntry(
        id=one.published_id,
        entry=entry,
        origin=tried.origin,
        first_seen=now,
        sort_date=one.sort_date,
        updated=entry.updated or one.sort_date,
        filings=one.filings,
        slug="try",
    )
