"""The sample articles: enough of them, real in length, ours in every sentence."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

SAMPLES = Path(__file__).parent.parent / "articles"
ARTICLES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".txt", ".md", ".html"})
FEED = SAMPLES / "flux" / "exemple.xml"
SHARED = Path(__file__).parent.parent.parent / "shared"
RUN = 8  # words in a row: below it, turns of phrase repeat by chance

each_article = pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)


def body(path: Path) -> str:
    """Return an article's text without its front matter, its head or the page around it."""
    text = path.read_text(encoding="utf-8")
    match path.suffix:
        case ".html":
            article = BeautifulSoup(text, "lxml").article
            assert article is not None
            return article.get_text(" ")
        case ".md":
            return re.sub(r"\A(---|\+\+\+)\n.*?\n\1\n", "", text, flags=re.DOTALL)
        case _:
            return re.sub(r"\A(?:\w+: .*\n)+", "", text)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def shared_texts() -> Iterator[str]:
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    for seed in (SHARED / "seed").glob("*.txt"):
        yield seed.read_text(encoding="utf-8")
    with (SHARED / "categories" / "labelled.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def test_there_are_articles_in_all_three_shapes():
    shapes = [path.suffix for path in ARTICLES]

    assert len(shapes) >= 8
    assert min(shapes.count(".txt"), shapes.count(".md"), shapes.count(".html")) >= 2


@each_article
def test_an_article_is_as_long_as_a_real_one(path):
    words = re.findall(r"\w+(?:[-'’]\w+)*", body(path))

    assert 400 <= len(words) <= 1500


def test_no_sentence_is_taken_from_the_shared_texts():
    ours = {run: path.name for path in (*ARTICLES, FEED) for run in runs(path.read_text(encoding="utf-8"))}

    taken = {(ours[run], " ".join(run)) for text in shared_texts() for run in runs(text) if run in ours}

    assert not taken
