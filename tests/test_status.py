"""How a site does, over its life: what the status knows, and what of it is published."""

import json
import os
import shutil
from datetime import timedelta

import feedparser
import pytest

from feeds.health import Tally
from feeds.status import read_status
from feeds.store import open_store
from tests.scripted import Answer
from tests.sites import DAY, TELLING_OF_RUNS, fill, rss
from tests.test_archives import feed_source

PUBLIC = ("html", "atom", "rss", "json", "opml", "js")


def whole_status(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return read_status(config, store, site.now)
    finally:
        store.close()


def told(site):
    return json.loads((site.output / "status/status.json").read_bytes())


def page(site, path="status/index.html"):
    return (site.output / path).read_text()


@pytest.fixture
def failing(site, server):
    """A site whose feed answers once and fails from then on."""
    server.play("/feed.xml", Answer(body=rss(range(1, 4))), Answer(503))
    site.sources += feed_source(server)
    site.run()
    return site


def test_a_run_tells_what_it_did_in_the_page_that_it_leaves(site):
    site.write("a.txt", "Un modèle de langage")

    report = site.run()

    [run] = told(site)["runs"]
    written = len(report.publication.written)
    assert (run["number"], run["new"], run["written"], run["is_well"]) == (1, 1, written, True)
    assert run["took_seconds"] > 0
    assert report.tally == Tally(visited=1, new=1, written=written)


def test_runs_in_which_nothing_is_new_change_only_what_tells_of_runs(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    before = {name: (site.output / name).read_bytes() for name in TELLING_OF_RUNS}
    silent = site.state()

    site.later()

    changed = {name for name in TELLING_OF_RUNS if (site.output / name).read_bytes() != before[name]}
    assert site.state() == silent
    assert changed == {"status/index.html", "status/status.json"}


def test_a_run_that_was_killed_is_told_to_have_been_interrupted(site):
    site.run()
    store = open_store(site.config.site.store)
    store.begin_run(site.now + timedelta(hours=1))
    store.close()

    site.later()

    assert [run["took_seconds"] is None for run in told(site)["runs"]] == [False, True, False]
    assert "interrompu" in page(site)


def test_an_outage_is_one_entry_of_the_feed_from_its_first_failure_to_its_end(failing, server):
    for _ in range(3):
        failing.later(every_source=True)
    during = feedparser.parse((failing.output / "status/status.atom").read_bytes())
    server.play("/feed.xml", Answer(body=rss(range(1, 5))))
    failing.later(every_source=True)

    after = feedparser.parse((failing.output / "status/status.atom").read_bytes())

    assert [entry.id for entry in during.entries] == [entry.id for entry in after.entries]
    [before], [entry] = during.entries, after.entries
    assert (before.title, before.published) == (entry.title, entry.published)
    assert before.updated == before.published < entry.updated == failing.now.isoformat()
    assert "503" in entry.summary
    assert told(failing)["outages"][0]["ended"] == failing.now.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_feed_of_outages_is_silent_while_nothing_begins_or_ends(failing):
    feed = failing.output / "status/status.atom"
    failing.later(every_source=True)
    before = feed.read_bytes(), feed.stat().st_mtime_ns

    failing.later(every_source=True)

    assert (feed.read_bytes(), feed.stat().st_mtime_ns) == before


def test_a_failing_source_tells_since_when_how_often_and_when_it_is_asked_again(failing):
    for _ in range(2):
        failing.later(every_source=True)

    [_, source] = told(failing)["sources"]

    assert (source["state"], source["failures"], source["why_then"]) == (
        "failed 2 times: the server answered 503 Service Unavailable", 2, "failing",
    )  # fmt: skip
    assert source["last_success"] == (failing.now - 2 * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert source["next_visit"] > failing.now.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("headers", "status", "more", "why"),
    [
        pytest.param({}, 200, "", "rhythm", id="as often as it publishes"),
        pytest.param({}, 200, 'every = "1h"', "interval", id="as its block says"),
        pytest.param({"Cache-Control": "max-age=80000"}, 200, "", "fresh", id="as its server says"),
        pytest.param({"Retry-After": "90000"}, 429, "", "asked", id="as its server asks"),
        pytest.param({}, 410, "", "gone", id="never"),
    ],
)
def test_the_status_tells_why_a_feed_is_visited_then(site, server, headers, status, more, why):
    server.play("/feed.xml", Answer(status, body=rss(range(1, 4)), headers=headers))
    site.sources += feed_source(server, more=more)

    site.run()

    assert [source["why_then"] for source in told(site)["sources"]] == ["run", why]


def test_a_source_that_falls_silent_unlike_its_rhythm_is_named(site, server):
    server.play("/feed.xml", Answer(body=rss(range(1, 11))))
    site.sources += feed_source(server)
    site.now = site.now.replace(month=10, day=14)
    site.run()
    assert not site.status("ailleurs").is_stale

    site.now += 20 * DAY
    site.run()

    assert site.status("ailleurs").is_stale
    assert "silencieuse" in page(site)


def test_entries_a_week_are_those_of_the_last_four(site, server):
    server.play("/feed.xml", Answer(body=rss(range(27))))  # the 1st to the 27th of October
    site.sources += feed_source(server)
    site.now = site.now.replace(month=11, day=14)  # since the 18th of October

    site.run()

    assert site.status("ailleurs").per_week == 2.5
    assert sum(told(site)["sources"][1]["days"].values()) == 12
    assert told(site)["sources"][1]["months"]["2026-10"] == 27


def test_ids_and_dates_that_needed_repair_are_counted(site, server):
    document = rss(range(1, 5)).replace(b"urn:isbn:1<", b"<").replace(b"urn:isbn:2<", b"12<")
    document = document.replace(b"<pubDate>05 Oct 2026", b"<pubDate>05 Oct 2099")
    server.play("/feed.xml", Answer(body=document))
    site.sources += feed_source(server)
    site.write("sans-date.txt", "Un modèle de langage")
    site.write("2026-11-02-date.txt", "Un autre modèle")

    site.run()

    repaired = {s["id"]: (s["repaired_ids"], s["repaired_dates"]) for s in told(site)["sources"]}
    assert repaired == {"redaction": (0, 1), "ailleurs": (2, 1)}


def test_entries_filed_under_older_rules_are_counted_until_they_are_filed_anew(site):
    fill(site, range(1, 4))
    site.run()
    assert whole_status(site).outdated == 0
    site.sources += '\n[categories.ia]\nkeywords = ["modèle"]\n'
    site.later()
    assert told(site)["outdated"] == 3

    site.recategorise()

    assert told(site)["outdated"] == 0
    assert f"règles {told(site)['rules']}" in page(site, "status/entries/index.html").replace("\u00a0", " ")


def test_nothing_that_readers_see_leads_to_the_status(site, failing):
    site.window = 2
    fill(site, range(1, 9))
    site.later()

    seen = [p for p in site.output.rglob("*.*") if "status" not in p.parts and p.suffix[1:] in PUBLIC]
    leading = [p.name for p in seen if b"status/" in p.read_bytes() or b"status.css" in p.read_bytes()]

    assert len(seen) > 20
    assert leading == []


def test_no_address_in_the_status_opens_anything(site, server, new_server):
    new = new_server()
    new.play("/new.xml?token=s3cret", Answer(body=rss([1])))
    server.play("/feed.xml", Answer(301, headers={"Location": f"{new.url}/new.xml?token=s3cret"}))
    site.sources += feed_source(server)
    for _ in range(3):
        site.later(every_source=True)

    assert "token=s3cret" in site.status("ailleurs").advice[0]
    published = [p for p in (site.output / "status").rglob("*.*") if b"s3cret" in p.read_bytes()]

    assert published == []
    assert f"{new.url}/…" in page(site)


def test_rebuilding_gives_the_status_of_the_last_run_byte_for_byte(failing):
    failing.later(every_source=True)
    before = {p: p.read_bytes() for p in failing.output.rglob("*.*")}
    shutil.rmtree(failing.output)
    failing.now += DAY

    failing.rebuild()

    assert {p: p.read_bytes() for p in failing.output.rglob("*.*")} == before


def test_a_status_that_cannot_be_written_makes_the_run_fail_and_nothing_else(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    (site.output / "status/index.html").unlink()
    (site.output / "status/index.html").mkdir()

    report = site.later()

    assert [path for path, _ in report.publication.failed] == ["status/index.html"]
    assert not report.is_well
    assert site.titles() == ["Un modèle de langage"]


# -- why entries are filed so -------------------------------------------------------------------------------------


def test_each_archive_has_its_page_of_filings_and_only_what_is_touched_is_written_again(archived):
    pages = {p.name: p for p in (archived.output / "status/entries").iterdir()}
    assert sorted(pages) == ["0001.html", "0002.html", "index.html"]
    for path in pages.values():
        os.utime(path, (1, 1))

    archived.write("2026-10-01-1.txt", "Modèle de langage numéro 1", lead="Un début changé du tout au tout. " * 9)
    archived.later()
    assert {name for name, path in pages.items() if path.stat().st_mtime > 1} == set()
    archived.write("2026-10-01-1.txt", "Un tout autre titre sans rien de tel")
    archived.later()

    assert {name for name, path in pages.items() if path.stat().st_mtime > 1} == {"0001.html"}
    assert "Un tout autre titre" in page(archived, "status/entries/0001.html")


def test_pages_of_filings_lead_to_each_other_as_the_archives_do(archived):
    fill(archived, range(10, 13))

    archived.later()

    assert 'rel="prev" href="../../status/entries/0003.html"' in page(archived, "status/entries/0002.html")
    assert 'rel="next" href="../../status/entries/0001.html"' in page(archived, "status/entries/0002.html")
    assert 'rel="prev" href="../../status/entries/index.html"' in page(archived, "status/entries/0003.html")


def test_a_page_of_filings_goes_with_what_it_tells_of(archived):
    [withdrawn] = [entry_id for title, entry_id in archived.ids().items() if title.endswith(" 9")]

    archived.withdraw(withdrawn)

    assert "numéro 9" not in page(archived, "status/entries/index.html")


def test_what_is_to_check_comes_first_with_its_terms_places_and_points(site):
    site.write("2026-10-01-doute.txt", "Une levée de fonds au jardin", lead="Un début.")
    site.write("2026-10-02-clair.txt", "Le modèle de langage et l'intelligence artificielle")

    site.run()

    text = page(site, "status/entries/index.html")
    assert text.index("À vérifier") < text.index("Une levée de fonds au jardin")
    assert text.index("Une levée de fonds au jardin") < text.index("Les autres") < text.index("Le modèle de langage")
