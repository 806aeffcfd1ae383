"""OPML lists as living sources."""

import json

import pytest

from feeds.cli import main
from feeds.config import load_config
from feeds.lists import source_id, with_lists
from feeds.store import open_store
from tests.outlines import folder, opml, outline
from tests.scripted import Answer
from tests.sites import rss


@pytest.fixture
def feeds(new_server):
    """Two feeds, each of one article of its own."""
    return [new_server().play(f"/{n}.xml", Answer(body=rss([n]))) for n in (1, 2)]


def follow(site, server, content, **answer):
    url = server.play("/liste.opml", Answer(body=content, **answer))
    site.sources = f'[[sources]]\nid = "liste"\nopml = "{url}"\nallow_private = true\n'


def named(site):
    config = site.config
    store = open_store(config.site.store)
    try:
        return {source.id: source for source in with_lists(config, store).sources}
    finally:
        store.close()


def test_each_feed_of_a_list_is_a_source_with_all_that_its_block_says(site, server, feeds):
    follow(site, server, opml(outline(feeds[0], "Premier"), folder("Tech", folder("Startups", outline(feeds[1])))))
    site.sources += 'categories = ["marketing"]\nevery = "2h"\npublish = "summary"\n'

    report = site.run()

    assert sorted(outcome.source_id for outcome in report.outcomes) == sorted(["liste", *named(site)])
    assert set(site.titles()) == {"Article 1", "Article 2"}
    first, second = (named(site)[source_id("liste", url)] for url in feeds[:2])
    assert (first.title, first.categories, first.publish) == ("Premier", ("marketing",), "summary")
    assert second.categories == ("marketing", "startups")
    assert second.every == site.config.lists[0].block.every


def test_the_ids_stay_whatever_the_order(site, server, feeds):
    follow(site, server, opml(*map(outline, feeds)))
    site.run()
    before = named(site).keys(), site.ids()

    server.play("/liste.opml", Answer(body=opml(*map(outline, reversed(feeds)))))
    site.later()

    assert (named(site).keys(), site.ids()) == before


def test_a_feed_that_leaves_its_list_keeps_its_entries_and_is_visited_no_more(site, server, feeds):
    follow(site, server, opml(*map(outline, feeds)))
    site.run()

    server.play("/liste.opml", Answer(body=opml(*map(outline, feeds[:1]))))
    report = site.later()

    assert [outcome.source_id for outcome in report.outcomes] == ["liste", source_id("liste", feeds[0])]
    assert set(site.titles()) == {"Article 1", "Article 2"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Answer(500), "the server answered 500", id="fails"),
        pytest.param(Answer(body=opml()), "the list names no feed now", id="is empty"),
        pytest.param(Answer(body=b"<html><body>Bonjour</body></html>"), "not an OPML list", id="is a page"),
        pytest.param(Answer(body=b"rien"), "not an OPML list", id="is rubbish"),
    ],
)
def test_the_last_good_list_stands_when_the_list(site, server, feeds, answer, error):
    follow(site, server, opml(*map(outline, feeds)))
    site.run()

    server.play("/liste.opml", answer)
    report = site.later()

    [outcome] = [outcome for outcome in report.outcomes if outcome.source_id == "liste"]
    assert error in outcome.error
    assert len(report.outcomes) == 3
    assert site.status("liste").state.startswith(f"failed: {outcome.error}")
    server.play("/liste.opml", Answer(body=opml(outline(feeds[0]))))
    assert len(site.later().outcomes) == 2
    assert site.status("liste").state == "ok"


def test_a_list_is_asked_for_conditionally(site, server, feeds):
    follow(site, server, opml(*map(outline, feeds)), headers={"ETag": '"un"'})
    site.run()

    server.play("/liste.opml", Answer(304))
    site.later()

    [_, again] = [asked for asked in server.log if asked.path == "/liste.opml"]
    assert again.headers["if-none-match"] == '"un"'
    assert len(named(site)) == 2
    assert site.status("liste").state == "ok"


def test_a_feed_that_has_its_own_block_is_left_to_it(site, server, feeds):
    follow(site, server, opml(*map(outline, feeds)))
    site.sources += f'\n[[sources]]\nid = "mien"\nurl = "{feeds[0]}"\nallow_private = true\n'

    report = site.run()

    assert source_id("liste", feeds[0]) not in {outcome.source_id for outcome in report.outcomes}
    assert len(report.outcomes) == 3
    assert set(site.titles()) == {"Article 1", "Article 2"}


