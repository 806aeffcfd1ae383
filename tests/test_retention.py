"""What a site no longer keeps, over its life: the database forgets, and nothing that is published is lost."""

import random
import re
import shutil
from datetime import timedelta

import pytest

from feeds import curating
from feeds.cli.showing import entry_lines
from feeds.errors import ConfigError
from feeds.settings import Retention
from feeds.status import read_status
from feeds.store import open_store
from tests.scripted import Answer, ScriptedServer
from tests.sites import DAY, Site, rss

LEAD = "Ce que le chapeau dit déjà. " + "Une phrase de plus, pour que le chapeau soit plein. " * 9
ENDING = "Ce que seul le texte entier dit."
TELLING_WHY = "status/entries/"  # pages of what is forgotten, too


def a_feed(numbers, ending=ENDING):
    return Answer(body=rss(numbers, more=f"{LEAD} {ending}"))


@pytest.fixture(scope="module")
def server():
    server = ScriptedServer()
    yield server
    server.close()


def with_feed(site, server):
    """Give a site a feed of 12 entries: three archives of three, and three live ones."""
    server.play("/feed.xml", a_feed(range(1, 13)))
    site.window = 3
    site.sources = (
        f'[[sources]]\nid = "ailleurs"\nurl = "{server.url}/feed.xml"\nallow_private = true\nhistory = 0\n'
        'every = "1h"\ncategories = ["ia"]\n'
    )
    return site


@pytest.fixture(scope="module")
def folders(tmp_path_factory, now, server):
    """Two folders of a site with a feed: after its first run, and after it forgot all but the newest five."""
    root = tmp_path_factory.mktemp("fed")
    site = with_feed(Site(root, now), server)
    site.run()
    fed = shutil.copytree(root, root.with_name("fed-before"))
    site.extra = "keep_entries = 5"
    site.later()
    return fed, root


@pytest.fixture
def fed(site, server, folders):
    """A site with a feed after its first run."""
    shutil.copytree(folders[0], site.root, dirs_exist_ok=True)
    return with_feed(site, server)


@pytest.fixture
def forgetful(site, server, folders):
    """The same, after it forgot all but the newest five."""
    shutil.copytree(folders[1], site.root, dirs_exist_ok=True)
    site.extra = "keep_entries = 5"
    site.now += DAY
    return with_feed(site, server)


def with_store(site, question):
    store = open_store(site.config.site.store)
    try:
        return question(store)
    finally:
        store.close()


def texts(site, source_id="ailleurs"):
    """The numbers of the entries whose texts are kept."""

    def kept(store):
        keys = [known.key for known in store.known(source_id)]
        return {key.rpartition(":")[2] for key in keys if store.entry(source_id, key).content_html}

    return with_store(site, kept)


def public(site):
    return {path: content for path, (content, _) in site.state().items() if not path.startswith(TELLING_WHY)}


def archives(site):
    return {path: content for path, content in public(site).items() if re.fullmatch(r"archive/.*\.atom", path)}


def numbers(first, last):
    return {str(number) for number in range(first, last + 1)}


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        pytest.param("keep_entries = 5", numbers(8, 12), id="so many"),
        pytest.param('keep_for = "46d"', numbers(8, 12), id="so long"),
        pytest.param('keep_for = "46d"\nkeep_entries = 4', numbers(9, 12), id="the shorter of both"),
        pytest.param('keep_for = "1y"\nkeep_entries = 12', numbers(1, 12), id="all that there is"),
        pytest.param("", numbers(1, 12), id="all, unless said otherwise"),
    ],
)
def test_texts_are_kept_as_long_and_as_many_as_the_site_says(fed, rule, kept):
    fed.now += timedelta(hours=2)  # entries are of 8 o'clock: the eighth is 46 days old but for an hour
    fed.extra = rule
    fed.now -= timedelta(hours=4)

    fed.later()

    assert texts(fed) == kept


def test_what_is_published_stands_when_its_text_is_forgotten(fed):
    before = fed.state()

    fed.extra = "keep_entries = 5"
    fed.later()

    after = fed.state()
    assert texts(fed) == numbers(8, 12)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert {path for path in changed if not path.startswith(TELLING_WHY)} == set()


