"""Measure how entries are filed: `make eval`, or `make eval FILE=… LEARN=…`, of labelled articles, JSON lines.

It calls what `run` calls. The shipped words alone are judged, then with tags, then with what is learned: from LEARN,
or else from the rest of FILE, in parts that are drawn without regard to what is in them and in parts that share no
source.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.learn import file_left_out, teach
from feeds.ingest.samples import Taught
from feeds.model import Entry, Filing, Tag

LABELLED = Path(__file__).resolve().parents[2] / "shared" / "categories" / "labelled.jsonl"
CATEGORIES = (Category("ia", "IA"), Category("startups", "startups"), Category("marketing", "marketing"))
KEYS = tuple(category.key for category in CATEGORIES)
FOLDS = 10
# What an editor might think of in a minute, in the two languages, without a look at the shipped words.
OWN_KEYWORDS = {
    "ia": "intelligence artificielle, AI, ChatGPT, OpenAI, machine learning, deep learning, LLM, chatbot,"
    " réseau de neurones, algorithme",
    "startups": "start-up, levée de fonds, entrepreneur, jeune pousse, capital-risque, venture capital, licorne,"
    " incubateur, investisseur, founder",
    "marketing": "publicité, marque, SEO, advertising, brand, réseaux sociaux, social media, annonceur, influenceur,"
    " campagne",
}
OWN_CATEGORIES = tuple(
    replace(category, shipped=False, keywords=tuple(OWN_KEYWORDS[category.key].split(", "))) for category in CATEGORIES
)


@dataclass(frozen=True)
class Article:
    entry: Entry
    labels: frozenset[str]  # keys
    source: str  # the host of its address, else the collection it was kept in
    kind: str  # of source


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


def read_articles(path: Path) -> list[Article]:
    with path.open(encoding="utf-8") as lines:
        return [_read_article(json.loads(line)) for line in lines if line.strip()]


def _read_article(fields: dict[str, object]) -> Article:
    labels, tags = fields["labels"], fields.get("tags") or []
    assert isinstance(labels, list)
    assert isinstance(tags, list)
    entry = Entry(
        title=str(fields["title"]),
        content_html=content_html(str(fields["text"])),
        language=str(fields.get("lang", "")),
        tags=tuple(Tag(str(tag)) for tag in tags),
    )
    origin = str(fields.get("origin", ""))
    host = (urlsplit(str(fields.get("url") or "")).hostname or "").removeprefix("www.")
    source = host or re.split("[:@]", origin)[0]
    return Article(entry, frozenset(str(label).lower() for label in labels), source, _kind(host, origin))


def _kind(host: str, origin: str) -> str:
    if not host:
        return "sites kept as files"
    return "Medium" if host == "medium.com" or "medium" in origin else "news sites"


def without_tags(articles: Iterable[Article]) -> list[Article]:
    return [replace(article, entry=replace(article.entry, tags=())) for article in articles]


def content_html(text: str) -> str:
    """Return the text of a labelled article as HTML: a paragraph for each line, "## " before a heading."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(
        f"<h2>{escape(line[3:], quote=False)}</h2>" if line.startswith("## ") else f"<p>{escape(line, quote=False)}</p>"
        for line in lines
    )


def measure(articles: Sequence[Article], file_entry: Callable[[Article], Sequence[Filing]]) -> Figures:
    """Return how *file_entry* does on *articles*."""
    figures = Figures()
    for article in articles:
        start = time.process_time()
        filings = file_entry(article)
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


def measure_rules(articles: Sequence[Article], rules: Rules) -> Figures:
    """Return how *rules* do: what `run` calls."""
    return measure(articles, lambda article: categorise(article.entry, rules, source=article.source))


def measure_left_out(articles: Sequence[Article], groups: Sequence[object]) -> Figures:
    """Return how each article is filed by what those of other groups teach."""
    filed = file_left_out(taught(articles), CATEGORIES, groups)
    by_entry = dict(zip(map(id, articles), filed, strict=True))
    return measure(articles, lambda article: by_entry[id(article)])


def taught(articles: Iterable[Article]) -> list[Taught]:
    """Return articles as an editor would have decided of every one."""
    return [Taught(one.entry, one.source, {key: key in one.labels for key in KEYS}) for one in articles]


def in_turn(articles: Sequence[Article]) -> list[int]:
    """Return groups that have nothing to do with what is in them."""
    return [number % FOLDS for number in range(len(articles))]


def by_source(articles: Sequence[Article]) -> list[int]:
    """Return groups that share no source, of about the same size: the largest source first, to the smallest group."""
    sizes, groups = Counter[int](dict.fromkeys(range(FOLDS), 0)), {}
    for source, count in Counter(article.source for article in articles).most_common():
        groups[source] = min(sizes, key=lambda group: (sizes[group], group))
        sizes[groups[source]] += count
    return [groups[article.source] for article in articles]


# -- what is printed ----------------------------------------------------------------------------------------------


def _print(title: str, figures: Figures) -> None:
    print(f"{title}: {figures.articles} articles, {figures.of_none} of none")
    for name, tally in [*figures.categories.items(), ("micro", figures.micro)]:
        print(f"  {name:10} precision {tally.precision:.3f}  recall {tally.recall:.3f}  F1 {tally.f1:.3f}")
    print(f"  {'macro':10} F1 {figures.macro_f1:.3f}")
    print(f"  false alarms on none {figures.false_alarm_rate:.1%} ({figures.false_alarms})")
    print(f"  {figures.ms_an_article:.2f} ms an article")


def _print_parts(title: str, articles: Sequence[Article], rules: Rules) -> None:
    """Print the figures of all articles, then those of each language and of each kind of source."""
    _print(title, measure_rules(articles, rules))
    for part in (_language, _kind_of):
        for name in sorted({part(article) for article in articles}):
            some = [article for article in articles if part(article) == name]
            _print(f"{title}, {name or 'no language'}", measure_rules(some, rules))


def _language(article: Article) -> str:
    return article.entry.language


def _kind_of(article: Article) -> str:
    return article.kind


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=LABELLED, help="labelled articles, JSON lines")
    parser.add_argument("--learn", type=Path, help="what to learn from; else FILE, each part from the rest")
    arguments = parser.parse_args()
    for path in filter(None, (arguments.file, arguments.learn)):
        if not path.is_file():
            parser.error(f"no such file: {path}")
    articles = read_articles(arguments.file)
    _print_parts("words alone", without_tags(articles), compile_rules(CATEGORIES))
    _print("with tags", measure_rules(articles, compile_rules(CATEGORIES)))
    _print("a name and ten keywords", measure_rules(without_tags(articles), compile_rules(OWN_CATEGORIES)))
    if arguments.learn:
        learned = teach(taught(read_articles(arguments.learn)), CATEGORIES)
        _print_parts(f"learned from {arguments.learn.name}", articles, compile_rules(CATEGORIES, learned))
    else:
        _print(f"learned, {FOLDS} parts, each from the others", measure_left_out(articles, in_turn(articles)))
        _print(f"learned, {FOLDS} parts that share no source", measure_left_out(articles, by_source(articles)))


if __name__ == "__main__":
    main()
