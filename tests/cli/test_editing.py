"""The commands that change sources.toml, as a shell calls them."""

import json
from pathlib import Path

import feedparser
import pytest

from feeds.cli import main
from feeds.config import load_config
from feeds.lists import source_id
from tests.effort import at_most
from tests.outlines import folder, opml, outline
from tests.scripted import Answer
from tests.sites import ARTICLE, rss
from tests.terminal import in_terminal

SITE = """# Notre veille
[site]
title = "Veille"
base_url = "https://veille.example/"

# les nôtres
[[sources]]
id = "redaction"   # permanent
path = "articles"
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLE.format(title="Un article", lead="Un début."))
    (tmp_path / "sources.toml").write_text(SITE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)
    return tmp_path


def text():
    return Path("sources.toml").read_text()


def titles():
    return [entry.title for entry in feedparser.parse(Path("output/all.atom").read_bytes()).entries]


def added():
    """What a command wrote below all that stood."""
    assert text().startswith(SITE)
    return text().removeprefix(SITE)


# -- off, on, out -------------------------------------------------------------------------------------------------


def test_a_source_is_turned_off_and_on(site, capsys):
    assert main(["disable", "redaction"]) == 0
    assert text() == SITE + "enabled = false\n"
    assert main(["disable", "redaction"]) == 0
    assert main(["enable", "redaction"]) == 0

    assert text() == SITE
    assert capsys.readouterr().out == "off: redaction\nalready off: redaction\non: redaction\n"


@pytest.mark.parametrize("command", ["enable", "disable", "remove"])
def test_a_source_that_is_not_there_is_named_and_nothing_is_changed(site, capsys, command):
    assert main([command, "redaction", "ailleurs"]) == 1

    assert "ailleurs: no block of sources.toml has this id" in capsys.readouterr().err
    assert text() == SITE


@pytest.mark.parametrize("options", [(), ("--keep",)])
def test_a_source_is_taken_out_and_its_entries_stay_where_nobody_can_say(site, capsys, options):
    main(["run"])

    assert main(["remove", "redaction", *options]) == 0
    assert main(["run"]) == 0

    assert text() == SITE.split("\n# les nôtres")[0]
    assert titles() == ["Un article"]


def test_a_source_is_taken_out_with_its_entries(site, capsys):
    main(["run"])

    assert main(["remove", "redaction", "--withdraw"]) == 0

    assert titles() == []
    assert text() == SITE.split("\n# les nôtres")[0]
    assert main(["run"]) == 0
    assert titles() == []


def test_what_another_source_carries_as_well_stays(site, server):
    for name in ("un", "deux"):
        url = server.play(f"/{name}.xml", Answer(body=rss([1])))
        with Path("sources.toml").open("a") as file:
            file.write(f'\n[[sources]]\nid = "{name}"\nurl = "{url}"\nallow_private = true\n')
    main(["run"])

    assert main(["remove", "redaction", "un", "--withdraw"]) == 0

    assert titles() == ["Article 1"]


@pytest.mark.parametrize(("key", "left"), [("k", ["Un article"]), ("w", []), ("q", ["Un article"])])
def test_on_a_terminal_one_is_asked_what_becomes_of_the_entries(site, key, left):
    main(["run"])

    screen = in_terminal("remove", "redaction", keys=key, question=b"q quit ")

    assert titles() == left
    assert ("redaction" in text()) == (key == "q")
    assert ("nothing changed" in screen) == (key == "q")


def test_with_a_list_go_the_entries_of_the_feeds_that_it_names(site, server):
    url = server.play("/liste.opml", Answer(body=opml(outline(server.play("/1.xml", Answer(body=rss([1])))))))
    with Path("sources.toml").open("a") as file:
        file.write(f'\n[[sources]]\nid = "liste"\nopml = "{url}"\nallow_private = true\n')
    main(["run"])
    assert sorted(titles()) == ["Article 1", "Un article"]

    assert main(["remove", "liste", "--withdraw"]) == 0

    assert (titles(), text()) == (["Un article"], SITE)


@pytest.mark.parametrize("command", ["disable", "enable", "remove"])
def test_a_feed_that_a_list_names_is_left_to_the_list_and_a_block_of_its_own_comes_first(site, server, capsys, command):
    feed = server.play("/1.xml", Answer(body=rss([1])))
    url = server.play("/liste.opml", Answer(body=opml(outline(feed))))
    with open("sources.toml", "a") as file:
        file.write(f'\n[[sources]]\nid = "liste"\nopml = "{url}"\nallow_private = true\n')
    main(["run"])
    before, name = text(), source_id("liste", feed)
    capsys.readouterr()

    assert main([command, name]) == 1

    block = f'id = "{name}", url = "{feed}", enabled = false'
    assert capsys.readouterr().err == (
        f"rubrique: {name}: the list liste names it: take {feed} out of that list, "
        f"or write a [[sources]] block, which comes before any list: {block}\n"
    )
    assert text() == before
    with open("sources.toml", "a") as file:
        file.write("\n[[sources]]\n" + block.replace(", ", "\n"))
    assert main(["run", "--all"]) == 0
    assert f"{name}:" not in capsys.readouterr().err
    assert "Article 1" in titles()


def test_a_fault_of_the_file_stands_and_is_told(site, capsys):
    Path("sources.toml").write_text(SITE + "pth = 1\n")

    assert main(["disable", "redaction"]) == 78

    assert "did you mean `path`?" in capsys.readouterr().err
    assert text() == SITE + "pth = 1\n"


# -- added --------------------------------------------------------------------------------------------------------


def test_the_best_feed_of_a_site_is_added_where_nobody_can_choose(site, server, capsys):
    server.play("/c.xml", Answer(body=rss([1])))
    url = server.play("/f.xml", Answer(body=rss([2, 3])))
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{href}" title="{title}">'
        for href, title in (("/c.xml", "Commentaires"), ("/f.xml", "Articles"))
    )
    server.play("/", Answer(body=f"<html><head>{head}</head></html>".encode()))

    assert main(["add", server.url, "--allow-private", "--name", "Chez eux", "--every", "3h"]) == 0

    block = f'\n[[sources]]\nid = "chez-eux"\ntitle = "Chez eux"\nurl = "{url}"\nevery = "3h"\nallow_private = true\n'
    assert added() == block
    out = capsys.readouterr().out
    assert "2026-10-04  Article 3" in out
    assert "it would be visited every 3h" in out
    assert out.endswith(f"  also found: {server.url}/c.xml\nadded chez-eux\n")


def test_a_dry_addition_changes_nothing_and_tells_a_script_what_it_would_do(site, server, capsys):
    url = server.play("/f.xml", Answer(body=rss([2])))

    assert main(["add", url, "--allow-private", "--dry-run", "--json", "--category", "ia"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["added"] is False
    assert told["block"] == {"id": "ailleurs", "url": url, "categories": ["ia"], "allow_private": True}
    [found] = told["found"]
    assert (found["kind"], found["title"], found["duplicates"]) == ("feed", "Ailleurs", [])
    assert [entry["link"] for entry in found["entries"]] == ["https://ailleurs.example/2"]
    assert text() == SITE
    assert not Path(".rubrique").exists()


def test_a_list_at_an_address_is_followed_and_one_in_a_file_is_imported(site, server):
    content = opml(outline("https://a.example/f", "Alpha"))
    url = server.play("/l.opml", Answer(body=content))
    Path("l.opml").write_bytes(content)

    assert main(["add", url, "--allow-private"]) == 0
    assert main(["add", "l.opml"]) == 0

    followed = f'\n[[sources]]\nid = "liste"\nopml = "{url}"\nallow_private = true\n'
    assert added() == followed + '\n[[sources]]\nid = "alpha"\ntitle = "Alpha"\nurl = "https://a.example/f"\n'


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        pytest.param(
            ["http://127.0.0.1:1/"], 1, "127.0.0.1 is not a public address: give --allow-private", id="private"
        ),
        pytest.param(["rien-de-tel"], 1, "rien-de-tel: there is no such file", id="nothing"),
        pytest.param(["articles", "--category", "x"], 2, "x is no category: give one of ia, startups", id="a category"),
        pytest.param(["http://127.0.0.1:1/", "--every", "soon"], 2, "--every: a duration is needed", id="a rhythm"),
        pytest.param(["articles", "--id", "redaction"], 78, '`id` cannot be "redaction"', id="an id"),
    ],
)
def test_what_cannot_be_added_is_told_and_nothing_is_changed(site, capsys, arguments, code, error):
    assert main(["add", *arguments]) == code

    assert error in " ".join(capsys.readouterr().err.split())
    assert text() == SITE


# -- lists --------------------------------------------------------------------------------------------------------


def test_a_list_is_imported_with_its_folders_and_a_report_of_what_was_skipped(site, capsys):
    Path("liste.opml").write_bytes(
        opml(
            outline("https://a.example/feed", "Alpha"),
            folder("Tech", folder("Intelligence artificielle", outline("https://b.example/feed", "Alpha"))),
            folder("jardins balcons", outline("https://c.example/feed", "Gamma")),
            folder(
                "Jardins &amp; balcons",
                outline("https://a.example/feed", "Alpha"),
                outline("ftp://d.example/", "Delta"),
            ),
            '<outline text="Page" htmlUrl="https://p.example/"/><outline text="Rien"/>',
            '<outline text="Vieux" xmlUrl="https://v.example/" isComment="true"/>',
        )
    )

    assert main(["import-opml", "liste.opml"]) == 0

    assert (
        added()
        == """
