"""The whole way: files and feeds in, files out, over days."""

import json
import os
import shutil
import sys
import time

import pytest

from feeds.errors import LockedError
from feeds.store import open_store
from tests.scripted import Answer
from tests.sites import RSS, TELLING_OF_RUNS, rss

OPENED = []  # the path of each text file that this process opens, as Python's own audit tells


def note_text_files(event, args):
    if event == "open" and str(args[0]).endswith(".txt"):
        OPENED.append(str(args[0]))


sys.addaudithook(note_text_files)


def totals(report):
    return tuple(sum(getattr(o, name) for o in report.outcomes) for name in ("new", "edited", "withdrawn"))


def test_an_article_goes_all_the_way(site):
    site.write("a.txt", "Un modèle de langage pour tous")

    report = site.run()

    assert totals(report) == (1, 0, 0)
    assert report.publication.failed == ()
    [entry] = site.feed("ia").entries
    assert entry.title == "Un modèle de langage pour tous"
    assert entry.id == "tag:veille.example,2026-11-23:redaction/a.txt"
    assert entry.link == "https://veille.example/articles/un-modele-de-langage-pour-tous.html"
    assert (site.output / "articles" / "un-modele-de-langage-pour-tous.html").is_file()


def test_output_has_the_layout_of_the_design(site):
    site.write("a.txt", "Un modèle de langage pour tous")

    site.run()

    there = {p for p in site.state() if not p.startswith(("assets/", "articles/"))}
    feeds = {f"{k}.{e}" for k in ("ia", "startups", "marketing") for e in ("html", "atom", "rss", "json")}
    assert there == feeds | {"index.html", "all.atom", "all.rss", "all.json", "feeds.opml", "sources.opml"} | {
        "subscribe.html",
        "status/entries/index.html",
    }
    assert all((site.output / name).is_file() for name in TELLING_OF_RUNS)


