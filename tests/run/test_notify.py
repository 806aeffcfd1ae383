"""Hooks, played by a real server on loopback and by real programs."""

import base64
import json
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from feeds.cli import running
from feeds.run import notify as notifying
from feeds.run.notify import notify
from feeds.store import open_store
from tests.run.test_processes import RUN_AT
from tests.scripted import Answer
from tests.sites import DAY, rss

HOUR = timedelta(hours=1)


@pytest.fixture
def salon(server):
    """A server that takes what it is told."""
    server.play("/hook", Answer(204))
    return server


@pytest.fixture
def paper(site, salon):
    """A site whose hook has heard of its first article."""
    site.extra = hook(salon)
    site.write("a.txt", "Un modèle de langage")
    site.run()
    tell(site)
    salon.log.clear()
    return site


def hook(server, path="/hook", **keys):
    written = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    return f'[[notify]]\nid = "salon"\nurl = "{server.url}{path}"\n{written}'


def tell(site, now=None):
    config = site.config
    store = open_store(config.site.store)
    try:
        return notify(config, store, now or site.now)
    finally:
        store.close()


def messages(server, kind="entries"):
    told = [json.loads(asked.body) for asked in server.log]
    return [message for message in told if message["kind"] == kind]


def titles(server):
    return [entry["title"] for message in messages(server) for entry in message["entries"]]


def failing(site, server, *answers):
    site.sources += f'[[sources]]\nid = "ailleurs"\nurl = "{server.url}/feed"\nallow_private = true\nevery = "1h"\n'
    server.play("/feed", *answers)


def test_a_hook_is_told_once_of_each_entry_that_is_new(site, salon):
    site.extra = hook(salon)
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ()
    assert tell(site) == ()
    site.write("b.txt", "Un autre modèle")
    site.later()
    assert tell(site) == ()

    assert titles(salon) == ["Un modèle de langage", "Un autre modèle"]


def test_a_message_says_what_a_feed_would(site, salon):
    site.extra = hook(salon)
    site.write("a.txt", "Un modèle de langage")
    site.run()
    [published] = site.feed().entries

    tell(site)

    [message] = messages(salon)
    [entry] = message["entries"]
    assert message["site"] == {"title": "Veille", "url": "https://veille.example/"}
    assert message["moment"] == "2026-11-23T09:00:00+00:00"
    assert entry == {
        "id": published.id,
        "title": "Un modèle de langage",
        "link": published.link,
        "page": published.link,
        "authors": [published.author],
        "published": "2026-11-23T09:00:00+00:00",
        "updated": "2026-11-23T09:00:00+00:00",
        "categories": ["ia"],
        "summary": published.summary,
        "source": {"id": "redaction", "title": published.source.title},
    }


def test_a_source_that_may_only_be_linked_to_is_told_without_its_text(site, salon):
    site.extra = hook(salon)
    site.sources += f'[[sources]]\nid = "ailleurs"\nurl = "{salon.url}/feed"\nallow_private = true\npublish = "link"\n'
    salon.play("/feed", Answer(body=rss([1]), headers={"Content-Type": "application/rss+xml"}))
    site.run()
    salon.log.clear()

    tell(site)

    [entry] = messages(salon)[0]["entries"]
    assert (entry["link"], entry["page"], entry["summary"]) == ("https://ailleurs.example/1", "", "")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        pytest.param({"categories": ["ia"]}, ["Un modèle de langage"], id="a category"),
        pytest.param({"categories": ["marketing"]}, [], id="another category"),
        pytest.param({"sources": ["redaction"]}, ["Un modèle de langage"], id="a source"),
        pytest.param({"on": ["outages"]}, [], id="no entries"),
    ],
)
def test_a_hook_hears_of_what_it_asks_for(site, salon, keys, told):
    site.extra = hook(salon, **keys)
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ()

    assert titles(salon) == told


def test_a_hook_hears_nothing_of_a_source_it_did_not_ask_for(site, salon):
    (site.root / "autres").mkdir()
    site.sources += '[[sources]]\nid = "autres"\npath = "autres"\n'
    site.extra = hook(salon, sources=["autres"])
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ()

    assert salon.log == []


def test_a_hook_that_is_new_to_a_site_hears_of_what_comes(site, salon):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    site.extra = hook(salon)
    site.later()
    assert tell(site) == ()
    assert salon.log == []

    site.write("b.txt", "Un autre modèle")
    site.later()
    tell(site)

    assert titles(salon) == ["Un autre modèle"]


