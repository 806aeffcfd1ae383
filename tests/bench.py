"""How fast feeds from the wild are read, the fast reader and feedparser side by side; how fast entries are filed.

make bench
"""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.elements import OddError
from feeds.ingest.filing_rules import Rules, compile_rules
from feeds.ingest.kind import sniff
from feeds.ingest.tolerant import parse_tolerantly
from feeds.ingest.wellformed import parse_wellformed
from feeds.model import Document, Entry, ParsedFeed
from tests.eval import CATEGORIES, LABELLED, read_articles
from tests.ingest.corpus import corpus_documents

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
ROUNDS = 3  # the best of them counts: another process can only slow one down


LENGTH = 5_000  # characters of an article that is filed


def main() -> None:
    bench_reading()
    bench_filing()


def bench_filing() -> None:
    entries = long_entries()
    print(f"{len(entries)} articles of {LENGTH} characters")
    for categories in (CATEGORIES, (*CATEGORIES, *invented_categories(47, entries))):
        rules = compile_rules(categories)
        rounds = [filing_seconds(entries, rules) for _ in range(1 + ROUNDS)]
        first, best = (1000 * seconds / len(entries) for seconds in (rounds[0], min(rounds)))
        print(f"{len(categories)} categories: {best:.2f} ms an article, {first:.2f} while its words are new")


def long_entries() -> list[Entry]:
    """Return the labelled articles that are long enough, cut at the line after LENGTH characters."""
    entries = []
    for article in read_articles(LABELLED):
        lines = article.entry.content_html.split("\n")
        lengths = list(accumulate(map(len, lines)))
        if lengths[-1] >= LENGTH:
            until = next(number for number, length in enumerate(lengths, start=1) if length >= LENGTH)
            entries.append(replace(article.entry, content_html="\n".join(lines[:until])))
    return entries


def invented_categories(count: int, entries: list[Entry]) -> list[Category]:
    """Return categories of ten keywords each, of words that titles have, so that they are found."""
    words = sorted(
        {word.lower() for entry in entries for word in entry.title.split() if word.isalpha() and len(word) > 4}
    )
    return [Category(f"c{n}", f"Sujet {n}", tuple(words[n::count][:10])) for n in range(count)]


def filing_seconds(entries: list[Entry], rules: Rules) -> float:
    start = time.process_time()
    for entry in entries:
        categorise(entry, rules)
    return time.process_time() - start


def bench_reading() -> None:
    real = [found.document for found in corpus_documents(CORPUS) if found.kind == "real"]
    taken = [document for document in real if sniff(document) == "feed" and is_taken(document)]
    fast = min(seconds(parse_wellformed, taken) for _ in range(ROUNDS))
    tolerant = min(seconds(parse_tolerantly, taken) for _ in range(ROUNDS))
    print(f"{len(taken)} of {len(real)} documents, {sum(len(one.content) for one in taken) / 1e6:.1f} MB")
    print(f"fast {1000 * fast / len(taken):.2f} ms a feed, feedparser {1000 * tolerant / len(taken):.2f}: ", end="")
    print(f"{tolerant / fast:.1f} times as fast")


def is_taken(document: Document) -> bool:
    try:
        parse_wellformed(document)
    except OddError:
        return False
    return True


def seconds(parse: Callable[[Document], ParsedFeed], documents: list[Document]) -> float:
    start = time.process_time()
    for document in documents:
        parse(document)
    return time.process_time() - start


if __name__ == "__main__":
    main()
