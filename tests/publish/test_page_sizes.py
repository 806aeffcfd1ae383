"""What a reader's connection carries, on a site that has ten thousand entries and had them from wordy sources."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.category import Category
from feeds.model import Archive, Entry, Feed
from feeds.publish.render import render, render_archive_page
from feeds.publish.search import CHUNK, render_search_chunk
from tests.publish.samples import AT_JOURNAL, NOON, config, filed

WINDOW = 50
LIVE = 2 * WINDOW - 1  # the most that a live feed carries
ARCHIVES = (10_000 - LIVE) // WINDOW
LIMIT = 150_000  # bytes of a page


def entry(number, words, keys):
    """An entry with a picture, in three categories; each of its texts grows with *words*."""
    title = (
        f"Numéro {number} : un titre assez long" + ", tel qu’en écrivent les sites qui espèrent être trouvés" * words
    )
    lead = "Été comme hiver, l’économie numérique préfère les phrases interminables. " * 3 * words
    link = f"https://journal.example/2026/11/rubrique/{number}/" + "un-titre-repris-dans-l-adresse-" * words
    content = Entry(title=title, link=link, summary=lead, image=f"{link}image.jpg", language="fr")
    when = NOON - timedelta(hours=number)
    return filed(
        content, *(keys[(number + n) % len(keys)] for n in range(3)), origin=AT_JOURNAL, id=f"urn:{number}",
        sort_date=when, updated=when,
    )  # fmt: skip


def site_of(categories):
    keys = tuple(f"rubrique-{n}" for n in range(categories))
    return replace(config(), categories=tuple(Category(key, f"Rubrique {key[9:]}") for key in keys)), keys


@pytest.mark.parametrize(
    ("categories", "words"),
    [pytest.param(12, 3, id="wordy sources"), pytest.param(60, 1, id="sixty categories")],
)
def test_the_front_page_and_those_of_categories_stay_light(categories, words):
    cfg, keys = site_of(categories)
    entries = tuple(entry(n, words, keys) for n in range(LIVE))
    feeds = [Feed(key, NOON, entries, last_archive=ARCHIVES) for key in ("all", keys[0])]

    files = render(cfg, feeds, [])

    assert files["index.html"].count(b"<article") == files[f"{keys[0]}.html"].count(b"<article") == LIVE
    assert len(files["index.html"]) < LIMIT
    assert len(files[f"{keys[0]}.html"]) < LIMIT


def test_a_page_of_older_entries_and_a_chunk_of_the_search_stay_light():
    cfg, keys = site_of(12)
    archives = [
        Archive("all", 1 + n, ARCHIVES, tuple(entry(n * WINDOW + i, 3, keys) for i in range(WINDOW)))
        for n in range(CHUNK)
    ]

    page = render_archive_page(cfg, archives[0])
    chunk = render_search_chunk(cfg, archives)

    assert page.count(b"<article") == WINDOW
    assert len(page) < LIMIT / 1.5
    assert chunk.count(b"journal.example") == CHUNK * WINDOW
    assert len(chunk) < 5 * LIMIT


def test_style_and_scripts_are_a_fraction_of_a_page():
    assets = [content for path, content in render(config(), [], []).items() if path.startswith("assets/")]

    assert sum(map(len, assets)) < LIMIT / 5