def test_what_a_run_published_that_was_killed_before_it_told_is_told_by_the_next(paper, salon):
    paper.write("b.txt", "Un autre modèle")
    paper.later()
    paper.write("c.txt", "Un troisième modèle")
    paper.later()

    tell(paper)

    assert sorted(titles(salon)) == ["Un autre modèle", "Un troisième modèle"]


def test_a_user_in_the_address_of_a_hook_opens_it(site, salon):
    site.extra = hook(salon).replace("http://", "http://moi:mot%20de%20passe@")
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ()

    [asked] = salon.log
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"moi:mot de passe").decode()


def test_an_edit_is_no_news(paper, salon):
    paper.write("a.txt", "Un modèle de langage", lead="Un début changé du tout au tout, et qui compte. " * 9)
    paper.later()

    assert tell(paper) == ()

    assert salon.log == []


def test_a_new_source_brings_as_many_messages_as_its_entries_fill(paper, salon):
    paper.sources += f'[[sources]]\nid = "ailleurs"\nurl = "{salon.url}/feed"\nallow_private = true\n'
    paper.extra = f"first_import = 30\n{paper.extra}"
    salon.play("/feed", Answer(body=rss(range(200)), headers={"Content-Type": "application/rss+xml"}))
    paper.later()
    salon.log.clear()

    tell(paper)

    assert [len(message["entries"]) for message in messages(salon)] == [20, 10]


def test_a_feed_that_could_not_be_published_is_told_once_it_is(paper, salon):
    paper.extra = hook(salon, categories=["ia"])
    paper.run()
    (paper.output / "ia.html").unlink()
    (paper.output / "ia.html").mkdir()
    paper.write("b.txt", "Un autre modèle de langage")
    paper.later()

    tell(paper)
    assert salon.log == []
    (paper.output / "ia.html").rmdir()
    paper.later()
    tell(paper)

    assert titles(salon) == ["Un autre modèle de langage"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(Answer(503), "503 Service Unavailable", id="refused"),
        pytest.param(Answer(302, headers={"Location": "/elsewhere"}), "302 Found", id="sent elsewhere"),
        pytest.param(Answer(raw=b"\r\n"), "", id="no answer in HTTP"),
    ],
)
def test_a_hook_that_fails_is_a_warning_and_told_again_under_the_same_id(paper, salon, answer, reason):
    paper.write("b.txt", "Un autre modèle")
    salon.play("/hook", answer)
    paper.later()

    [warning] = tell(paper)

    assert warning.startswith(f"hook salon: {reason}")
    assert warning.endswith(": a later run tries again")
    salon.play("/hook", Answer(204))
    assert tell(paper, paper.now + HOUR) == ()
    first, second = salon.log
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == json.loads(first.body)["id"]
    assert first.body == second.body
    assert tell(paper, paper.now + 2 * HOUR) == ()
    assert len(salon.log) == 2


def test_a_hook_is_asked_less_and_less_while_it_fails_and_hears_in_order_what_happened(paper, salon):
    salon.play("/hook", Answer(500))
    paper.write("b.txt", "Un autre modèle")
    paper.later()
    asked = []
    for minutes in range(0, 3 * 60, 5):
        before = len(salon.log)
        tell(paper, paper.now + timedelta(minutes=minutes))
        asked += [minutes] * (len(salon.log) - before)
    assert asked == [0, 5, 15, 35, 75, 135]
    paper.write("c.txt", "Un troisième modèle")
    paper.later()
    salon.log.clear()
    salon.play("/hook", Answer(204))

    assert tell(paper, paper.now + HOUR) == ()

    assert titles(salon) == ["Un autre modèle", "Un troisième modèle"]


def test_what_a_hook_did_not_take_in_three_days_is_given_up_and_said(paper, salon, caplog):
    salon.play("/hook", Answer(500))
    paper.write("b.txt", "Un autre modèle")
    paper.later()
    tell(paper)

    [warning] = tell(paper, paper.now + 3 * DAY + HOUR)

    assert warning == "hook salon: 500 Internal Server Error: 1 delivery given up after 3 days"
    assert "given up hook=salon deliveries=1" in caplog.text
    salon.log.clear()
    assert tell(paper, paper.now + 5 * DAY) == ()
    assert salon.log == []


def test_a_hook_that_hangs_is_given_up_and_keeps_no_other_from_hearing(paper, salon, monkeypatch):
    monkeypatch.setattr(notifying, "_PATIENCE_SECONDS", 2)
    paper.extra = hook(salon) + f'[[notify]]\nid = "lent"\nurl = "{salon.url}/slow?key=secret"\n'
    salon.play("/slow?key=secret", Answer(hang=True))
    paper.write("b.txt", "Un autre modèle")
    paper.later()

    [warning] = tell(paper)

    assert warning.startswith("hook lent: no answer within")
    assert "secret" not in warning
    assert len([asked for asked in salon.log if asked.path == "/hook"]) == 1


