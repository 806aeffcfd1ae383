"""A run that is killed, wherever, is made good by the next: nothing twice, nothing lost, nothing half."""

import signal
import subprocess
import sys

import pytest

from tests.scripted import Answer, ScriptedServer
from tests.sites import Site, rss

# Ends the process as the operator's `kill -9` would, when it is about to do a thing for the nth time.
KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from feeds import pipeline
from feeds.config import load_config
from feeds.store import open_store
from sqlalchemy import Engine, event
moment, count, path, now = sys.argv[1:]
seen = 0
def note(name, *_):
    global seen
    if name == moment:
        seen += 1
        if seen == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(note)
event.listen(Engine, "commit", lambda *_: note("commit"))
config = load_config(Path(path))
pipeline.run(config, open_store(config.site.store), datetime.fromisoformat(now))
"""


@pytest.fixture
def servers():
    made = [ScriptedServer(f"127.0.5.{n}") for n in (1, 2)]
    yield made
    for server in made:
        server.close()


def a_site(folder, now, servers):
    folder.mkdir()
    site = Site(folder, now)
    for name in "abc":
        site.write(f"{name}.txt", f"Un modèle de langage {name}")
    for number, server in enumerate(servers):
        site.sources += (
            f'[[sources]]\nid = "s{number}"\nurl = "{server.url}/feed"\nallow_private = true\nevery = "1h"\n'
        )
    return site


def play(servers, body):
    """Let both servers give a feed; the second's has other articles."""
    first, second = servers
    first.play("/feed", Answer(body=body))
    other = body.replace(b"urn:isbn", b"urn:issn").replace(b"ailleurs", b"autrepart")
    second.play("/feed", Answer(body=other.replace(b"Article", b"Papier").replace(b"texte", b"propos")))


def killed(site, moment, count):
    arguments = [sys.executable, "-c", KILLED, moment, str(count), str(site.config.path), site.now.isoformat()]
    return subprocess.run(arguments, capture_output=True, check=False).returncode == -signal.SIGKILL


def published(site):
    """What readers see: for each feed the entries with their ids, titles, texts and categories, in order."""
    return {
        name: [
            (e.id, e.title, e.content[0].value, [t.term for t in e.get("tags", ())]) for e in site.feed(name).entries
        ]
        for name in ("all", "ia", "startups")
    }


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        *[pytest.param("socket.connect", n, id=f"at connection {n}") for n in (1, 2)],
        *[pytest.param("commit", n, id=f"at transaction {n}") for n in (*range(1, 13), 20, 30)],
        *[pytest.param("os.rename", n, id=f"at file {n} of those published") for n in (1, 2, 7, 20)],
        pytest.param("os.remove", 1, id="at a removal"),
    ],
)
def test_a_killed_run_is_made_good_by_the_next(tmp_path, now, servers, moment, count):
    play(servers, rss(range(10)))
    undisturbed = a_site(tmp_path / "one", now, servers)
    undisturbed.run()
    site = a_site(tmp_path / "two", now, servers)

    was_killed = killed(site, moment, count)
    report = site.run()

    assert was_killed or moment == "os.remove"
    assert published(site) == published(undisturbed)
    assert report.publication.failed == ()
    before = site.state()
    site.run()
    assert site.state() == before
