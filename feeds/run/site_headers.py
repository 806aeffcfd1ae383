"""The header fields that a file of output/ is served with, but for those that its bytes decide."""

from collections.abc import Mapping
from datetime import timedelta

from feeds.publish.policy import PAGE_POLICY
from feeds.run.kinds import Kind, content_type, kind_of
from feeds.settings import Site

SECURITY: Mapping[str, str] = {
    # What a page says of itself, and what only a header may say: no other site shows it in a frame.
    "content-security-policy": f"{PAGE_POLICY}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
# An archive changes only when something in it is withdrawn: a day is what we let a withdrawal wait.
_ARCHIVE_FRESH = timedelta(days=1)


def file_headers(site: Site, path: str, fresh_for: timedelta) -> dict[str, str]:
    """Return the fields of a file by its path inside output/; *fresh_for* is how long its bytes will hold."""
    kind = kind_of(path)
    headers = {"content-type": content_type(path), "cache-control": _cache_control(kind, fresh_for), **SECURITY}
    if kind in (Kind.FEED, Kind.OPML) or (kind is Kind.ARCHIVE and path.endswith(".atom")):
        # Any page may read them: readers that run in a browser have no other way.
        headers["access-control-allow-origin"] = "*"
    if kind is Kind.FEED:
        headers["link"] = _links(site, path)
    if kind is Kind.STATUS:
        headers["x-robots-tag"] = "noindex"
    return headers


def _cache_control(kind: Kind, fresh_for: timedelta) -> str:
    if kind is Kind.STATUS:
        return "private, no-cache"
    return f"max-age={int((_ARCHIVE_FRESH if kind is Kind.ARCHIVE else fresh_for).total_seconds())}"


def _links(site: Site, path: str) -> str:
    """Return the links that a WebSub subscriber looks for. Source: W3C WebSub, 4."""
    hubs = [f'<{hub}>; rel="hub"' for hub in site.hubs]
    return ", ".join([f'<{site.base_url}{path}>; rel="self"', *hubs])
