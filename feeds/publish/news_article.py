"""What a search engine is told of an article. Source: schema.org, NewsArticle."""

from typing import Any

from feeds.publish.moments import Moments
from feeds.publish.prepare import PublicEntry

_HEADLINE = 110  # characters that search engines read of one


def news_article(entry: PublicEntry, moments: Moments, *, publisher: str, publisher_url: str) -> dict[str, Any]:
    """Return an article as JSON-LD; a copy names what it was copied from."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": entry.title[:_HEADLINE],
        "description": entry.lead,
        "image": [entry.image] if entry.image else [],
        "datePublished": moments.machine(entry.published),
        "dateModified": moments.machine(entry.updated),
        "inLanguage": entry.language,
        "articleSection": [section.label for section in entry.sections],
        "keywords": list(entry.tags),
        "author": [_author(person.name, person.uri, {publisher, entry.source_name}) for person in entry.authors],
        "publisher": {"@type": "Organization", "name": publisher, "url": publisher_url},
        "mainEntityOfPage": entry.link,
        "isBasedOn": _original(entry) if entry.is_copy else {},
    }
    return {name: value for name, value in data.items() if value}


def _author(name: str, uri: str, organisations: set[str]) -> dict[str, str]:
    author = {"@type": "Organization" if name in organisations else "Person", "name": name}
    return author | ({"url": uri} if uri else {})


def _original(entry: PublicEntry) -> dict[str, Any]:
    original = {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": entry.source_name}}
    return original | ({"url": entry.source.entry_link} if entry.source.entry_link else {})
