"""A whole site served: files, metrics, health, as a run left it."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import make_url

from feeds.health import Tally
from feeds.run.exchange import Answered, said
from feeds.run.site_server import site_server
from feeds.store import open_store
from tests.run.served import ANY_PORT, ask
from tests.scripted import Answer

ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}


@contextmanager
def served(config, handlers=None, **options):
    server = site_server(config if callable(config) else lambda: config, ANY_PORT, handlers or {}, **options)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def run_that_took(site, took, **tally):
    """Note a run that began at the moment of the site."""
    with closing(open_store(site.config.site.store)) as store:
        store.end_run(store.begin_run(site.now), Tally(**tally), took)


def figures(url):
    """The values told by /metrics: by name, by labels."""
    heard = ask(url, "/metrics")
    assert heard.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(heard.body.decode())
        for sample in family.samples
    }


@pytest.fixture
def paper(site, server):
    """A site of a folder, a feed that fails, and one that was never visited."""
    server.play("/feed", Answer(500))
    site.base_url = "https://veille.example/veille/"
    site.sources += (
        f'[[sources]]\nid = "voisins"\nurl = "{server.url}/feed"\nallow_private = true\n'
        '[categories.ia]\nlabel = "IA"\nkeywords = ["intelligence artificielle"]\n'
        '[categories.jardin]\nlabel = "Jardin"\nkeywords = ["potager"]\n'
    )
    site.write("a.txt", "Un modèle de langage")
    site.run()
    site.sources += f'[[sources]]\nid = "nouveau"\nurl = "{server.url}/new"\nallow_private = true\n'
    return site


def test_what_a_run_published_is_served_at_the_path_of_base_url(paper):
    with served(paper.config) as url:
        heard = ask(url, "/veille/ia.atom")

    assert heard.body == (paper.output / "ia.atom").read_bytes()
    assert heard.headers["link"] == '<https://veille.example/veille/ia.atom>; rel="self"'


def test_a_base_url_that_is_read_anew_moves_what_is_served(paper):
    live = [paper.config]
    with served(lambda: live[-1]) as url:
        paper.base_url = "https://veille.example/revue/"
        live.append(paper.config)
        statuses = [ask(url, f"{folder}/ia.atom").status for folder in ("/revue", "/veille")]

    assert statuses == [200, 404]


def test_a_base_url_with_accents_is_served_under_its_path(site):
    site.base_url = "https://veille.example/%C3%A9t%C3%A9/"
    site.run()

    with served(site.config) as url:
        assert ask(url, "/%C3%A9t%C3%A9/all.atom").status == 200
        assert b'href="/%C3%A9t%C3%A9/"' in ask(url, "/nothing").body


def test_files_are_fresh_for_what_is_left_of_the_interval(paper):
    with served(paper.config) as url:
        heard = ask(url, "/ia.atom")

    left = int(heard.headers["cache-control"].removeprefix("max-age="))
    assert 1700 < left <= 1800


def test_metrics_tell_how_the_site_does(paper):
    run_that_took(paper, timedelta(seconds=2.5), visited=3, new=4, edited=1, failed=1, written=9)

    with served(paper.config) as url:
        told = figures(url)

    assert {name: value for name, value in told.items() if "http" not in name[0]} == {
        ("rubrique_runs_total",): 2,
        ("rubrique_last_run_timestamp_seconds",): paper.now.timestamp(),
        ("rubrique_last_good_run_timestamp_seconds",): paper.now.timestamp() + 2.5,
        ("rubrique_last_run_duration_seconds",): 2.5,
        ("rubrique_last_run_is_well",): 1,
        ("rubrique_last_run_files_written",): 9,
        ("rubrique_last_run_sources", "visited"): 3,
        ("rubrique_last_run_sources", "failed"): 1,
        ("rubrique_last_run_entries", "new"): 4,
        ("rubrique_last_run_entries", "edited"): 1,
        ("rubrique_last_run_entries", "withdrawn"): 0,
        ("rubrique_sources", "ok"): 1,
        ("rubrique_sources", "failing"): 1,
        ("rubrique_sources", "gone"): 0,
        ("rubrique_sources", "unvisited"): 1,
        ("rubrique_source_failures", "voisins"): 1,
        ("rubrique_next_visit_timestamp_seconds",): paper.status("voisins").next_visit.timestamp(),
        ("rubrique_entries", "ia"): 1,
        ("rubrique_entries", "jardin"): 0,
        ("rubrique_unfiled_entries",): 0,
    }


def test_metrics_count_what_was_asked(paper):
    size = (paper.output / "all.atom").stat().st_size

    with served(paper.config, {"websub/": answer_nothing}) as url:
        etag = ask(url, "/all.atom").headers["etag"]
        ask(url, "/all.atom", {"If-None-Match": etag})
        ask(url, "/all.atom", method="HEAD")
        ask(url, "/nothing.html")
        ask(url, "/websub/a-secret")
        told = figures(url)

    assert told["rubrique_http_requests_total", "200", "feed"] == 2
    assert told["rubrique_http_requests_total", "304", "feed"] == 1
    assert told["rubrique_http_requests_total", "404", "page"] == 1
    assert told["rubrique_http_requests_total", "204", "websub"] == 1
    assert told["rubrique_http_response_bytes_total", "feed"] == size
    assert told["rubrique_http_request_duration_seconds_count", "feed"] == 3
    assert not any("secret" in label for name in told for label in name)


async def answer_nothing(asked):
    return said(204, "")


def test_a_handler_that_fails_is_counted_and_the_next_is_answered(paper):
    async def broken(asked):
        raise RuntimeError("a bug")

    with served(paper.config, {"websub/": broken}) as url:
        assert ask(url, "/websub/x").status == 500
        assert ask(url, "/all.atom").status == 200
        assert figures(url)["rubrique_http_requests_total", "500", "websub"] == 1


def test_metrics_count_a_body_that_is_refused_as_what_is_answered(paper):
    async def hear(asked):
        return Answered(200, {}, await asked.read())

    with served(paper.config, {"websub/": hear}) as url:
        assert ask(url, "/websub/x", method="POST", body=bytes(20_000_001)).status == 413
        told = figures(url)

    assert told["rubrique_http_requests_total", "413", "websub"] == 1


def test_a_site_is_healthy_until_three_intervals_pass_without_a_good_run(paper):
    now = datetime.now(UTC)
    with served(paper.config) as url:
        paper.now = now - timedelta(minutes=80)
        run_that_took(paper, timedelta(minutes=1))
        run_that_took(paper, timedelta(minutes=1), is_well=False)
        fine = ask(url, "/healthz")
    with served(replace(paper.config, every=timedelta(minutes=20))) as url:
        ill = ask(url, "/healthz")

    assert (fine.status, fine.body) == (200, b"ok\n")
    assert ill.status == 503
    assert f"no run has ended well since {now - timedelta(minutes=79):%Y-%m-%dT%H:%M:%SZ}" in ill.body.decode()


def test_a_site_that_never_ran_is_given_three_intervals_from_the_start(site):
    with served(replace(site.config, every=timedelta(days=1))) as url:
        assert ask(url, "/healthz").status == 200
    with served(replace(site.config, every=-timedelta(minutes=1))) as url:
        assert ask(url, "/healthz").status == 503


@pytest.mark.parametrize("path", ["/metrics", "/healthz"])
def test_how_a_site_does_is_for_this_machine_unless_it_is_opened(paper, path):
    with served(paper.config) as url:
        assert ask(url, path, ELSEWHERE).status == 404
        assert ask(url, path).status in (200, 503)
        assert ask(url, path, method="POST").status == 405
    with served(paper.config, shows_metrics=True) as url:
        assert ask(url, path, ELSEWHERE).status in (200, 503)


@pytest.mark.parametrize("path", ["/metrics", "/healthz"])
def test_a_store_that_cannot_be_read_is_no_reason_to_serve_no_files(paper, path):
    broken = paper.root / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    config = paper.config

    with served(replace(config, site=replace(config.site, store=f"sqlite:///{broken}"))) as url:
        assert ask(url, path).status == 503
        assert ask(url, "/all.atom").status == 200


def test_a_configuration_read_anew_is_served_by(paper):
    configs = [paper.config]
    with served(lambda: configs[-1]) as url:
        before = ask(url, "/all.atom").headers["link"]
        configs.append(replace(configs[0], site=replace(configs[0].site, hubs=("https://hub.example/",))))
        after = ask(url, "/all.atom").headers["link"]

    assert after == f'{before}, <https://hub.example/>; rel="hub"'


@pytest.mark.parametrize("is_old", [False, True], ids=["a new database", "one of an older Rubrique"])
def test_a_database_that_is_compacted_meanwhile_is_read(paper, is_old):
    with closing(sqlite3.connect(make_url(paper.config.site.store).database)) as database:
        if is_old:
            database.executescript("PRAGMA auto_vacuum = NONE; VACUUM")
        database.execute("CREATE TABLE bulk (x)")
        database.executemany("INSERT INTO bulk VALUES (zeroblob(4000))", [()] * 10_000)
        database.executescript("DROP TABLE bulk")
    heard = []

    with served(paper.config) as url, closing(open_store(paper.config.site.store)) as store:
        compacting = threading.Thread(target=store.compact)
        compacting.start()
        while compacting.is_alive() or not heard:
            heard.append(ask(url, "/metrics").status)
        compacting.join()

    assert set(heard) == {200}
