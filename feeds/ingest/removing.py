"""Parts taken out of an entry's HTML by CSS selectors, as its source wrote it: cleaning keeps no class and no id."""

from collections.abc import Sequence

from feeds.characters import legal
from feeds.ingest.nodes import read_nodes, remove, rewritten
from feeds.shape_rules import Removal


def without(html: str, removals: Sequence[Removal]) -> tuple[str, tuple[str, ...]]:
    """Return *html* without what the selectors name, and the labels of those that named something."""
    body = read_nodes(legal(html)) if removals and html else None
    if body is None:
        return html, ()
    acted = []
    for removal in removals:
        if found := body.select(removal.css):
            acted.append(removal.label)
        for tag in found:
            remove(tag)
    return (rewritten(body), tuple(acted)) if acted else (html, ())
