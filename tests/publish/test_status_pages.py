"""The pages, the feed and the JSON of a status, from a status at hand."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import html

from feeds.errors import PublishError
from feeds.health import Misconfigured, Outage, Tally
from feeds.model import Archive
from feeds.publish.check import check
from feeds.publish.filings_page import render_archived_filings, render_live_filings
from feeds.publish.outage_feed import outage_id
from feeds.publish.render import render_status
from feeds.publish.status_page import condition
from tests.publish.samples import NOON, config, feed, stories
from tests.publish.status_samples import explained, run, source, status
from tests.publish.whole_site import whole_site

DAY = timedelta(days=1)


def rendered(language="fr", **changes):
    """Return the page of a status as a tree."""
    cfg = config(language=language)
    return html.fromstring(render_status(cfg, status(cfg, **changes))["status/index.html"])


def text_of(node) -> str:
    return " ".join(node.text_content().replace("\u00a0", " ").replace("\u202f", " ").split())


def outages_of(cfg, *outages):
    return feedparser.parse(render_status(cfg, status(cfg, outages=outages))["status/status.atom"])


def test_every_file_of_a_status_passes_its_check_whatever_it_tells():
    files = whole_site("https://veille.example/", hostile=True)

    mine = [path for path in files if path.startswith("status/")]
    for path in mine:
        check(path, files[path])

    assert len(mine) == 6


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        pytest.param({}, "ok", id="well"),
        pytest.param({"why_then": "gone", "error": "410 Gone"}, "gone", id="gone"),
        pytest.param({"error": "500", "is_stale": True}, "failing", id="failing, which is why it is silent"),
        pytest.param({"last_visit": None}, "never", id="never read"),
        pytest.param({"is_stale": True, "warnings": ("odd",)}, "stale", id="silent"),
        pytest.param({"warnings": ("odd",)}, "warning", id="read with a warning"),
    ],
)
def test_a_source_is_in_one_condition_the_worst(changes, wanted):
    assert condition(source(**changes)) == wanted


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "sources.toml a des fautes depuis le"), ("en", "sources.toml has had faults since")],
)
def test_a_broken_sources_toml_is_told_everywhere_while_it_lasts(language, words):
    cfg = config(language=language)
    trouble = Misconfigured(NOON - DAY, "sources.toml", 2, (3, 31))

    broken = render_status(cfg, status(cfg, outages=(), misconfigured=trouble))
    later = render_status(cfg, status(cfg, outages=(), misconfigured=trouble, moment=NOON + DAY))
    mended = render_status(cfg, status(cfg, outages=()))

    for path in broken:
        check(path, broken[path])
    assert words in text_of(html.fromstring(broken["status/index.html"]))
    assert "3, 31" in text_of(html.fromstring(broken["status/index.html"]))
    told = {"broken_since": "2026-11-19T12:00:00Z", "file": "sources.toml", "faults": 2, "lines": [3, 31]}
    assert json.loads(broken["status/status.json"])["configuration"] == told
    [entry] = feedparser.parse(broken["status/status.atom"]).entries
    assert entry.title.startswith("sources.toml")
    assert broken["status/status.atom"] == later["status/status.atom"]
    assert json.loads(mended["status/status.json"])["configuration"] is None
    assert feedparser.parse(mended["status/status.atom"]).entries == []
    assert words not in text_of(html.fromstring(mended["status/index.html"]))


def test_what_is_to_be_looked_at_stands_first_and_leads_to_its_source():
    page = rendered()

    attention = page.xpath("//main/section")[0]
    assert [link.get("href") for link in attention.iterfind(".//a")] == [
        "#source-carnet", "#source-gazette", "#source-blog",
    ]  # fmt: skip
    assert all(page.get_element_by_id(link.get("href")[1:]) is not None for link in attention.iterfind(".//a"))
    assert "vide.txt" in text_of(attention)


def test_a_site_without_trouble_says_so():
    page = rendered(sources=(source(),), refused=(), hook_faults=(), outages=(), runs=(run(1),))

    assert "Rien à signaler" in text_of(page)
    assert "Aucune panne en treize mois" in text_of(page)


def test_a_run_that_left_something_undone_is_to_be_looked_at():
    unwell = replace(run(1), tally=Tally(is_well=False))

    page = rendered(sources=(), refused=(), runs=(unwell,), outdated=7)

    assert "Le passage du 20 novembre 2026 à 13:00 n’a pas tout mené à bien." in text_of(page)
    assert "« rubrique recategorise » : 7." in text_of(page)


def test_each_plot_says_in_words_what_it_draws():
    today = NOON.date()
    page = rendered(sources=(source("a", title="Journal", days={today: 3, today - 2 * DAY: 1, today - 40 * DAY: 9}),))

    [days, months] = page.xpath("//article[@id='source-a']//svg")
    told = [[page.get_element_by_id(i).text for i in svg.get("aria-labelledby").split()] for svg in (days, months)]
    assert told == [
        ["Journal, 30 jours", "4 en tout, au plus 3 (20 nov.)"],
        ["Journal, 12 mois", "13 en tout, au plus 9 (oct. 2026)"],
    ]
    assert (len(days.xpath(".//rect")), len(months.xpath(".//rect"))) == (2, 2)


def test_the_figures_of_the_plots_stand_in_tables_below():
    today = NOON.date()
    page = rendered(sources=(source("a", title="Journal", days={today: 3, today - 40 * DAY: 9}),))

    days, months, *_ = page.xpath("//details//table")
    cells = [[cell.text for cell in table.xpath("./tbody/tr")[0]] for table in (days, months)]
    assert cells == [["Journal", *["0"] * 29, "3"], ["Journal", *["0"] * 10, "9", "3"]]
    assert len(days.xpath("./thead//th")) == 31


def test_an_english_site_has_a_status_in_english():
    text = text_of(rendered(language="en-GB"))

    assert "As of 20 November 2026, 13:00, when the last run ended." in text
    assert "20 November 2026, 14:00, as often as it publishes" in text
    assert not re.search(r"[éèà]", text.replace("La rédaction", ""))


def test_an_outage_in_the_feed_leads_to_its_row_in_the_page():
    cfg = config()
    outage = Outage("journal", NOON - 2 * DAY, None, "the server answered 503")
    files = render_status(cfg, status(cfg, outages=(outage,)))

    [entry] = feedparser.parse(files["status/status.atom"]).entries
    address, _, anchor = entry.link.partition("#")

    assert address == "https://veille.example/fil/status/"
    assert "503" in text_of(html.fromstring(files["status/index.html"]).get_element_by_id(anchor))
    assert entry.title == "Le Journal du calcul\u202f: panne"


def test_an_outage_keeps_its_id_when_it_ends_and_wherever_the_site_moves():
    going_on, ended = (Outage("journal", NOON, end, "503") for end in (None, NOON + DAY))

    here, there = outages_of(config(), going_on), outages_of(config(base_url="https://ailleurs.example/"), ended)

    assert [e.id for e in here.entries] == [e.id for e in there.entries] == [outage_id(going_on)]
    assert outage_id(going_on) != outage_id(replace(going_on, began=NOON + DAY))


def test_a_feed_without_outages_is_valid_and_says_when_the_site_began():
    parsed = outages_of(config())

    assert not parsed.bozo
    assert parsed.entries == []
    assert parsed.feed.updated == (NOON - 500 * DAY).isoformat()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"runs": {}}, "no list of runs", id="something else in the place of a list"),
        pytest.param({"version": 2}, "not a status of this version", id="another version"),
    ],
)
def test_a_status_of_another_form_is_not_published(changes, fault):
    cfg = config()
    form = json.loads(render_status(cfg, status(cfg))["status/status.json"])

    with pytest.raises(PublishError, match=fault):
        check("status/status.json", json.dumps(form | changes).encode())


def test_the_page_of_filings_tells_each_term_with_place_count_and_points():
    entries = [explained(entry, n) for n, entry in enumerate(stories())]

    page = html.fromstring(render_live_filings(config(), feed(*entries)))

    first = page.xpath("//article")[0]
    assert text_of(first.find("h3")) == "Une levée de 12 millions d’euros pour trier les factures des artisans"
    assert "tag:veille.example,2026-11-01:carnet/1" in text_of(first)
    assert "règles 8f21c0d4" in text_of(first)
    assert [text_of(term) for term in first.xpath(".//dt")] == [
        "Startups retenue, sûre 12,40", "Marketing écartée, à vérifier 4,30",
    ]  # fmt: skip
    assert [text_of(reason) for reason in first.xpath(".//li")][:2] == [
        "intelligence artificielle titre, 3 × 8,40", "modèle de langage chapeau, 2 × 2,80",
    ]  # fmt: skip


def test_a_page_of_filings_shows_no_more_of_an_entry_than_its_title():
    archive = Archive("all", 1, 1, stories())

    text = text_of(html.fromstring(render_archived_filings(config(), archive)))

    assert "Combien coûte une réponse ?" in text
    assert "Les directions financières" not in text


def test_pages_for_the_editor_ask_not_to_be_indexed():
    files = whole_site("https://veille.example/")

    robots = [
        html.fromstring(files[path]).xpath("string(//meta[@name='robots']/@content)")
        for path in files
        if path.startswith("status/") and path.endswith(".html")
    ]

    assert robots == ["noindex, nofollow"] * 4


def test_hostile_names_stay_text():
    page = html.fromstring(whole_site("https://veille.example/", hostile=True)["status/index.html"])

    assert page.xpath("//img") == []
    assert "<img src=x onerror=alert(1)>" in page.get_element_by_id("source-peste").text_content()
