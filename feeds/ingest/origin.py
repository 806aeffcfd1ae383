"""Whom a source's entries are credited to."""

from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from feeds.model import Origin, ParsedFeed
from feeds.settings import FeedSource, PageSource, Site, Source
from feeds.urls import is_iri, tag_uri


def credit(source: Source, feed: ParsedFeed, site: Site, now: datetime, previous: Origin | None) -> Origin:
    """Return a source as we credit it: under the title configured, else its own; its id never changes.

    *previous* is how it was credited at its last good visit.
    """
    if isinstance(source, FeedSource):
        address = _without_credentials(source.url)
        own_id = feed.id if is_iri(feed.id) else ""
        return Origin(
            source_id=source.id,
            id=previous.id if previous else own_id or _address_id(source, address, site, now),
            title=source.title or feed.title or (urlsplit(address).hostname or source.id),
            link="" if isinstance(source, PageSource) and source.is_secret else feed.link,
            feed_link="" if isinstance(source, PageSource) else address,
            rights=feed.rights,
        )
    minted = previous.id if previous else tag_uri(site.host, now.date(), source.id, "")
    return Origin(source.id, minted, source.title or site.title, link=site.base_url)


def _address_id(source: FeedSource, address: str, site: Site, now: datetime) -> str:
    """Return the id of a feed that has none: its address, unless that may not be shown or a key opens it."""
    if source.is_public and not urlsplit(address).query:
        return address
    return tag_uri(site.host, now.date(), source.id, "")


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