def test_a_pass_begins_no_delivery_after_its_time(paper, salon, monkeypatch):
    monkeypatch.setattr(notifying, "_PASS_SECONDS", 0)
    paper.write("b.txt", "Un autre modèle")
    paper.later()
    assert tell(paper) == ()
    assert salon.log == []

    monkeypatch.setattr(notifying, "_PASS_SECONDS", 10)
    assert tell(paper) == ()

    assert titles(salon) == ["Un autre modèle"]


def test_what_opens_a_hook_is_told_to_nobody_else(paper, salon, caplog, capsys, monkeypatch):
    monkeypatch.setenv("CLEF", "tres-secrete")
    caplog.set_level("INFO")
    paper.extra = '[[notify]]\nid = "salon"\nurl = "http://moi:mot-de-passe@127.0.0.1:9/${CLEF}"\nsecret = "${CLEF}"\n'
    config = paper.config
    paper.run()
    paper.write("b.txt", "Un autre modèle")
    paper.later()
    store = open_store(config.site.store)

    running.tell(config, store)

    store.close()
    said = capsys.readouterr().err + caplog.text
    assert "warning: hook salon: no connection to 127.0.0.1, port 9" in said
    assert not [word for word in ("tres-secrete", "mot-de-passe") if word in said]


def test_an_outage_is_told_after_three_failures_and_when_it_ends(site, salon):
    site.extra = hook(salon, on=["outages"])
    failing(site, salon, Answer(500), Answer(500), Answer(503), Answer(503), Answer(body=rss([1])))

    told = []
    for _ in range(6):
        site.later(every_source=True)
        salon.log.clear()
        assert tell(site) == ()
        told.append([outage for message in messages(salon, "outages") for outage in message["outages"]])

    began, ended = "2026-11-24T09:00:00+00:00", "2026-11-28T09:00:00+00:00"
    begun = {"source": "ailleurs", "began": began, "ended": "", "error": "the server answered 503 Service Unavailable"}
    assert told == [[], [], [begun], [], [begun | {"ended": ended}], []]


def test_a_source_that_flaps_rings_nobody(site, salon):
    site.extra = hook(salon, on=["outages"])
    failing(site, salon, *[Answer(500), Answer(500), Answer(body=rss([1]))] * 3)

    for _ in range(9):
        site.later(every_source=True)
        assert tell(site) == ()

    assert {asked.path for asked in salon.log} == {"/feed"}


def killed_while_telling(site, server):
    """Run a site in a process that is killed while its hook has heard and not answered."""
    assert site.config
    arguments = [site.now.isoformat(), "run", "--config", str(site.root / "sources.toml")]
    process = subprocess.Popen([sys.executable, "-c", RUN_AT, *arguments])
    deadline = time.monotonic() + 60
    while not server.log and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_kill_while_a_hook_is_told_repeats_the_same_message_at_most(paper, salon):
    salon.play("/hook", Answer(hang=True))
    paper.write("b.txt", "Un autre modèle")

    killed_while_telling(paper, salon)

    salon.play("/hook", Answer(204))
    paper.later()
    assert tell(paper, paper.now + DAY) == ()
    first, second = salon.log
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)


def test_a_program_is_handed_one_message_on_its_stdin(site, tmp_path):
    script = tmp_path / "tell.py"
    script.write_text("import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())")
    site.extra = f'[[notify]]\nid = "local"\ncommand = {json.dumps([sys.executable, "tell.py", "$HOME; heard.json"])}\n'
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ()

    message = json.loads((tmp_path / "$HOME; heard.json").read_text())
    assert [entry["title"] for entry in message["entries"]] == ["Un modèle de langage"]


def test_a_program_that_fails_is_told_again_as_an_address_is(site, tmp_path):
    heard = tmp_path / "heard"
    program = f'cat >> {heard}; echo >> {heard}; [ "$(wc -l < {heard})" -gt 1 ] || {{ echo "no $HOOK room"; exit 3; }}'
    site.extra = f'[[notify]]\nid = "local"\ncommand = {json.dumps(["sh", "-c", program])}\n'
    site.write("a.txt", "Un modèle de langage")
    site.run()

    assert tell(site) == ("hook local: exit 3: no room: a later run tries again",)
    assert tell(site, site.now + HOUR) == ()

    first, second = heard.read_text().splitlines()
    assert first == second
