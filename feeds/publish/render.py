"""What we publish: every file of output/, as bytes. Pure: neither clock nor disk decides anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from feeds.health import Status
from feeds.model import Archive, Feed, FiledEntry, Origin, Pointer
from feeds.publish.budget import render_within
from feeds.publish.discreet import discreet
from feeds.publish.filings_page import render_live_filings
from feeds.publish.html import (
    render_article,
    render_assets,
    render_category,
    render_index,
    render_older,
    render_pointer,
    render_subscribe,
)
from feeds.publish.jsonfeed import render_json
from feeds.publish.opml import render_feeds_opml, render_sources_opml
from feeds.publish.outage_feed import render_outage_feed
from feeds.publish.paths import ALL, STATUS_ATOM, STATUS_JSON, STATUS_PAGE, feed_paths, filings_path, page_path
from feeds.publish.prepare import prepare_archive, prepare_entry, prepare_feed, prepare_head, recalling
from feeds.publish.search import render_search_live, search_chunk, search_path
from feeds.publish.status_json import render_status_json
from feeds.publish.status_page import render_status_page
from feeds.publish.syndication import render_atom, render_rss
from feeds.settings import Config, Site


def render(
    config: Config,
    feeds: Sequence[Feed],
    pages: Sequence[FiledEntry],
    pointers: Sequence[Pointer] = (),
    origins: Mapping[str, Origin] = MappingProxyType({}),
    rules: str = "",
) -> dict[str, bytes]:
    """Return the files of these feeds, entries' pages and pointers, and those that every site has, by path.

    A feed's key is "all" or a category's; the page of "all" is index.html. *origins* has what is known of sources,
    *rules* is the version of those that filed most entries.
    """
    files = _standing_files(config, origins)
    for feed in feeds:
        files |= _feed_files(config, feed, rules)
    files |= render_articles(config, pages)
    return files | {page_path(pointer.slug): render_pointer(config, pointer) for pointer in pointers}


def render_articles(config: Config, pages: Iterable[FiledEntry]) -> dict[str, bytes]:
    """Return the pages of entries, by path."""
    return {page_path(filed.slug): render_article(config, prepare_entry(config, filed)) for filed in pages}


def render_archive(config: Config, archive: Archive, recalled: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return an archive as it is closed, and as it is made anew when something in it may not be shown any longer.

    *recalled* has the contents of entries whose texts are not kept, by id, as they were published.
    """
    public = recalling(prepare_archive(config, archive, prepare_entry), recalled)
    [content] = render_within(public, [render_atom], _budget(config.site))
    return content


def render_archive_page(config: Config, archive: Archive) -> bytes:
    """Return the page of an archive, without what is filed elsewhere since."""
    entries = tuple(e for e in archive.entries if e.id not in archive.left)
    return render_older(config, prepare_archive(config, replace(archive, entries=entries), prepare_head))


def render_status(config: Config, status: Status) -> dict[str, bytes]:
    """Return the files of status/ that tell of runs, for the editor: the page, the feed of outages and the JSON."""
    shown = discreet(config, status)
    return {
        STATUS_PAGE: render_status_page(config, shown),
        STATUS_ATOM: render_outage_feed(config, shown),
        STATUS_JSON: render_status_json(shown),
    }


def _standing_files(config: Config, origins: Mapping[str, Origin]) -> dict[str, bytes]:
    return render_assets() | {
        "feeds.opml": render_feeds_opml(config),
        "sources.opml": render_sources_opml(config, origins),
        "subscribe.html": render_subscribe(config),
    }


def _feed_files(config: Config, feed: Feed, rules: str) -> dict[str, bytes]:
    public = prepare_feed(config, feed)
    page = render_index(config, public) if feed.key == ALL else render_category(config, public)
    formats = render_within(public, (render_atom, render_rss, render_json), _budget(config.site))
    files = dict(zip(feed_paths(feed.key), (*formats, page), strict=True))
    if feed.key == ALL:
        files[search_path(0)] = render_search_live(public, search_chunk(feed.last_archive))
        files[filings_path(0)] = render_live_filings(config, feed, rules)
    return files


def _budget(site: Site) -> int:
    """Return how many bytes a feed's file may take."""
    return site.max_feed_kb * 1000
