"""Windows, archives, tombstones and rights, over the life of a site."""

import shutil
from collections import Counter

import pytest

from feeds.errors import PublishError, StoreError
from tests.scripted import Answer
from tests.sites import DAY, fill, rss

ARCHIVE = "archive/all-0001.atom"


def feed_source(server, path="/feed.xml", source_id="ailleurs", more=""):
    return f'\n[[sources]]\nid = "{source_id}"\nurl = "{server.url}{path}"\nallow_private = true\nhistory = 0\n{more}'


def flat(documents):
    return [entry_id for document in documents for entry_id in document]


def test_walking_back_meets_every_entry_once(archived):
    met = archived.walk()

    assert [len(document) for document in met] == [3, 3, 3]
    assert len(set(flat(met))) == 9
    assert archived.walk("ia") == met


def test_what_a_feed_leads_to_stands_before_the_feed(site):
    site.window = 3
    fill(site, range(1, 10))

    written = site.run().publication.written

    leads_to = ("articles/modele-de-langage-numero-9.html", ARCHIVE)
    assert max(map(written.index, leads_to)) < written.index("all.atom")


def test_an_archive_is_closed_once_and_its_bytes_are_fixed(archived):
    before = (archived.output / ARCHIVE).read_bytes()

    fill(archived, range(10, 13))
    archived.write("2026-10-01-1.txt", "Un titre tout autre", lead="Un début changé du tout au tout, qui compte. " * 9)
    archived.later()

    assert (archived.output / ARCHIVE).read_bytes() == before
    assert [len(document) for document in archived.walk()] == [3, 3, 3, 3]


def test_the_pages_of_archives_show_what_was_edited_since(archived):
    archived.write("2026-10-01-1.txt", "Un titre tout autre", lead="Un début changé du tout au tout, qui compte. " * 9)
    archived.later()

    assert "Un titre tout autre" in (archived.output / "archive/all-0001.html").read_text()


def test_the_page_of_an_archive_leads_to_the_one_closed_after_it(archived):
    assert "all-0003.html" not in (archived.output / "archive/all-0002.html").read_text()

    fill(archived, range(10, 13))
    archived.later()

    assert "all-0003.html" in (archived.output / "archive/all-0002.html").read_text()


def test_a_file_deleted_after_its_archive_was_closed_leaves_it_with_a_tombstone(archived):
    oldest = archived.walk()[-1][-1]

    (archived.articles / "2026-10-01-1.txt").unlink()
    archived.later()

    content = (archived.output / ARCHIVE).read_text()
    assert f'ref="{oldest}"' in content
    assert f"<id>{oldest}</id>" not in content
    assert not (archived.output / "articles/modele-de-langage-numero-1.html").exists()


def test_a_file_put_back_is_in_its_archive_again(archived):
    path = archived.articles / "2026-10-01-1.txt"
    content = path.read_bytes()
    before = archived.walk()
    path.unlink()
    archived.later()

    path.write_bytes(content)
    archived.later()

    assert archived.walk() == before


def test_what_is_withdrawn_by_hand_leaves_everything_for_ever(archived):
    live, old = archived.walk()[0][0], archived.walk()[-1][0]

    for entry_id in (live, old):
        archived.withdraw(entry_id)

    assert not {live, old} & set(flat(archived.walk()))
    for entry_id in (live, old):
        assert entry_id not in [e.id for e in archived.feed("ia").entries]
    gone = (archived.articles / "2026-10-09-9.txt").read_bytes()
    (archived.articles / "2026-10-09-9.txt").unlink()
    archived.later()
    (archived.articles / "2026-10-09-9.txt").write_bytes(gone + b"\nUne fin nouvelle.\n")
    archived.later()
    assert live not in flat(archived.walk())
    assert f'ref="{live}"' in (archived.output / "all.atom").read_text()


def test_what_was_withdrawn_before_a_run_broke_off_stays_in_no_file_that_cannot_be_written(archived):
    (archived.articles / "2026-10-09-9.txt").unlink()
    archived.output.rename(archived.root / "aside")
    archived.output.write_text("not a folder")
    with pytest.raises(PublishError):
        archived.later()
    archived.output.unlink()
    (archived.root / "aside").rename(archived.output)
    (archived.output / "all.json").unlink()
    (archived.output / "all.json").mkdir()

    report = archived.later()

    assert "all.atom" in [path for path, _ in report.publication.failed]
    assert [path for path, (content, _) in archived.state().items() if "numéro 9".encode() in content] == []