def test_a_live_entry_is_kept_however_old(fed):
    fed.extra = 'keep_for = "1h"\nkeep_entries = 1'

    fed.later()

    assert texts(fed) == numbers(10, 12)


def test_a_text_is_forgotten_a_run_after_its_archive_is_closed(forgetful, server):
    server.play("/feed.xml", a_feed(range(7, 16)))

    forgetful.later()
    assert texts(forgetful) == numbers(10, 15)  # the tenth has left the live feed in this run
    forgetful.later()

    assert texts(forgetful) == numbers(11, 15)


def test_a_source_that_goes_on_carrying_what_is_forgotten_changes_nothing(forgetful, server):
    forgetful.later()
    before = forgetful.state()
    server.play("/feed.xml", Answer(body=a_feed(range(1, 13)).body + b"<!-- another body -->"))

    report = forgetful.later()

    [outcome] = report.outcomes
    assert (outcome.new, outcome.edited, outcome.withdrawn) == (0, 0, 0)
    assert report.publication.written == ()
    assert forgetful.state() == before


def test_an_edit_of_what_is_forgotten_is_no_news(forgetful, server):
    forgetful.later()
    before = forgetful.state()
    server.play("/feed.xml", a_feed(range(1, 8), ending="Une fin tout autre, et bien plus longue. " * 9))

    first, second = forgetful.later(), forgetful.later()

    assert [outcome.edited for report in (first, second) for outcome in report.outcomes] == [0, 0]
    assert forgetful.state() == before
    assert texts(forgetful) == numbers(8, 12)


def test_an_edit_of_what_is_forgotten_is_read_once(forgetful, server):
    server.play("/feed.xml", a_feed(range(1, 8), ending="Une fin tout autre, et bien plus longue. " * 9))
    forgetful.later()

    digests = with_store(forgetful, lambda store: {k.key: k.raw_digest for k in store.known("ailleurs")})
    server.play("/feed.xml", Answer(body=server.answer("/feed.xml").body + b"<!-- again -->"))
    forgetful.later()

    assert with_store(forgetful, lambda store: {k.key: k.raw_digest for k in store.known("ailleurs")}) == digests


def test_a_source_that_is_added_again_brings_nothing_back_as_new(forgetful):
    sources, before = forgetful.sources, public(forgetful)
    forgetful.sources = ""
    forgetful.later()

    forgetful.sources = sources
    [outcome] = forgetful.later().outcomes

    assert (outcome.error, outcome.new) == ("", 0)
    assert archives(forgetful).keys() == {path for path in before if path.endswith(".atom") and "archive/" in path}
    assert forgetful.walk() == forgetful.walk("ia")


def test_a_source_taken_out_is_kept_as_the_site_says(fed):
    fed.sources += "keep_entries = 12\n"
    fed.extra = "keep_entries = 5"
    fed.later()
    assert texts(fed) == numbers(1, 12)

    fed.sources = ""
    fed.later()

    assert texts(fed) == numbers(8, 12)


def test_a_block_that_says_what_it_keeps_stands_alone(fed):
    fed.extra = 'keep_for = "1d"\nkeep_entries = 1'
    fed.sources += "keep_entries = 7\n"

    fed.later()

    assert texts(fed) == numbers(6, 12)


def test_a_site_without_files_is_published_again_as_it_was(forgetful):
    before = {path: content for path, (content, _) in forgetful.state().items()}
    shutil.rmtree(forgetful.output)

    forgetful.rebuild()

    assert {path: content for path, (content, _) in forgetful.state().items()} == before


def test_a_withdrawal_leaves_the_forgotten_texts_beside_it_in_the_archive(forgetful):
    gone, *_ = forgetful.walk()[-1]
    before = archives(forgetful)

    forgetful.withdraw(gone)

    after = archives(forgetful)["archive/all-0001.atom"].decode()
    assert after.count(ENDING) == before["archive/all-0001.atom"].decode().count(ENDING) - 1 == 2
    assert f"<id>{gone}</id>" not in after
    assert f'ref="{gone}"' in after