def test_a_list_may_be_a_file(site, feeds):
    (site.root / "liste.opml").write_bytes(opml(*map(outline, feeds)))
    site.sources = '[[sources]]\nid = "liste"\nopml = "liste.opml"\nallow_private = true\n'

    assert len(site.run().outcomes) == 3

    (site.root / "liste.opml").unlink()
    assert "cannot be read: No such file" in site.later().outcomes[0].error
    assert len(named(site)) == 2


def test_a_run_says_why_a_list_cannot_be_read(site, capsys):
    site.sources = '[[sources]]\nid = "liste"\nopml = "nulle-part.opml"\n'

    main(["run", "--config", str(site.config.path)])

    assert "liste: failed: cannot be read: No such file or directory" in capsys.readouterr().err.splitlines()


def test_what_a_list_has_that_cannot_be_a_source_is_told_in_the_status(site, server, feeds):
    follow(site, server, opml(outline(feeds[0]), '<outline text="Rien"/>', folder("Jardins", outline(feeds[1]))))

    site.run()

    assert site.status("liste").warnings == (
        "Rien: it has no address",
        "folders that are called like no category: Jardins",
    )


def test_a_list_that_is_off_is_not_read_and_neither_are_its_feeds(site, server, feeds):
    follow(site, server, opml(*map(outline, feeds)))
    site.run()
    asked = len(server.log)

    site.sources += "enabled = false\n"
    report = site.later()

    assert (report.outcomes, len(server.log)) == ((), asked)
    assert len(site.titles()) == 2
    assert site.status("liste").state == "off"


def test_a_source_that_is_off_is_not_visited_keeps_its_entries_and_is_due_once_it_is_on(site, server, feeds):
    site.sources = f'[[sources]]\nid = "un"\nurl = "{feeds[0]}"\nallow_private = true\nevery = "9d"\n'
    on = site.sources
    site.run()

    site.sources = on + "enabled = false\n"
    report = site.later()

    assert report.outcomes == ()
    assert site.titles() == ["Article 1"]
    status = site.status("un")
    assert (status.state, status.why_then, status.next_visit) == ("off", "off", None)
    site.sources = on
    assert [outcome.source_id for outcome in site.run().outcomes] == ["un"]


def test_lists_do_not_let_a_secret_out(site, server, monkeypatch):
    monkeypatch.setenv("CLE", "s3cret")
    feed = server.play("/1.xml", Answer(body=rss([1])))  # not even to the list's own host
    server.play("/liste.opml?cle=s3cret", Answer(body=opml(outline(feed))))
    site.sources = (
        f'[[sources]]\nid = "liste"\nopml = "{server.url}/liste.opml?cle=${{CLE}}"\nallow_private = true\n'
        'token = "jeton"\n'
    )

    site.run()

    by_path = {asked.path: asked.headers.get("authorization") for asked in server.log}
    assert by_path == {"/liste.opml?cle=s3cret": "Bearer jeton", "/1.xml": None}
    assert site.showing("s3cret") == set()
    config = load_config(site.root / "sources.toml")
    assert "jeton" not in repr(config)


def tried(capsys, *arguments):
    assert main(["try", "--json", *arguments]) == 0
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [(one["path"], one.get("error") or [entry["title"] for entry in one["entries"]]) for one in lines]


def test_a_list_is_tried_feed_by_feed_and_nothing_is_stored(site, server, feeds, capsys, monkeypatch):
    monkeypatch.chdir(site.root)
    follow(site, server, opml(*map(outline, feeds)))
    assert site.config.lists

    assert tried(capsys, "liste") == [(feeds[0], ["Article 1"]), (feeds[1], ["Article 2"])]

    assert not (site.root / ".rubrique").exists()
    server.play("/liste.opml", Answer(body=opml()))
    assert tried(capsys, "liste") == [("liste", "the list names no feed")]
    server.play("/liste.opml", Answer(404))
    assert tried(capsys, "liste") == [("liste", "the server answered 404 Not Found")]


def test_a_feed_of_a_list_is_tried_by_its_id_once_the_list_was_read(site, server, feeds, capsys, monkeypatch):
    monkeypatch.chdir(site.root)
    follow(site, server, opml(*map(outline, feeds)))
    site.run()

    name = source_id("liste", feeds[1])
    assert tried(capsys, name) == [(name, ["Article 2"])]


def test_a_check_counts_lists_among_the_sources(site, server, feeds, capsys, monkeypatch):
    monkeypatch.chdir(site.root)
    follow(site, server, opml(*map(outline, feeds)))
    assert site.config.lists

    assert main(["check"]) == 0

    assert capsys.readouterr().out == "sources.toml: 0 sources, 1 list, 3 categories, no fault\n"
    assert server.log == []
