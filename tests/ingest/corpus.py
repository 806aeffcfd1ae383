"""The corpus of feeds written by others, where it is at hand."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feeds.model import Document


@dataclass(frozen=True)
class Found:
    path: str
    kind: str
    document: Document


def corpus_documents(corpus: Path) -> Iterator[Found]:
    """Yield every document as it would come over the network, so that pages are refused and not read as articles."""
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        for row in csv.DictReader(manifest):
            content = (corpus / row["path"]).read_bytes()
            yield Found(row["path"], row["kind"], Document(content, url=f"https://example.org/{row['path']}"))