def test_nothing_new_changes_no_byte_and_no_mtime(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    before = site.state()

    report = site.later()

    assert site.state() == before
    assert report.publication.written == ()


def test_an_unchanged_folder_is_not_read(site, monkeypatch):
    path = site.write("a.txt", "Un modèle de langage")
    os.utime(path, (time.time() - 60, time.time() - 60))
    site.run()
    time_of_change = path.stat().st_ctime
    monkeypatch.setattr("feeds.ingest.folder.time.time", lambda: time_of_change + 60)
    site.later()  # reads it once more: it had just changed when it was first read
    assert str(path) in OPENED
    opened_before = len(OPENED)

    site.later()

    assert str(path) not in OPENED[opened_before:]


def test_an_undated_article_keeps_the_day_it_was_first_seen(site):
    path = site.write("a.txt", "Un modèle de langage")
    site.run()
    first = site.feed().entries[0].published

    path.write_text(path.read_text() + "\nUn ajout assez long pour que le lecteur en entende parler, vraiment.\n")
    site.later()

    [entry] = site.feed().entries
    assert entry.published == first == "2026-11-23T09:00:00+00:00"
    assert entry.updated == "2026-11-24T09:00:00+00:00"


def test_a_lesser_edit_refreshes_the_content_and_moves_nothing(site):
    path = site.write("a.txt", "Un modèle de langage", lead="Un dbut.")
    site.run()
    before = site.feed()

    path.write_text(path.read_text().replace("dbut", "début"))
    report = site.later()

    after = site.feed()
    assert totals(report) == (0, 1, 0)
    assert "début" in after.entries[0].content[0].value
    assert (after.entries[0].updated, after.feed.updated) == (before.entries[0].updated, before.feed.updated)


def test_a_renamed_file_is_the_same_entry(site):
    path = site.write("a.txt", "Un modèle de langage")
    site.run()
    before = site.state()

    path.rename(site.articles / "b.txt")
    report = site.later()

    assert totals(report) == (0, 0, 0)
    assert site.state() == before


def test_a_deleted_file_leaves_every_output_and_a_tombstone(site):
    for name in "abc":
        site.write(f"{name}.txt", f"Un modèle de langage {name}")
    site.run()
    gone = site.ids()["Un modèle de langage b"]

    (site.articles / "b.txt").unlink()
    report = site.later()

    assert totals(report) == (0, 0, 1)
    assert "Un modèle de langage b" not in site.titles()
    assert not (site.output / "articles" / "un-modele-de-langage-b.html").exists()
    atom = (site.output / "all.atom").read_text()
    assert f'ref="{gone}"' in atom
    assert all(gone not in (site.output / name).read_text() for name in ("all.rss", "all.json", "index.html"))


def test_a_file_put_back_brings_its_entry_back_under_its_id(site):
    for name in "abc":
        site.write(f"{name}.txt", f"Un modèle de langage {name}")
    site.run()
    before = site.ids()
    text = (site.articles / "b.txt").read_text()
    (site.articles / "b.txt").unlink()
    site.later()

    (site.articles / "b.txt").write_text(text)
    site.later()

    assert site.ids() == before
    assert "deleted-entry" not in (site.output / "all.atom").read_text()


def test_a_file_put_back_under_another_name_brings_its_entry_back(site):
    for name in "ab":
        site.write(f"{name}.txt", f"Un modèle de langage {name}")
    site.run()
    before = site.ids()
    text = (site.articles / "b.txt").read_text()
    (site.articles / "b.txt").unlink()
    site.later()

    (site.articles / "c.txt").write_text(text)
    report = site.later()

    assert (totals(report), site.ids()) == ((0, 1, 0), before)


def test_a_copy_of_a_known_file_is_an_entry_of_its_own(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    (site.articles / "b.txt").write_bytes((site.articles / "a.txt").read_bytes())

    report = site.later()

    assert (totals(report), len(site.feed().entries)) == ((1, 0, 0), 2)


def test_a_file_overwritten_with_another_says_what_the_other_says(site):
    site.write("a.txt", "Un modèle de langage")
    site.write("b.txt", "Une autre histoire")
    site.run()
    (site.articles / "b.txt").write_bytes((site.articles / "a.txt").read_bytes())

    report = site.later()

    assert (totals(report), [e.title for e in site.feed().entries]) == ((0, 1, 0), ["Un modèle de langage"] * 2)


def test_many_files_gone_at_once_withdraw_nothing_until_it_is_accepted(site):
    for n in range(8):
        site.write(f"{n}.txt", f"Un modèle de langage {n}")
    site.run()
    for n in range(6):
        (site.articles / f"{n}.txt").unlink()

    held = site.later()
    still = len(site.titles())
    accepted = site.later(accept_deletions=True)

    assert (held.outcomes[0].withheld, totals(held), still) == (6, (0, 0, 0), 8)
    assert (totals(accepted), len(site.titles())) == ((0, 0, 6), 2)


def test_a_missing_folder_withdraws_nothing(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    before = site.state()
    shutil.move(site.articles, site.root / "away")

    report = site.later()
    shutil.move(site.root / "away", site.articles)
    back = site.later()

    assert report.outcomes[0].error == "there is no articles: put it back, or change `path`"
    assert report.outcomes[0].withheld == 1
    assert site.state() == before
    assert back.outcomes[0].error == ""


def test_a_missing_folder_may_be_meant(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    shutil.rmtree(site.articles)

    report = site.later(accept_deletions=True)

    assert totals(report) == (0, 0, 1)
    assert site.titles() == []


def test_a_file_that_cannot_be_read_leaves_the_rest_alone(site):
    site.write("good.txt", "Un modèle de langage")
    (site.articles / "empty.txt").write_bytes(b"")
    (site.articles / "binary.txt").write_bytes(bytes(range(256)) * 40)

    report = site.run()

    assert site.titles() == ["Un modèle de langage"]
    assert sorted(name for name, _ in report.outcomes[0].refused) == ["binary.txt", "empty.txt"]


def test_an_article_that_breaks_keeps_its_last_good_version(site):
    path = site.write("a.txt", "Un modèle de langage")
    site.run()
    before = site.state()

    path.write_bytes(b"")
    report = site.later()

    assert [name for name, _ in report.outcomes[0].refused] == ["a.txt"]
    assert site.state() == before


def test_the_files_that_we_no_longer_publish_are_removed_and_others_stand(site):
    site.write("a.txt", "Un modèle de langage")
    site.extra = "[categories.ia]\n[categories.jeux]\n"
    site.run()
    (site.output / "robots.txt").write_text("mine")

    site.extra = "[categories.ia]\n"
    site.later()

    assert not list(site.output.glob("jeux.*"))
    assert (site.output / "robots.txt").read_text() == "mine"
    assert "jeux" not in (site.output / "index.html").read_text()


def test_a_published_file_that_was_lost_is_written_again(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    before = {path: content for path, (content, _) in site.state().items()}

    shutil.rmtree(site.output)
    site.later()

    assert {path: content for path, (content, _) in site.state().items()} == before


def test_a_category_without_entries_publishes_valid_empty_feeds(site):
    site.write("a.txt", "Un modèle de langage")

    site.run()

    feed = site.feed("marketing")
    assert (feed.bozo, feed.entries, feed.feed.updated) == (False, [], "2026-11-23T09:00:00+00:00")
    assert json.loads((site.output / "marketing.json").read_text())["items"] == []


def test_a_second_run_at_the_same_time_is_told_so(site):
    config = site.config
    store = open_store(config.site.store)

    with store.lock(), pytest.raises(LockedError):
        site.run()
    store.close()


def test_a_run_killed_before_it_published_is_made_good_by_the_next(site):
    site.write("a.txt", "Un modèle de langage")

    class KilledError(BaseException):
        pass

    def kill(outcome):
        raise KilledError

    with pytest.raises(KilledError):
        site.run(on_visit=kill)
    assert not (site.output / "all.atom").exists()
    report = site.later()

    assert totals(report) == (0, 0, 0)
    assert site.titles() == ["Un modèle de langage"]


@pytest.fixture
def feed_site(site, server):
    site.sources += (
        f'[[sources]]\nid = "ailleurs"\nurl = "{server.url}/feed"\nallow_private = true\nevery = "1h"\n'
        'categories = ["startups"]\n'
    )
    return site


def test_a_feed_comes_in_under_its_own_ids_and_its_sources_categories(feed_site, server):
    server.play("/feed", Answer(body=rss(range(3))))

    feed_site.run()

    entries = feed_site.feed("startups").entries
    assert [e.id for e in entries] == ["urn:isbn:2", "urn:isbn:1", "urn:isbn:0"]
    assert entries[0].link == "https://ailleurs.example/2"
    assert entries[0].source.title == "Ailleurs"
    assert entries[0].published == "2026-10-03T08:00:00+00:00"


def test_a_feed_is_asked_again_with_its_validators_when_it_is_due(feed_site, server):
    server.play("/feed", Answer(body=rss(range(3)), headers={"ETag": '"1"'}), Answer(304))
    feed_site.run()
    before = feed_site.state()
    feed_site.run()

    feed_site.later()

    assert [asked.headers.get("if-none-match") for asked in server.log] == [None, '"1"']
    assert feed_site.state() == before


def test_the_same_bytes_are_not_parsed_again(feed_site, server):
    server.play("/feed", Answer(body=rss(range(3))))
    feed_site.run()
    before = feed_site.state()

    report = feed_site.later()

    assert totals(report) == (0, 0, 0)
    assert feed_site.state() == before


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(500), id="an error"),
        pytest.param(Answer(body=b"<!doctype html><title>Just a moment...</title><p>Checking"), id="a challenge page"),
        pytest.param(Answer(body=b""), id="nothing"),
    ],
)
def test_a_failed_answer_keeps_all_that_is_known(feed_site, server, answer):
    server.play("/feed", Answer(body=rss(range(3))), answer)
    feed_site.run()
    before = feed_site.state()

    report = feed_site.later()

    [failed] = [o for o in report.outcomes if o.source_id == "ailleurs"]
    assert failed.error != ""
    assert feed_site.state() == before


def test_a_feed_that_flips_its_guids_brings_nothing_back(feed_site, server):
    server.play("/feed", Answer(body=rss(range(5))), Answer(body=rss(range(6), guid="urn:issn:")))
    feed_site.run()
    before = feed_site.ids()

    report = feed_site.later()

    assert totals(report)[0] == 1
    assert before.items() < feed_site.ids().items()


def test_a_source_added_later_brings_its_newest_entries_only(feed_site, server):
    feed_site.write("a.txt", "Un modèle de langage")
    sources, feed_site.sources = feed_site.sources, '[[sources]]\nid = "redaction"\npath = "articles"\n'
    feed_site.run()
    server.play("/feed", Answer(body=rss(range(25))))

    feed_site.sources = sources
    report = feed_site.later()

    assert totals(report)[0] == 25
    assert feed_site.titles()[1:] == [f"Article {n}" for n in range(24, 14, -1)]


def test_the_first_run_fills_the_window_by_date(feed_site, server):
    feed_site.window = 5
    feed_site.write("a.txt", "Un modèle de langage")
    server.play("/feed", Answer(body=rss(range(12))))

    feed_site.run()

    assert feed_site.titles() == ["Un modèle de langage", *(f"Article {n}" for n in range(11, 3, -1))][:8]


def test_a_feed_file_whose_guids_start_to_repeat_brings_nothing_twice(site):
    item = "<item><title>{0}</title><guid isPermaLink='false'>{1}</guid><description>{0}.</description></item>"
    path = site.articles / "f.xml"

    for pairs, new in (("Aa Bb Cc", 3), ("Aa Bb Cc Dc", 1), ("Aa Bb Cc Ed", 1)):
        path.write_bytes(RSS.format(items="".join(item.format(p[0], p[1]) for p in pairs.split())).encode())
        assert totals(site.later())[0] == new

    assert sorted(site.titles()) == ["A", "B", "C", "D", "E"]


def test_a_source_taken_out_keeps_its_entries(feed_site, server):
    server.play("/feed", Answer(body=rss(range(3))))
    feed_site.run()

    feed_site.sources = '[[sources]]\nid = "redaction"\npath = "articles"\n'
    feed_site.later()

    assert len(feed_site.titles()) == 3


def test_the_seed_is_filed_and_keeps_its_first_day(site, shared):
    [seed] = (shared / "seed").glob("*.txt")
    shutil.copy(seed, site.articles)

    site.run()
    site.later()

    for name in ("ia", "startups", "marketing"):
        [entry] = site.feed(name).entries
        assert entry.published == "2026-11-23T09:00:00+00:00"
    assert entry.tags[0].term == "ia"
    content = entry.content[0].value
    assert (content.count("<h2>"), content.count("<ul>"), content.count("<li>")) == (8, 4, 12)
    assert content.count("<blockquote>") == 3
    assert entry.author == "MondeTech.fr"
