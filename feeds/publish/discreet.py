"""The status as it may lie on a web server: without what opens a source, in characters that every format can carry."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from feeds.health import CategoryStatus, Outage, SourceStatus, Status
from feeds.publish.clean import clean_category, clean_label, clean_text
from feeds.settings import Config, FeedSource

_ADDRESS = re.compile(r"""\bhttps?://[^\s"'<>]+""", re.IGNORECASE)

Clean = Callable[[str], str]


def discreet(config: Config, status: Status) -> Status:
    """Return the status with no address in it that has credentials or a query, nor a path that a secret may be in."""
    return replace(
        status,
        sources=tuple(_source(source, _cleaner(config, source.id)) for source in status.sources),
        categories=tuple(map(_category, status.categories)),
        outages=tuple(_outage(outage, _cleaner(config, outage.source_id)) for outage in status.outages),
        refused=tuple(map(without_secrets, status.refused)),
    )


def without_secrets(text: str) -> str:
    """Return a text whose addresses have neither credentials, nor a query, nor a fragment.

    >>> without_secrets('moved to "https://user:word@example.org/feed?key=s3cret"')
    'moved to "https://example.org/feed"'
    """
    return clean_text(_ADDRESS.sub(lambda found: _address(found[0], has_path=True), text))


def _without_paths(text: str) -> str:
    return clean_text(_ADDRESS.sub(lambda found: _address(found[0], has_path=False), text))


def _address(address: str, *, has_path: bool) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no IPv6 address
        return "…"
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path if has_path else "/…", "", ""))


def _cleaner(config: Config, source_id: str) -> Clean:
    source = config.source(source_id)
    return _without_paths if isinstance(source, FeedSource) and not source.is_public else without_secrets


def _source(source: SourceStatus, clean: Clean) -> SourceStatus:
    return replace(
        source,
        title=clean_label(source.title) or source.id,
        state=clean(source.state),
        error=clean(source.error),
        warnings=_each(source.warnings, clean),
        advice=_each(source.advice, clean),
        hub=clean(source.hub),
    )


def _category(category: CategoryStatus) -> CategoryStatus:
    return replace(category, label=clean_category(category.label) or category.key)


def _outage(outage: Outage, clean: Clean) -> Outage:
    return replace(outage, error=clean(outage.error))


def _each(texts: Iterable[str], clean: Clean) -> tuple[str, ...]:
    return tuple(map(clean, texts))
