"""Measure how entries are filed: `python tests/eval.py [FILE]`, of labelled articles, one JSON object a line.

It calls what `run` calls, on entries without tags, and prints precision, recall and F1 per category and language.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.model import Entry, Filing, Tag

LABELLED = Path(__file__).resolve().parents[2] / "shared" / "categories" / "labelled.jsonl"
CATEGORIES = (Category("ia", "IA"), Category("startups", "startups"), Category("marketing", "marketing"))
KEYS = tuple(category.key for category in CATEGORIES)


@dataclass(frozen=True)
class Article:
    entry: Entry
    labels: frozenset[str]  # keys


@dataclass
class Tally:
    """What was filed under one category, beside what should have been."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass
class Figures:
    categories: dict[str, Tally] = field(default_factory=lambda: {key: Tally() for key in KEYS})
    articles: int = 0
    of_none: int = 0  # articles that belong to no category
    false_alarms: int = 0  # those of them that were given one
    seconds: float = 0.0

    @property
    def macro_f1(self) -> float:
        return sum(tally.f1 for tally in self.categories.values()) / len(self.categories)

    @property
    def micro(self) -> Tally:
        tallies = self.categories.values()
        return Tally(sum(t.right for t in tallies), sum(t.wrong for t in tallies), sum(t.missed for t in tallies))

    @property
    def false_alarm_rate(self) -> float:
        return self.false_alarms / max(1, self.of_none)

    @property
    def ms_an_article(self) -> float:
        return 1000 * self.seconds / max(1, self.articles)


def read_articles(path: Path, *, with_tags: bool = False) -> list[Article]:
    with path.open(encoding="utf-8") as lines:
        return [_read_article(json.loads(line), with_tags=with_tags) for line in lines if line.strip()]


def _read_article(fields: dict[str, object], *, with_tags: bool) -> Article:
    labels, tags = fields["labels"], fields.get("tags") or []
    assert isinstance(labels, list)
    assert isinstance(tags, list)
    entry = Entry(
        title=str(fields["title"]),
        content_html=content_html(str(fields["text"])),
        language=str(fields.get("lang", "")),
        tags=tuple(Tag(str(tag)) for tag in tags) if with_tags else (),
    )
    return Article(entry, frozenset(str(label).lower() for label in labels))


def content_html(text: str) -> str:
    """Return the text of a labelled article as HTML: a paragraph for each line, "## " before a heading."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(
        f"<h2>{escape(line[3:], quote=False)}</h2>" if line.startswith("## ") else f"<p>{escape(line, quote=False)}</p>"
        for line in lines
    )


def measure(articles: Sequence[Article], file_entry: Callable[[Entry], Sequence[Filing]]) -> Figures:
    """Return how *file_entry* does on *articles*."""
    figures = Figures()
    for article in articles:
        start = time.process_time()
        filings = file_entry(article.entry)
        figures.seconds += time.process_time() - start
        _count(figures, article, {filing.category for filing in filings if filing.given})
    return figures


def _count(figures: Figures, article: Article, given: set[str]) -> None:
    figures.articles += 1
    figures.of_none += not article.labels
    figures.false_alarms += not article.labels and bool(given)
    for key, tally in figures.categories.items():
        tally.right += key in given and key in article.labels
        tally.wrong += key in given and key not in article.labels
        tally.missed += key not in given and key in article.labels


def measure_shipped(articles: Sequence[Article]) -> Figures:
    """Return how the shipped words do on *articles*."""
    rules = compile_rules(CATEGORIES)
    return measure(articles, lambda entry: categorise(entry, rules))


def _print(title: str, figures: Figures) -> None:
    print(f"{title}: {figures.articles} articles, {figures.of_none} of none")
    for name, tally in [*figures.categories.items(), ("micro", figures.micro)]:
        print(f"  {name:10} precision {tally.precision:.3f}  recall {tally.recall:.3f}  F1 {tally.f1:.3f}")
    print(f"  {'macro':10} F1 {figures.macro_f1:.3f}")
    print(f"  false alarms on none {figures.false_alarm_rate:.1%} ({figures.false_alarms})")
    print(f"  {figures.ms_an_article:.2f} ms an article")


def _by_language(articles: Iterable[Article]) -> Iterable[tuple[str, list[Article]]]:
    ordered = sorted(articles, key=lambda article: article.entry.language)
    return ((language, list(some)) for language, some in groupby(ordered, key=lambda a: a.entry.language))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LABELLED, help="labelled articles, JSON lines")
    path = parser.parse_args().file
    if not path.is_file():
        parser.error(f"no such file: {path}")
    articles = read_articles(path)
    _print("words alone", measure_shipped(articles))
    for language, some in _by_language(articles):
        _print(f"words alone, {language or 'no language'}", measure_shipped(some))
    _print("with tags", measure_shipped(read_articles(path, with_tags=True)))


if __name__ == "__main__":
    main()
