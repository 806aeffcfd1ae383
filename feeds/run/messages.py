"""What a hook is told, in JSON: the form that docs/operating.md describes."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from feeds.health import Outage
from feeds.model import FiledEntry
from feeds.news import Delivery, News
from feeds.publish.prepare import prepare_entry
from feeds.settings import Config, Hook
from feeds.tables import Occasion

AT_ONCE = 20  # entries or outages in one message: a new source's first import is one, and a screen can show it

T = TypeVar("T")


def wanted(hook: Hook, news: News) -> News:
    """Return the news that a hook is there for; what it had of the rest is taken up all the same."""

    def of_its_sources(*source_ids: str) -> bool:
        return not hook.sources or not set(hook.sources).isdisjoint(source_ids)

    on_outages = "outages" in hook.on
    return replace(
        news,
        entries=tuple(e for e in news.entries if of_its_sources(*(o.source_id for o in (e.origin, *e.via)))),
        begun={n: outage for n, outage in news.begun.items() if on_outages and of_its_sources(outage.source_id)},
        ended={n: outage for n, outage in news.ended.items() if on_outages},
    )


def compose(config: Config, hook: Hook, news: News, now: datetime, new_id: Callable[[], str]) -> tuple[Delivery, ...]:
    """Return the messages that tell the news, each under an id of its own: outages first, someone must act on them."""
    outages = [_outage(outage) for outage in (*news.ended.values(), *news.begun.values())]
    entries = [_entry(config, filed) for filed in news.entries]
    told: tuple[tuple[Occasion, list[dict[str, Any]]], ...] = (("outages", outages), ("entries", entries))
    return tuple(_delivery(config, hook, kind, batch, now, new_id()) for kind, rows in told for batch in _batches(rows))


def _delivery(
    config: Config, hook: Hook, kind: Occasion, rows: list[dict[str, Any]], now: datetime, delivery_id: str
) -> Delivery:
    message = {
        "id": delivery_id,
        "kind": kind,
        "site": {"title": config.site.title, "url": config.site.base_url},
        "moment": _moment(now),
        kind: rows,
    }
    return Delivery(delivery_id, hook.id, json.dumps(message, ensure_ascii=False), now)


def _entry(config: Config, filed: FiledEntry) -> dict[str, Any]:
    """Return what is told of an entry: no more than its source's rights let a feed show."""
    entry = prepare_entry(config, filed)
    return {
        "id": entry.id,
        "title": entry.title,
        "link": entry.link,
        "page": config.site.base_url + entry.page if entry.page else "",
        "authors": [person.name for person in entry.authors],
        "published": _moment(entry.published),
        "updated": _moment(entry.updated),
        "categories": [section.key for section in entry.sections],
        "summary": entry.lead,
        "source": {"id": filed.origin.source_id, "title": entry.source.title},
    }


def _outage(outage: Outage) -> dict[str, Any]:
    return {
        "source": outage.source_id,
        "began": _moment(outage.began),
        "ended": _moment(outage.ended) if outage.ended else "",
        "error": outage.error,
    }


def _moment(moment: datetime) -> str:
    """Return a moment as RFC 3339 has it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch
