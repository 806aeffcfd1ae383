"""Lists of feeds, as readers export them and as others write them."""

import pytest

from feeds.errors import ParseError
from feeds.ingest.opml import MOST, ListedFeed, Skipped, read_opml
from feeds.model import Document
from tests.outlines import folder, opml, outline


def read(content):
    return read_opml(Document(content))


def test_a_feed_has_the_folders_that_hold_it_and_those_that_its_category_names():
    place = outline("https://a.example/f", "A").replace("/>", ' category="tag,/Sciences/Robots"/>')

    found = read(opml(folder("Tech", folder("IA", place))))

    assert found.title == "Liste"
    assert found.feeds == (ListedFeed("https://a.example/f", "A", (("Tech", "IA"), ("Sciences", "Robots"))),)


def test_a_feed_in_two_folders_is_one_in_both():
    found = read(opml(folder("X", outline("https://a.example/f", "A")), folder("Y", outline("https://a.example/f#x"))))

    assert found.feeds == (ListedFeed("https://a.example/f", "A", (("X",), ("Y",))),)
    assert found.skipped == (Skipped("Un flux", "it stands in the list twice: its folders are joined"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def test_a_list_is_read_in_the_encoding_that_it_declares(encoding):
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = opml(outline("https://a.example/f", "Été")).decode()

    assert read(f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(encoding)).feeds[0].title == "Été"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        pytest.param('<outline title="T" xmlUrl="https://a.example/f"/>', "T", id="a title for a text"),
        pytest.param('<outline TEXT="T" XMLURL="https://a.example/f"/>', "T", id="names in capitals"),
        pytest.param(
            '<outline text="T &" xmlUrl="https://a.example/f"/>', "T", id="an ampersand that stands for itself"
        ),
        pytest.param(
            '<outline xmlUrl="https://a.example/f"><outline text="x"/></outline>', "", id="outlines within it"
        ),
    ],
)
def test_sloppy_outlines_are_read(written, title):
    [feed, *_] = read(opml(written)).feeds

    assert (feed.url, feed.title.strip(" &")) == ("https://a.example/f", title)


def test_what_a_comment_hides_is_skipped_with_all_in_it():
    hidden = folder("Vieux", outline("https://a.example/f")).replace("<outline", '<outline isComment="true"', 1)

    assert read(opml(hidden)).skipped == (Skipped("Vieux", "it is commented out"),)


def test_a_list_is_read_up_to_its_bound():
    found = read(opml(*(outline(f"https://s{n}.example/f", f"S{n}") for n in range(MOST + 2))))

    assert len(found.feeds) == MOST
    assert found.skipped == (Skipped("S5000", "over 5000 feeds"), Skipped("S5001", "over 5000 feeds"))


@pytest.mark.parametrize("content", [b"", b"rien", b"<html/>", b"<rss/>", b"\xff\xfe"])
def test_what_is_no_list_is_told(content):
    with pytest.raises(ParseError, match="not an OPML list"):
        read(content)
