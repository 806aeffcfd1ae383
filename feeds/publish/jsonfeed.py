"""JSON Feed 1.1 documents."""

import json
from typing import Any

from feeds.model import Filing
from feeds.publish.clean import clean_label
from feeds.publish.credits import Credit
from feeds.publish.prepare import PublicEntry, PublicFeed


def render_json(feed: PublicFeed) -> bytes:
    """Return a feed as JSON Feed. What the format has no word for stands under our own, with an underscore."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url("json"),
        "description": feed.subtitle,
        "icon": feed.icon,
        "favicon": feed.icon,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
    }
    document = _said(head) | {"items": [_entry(entry) for entry in feed.entries]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(entry: PublicEntry) -> dict[str, Any]:
    return _said(
        {
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            "content_html": entry.content_html,
            "summary": entry.summary,
            "image": entry.image,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [_said({"name": p.name, "url": p.uri}) for p in entry.authors],
            "tags": list(entry.labels),
            "language": entry.language,
            "attachments": _attachments(entry),
            # Objects, never bare values or lists: the format's own rule for extensions.
            "_source": _credit(entry.source) | _said({"rights": entry.rights}),
            "_sources": _said({"via": [_credit(credit) for credit in entry.via]}),
            "_why": _said({"rules": entry.rules, "categories": [_filing(filing) for filing in entry.why]}),
        }
    )


def _attachments(entry: PublicEntry) -> list[dict[str, Any]]:
    # Not in RSS: one itunes:duration, and validators miss a podcast's explicit, category and owner in the channel.
    durations = [entry.duration_seconds, *(0 for _ in entry.enclosures[1:])]
    return [
        _said({"url": e.url, "mime_type": e.type, "size_in_bytes": e.length, "duration_in_seconds": duration})
        for e, duration in zip(entry.enclosures, durations, strict=False)
    ]


def _filing(filing: Filing) -> dict[str, Any]:
    """Return what was decided of a category, and why, as `try --json` does: terms, never the text around them."""
    reasons = [
        {"term": term, "place": r.place, "count": r.count, "points": r.points}
        for r in filing.reasons
        if (term := clean_label(r.term))
    ]
    decision = {
        "category": filing.category,
        "given": filing.given,
        "verdict": filing.verdict,
        "score": filing.score,
    }
    return decision | _said({"reasons": reasons})


def _credit(credit: Credit) -> dict[str, Any]:
    return _said(
        {
            "id": credit.id,
            "title": credit.title,
            "url": credit.link,
            "feed_url": credit.feed_link,
            "entry_url": credit.entry_link,
        }
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what has a value: an empty one says less than an absent one."""
    return {name: value for name, value in values.items() if value}
