"""Times what the search for stories costs: 1,000 new entries decided and recorded beside 20,000 known.

python tests/measure_stories.py sqlite:///FILE | postgresql://… (an empty database)
"""

import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from feeds.changes import Candidates, Joined, Signs, SourceState, Visit
from feeds.config import default_config
from feeds.ingest.compare import Comparison
from feeds.ingest.decide import Desk, decide
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.origin import credit
from feeds.ingest.read import ReadEntry
from feeds.ingest.signs import Told, read_signs
from feeds.model import Entry, ParsedFeed, RawEntry
from feeds.settings import FeedSource
from feeds.store import Store, open_store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CONFIG = default_config(Path("/srv"))
RULES = compile_rules(CONFIG.categories)
DICE = random.Random(1)
VOCABULARY = ["".join(DICE.choices("abcdefghilmnoprstu", k=DICE.randint(3, 9))) for _ in range(4000)]


def article(source_id: str, name: object, title: str = "", html: str = "") -> ReadEntry:
    """An entry of 250 words, of the last six days, with its signs."""
    entry = Entry(
        title=title or " ".join(DICE.choices(VOCABULARY, k=6)),
        link=f"https://{source_id}.example/{name}",
        content_html=html or f"<p>{' '.join(DICE.choices(VOCABULARY, k=250))}</p>",
        published=NOW - timedelta(seconds=DICE.randint(0, 6 * 86_400)),
        language="fr",
    )
    [signs] = read_signs([Told(entry.link, entry.title, entry.content_html)], [entry])
    return ReadEntry(str(name), "", f"raw {name}", RawEntry(), entry, signs)


def visit(store: Store, source_id: str, new: list[ReadEntry], *, with_stories: bool) -> tuple[float, int]:
    """Return the seconds that a visit takes to decide and record, and how many of its entries joined others."""
    source = FeedSource(id=source_id, url=f"https://{source_id}.example/feed")
    origin = credit(source, ParsedFeed(link=f"https://{source_id}.example/"), CONFIG.site, NOW, None)
    alike = store.alike if with_stories else lambda *_: Candidates()
    desk = Desk(source, origin, CONFIG.site, RULES, NOW, store.taken, store.taken_slugs, alike)
    start = perf_counter()
    changes = decide(Comparison(new=tuple(new)), {}, desk)
    store.record(Visit(SourceState(source_id, origin), changes), NOW)
    return perf_counter() - start, sum(isinstance(change, Joined) for change in changes)


def main(url: str) -> None:
    store = open_store(url)
    store.adopt(dict.fromkeys(("known", "plain", "new", "copies"), ""), ["all", "ia", "startups", "marketing"], NOW)
    known = [article("known", n) for n in range(20_000)]
    for at in range(0, len(known), 1000):
        visit(store, "known", known[at : at + 1000], with_stories=False)
    plain = [replace(article("plain", n), signs=Signs()) for n in range(1000)]
    base, _ = visit(store, "plain", plain, with_stories=False)
    print(f"without stories       {base:.2f} s")
    copies = [
        article("copies", n, f"Repris : {each.title}", each.entry.content_html)
        for n, each in enumerate(known[:1000])
        if each.entry
    ]
    for name, new in (("new", [article("new", n) for n in range(1000)]), ("copies", copies)):
        seconds, joined = visit(store, name, new, with_stories=True)
        print(f"1,000 {name:8}        {seconds:.2f} s, {seconds / base:.1f} times; {joined} joined")
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])
