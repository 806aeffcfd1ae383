"""A category as sources.toml defines it."""

from dataclasses import dataclass

from feeds.rules import Rule
from feeds.tables import SHIPPED_LABELS, THRESHOLD, CategoryTable


@dataclass(frozen=True, slots=True)
class Category:
    key: str  # [a-z0-9-]: names the files we publish
    label: str  # as shown
    keywords: tuple[str, ...] = ()  # each enough in a title
    strong: tuple[str, ...] = ()  # each enough in the lead, too
    weak: tuple[str, ...] = ()  # each a hint
    exclude: tuple[str, ...] = ()  # each speaks against it
    shipped: bool = True  # do the words shipped under the key count beside these?
    synonyms: tuple[str, ...] = ()  # other names of it, in tags and in heads of files
    examples: tuple[str, ...] = ()  # ids or texts of entries that belong to it, to learn from
    threshold: float = THRESHOLD  # points from which on it is given
    match: Rule | None = None  # gives it, whatever the points


def read_category(key: str, table: CategoryTable) -> Category:
    """Return what a table defines; its label is else the shipped one, else its key in words."""
    label = table.label or SHIPPED_LABELS.get(key) or key.replace("-", " ").capitalize()
    return Category(
        key,
        label.strip(),
        keywords=tuple(table.keywords),
        strong=tuple(table.strong),
        weak=tuple(table.weak),
        exclude=tuple(table.exclude),
        shipped=table.shipped,
        synonyms=tuple(table.synonyms),
        examples=tuple(table.examples),
        threshold=table.threshold,
        match=table.match.rule() if table.match else None,
    )