def test_another_source_does_not_bring_back_what_is_withdrawn_by_hand(site, server, new_server):
    server.play("/feed.xml", Answer(body=rss([1])))
    other = new_server()
    other.play("/feed.xml", Answer(body=rss([1], guid="urn:copy:")))
    site.sources = feed_source(server)
    site.run()
    [entry] = site.feed().entries

    site.withdraw(entry.id)
    site.sources += feed_source(other, source_id="copie")
    site.later()

    assert site.titles() == []


def test_an_id_that_nobody_has_is_told(site):
    site.write("a.txt", "Un titre")
    site.run()

    with pytest.raises(StoreError, match="no entry has the id 'urn:nobody'"):
        site.withdraw("urn:nobody")


@pytest.mark.parametrize(
    ("rights", "hidden"),
    [
        pytest.param("summary", ["seul le texte entier dit"], id="summary"),
        pytest.param("link", ["seul le texte entier dit", "que le chapeau dit déjà"], id="link"),
    ],
)
def test_narrowed_rights_reach_every_file_at_once_and_wider_ones_only_what_is_live(site, server, rights, hidden):
    site.window = 3
    text = "Ce que le chapeau dit déjà. " + "Une phrase de plus, pour que le chapeau soit plein. " * 9
    server.play("/feed.xml", Answer(body=rss(range(1, 10), more=f"{text} Ce que seul le texte entier dit.")))
    site.sources = feed_source(server)
    site.run()
    for secret in hidden:
        assert {"all.atom", "all.rss", "all.json", ARCHIVE} <= site.showing(secret)

    site.sources = feed_source(server, more=f'publish = "{rights}"\n')
    site.later()

    assert [len(document) for document in site.walk()] == [3, 3, 3]
    assert {secret: site.showing(secret) for secret in hidden} == {secret: set() for secret in hidden}
    narrow = (site.output / ARCHIVE).read_bytes()
    site.sources = feed_source(server)
    site.later()

    assert {"all.atom", "all.rss", "all.json"} <= site.showing(hidden[0])
    assert (site.output / ARCHIVE).read_bytes() == narrow


def test_old_entries_of_a_late_source_go_straight_to_archives(site, server):
    site.window, site.extra = 5, "first_import = 2"
    site.write("a.txt", "Un titre")
    site.run()

    server.play("/feed.xml", Answer(body=rss(range(1, 10))))
    site.sources += feed_source(server)
    site.later()

    assert [len(document) for document in site.walk()] == [3, 2, 5]
    assert len(set(flat(site.walk()))) == 10


def test_what_is_filed_elsewhere_since_stays_in_its_archive_and_leaves_the_page(archived):
    held = archived.walk("ia")[-1][-1]
    before = (archived.output / "archive/ia-0001.atom").read_bytes()

    path = archived.articles / "2026-10-01-1.txt"
    path.write_text(
        "Titre : Un jardin au printemps\n\nLes tulipes fleurissent au bord de l'allée, et la pluie vient.\n"
    )
    archived.later()

    assert (archived.output / "archive/ia-0001.atom").read_bytes() == before
    assert "jardin" in (archived.output / "archive/all-0001.html").read_text()
    assert "jardin" not in (archived.output / "archive/ia-0001.html").read_text()
    archived.withdraw(held)
    assert held not in flat(archived.walk("ia"))


def test_a_category_that_is_gone_takes_its_archives_along(archived):
    archived.sources += "\n[categories.startups]\n"
    archived.later()

    assert [p for p in archived.state() if "ia" in p.split("/")[-1].split("-")[0]] == []
    assert [len(document) for document in archived.walk()] == [3, 3, 3]


def test_a_site_that_moves_takes_the_way_back_along(archived):
    met = archived.walk()

    archived.base_url = "https://ailleurs.example/sous/un/dossier/"
    archived.later()

    assert archived.walk() == met
    assert b"https://veille.example/" not in b"".join(content for content, _ in archived.state().values())


