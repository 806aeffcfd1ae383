"""An editor at a terminal: sources added one after the other, then a run."""

from functools import partial
from pathlib import Path

import feedparser
import pytest

from feeds.cli import main
from tests.cli.test_editing import SITE
from tests.outlines import folder, opml, outline
from tests.scripted import Answer, ScriptedServer
from tests.sites import ARTICLE, rss
from tests.terminal import in_new_process, in_terminal


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "sources.toml").write_text(SITE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    for name in ("articles", "textes"):
        (tmp_path / name).mkdir()
        text = ARTICLE.format(title=f"Un article des {name}", lead=f"Début des {name}.")
        (tmp_path / name / "a.txt").write_text(text)
    return tmp_path


at_shell = partial(in_terminal, run=in_new_process)


def published(key="all"):
    return {entry.title for entry in feedparser.parse(Path(f"output/{key}.atom").read_bytes()).entries}


@pytest.fixture
def everywhere():
    """A server that each address of this machine's own leads to: two hundred hosts, none of which waits for another."""
    server = ScriptedServer("0.0.0.0")
    yield server
    server.close()


def test_a_site_a_folder_and_a_list_are_added_at_a_terminal_and_run(site, server, everywhere, capsys):
    server.play("/", Answer(body=FRONT.encode()))
    server.play("/un.xml", Answer(body=rss([1])))
    server.play("/deux.xml", Answer(body=rss([2])))
    addresses = [f"http://127.0.1.{n}:{everywhere.port}/{n}.xml" for n in range(1, 201)]
    for n in range(1, 201):
        everywhere.play(f"/{n}.xml", Answer(body=rss([n], guid="urn:suivi:")))
    outlines = [folder(f"Dossier {n % 2}", outline(address, f"Suivi {n}")) for n, address in enumerate(addresses)]
    Path("liste.opml").write_bytes(opml(*outlines))

    choosing = at_shell(
        "add", server.url, "--allow-private", "--category", "ia", keys="2", question=b"its number, q quit "
    )
    adding = at_shell("add", "textes", "--every", "2h")
    importing = at_shell("add", "liste.opml", "--allow-private", keys="i")

    assert f"1  {server.url}/un.xml" in choosing
    assert "2026-10-03  Article 2\r\n              IA\r\n" in choosing
    assert "entries a week: it would be visited every" in choosing
    assert "Un article des textes" in adding
    assert "200 sources added, 2 categories, 0 skipped" in importing
    blocks = "".join(LISTED.format(n=n, folder=n % 2, url=address) for n, address in enumerate(addresses))
    assert Path("sources.toml").read_text() == SITE + CHOSEN.format(url=server.url) + ADDED + CATEGORIES + blocks
    assert main(["run"]) == 0
    assert capsys.readouterr().out.startswith("203 sources visited, 202 new, ")  # two carry Article 2
    assert {"Un article des textes", "Un article des articles"} <= published()
    assert "Article 2" in published("ia")


def test_a_page_without_a_feed_is_added_at_a_terminal_once_it_is_meant(site, server):
    server.play("/", Answer(body=NEWS.encode()))

    refused = in_terminal("add", server.url, "--allow-private", keys="n", question=b"n no ")
    assert "2026-11-16  Lire une falaise sans marteau" in refused
    assert "nothing added" in refused
    assert Path("sources.toml").read_text() == SITE
    in_terminal("add", server.url, "--allow-private", keys="y", question=b"n no ")

    block = f'\n[[sources]]\nid = "sans-flux"\npage = "{server.url}"\nallow_private = true\n'
    assert Path("sources.toml").read_text() == SITE + block
    assert main(["run"]) == 0
    assert {"Lire une falaise sans marteau", "Glissements lents", "Un forage"} <= published()


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_who_quits_adds_nothing(site, server, key):
    for name in ("un", "deux"):
        server.play(f"/{name}.xml", Answer(body=rss([1 + len(name)])))
    server.play("/", Answer(body=FRONT.encode()))

    screen = in_terminal("add", server.url, "--allow-private", keys=key, question=b"its number, q quit ")

    assert "nothing added" in screen
    assert Path("sources.toml").read_text() == SITE


def test_what_may_be_there_already_is_added_only_if_it_is_meant(site):
    screen = in_terminal("add", "articles", keys="n", question=b"n no ")

    assert "warning: source redaction reads it" in screen
    assert Path("sources.toml").read_text() == SITE


NEWS = """<html lang="fr"><head><title>Sans flux</title></head><body><main>
<article><h2><a href="/falaise">Lire une falaise sans marteau</a></h2><time datetime="2026-11-16">16/11</time></article>
<article><h2><a href="/forage">Un forage</a></h2><time datetime="2026-11-02">2 novembre</time></article>
<article><h2><a href="/glissements">Glissements lents</a></h2><time datetime="2026-10-13">13 octobre</time></article>
</main></body></html>"""
FRONT = """<html lang="fr"><head><title>Un site</title>
<link rel="alternate" type="application/rss+xml" href="/un.xml" title="Un">
<link rel="alternate" type="application/rss+xml" href="/deux.xml" title="Deux">
</head><body><p>Bonjour</p></body></html>"""
CHOSEN = """
[[sources]]
id = "ailleurs"
url = "{url}/deux.xml"
categories = ["ia"]
allow_private = true
"""
ADDED = """
[[sources]]
id = "textes"
path = "textes"
every = "2h"
"""
CATEGORIES = """
[categories.ia]

[categories.startups]

[categories.marketing]

[categories.dossier-0]
label = "Dossier 0"

[categories.dossier-1]
label = "Dossier 1"
"""
LISTED = """
[[sources]]
id = "suivi-{n}"
title = "Suivi {n}"
url = "{url}"
categories = ["dossier-{folder}"]
allow_private = true
"""