def test_an_archive_that_is_made_anew_is_the_old_one_without_what_had_to_go(fed):
    """Whether its texts were forgotten or not."""
    twin = fed.root.with_name("twin")
    gone, *_ = fed.walk()[-1]
    shutil.copytree(fed.root, twin)
    fed.withdraw(gone)
    kept_all = archives(fed)
    shutil.rmtree(fed.root)
    twin.rename(fed.root)

    fed.extra = "keep_entries = 5"
    fed.run()
    fed.withdraw(gone)

    assert archives(fed) == kept_all


@pytest.mark.parametrize("rights", ["summary", "link"])
def test_narrowed_rights_hide_what_is_forgotten(forgetful, rights):
    forgetful.sources += f'publish = "{rights}"\n'

    forgetful.later()

    assert forgetful.showing(ENDING) == set()
    assert [len(document) for document in forgetful.walk()] == [3, 3, 3, 3]


def test_archives_move_with_the_site_and_keep_what_is_forgotten(forgetful):
    before = archives(forgetful)
    old, forgetful.base_url = forgetful.base_url, "https://ailleurs.example.org/v/"

    forgetful.later()

    after = archives(forgetful)
    assert {path: content.decode().count(ENDING) for path, content in after.items()} == {
        path: content.decode().count(ENDING) for path, content in before.items()
    }
    assert [path for path, content in after.items() if old.encode() in content] == []


def test_a_category_that_is_back_finds_forgotten_texts_in_the_other_archives(forgetful):
    before = forgetful.walk("ia")
    categories = '[categories.ia]\nlabel = "IA"\n[categories.marketing]\n'
    sources = forgetful.sources
    forgetful.sources = sources.replace('categories = ["ia"]', "") + "[categories.marketing]\n"
    forgetful.later()

    forgetful.sources = sources + categories
    forgetful.later()

    met = forgetful.walk("ia")
    assert sorted(i for document in met for i in document) == sorted(i for document in before for i in document)
    closed = [content.decode() for path, content in archives(forgetful).items() if path.startswith("archive/ia-")]
    assert [content.count(ENDING) for content in closed] == [3, 3, 3]


@pytest.fixture
def written(site):
    """A site of nine articles of its own: two archives of three, and three live ones."""
    site.window = 3
    for number in range(1, 10):
        site.write(f"2026-10-{number:02}-{number}.txt", f"Modèle de langage numéro {number}", lead=f"{LEAD} {ENDING}")
    site.run()
    return site


def pages(site):
    return {path: content.decode() for path, content in public(site).items() if path.startswith("articles/")}


def test_an_article_of_ours_is_kept_whatever_the_site_keeps(written):
    before = pages(written)
    written.extra = 'keep_for = "1h"\nkeep_entries = 1'

    written.later()

    assert pages(written) == before


def test_an_article_of_ours_that_its_own_source_forgets_leaves_a_short_page(written):
    before = archives(written)
    written.sources += "keep_entries = 5\n"

    written.later()

    short = {path for path, page in pages(written).items() if ENDING not in page}
    assert short == {f"articles/modele-de-langage-numero-{number}.html" for number in range(1, 5)}
    assert all("Ce que le chapeau dit déjà." in pages(written)[path] for path in short)
    assert archives(written) == before


def test_a_forgotten_file_that_is_taken_away_and_put_back_stays_forgotten_under_its_id(written):
    written.sources += "keep_entries = 5\n"
    written.later()
    path = written.articles / "2026-10-01-1.txt"
    content, before = path.read_bytes(), written.walk()
    path.unlink()
    written.later()
    assert written.walk() != before

    path.write_bytes(content)
    written.later()

    assert written.walk() == before
    assert ENDING not in pages(written)["articles/modele-de-langage-numero-1.html"]


def test_what_is_forgotten_stays_filed_when_the_rules_change(forgetful):
    before = forgetful.walk("ia")
    forgetful.sources = forgetful.sources.replace('categories = ["ia"]\n', "")

    refiled = forgetful.recategorise()

    assert refiled.entries == 5
    assert {i for document in forgetful.walk("ia") for i in document} >= {i for d in before[-2:] for i in d}


def test_an_entry_whose_text_is_forgotten_says_so(forgetful):
    old, new = forgetful.walk()[-1][0], forgetful.walk()[0][0]

    told = [with_store(forgetful, lambda store, i=i: "\n".join(entry_lines(store.find(i)))) for i in (old, new)]

    assert ["text: no longer kept" in text for text in told] == [True, False]


