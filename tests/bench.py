"""How fast feeds from the wild are read: the fast reader and feedparser side by side, in one run.

make bench
"""

import time
from collections.abc import Callable
from pathlib import Path

from feeds.ingest.elements import OddError
from feeds.ingest.kind import sniff
from feeds.ingest.tolerant import parse_tolerantly
from feeds.ingest.wellformed import parse_wellformed
from feeds.model import Document, ParsedFeed
from tests.ingest.corpus import corpus_documents

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
ROUNDS = 3  # the best of them counts: another process can only slow one down


def main() -> None:
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
