"""A run that is killed, wherever, is made good by the next: nothing twice, nothing lost, nothing half."""

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scripted import Answer, ScriptedServer
from tests.sites import DAY, Site, rss

# For each line of arguments, ends a child as the operator's `kill -9` would, when it is about to do a thing for the nth
# time. In children, for the imports take a second.
KILLED = """
import json, os, signal, sys
from datetime import datetime
from pathlib import Path
from feeds import pipeline
from feeds.config import load_config
from feeds.store import open_store
from sqlalchemy import Engine, event
for line in sys.stdin:
    if os.fork() == 0:
        break
    print(os.wait()[1], flush=True)
else:
    sys.exit()
moment, count, path, now = json.loads(line)
seen = 0
def note(name, *_):
    global seen
    if name == moment:
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(note)
event.listen(Engine, "commit", lambda *_: note("commit"))
config = load_config(Path(path))
pipeline.run(config, open_store(config.site.store), datetime.fromisoformat(now))
"""


@pytest.fixture(scope="module")
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


@dataclass
class Undisturbed:
    """What readers see of a site whose runs all ended, and its folder as the first run left it."""

    once: dict
    changed: dict
    folder: Path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, now, servers):
    root = tmp_path_factory.mktemp("undisturbed")
    play(servers)
    site = a_site(root / "site", now, servers)
    site.run()
    once, folder = published(site), shutil.copytree(site.root, root / "once")
    play_changes(servers)
    site.later()
    return Undisturbed(once, published(site), folder)


def play(servers):
    """Let both servers give a feed; the second's has other articles."""
    first, second = servers
    first.play("/feed", Answer(body=rss(range(10))))
    second.play("/feed", Answer(body=of_another_site(rss(range(10)))))


def of_another_site(body):
    for word, other in ((b"urn:isbn", b"urn:issn"), (b"ailleurs", b"autrepart"), (b"Article", b"Papier")):
        body = body.replace(word, other)
    return body.replace(b"texte", b"propos")


def play_changes(servers):
    """Let both feeds change at once: guids that flip, an edit, news, and an article that both carry."""
    first, second = servers
    flipped = rss(range(13), guid="urn:isan:")
    first.play(
        "/feed", Answer(body=flipped.replace(b"num\xc3\xa9ro 3,", b"num\xc3\xa9ro 3, " + 20 * b"bien plus long, "))
    )
    [shared] = re.findall(rb"<item><title>Article 11.*?</item>", flipped, re.DOTALL)
    theirs = of_another_site(rss(range(2, 12))).replace(b"</channel>", shared + b"</channel>")
    second.play("/feed", Answer(body=theirs))


def killed(site, moment, count):
    killer = started_killer()
    print(json.dumps([moment, count, str(site.config.path), site.now.isoformat()]), file=killer.stdin, flush=True)
    return os.waitstatus_to_exitcode(int(killer.stdout.readline())) == -signal.SIGKILL


@functools.cache
def started_killer():
    return subprocess.Popen(
        [sys.executable, "-c", KILLED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def published(site):
    """What readers see: for each feed the entries with their ids, titles, texts and categories, in order."""
    return {
        name: [
            (e.id, e.title, e.published, e.updated, e.content[0].value, [t.term for t in e.get("tags", ())])
            for e in site.feed(name).entries
        ]
        for name in ("all", "ia", "startups")
    }


MOMENTS = [
    *[pytest.param("socket.connect", n, id=f"at connection {n}") for n in (1, 2)],
    *[pytest.param("commit", n, id=f"at transaction {n}") for n in (1, 2, 3, 5, 7, 9, 11, 13, 16, 20, 25, 30)],
    *[pytest.param("os.rename", n, id=f"at file {n} of those published") for n in (1, 2, 4)],
]


@pytest.mark.parametrize(("moment", "count"), MOMENTS)
def test_a_killed_run_is_made_good_by_the_next(tmp_path, now, servers, undisturbed, moment, count):
    play(servers)
    site = a_site(tmp_path / "site", now, servers)

    assert killed(site, moment, count)
    report = site.run()

    assert published(site) == undisturbed.once
    assert report.publication.failed == ()
    before = site.state()
    site.run()
    assert site.state() == before


@pytest.mark.parametrize(("moment", "count"), MOMENTS)
def test_two_sources_that_change_at_once_survive_a_killed_run(tmp_path, now, servers, undisturbed, moment, count):
    site = a_site(tmp_path / "site", now + DAY, servers)
    shutil.copytree(undisturbed.folder, site.root, dirs_exist_ok=True)
    play_changes(servers)

    assert killed(site, moment, count)
    report = site.run()

    assert published(site) == undisturbed.changed
    assert len(published(site)["all"]) == 3 + 13 + 12  # one article is of both
    assert report.publication.failed == ()
    before = site.state()
    site.run()
    assert site.state() == before


def test_a_page_that_a_killed_run_wrote_goes_with_its_article(tmp_path, now):
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site", now)
    site.write("a.txt", "Un modèle de langage")
    site.run()
    article = site.write("b.txt", "Un article que son auteur retire")
    page = site.output / "articles" / "un-article-que-son-auteur-retire.html"
    site.now += DAY
    assert killed(site, "os.rename", 2)
    assert page.is_file()

    article.unlink()
    site.later()

    assert not page.exists()