def test_a_forgotten_entry_is_counted_and_never_outdated(forgetful):
    forgetful.sources = forgetful.sources + '[categories.ia]\nkeywords = ["numéro"]\n'
    config = forgetful.config

    before = with_store(forgetful, lambda store: read_status(config, store, forgetful.now))
    forgetful.recategorise()
    after = with_store(forgetful, lambda store: read_status(config, store, forgetful.now))

    assert [status.outdated for status in (before, after)] == [5, 0]
    assert [status.sources[0].entries for status in (before, after)] == [12, 12]


def test_what_is_forgotten_is_not_to_be_reviewed(fed):
    fed.sources = (
        fed.sources.replace('categories = ["ia"]\n', "") + '[categories.ia]\nweak = ["numéro"]\nthreshold = 1.5\n'
    )
    fed.recategorise()
    config = fed.config
    before = with_store(fed, lambda store: curating.doubts(config, store))

    fed.extra = "keep_entries = 5"
    fed.later()

    assert len(before) == 12
    assert len(with_store(fed, lambda store: curating.doubts(config, store))) == 5


def test_the_database_gets_smaller(fed, server):
    server.play("/feed.xml", a_feed(range(1, 25), ending=ENDING * 4000))
    fed.later()
    fed.later()
    file = fed.root / ".rubrique" / "rubrique.db"
    before = file.stat().st_size

    fed.extra = "keep_entries = 3"
    fed.later()

    assert file.stat().st_size < before / 2
    assert fed.walk()[-1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param('keep_for = "2 ans"', 'an age is needed, such as "90d" or "2y"', id="words"),
        pytest.param('keep_for = "30m"', 'an age is needed, such as "90d" or "2y"', id="minutes"),
        pytest.param("keep_entries = 0", "keep_entries", id="none at all"),
    ],
)
def test_what_cannot_be_kept_is_a_fault(site, text, fault):
    site.extra = text

    with pytest.raises(ConfigError, match=re.escape(fault)):
        _ = site.config


def test_what_is_kept_is_read_from_the_site_and_from_each_source(site):
    site.extra = 'keep_for = "2y"'
    site.sources += "keep_entries = 100\n"

    config = site.config

    assert config.site.retention == Retention(keep_for=2 * 365 * DAY)
    assert config.sources[0].retention == Retention(keep_entries=100)


@pytest.mark.parametrize("seed", range(2))
def test_a_forgetful_site_publishes_all_its_life_what_one_publishes_that_keeps_all(tmp_path, now, server, seed):
    chance = random.Random(seed)
    twins = []
    for name, extra in (("keeps", ""), ("forgets", 'keep_for = "60d"\nkeep_entries = 2')):
        (tmp_path / name).mkdir()
        twin = Site(tmp_path / name, now)
        twin.window, twin.extra = 3, extra
        twin.sources = (
            f'[[sources]]\nid = "ailleurs"\nurl = "{server.url}/feed.xml"\nallow_private = true\nhistory = 0\n'
            'every = "1h"\ncategories = ["ia"]\n'
        )
        twins.append(twin)
    keeping, forgetting = twins
    newest = 6
    happenings = [*chance.choices(["news", "withdrawal", "nothing"], k=4), "news", "move", "withdrawal", "lost files"]
    for happening in happenings:
        if happening == "news":
            newest += chance.randint(1, 4)
        server.play("/feed.xml", a_feed(range(max(1, newest - 12), newest + 1)))
        gone = chance.choice([i for document in keeping.walk() for i in document]) if keeping.output.exists() else ""
        for twin in twins:
            if happening == "withdrawal" and gone:
                twin.withdraw(gone)
            if happening == "move":
                twin.base_url = "https://autre.example/"
            if happening == "lost files":
                shutil.rmtree(twin.output)
            twin.later()
        assert public(forgetting) == public(keeping)
    assert texts(forgetting) < texts(keeping)


def test_a_run_logs_how_many_texts_it_forgot(fed, caplog):
    caplog.set_level("INFO", logger="feeds")
    fed.extra = "keep_entries = 5"

    fed.later()
    fed.later()

    assert [r.getMessage() for r in caplog.records if r.getMessage().startswith("forgot")] == ["forgot run=2 texts=7"]
