"""The search of the front page: what is written for it, and a reader who uses it."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Archive, Entry
from feeds.publish.prepare import prepare_feed
from feeds.publish.search import CHUNK, render_search_chunk, render_search_live, search_chunk
from feeds.publish.write import write
from tests.publish.page_trees import page
from tests.publish.samples import AT_JOURNAL, NOON, config, feed, filed
from tests.publish.whole_site import HOSTILE, whole_site

ENTRY = Entry(title="Quoi ? Un titre", summary="Un chapeau.", language="fr", link="https://journal.example/1")


def rows(script):
    """Return the data that a script hands over."""
    script = script.decode().removeprefix('document.dispatchEvent(new CustomEvent("entries",{detail:')
    return json.loads(script.removesuffix("}));\n"))


def archive(number, *entries):
    return Archive("all", number, 99, entries)


def test_the_live_entries_are_written_with_the_number_of_chunks():
    public = prepare_feed(config(), feed(filed(ENTRY, "ia", "startups", origin=AT_JOURNAL), filed(id="urn:2")))

    data = rows(render_search_live(public, 7))

    assert data["chunks"] == 7
    assert data["entries"] == [
        ["Quoi\u202f? Un titre", "Un chapeau.", "Le Journal du calcul", "2026-11-20T12:00:00Z", ["IA", "Startups"],
         "https://journal.example/1"],
        ["Un titre", "Du texte.", "La rédaction", "2026-11-20T12:00:00Z", [], "articles/un-titre.html"],
    ]  # fmt: skip


def test_a_chunk_holds_the_entries_of_its_archives_newest_first():
    young, old = (filed(id=f"urn:{n}", sort_date=NOON - timedelta(days=n)) for n in (1, 9))
    middle = filed(id="urn:m", sort_date=NOON - timedelta(days=5), slug="m")

    data = rows(render_search_chunk(config(), [archive(21, middle), archive(22, young, old)]))

    assert [row[3][:10] for row in data["entries"]] == ["2026-11-19", "2026-11-15", "2026-11-11"]


def test_an_archive_lies_in_one_chunk():
    assert [search_chunk(number) for number in (0, 1, CHUNK, CHUNK + 1, 3 * CHUNK)] == [0, 1, 1, 2, 3]


def test_no_title_ends_the_script_or_a_line_of_it():
    public = prepare_feed(config(), feed(filed(replace(ENTRY, title=f"{HOSTILE}\u2029\n\\", summary=HOSTILE))))

    script = render_search_live(public, 0).decode()

    assert not re.search("[<>\u2028\u2029]", script)
    assert script.count("\n") == 1
    assert rows(script.encode())["entries"][0][0].startswith("‹/title›‹/script›‹img src=x onerror=alert(1)›")


@pytest.fixture(params=["server", "folder"])
def front(request, reader, served_site, tmp_path):
    """The front page in a reader, from a server and opened from a folder."""
    if request.param == "folder":
        assert write(tmp_path, whole_site(served_site)).failed == ()
    reader.goto(served_site + "index.html" if request.param == "server" else (tmp_path / "index.html").as_uri())
    return reader


def search(page, text):
    """Type *text* and return what is announced and shown once all entries are there."""
    page.get_by_role("searchbox").press_sequentially(text)
    page.locator("form ol[aria-busy=false]").wait_for(state="attached")
    return page.get_by_role("status").inner_text(), page.locator("form li")


def test_a_search_finds_live_and_older_entries_newest_first(front):
    said, found = search(front, "MODELE TELE")

    assert said == "3 articles trouvés."
    assert [item.split() for item in found.all_inner_texts()] == [
        f"Les petits modèles gagnent les téléphones {day} 2026 Le Journal du calcul IA".split()
        for day in ("20 novembre", "21 octobre", "21 septembre")
    ]
    assert found.locator("a").first.get_attribute("href") == "https://journal.example/articles/3"
    assert not front.locator(".river").is_visible()
    assert front.complaints == []


def test_a_search_for_what_is_nowhere_says_so(front):
    said, found = search(front, "zyx")

    assert (said, found.count()) == ("Aucun article trouvé.", 0)


def test_nothing_is_loaded_before_the_first_letter_and_the_page_returns_after_the_last(reader, served_site):
    asked = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(f"{served_site}index.html", wait_until="networkidle")
    assert [url for url in asked if "assets/search/" in url] == []

    said, _ = search(reader, "nantaise")
    assert said == "3 articles trouvés."
    reader.get_by_role("searchbox").fill("")

    assert reader.locator(".river").is_visible()
    assert reader.get_by_role("status").inner_text() == ""
    assert len([url for url in asked if "assets/search/" in url]) == 2


def test_the_keyboard_goes_from_the_word_to_what_it_found(reader, served_site):
    reader.goto(f"{served_site}index.html")
    search(reader, "factures")

    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")

    reader.wait_for_url(f"{served_site}articles/article-0.html")


def test_a_chunk_that_is_missing_leaves_the_others_found(reader, served_site):
    reader.route("**/assets/search/0001.js", lambda route: route.abort())
    reader.goto(f"{served_site}index.html")

    said, _ = search(reader, "nantaise")

    assert said == "1 article trouvé."


def test_no_more_than_the_newest_thirty_are_shown(reader, served_site):
    reader.goto(f"{served_site}index.html")

    said, found = search(reader, "l")

    assert said == "33 articles trouvés\u202f; voici les 30 plus récents."
    assert found.count() == 30


def test_without_its_files_the_search_leaves_the_page_as_it_was(reader, served_site):
    reader.route("**/assets/search/*", lambda route: route.abort())
    reader.goto(f"{served_site}index.html")

    reader.get_by_role("searchbox").press_sequentially("nantaise")

    reader.locator("form").wait_for(state="hidden")
    assert reader.locator(".river").is_visible()


def test_an_empty_site_offers_no_search():
    document = page("index.html")

    assert document.xpath("//form | //script[@src]") == []


def test_hostile_titles_are_text_in_what_is_found(reader, hostile_site):
    reader.goto(f"{hostile_site}index.html")

    _, found = search(reader, "donaudampf")

    assert found.locator("a").inner_text().startswith("‹/title›")
    assert found.locator("img").count() == 0
    assert reader.complaints == []


def test_words_of_a_lead_find_an_entry_by_their_beginnings(reader, served_site):
    reader.goto(f"{served_site}index.html")

    said, found = search(reader, "gigaoct hors connex")

    assert said == "3 articles trouvés."
    assert found.count() == 3
    assert search(reader, "xx")[0] == "Aucun article trouvé."
