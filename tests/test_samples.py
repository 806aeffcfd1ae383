"""The sample articles: enough, real in length, ours in every sentence, read and filed as they are meant to be."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from feeds.config import load_config
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.read import Reading, read_document
from feeds.model import Document, Entry
from feeds.settings import FolderSource

SAMPLES = Path(__file__).resolve().parent.parent / "articles"
CONFIG = load_config(SAMPLES.parent / "sources.toml")
ARTICLES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".txt", ".md", ".html"})
FEED = SAMPLES / "flux" / "exemple.xml"
RUN = 8  # words in a row: below it, turns of phrase repeat by chance

# Title, moment in the site's zone, categories.
MEANT = {
    "2026-09-15-assistant-ia-archives-atelier.txt": (
        "Dans les archives de l’atelier, une intelligence artificielle prudente",
        "2026-09-15 00:00",
        {"ia"},
    ),
    "lever-des-fonds-dans-le-calme.txt": (
        "Lever des fonds dans le calme : la fin des tours de table express",
        "2026-10-06 00:00",
        {"startups"},
    ),
    "la-newsletter-choisie.txt": (
        "La newsletter choisie, ou comment écrire à moins de monde",
        "2026-10-20 00:00",
        {"marketing"},
    ),
    "2026-11-12-publicite-images-generees.txt": (
        "Publicité : quand l’IA générative tient le pinceau",
        "2026-11-12 09:30",
        {"ia", "marketing"},
    ),
    "2026-09-29-modele-ouvert-machine-modeste.md": (
        "Un modèle de langage ouvert sur une machine modeste",
        "2026-09-29 00:00",
        {"ia"},
    ),
    "premiers-salaries.md": (
        "Start-up : les premiers salariés ne sont pas des fondateurs de rechange",
        "2026-10-13 08:00",
        {"startups"},
    ),
    "se-faire-citer-par-les-moteurs.md": (
        "Référencement : se faire citer par l'IA sans perdre ses lecteurs",
        "2026-10-27 10:30",
        {"ia", "marketing"},
    ),
    "2026-11-03-pistes-cyclables-hiver.md": ("L'hiver, la piste cyclable et le balai", "2026-11-03 00:00", set()),
    "jeune-pousse-imagerie-medicale.html": (
        "Imagerie médicale : la longue route d'une start-up de l'IA",
        "2026-11-10 07:45",
        {"ia", "startups"},
    ),
    "2026-10-02-programme-de-fidelite.html": (
        "Fidélisation : la carte à tampons prend sa revanche",
        "2026-10-02 06:30",
        {"marketing"},
    ),
    "2026-09-22-jardins-partages.html": ("Au jardin partagé, on apprend d'abord à attendre", "2026-09-22 00:00", set()),
}
MEANT_OF_THE_FEED = [{"ia"}, {"startups"}, {"marketing"}, set(), {"ia"}, {"startups"}, {"marketing"}]

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


def shared_texts(shared: Path) -> Iterator[str]:
    for seed in (shared / "seed").glob("*.txt"):
        yield seed.read_text(encoding="utf-8")
    with (shared / "categories" / "labelled.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def source_of(path: Path) -> FolderSource:
    sources = [source for source in CONFIG.sources if isinstance(source, FolderSource)]
    return next(source for source in sources if source.path in (path, *path.parents))


def read(path: Path) -> list[Entry]:
    """Return the entries of a sample, read under the settings that it is shipped with."""
    source = source_of(path)
    reading = Reading(CONFIG.site.timezone, source.language, source.author)
    found = read_document(Document(path.read_bytes(), name=path.name), reading)
    return [one.entry for one in found.entries if one.entry]


def filed(entry: Entry) -> set[str]:
    return {filing.category for filing in categorise(entry, compile_rules(CONFIG.categories)) if filing.given}


def test_there_are_articles_in_all_three_shapes():
    shapes = [path.suffix for path in ARTICLES]

    assert len(shapes) >= 8
    assert min(shapes.count(".txt"), shapes.count(".md"), shapes.count(".html")) >= 2


@each_article
def test_an_article_is_as_long_as_a_real_one(path):
    words = re.findall(r"\w+(?:[-'’]\w+)*", body(path))

    assert 400 <= len(words) <= 1500


def test_no_sentence_is_taken_from_the_shared_texts(shared):
    ours = {run: path.name for path in (*ARTICLES, FEED) for run in runs(path.read_text(encoding="utf-8"))}

    taken = {(ours[run], " ".join(run)) for text in shared_texts(shared) for run in runs(text) if run in ours}

    assert not taken


@each_article
def test_an_article_is_read_and_filed_as_it_is_meant(path):
    title, moment, categories = MEANT[path.name]

    [entry] = read(path)

    assert entry.title == title
    assert entry.published is not None
    assert f"{entry.published.astimezone(CONFIG.site.timezone):%Y-%m-%d %H:%M}" == moment
    assert [author.name for author in entry.authors] == ["La rédaction"]
    assert entry.language.partition("-")[0] == "fr"
    assert filed(entry) == categories


@each_article
def test_an_article_is_read_whole_and_without_what_surrounds_it(path):
    [entry] = read(path)
    text = BeautifulSoup(entry.content_html, "lxml").get_text(" ")

    # Of the page around an article, of its byline and of its tail, nothing is left; of the article, next to all.
    kept = len(re.findall(r"\w+", text)) / len(re.findall(r"\w+", body(path)))
    assert 0.93 <= kept <= 1.0
    assert not re.search(r"author avatar|À lire|Partager|cookies pour mesurer|Mentions légales|min de lecture", text)
    assert entry.content_html.count("<h2") >= 3


def test_the_sample_feed_is_read_and_filed_as_it_is_meant():
    entries = read(FEED)

    assert [filed(entry) for entry in entries] == MEANT_OF_THE_FEED
    assert {author.name for entry in entries for author in entry.authors} == {"La rédaction"}
    assert all(entry.link.startswith("https://example.org/2026/") and entry.published for entry in entries)
