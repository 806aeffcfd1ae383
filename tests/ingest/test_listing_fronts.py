"""The front pages of blog engines: all of their articles are found, and nothing else."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.ingest.read import Reading, read_document
from feeds.model import Document
from feeds.settings import Select

FRONTS = Path(__file__).parent.parent / "data" / "fronts"
EXPECTED = tomllib.loads((FRONTS / "expected.toml").read_text(encoding="utf-8"))


def day_and_time(moment):
    """Return a moment to the second: what has one date is told apart by microseconds."""
    return moment.replace(microsecond=0) if moment else None


def test_every_front_page_has_its_articles_written_down():
    assert sorted(page.stem for page in FRONTS.glob("*.html")) == sorted(EXPECTED)
    assert len(EXPECTED) >= 15


@pytest.mark.parametrize("engine", EXPECTED)
def test_the_articles_of_a_front_page_are_found_in_order_and_nothing_else(engine):
    page = Document((FRONTS / f"{engine}.html").read_bytes(), url=EXPECTED[engine]["url"], media_type="text/html")

    read = read_document(page, Reading(ZoneInfo("UTC"), select=Select()))

    found = [(seen.title, seen.link, day_and_time(seen.published)) for seen in read.entries]
    assert found == [
        (title, link, day_and_time(datetime.fromisoformat(when) if when else None))
        for title, link, when in EXPECTED[engine]["entries"]
    ]
