"""The addresses of sources.toml, each asked once."""

import json
import time
from pathlib import Path

import pytest

from feeds.cli import main
from tests.certificates import make_authority
from tests.outlines import opml, outline
from tests.scripted import Answer, ScriptedServer
from tests.sites import rss

SITE = '[site]\ntitle = "Veille"\nbase_url = "https://veille.example/"\n'


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUBRIQUE_CONFIG", raising=False)

    def write(**addresses):
        blocks = (
            f'\n[[sources]]\nid = "{name}"\nurl = "{url}"\nallow_private = true\n' for name, url in addresses.items()
        )
        Path("sources.toml").write_text(SITE + "".join(blocks))

    return write


def told(capsys):
    return {one["source"]: (one["verdict"], one["detail"]) for one in json.loads(capsys.readouterr().out)["checked"]}


def test_each_address_is_told_for_what_it_is(site, new_server, capsys):
    good = new_server().play("/bon", Answer(body=rss([1, 2])))
    new = new_server().play("/neuf", Answer(body=rss([3])))
    site(
        bon=good,
        vieux=new_server().play("/vieux", Answer(301, headers={"Location": new})),
        meme=new_server().play("/meme", Answer(302, headers={"Location": good})),
        page=new_server().play("/page", Answer(body=b"<html><body>Bonjour</body></html>")),
        mort=new_server().play("/mort", Answer(404)),
    )

    assert main(["check", "--online", "--json"]) == 1

    assert told(capsys) == {
        "bon": ("ok", "2 entries"),
        "vieux": ("moved", f"for good, to {new}"),
        "meme": ("twin", "the same feed as bon"),
        "page": (
            "dead",
            "an HTML page, not a feed: "
            "give the address of RSS, Atom or JSON Feed, or write `page` in the place of `url`",
        ),
        "mort": ("dead", "the server answered 404 Not Found"),
    }


def test_a_page_that_is_a_source_is_told_by_what_it_lists(site, server, new_server, capsys):
    article = '<article><h2><a href="/{0}">Un titre {0}</a></h2><time datetime="2026-11-0{0}">{0}</time></article>'
    page = f"<html><body><main>{''.join(map(article.format, (1, 2, 3)))}</main></body></html>"
    site(blog=server.play("/", Answer(body=page.encode())), vide=new_server().play("/", Answer(body=b"<html/>")))
    Path("sources.toml").write_text(Path("sources.toml").read_text().replace("\nurl = ", "\npage = "))

    assert main(["check", "--online", "--json"]) == 1

    found = told(capsys)
    assert (found["blog"], found["vide"][0]) == (("ok", "3 entries"), "dead")


def test_where_all_is_well_it_ends_well_and_leaves_nothing(site, server, capsys):
    site(bon=server.play("/bon", Answer(body=rss([1]))))

    assert main(["check", "--online"]) == 0

    out = capsys.readouterr().out
    assert "bon     ok     1 entry" in out
    assert out.endswith("sources.toml: 1 source, 3 categories, no fault\n")
    assert [path.name for path in Path().iterdir()] == ["sources.toml"]


def test_a_fault_of_the_file_is_told_first_and_nothing_is_asked(site, server, capsys):
    site(bon=server.play("/bon", Answer(body=rss([1]))))
    with Path("sources.toml").open("a") as file:
        file.write("evry = 1\n")

    assert main(["check", "--online"]) == 78

    assert "did you mean `every`?" in capsys.readouterr().err
    assert server.log == []


def test_a_private_address_is_not_asked_unless_it_is_allowed(site, server, capsys):
    site(bon=server.play("/bon", Answer(body=rss([1]))))
    Path("sources.toml").write_text(Path("sources.toml").read_text().replace("allow_private = true\n", ""))

    assert main(["check", "--online", "--json"]) == 1

    assert "is not a public address" in told(capsys)["bon"][1]
    assert server.log == []


@pytest.fixture
def unknown_server(tmp_path):
    """A server whose certificate is of an authority that nobody knows."""
    folder = tmp_path / "authority"
    folder.mkdir()
    server = ScriptedServer(tls=make_authority(folder)[1])
    yield server
    server.close()


def test_certificates_that_nobody_vouches_for_are_told(site, unknown_server, capsys):
    site(bon=unknown_server.play("/bon", Answer(body=rss([1]))))

    assert main(["check", "--online", "--json"]) == 1

    assert "its certificate is not trusted" in told(capsys)["bon"][1]


def test_hosts_are_asked_one_thing_at_a_time(site, server, capsys):
    site(**{f"s{n}": server.play(f"/{n}", Answer(body=rss([n]))) for n in (1, 2, 3)})

    began = time.monotonic()

    assert main(["check", "--online"]) == 0

    assert len(server.log) == 3
    assert server.was_spared(began)


def test_lists_folders_and_what_is_off_are_told_as_well(site, server, capsys):
    site()
    url = server.play("/l.opml", Answer(body=opml(outline("https://a.example/f"))))
    Path("articles").mkdir()
    Path("sources.toml").write_text(
        SITE + '\n[[sources]]\nid = "articles"\npath = "articles"\n'
        '\n[[sources]]\nid = "rien"\npath = "rien"\n'
        '\n[[sources]]\nid = "off"\nurl = "https://off.example/"\nenabled = false\n'
        f'\n[[sources]]\nid = "liste"\nopml = "{url}"\nallow_private = true\n'
        '\n[[sources]]\nid = "fichier"\nopml = "rien.opml"\n'
    )

    assert main(["check", "--online", "--json"]) == 1

    assert told(capsys) == {
        "articles": ("ok", "a folder"),
        "rien": ("dead", "there is no rien"),
        "off": ("off", ""),
        "liste": ("ok", "a list of 1 feed"),
        "fichier": ("dead", "cannot be read: No such file or directory"),
    }
    assert [asked.path for asked in server.log] == ["/l.opml"]
