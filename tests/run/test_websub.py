"""Hubs, played by a real server on loopback."""

from urllib.parse import parse_qs

import pytest

from feeds.run import websub
from feeds.store import open_store
from tests.scripted import Answer
from tests.sites import DAY

LONGER = "Un début changé du tout au tout, et qui compte pour le lecteur. " * 3
BASE = "https://veille.example/"


@pytest.fixture
def hub(server):
    server.play("/hub", Answer(202))
    return server


@pytest.fixture
def paper(site, hub):
    """A site with one article, which its hub has heard of."""
    site.extra = f'hubs = ["{hub.url}/hub"]'
    site.write("a.txt", "Un modèle de langage")
    site.run()
    tell(site)
    hub.log.clear()
    return site


def tell(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return websub.tell_hubs(config, store)
    finally:
        store.close()


def topics(server, path="/hub"):
    asked = [parse_qs(a.body.decode()) for a in server.log if a.path == path]
    assert all(form["hub.mode"] == ["publish"] for form in asked)
    return sorted(form["hub.url"][0].removeprefix(BASE) for form in asked)


def formats(*keys):
    return sorted(f"{key}.{extension}" for key in keys for extension in ("atom", "rss", "json"))


def test_a_hub_hears_once_of_each_feed_that_has_news(site, hub):
    site.extra = f'hubs = ["{hub.url}/hub"]'
    site.write("a.txt", "Un modèle de langage")

    site.run()

    assert tell(site) == ()
    assert topics(hub) == formats("all", "ia")
    assert {a.headers["content-type"] for a in hub.log} == {"application/x-www-form-urlencoded"}
    assert tell(site) == ()
    assert topics(hub) == formats("all", "ia")


def test_a_run_without_news_tells_nothing(paper, hub):
    paper.later()

    assert tell(paper) == ()
    assert hub.log == []


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        pytest.param("Un début!", [], id="a lesser edit"),
        pytest.param(LONGER, formats("all", "ia"), id="a meaningful edit"),
    ],
)
def test_only_a_meaningful_edit_is_news(paper, hub, lead, told):
    paper.write("a.txt", "Un modèle de langage", lead=lead)

    paper.later()

    assert tell(paper) == ()
    assert topics(hub) == told


def test_what_is_withdrawn_is_news(paper, hub):
    paper.now += DAY
    paper.withdraw(paper.feed().entries[0].id)

    assert tell(paper) == ()
    assert topics(hub) == formats("all", "ia")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(Answer(503), "503 Service Unavailable", id="refused"),
        pytest.param(Answer(302, headers={"Location": "/elsewhere"}), "302 Found", id="sent elsewhere"),
        pytest.param(Answer(raw=b"\r\n"), "", id="no answer in HTTP"),
    ],
)
def test_a_hub_that_fails_is_a_warning_and_hears_of_it_after_the_next_run(paper, hub, answer, reason):
    paper.write("b.txt", "Un autre modèle de langage")
    hub.play("/hub", answer)
    paper.later()

    [warning] = tell(paper)

    assert warning.startswith(f"hub {hub.url}/hub: {reason}")
    assert warning.endswith("it is told again after the next run")
    hub.play("/hub", Answer(204))
    hub.log.clear()
    paper.later()
    assert tell(paper) == ()
    assert topics(hub) == formats("all", "ia")


def test_a_hub_that_hangs_is_given_up_and_keeps_no_other_from_hearing(paper, hub, monkeypatch):
    monkeypatch.setattr(websub, "_PATIENCE_SECONDS", 2)
    paper.extra = f'hubs = ["{hub.url}/slow?key=secret", "{hub.url}/hub"]'
    hub.play("/slow", Answer(hang=True))
    hub.play("/slow?key=secret", Answer(hang=True))
    paper.write("b.txt", "Un autre modèle de langage")
    paper.later()

    [warning] = tell(paper)

    assert "no answer within" in warning
    assert "secret" not in warning
    assert topics(hub) == formats("all", "ia")


def test_a_feed_that_could_not_be_published_is_told_once_it_is(paper, hub):
    (paper.output / "ia.html").unlink()
    (paper.output / "ia.html").mkdir()
    paper.write("b.txt", "Un autre modèle de langage")
    report = paper.later()
    assert [path for path, _ in report.publication.failed] == ["ia.html"]

    tell(paper)

    assert topics(hub) == formats("all")
    (paper.output / "ia.html").rmdir()
    paper.later()
    tell(paper)
    assert topics(hub) == formats("all", "ia")


def test_a_feed_that_never_had_an_entry_is_no_news(site, hub):
    site.extra = f'hubs = ["{hub.url}/hub"]'
    site.run()

    assert tell(site) == ()
    assert hub.log == []