def test_a_category_that_is_back_has_the_newest_of_its_entries_live_and_the_others_archived(archived):
    before = archived.ids("ia")
    sources = archived.sources
    archived.sources += "\n[categories.startups]\n"
    archived.later()

    archived.sources = sources
    archived.later()

    assert archived.ids("ia") == before
    assert len(set(flat(archived.walk("ia")))) == 9


def test_rebuild_gives_byte_for_byte_what_the_runs_gave(archived):
    archived.write("2026-10-01-1.txt", "Un titre tout autre", lead="Un début changé du tout au tout, qui compte. " * 9)
    archived.later()
    (archived.articles / "2026-10-05-5.txt").unlink()
    archived.later()
    before = {path: content for path, (content, _) in archived.state().items()}

    shutil.rmtree(archived.output)
    archived.now += DAY
    archived.rebuild()

    assert {path: content for path, (content, _) in archived.state().items()} == before


def test_rebuild_touches_no_file_that_is_right_already(archived):
    before = archived.state()

    archived.rebuild()

    assert archived.state() == before


def test_no_source_takes_more_than_its_share_while_others_could_fill_the_window(site, new_server):
    site.window, site.extra = 10, "max_share = 0.4"
    for name, numbers in (("loud", range(100, 160)), ("calm", range(1, 9)), ("mild", range(20, 28))):
        server = new_server()
        server.play("/feed.xml", Answer(body=rss(numbers, guid=f"urn:{name}:")))
        site.sources += feed_source(server, source_id=name)

    site.run()

    shares = Counter(entry.id.rpartition(":")[0] for entry in site.feed().entries)
    assert shares["urn:loud"] <= 0.4 * shares.total()
    assert shares.total() >= 10


def test_a_source_alone_fills_the_window(site, server):
    site.window, site.extra = 10, "max_share = 0.3"
    server.play("/loud.xml", Answer(body=rss(range(100, 160), guid="urn:loud:")))
    site.sources = feed_source(server, "/loud.xml", "loud")

    site.run()

    assert len(site.feed().entries) == 10
    assert len(set(flat(site.walk()))) == 60


def test_the_search_finds_what_is_live_and_what_is_archived(archived):
    live, older = (archived.output / f"assets/search/{name}.js" for name in ("live", "0001"))
    assert "numéro 9" in live.read_text()
    assert "numéro 1" in older.read_text()

    archived.write("2026-10-01-1.txt", "Un titre tout autre")
    archived.later()

    assert "Un titre tout autre" in older.read_text()


def test_one_new_entry_rewrites_only_what_it_touches(archived):
    fill(archived, [10])

    report = archived.later()

    feeds = {f"{key}.{extension}" for key in ("all", "ia") for extension in ("atom", "rss", "json")}
    page = "articles/modele-de-langage-numero-10.html"
    pages = {"index.html", "ia.html", page, "status/entries/index.html"}
    assert set(report.publication.written) == feeds | pages | {"assets/search/live.js"}


def test_what_a_killed_writing_left_of_a_page_that_nobody_writes_again_is_taken_away(archived):
    left = archived.output / "articles/.0123456789abcdef.rubrique-new"
    left.write_text("what was withdrawn since")

    archived.later()

    assert not left.exists()


def test_a_link_in_the_place_of_a_file_makes_way_for_it(archived):
    page = archived.output / "ia.html"
    content = page.read_bytes()
    page.unlink()
    page.symlink_to(archived.root / "sources.toml")

    archived.later()

    assert not page.is_symlink()
    assert page.read_bytes() == content
    assert (archived.root / "sources.toml").read_text().startswith("[site]")


def test_the_page_of_an_article_that_another_source_carries_on_leads_there(site, server):
    site.window, title = 1, "Un titre commun aux deux sources"
    article = site.write("2026-10-01.txt", title)
    site.write("2026-10-02.txt", "Tout autre chose que le premier")
    site.run()
    page = next(path for path in (site.output / "articles").iterdir() if "commun" in path.name)
    server.play("/feed.xml", Answer(body=rss([0]).replace(b"Article 0", title.encode())))
    site.sources += feed_source(server)
    site.later()

    article.unlink()
    site.later()

    assert "https://ailleurs.example/0" in page.read_text()
    assert page.name in (site.output / ARCHIVE).read_text()
    before = site.state()
    shutil.rmtree(site.output)
    site.rebuild()
    assert {path: content for path, (content, _) in site.state().items()} == {p: c for p, (c, _) in before.items()}