[categories.ia]

[categories.startups]

[categories.marketing]

[categories.jardins-balcons]
label = "Jardins & balcons"

[[sources]]
id = "alpha"
title = "Alpha"
url = "https://a.example/feed"
categories = ["jardins-balcons"]

[[sources]]
id = "alpha-2"
title = "Alpha"
url = "https://b.example/feed"
categories = ["ia"]

[[sources]]
id = "gamma"
title = "Gamma"
url = "https://c.example/feed"
categories = ["jardins-balcons"]
"""
    )
    assert capsys.readouterr().out == (
        "category jardins-balcons: Jardins & balcons, added\n"
        "skipped Alpha: it stands in the list twice: its folders are joined\n"
        "skipped Delta: ftp://d.example/ is no http(s) address\n"
        "skipped Page: it has a page and no feed: try `rubrique add https://p.example/`\n"
        "skipped Rien: it has no address\n"
        "skipped Vieux: it is commented out\n"
        "3 sources added, 1 category, 5 skipped\n"
    )


def test_what_is_there_already_is_not_imported_again(site, capsys):
    Path("liste.opml").write_bytes(opml(outline("https://a.example/feed", "Alpha")))
    main(["import-opml", "liste.opml"])
    before = text()

    Path("liste.opml").write_bytes(opml(outline("http://www.a.example/feed/", "Autrement")))
    assert main(["import-opml", "liste.opml"]) == 0

    assert text() == before
    assert "skipped Autrement: source alpha has its address" in capsys.readouterr().out


def test_a_dry_import_changes_nothing_and_tells_a_script_what_it_would_do(site, capsys):
    Path("liste.opml").write_bytes(opml(outline("https://a.example/feed", "Alpha"), '<outline text="Rien"/>'))

    assert main(["import-opml", "liste.opml", "--dry-run", "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {
        "sources": [{"id": "alpha", "title": "Alpha", "url": "https://a.example/feed"}],
        "categories": {},
        "skipped": [{"name": "Rien", "reason": "it has no address"}],
    }
    assert text() == SITE
    assert not Path(".rubrique").exists()


def test_a_list_is_imported_from_an_address_whose_privacy_one_waives(site, server, capsys):
    url = server.play("/liste.opml", Answer(body=opml(outline(f"{server.url}/1.xml", "Un"))))

    assert main(["import-opml", url]) == 1
    assert "is not a public address" in capsys.readouterr().err
    assert server.log == []
    assert main(["import-opml", url, "--allow-private"]) == 0

    assert added() == f'\n[[sources]]\nid = "un"\ntitle = "Un"\nurl = "{server.url}/1.xml"\nallow_private = true\n'


def test_five_thousand_outlines_are_imported_in_seconds(site, capsys):
    many = [folder(f"Dossier {n % 50}", outline(f"https://s{n}.example/feed", f"Source {n}")) for n in range(5000)]
    Path("liste.opml").write_bytes(opml(*many))

    with at_most(15):
        assert main(["import-opml", "liste.opml"]) == 0

    assert len(load_config(Path("sources.toml")).sources) == 5001


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"<html/>", "not an OPML list", id="a page"),
        pytest.param(b"", "not an OPML list", id="nothing"),
        pytest.param(opml(), "the list names no feed", id="a list of nothing"),
        pytest.param(b"<opml>" + b" " * 20_000_000, "over 20000000 bytes", id="a heap"),
    ],
)
def test_what_is_no_list_is_refused(site, capsys, content, error):
    Path("liste.opml").write_bytes(content)

    assert main(["import-opml", "liste.opml"]) == 1

    assert error in capsys.readouterr().err
    assert text() == SITE


def test_hostile_lists_grow_nothing_and_hang_nothing(site, capsys):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE o [<!ENTITY e0 "aaaaaaaaaa">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    deep = '<outline text="x">' * 100_000
    Path("bombe.opml").write_text(
        f'{bomb}<opml><body><outline text="&e11;&f;" xmlUrl="https://a.example/"/></body></opml>'
    )
    Path("deep.opml").write_text(f"<opml><body>{deep}</body></opml>")

    assert [main(["import-opml", name]) for name in ("bombe.opml", "deep.opml")] == [1, 0]

    assert "root:" not in text()
    assert len(text()) < len(SITE) + 200


def test_what_is_exported_is_imported_as_it_was(site, capsys):
    sources = (
        '\n[[sources]]\nid = "alpha"\ntitle = "Alpha"\nurl = "https://a.example/feed"\n'
        'categories = ["ia", "marketing"]\n\n[[sources]]\nid = "beta"\ntitle = "Bêta"\nurl = "https://b.example/feed"\n'
    )
    secret = '\n[[sources]]\nid = "prive"\nurl = "http://10.0.0.1/f?cle=abc"\nallow_private = true\n'
    off = '\n[[sources]]\nid = "off"\nurl = "https://off.example/"\nenabled = false\n'
    Path("sources.toml").write_text(SITE + sources + secret + off)

    assert main(["export-opml", "liste.opml"]) == 0
    Path("sources.toml").write_text(SITE)
    assert main(["import-opml", "liste.opml"]) == 0

    assert added() == sources
    exported = Path("liste.opml").read_text()
    assert ("abc" in exported, "off.example" in exported) == (False, False)
    assert "skipped prive: it has no address" in capsys.readouterr().out


def test_a_list_is_exported_to_stdout(site, capsys):
    assert main(["export-opml"]) == 0

    assert capsys.readouterr().out.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<opml version=\"2.0\">")
