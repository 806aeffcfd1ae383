"""Feeds that stay light: older entries turn to summaries, then to titles, alike in every format."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from feeds.publish.prepare import PublicEntry, PublicFeed, shortened

Renderer = Callable[[PublicFeed], bytes]

# Characters: at most 9.6 MB as UTF-8. Readers that use libxml2 refuse a document with a text of 10 MB.
_LONGEST_TEXT = 2_400_000


def render_within(feed: PublicFeed, renderers: Sequence[Renderer], max_bytes: int) -> tuple[bytes, ...]:
    """Return a feed in every format, of which the largest keeps to *max_bytes* if titles and links alone can do so.

    As few entries as needed are cut down, the oldest first: to their summaries; when all are, to their titles. The
    same feed gives the same bytes.
    """
    feed = replace(feed, entries=tuple(map(_readable, feed.entries)))
    contents = tuple(render(feed) for render in renderers)
    if max(map(len, contents)) <= max_bytes:
        return contents
    ladder = _Ladder(feed)

    def fits(steps: int) -> bool:
        return all(len(render(ladder.down(steps))) <= max_bytes for render in renderers)

    fitting = ladder.down(bisect_left(range(ladder.length), True, key=fits))
    return tuple(render(fitting) for render in renderers)


class _Ladder:
    """A feed and its lighter forms: each step cuts one more entry down, and the first round is of summaries."""

    def __init__(self, feed: PublicFeed) -> None:
        self._feed = feed
        self._forms = [_forms(entry) for entry in feed.entries]
        oldest_first = sorted(range(len(self._forms)), key=lambda n: (feed.entries[n].published, feed.entries[n].id))
        self._turn = {place: turn for turn, place in enumerate(oldest_first)}
        self.length = 2 * len(self._forms)

    def down(self, steps: int) -> PublicFeed:
        """Return the feed after so many steps."""
        rounds, rest = divmod(steps, len(self._forms) or 1)
        entries = (forms[min(rounds + (self._turn[n] < rest), 2)] for n, forms in enumerate(self._forms))
        return replace(self._feed, entries=tuple(entries))


def _readable(entry: PublicEntry) -> PublicEntry:
    return entry if len(entry.content_html) <= _LONGEST_TEXT else shortened(entry, keeps_lead=True)


def _forms(entry: PublicEntry) -> tuple[PublicEntry, PublicEntry, PublicEntry]:
    """Return an entry as it is, as its summary and as its title; never heavier than the form before."""
    summary = _lighter(entry, shortened(entry, keeps_lead=True))
    return entry, summary, _lighter(summary, shortened(entry, keeps_lead=False))


def _lighter(entry: PublicEntry, other: PublicEntry) -> PublicEntry:
    return min(entry, other, key=lambda e: len(e.body_html) + len(e.summary))
