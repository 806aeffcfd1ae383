"""Copies of what a site remembers, taken while it works, and a site that is put back from one."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from feeds.config import load_config
from feeds.errors import LockedError, StoreError
from feeds.store import open_store
from feeds.store.backup import back_up, restore
from tests.scripted import Answer, ScriptedServer
from tests.sites import DAY, Site, rss

MOMENTS = 20

# A site that is run over and over, each time with something new, until its input ends.
BUSY = """
import sys, threading
from datetime import datetime, timedelta
from pathlib import Path
from feeds import pipeline
from feeds.config import load_config
from feeds.store import open_store
path, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
for number in range(10_000):
    for place in range(3):
        name = f"{number}-{place}"
        (path.parent / "articles" / f"{name}.txt").write_text(f"Article {name}\\n\\n" + f"Un texte {name}. " * 200)
    config = load_config(path)
    store = open_store(config.site.store)
    pipeline.run(config, store, now + timedelta(minutes=number))
    store.close()
    print(number, flush=True)
    if ended.is_set():
        break
"""
COMMAND = "from feeds.cli import main; import sys; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def server():
    server = ScriptedServer()
    yield server
    server.close()


def with_all(site, server):
    """Give a site articles and a feed, and archives."""
    server.play("/feed.xml", Answer(body=rss(range(1, 13))))
    site.window = 3
    site.sources += (
        f'[[sources]]\nid = "ailleurs"\nurl = "{server.url}/feed.xml"\nallow_private = true\nhistory = 0\n'
        'every = "1h"\n'
    )
    return site


@pytest.fixture(scope="module")
def folder(tmp_path_factory, now, server):
    """The folder of such a site after its first run."""
    site = with_all(Site(tmp_path_factory.mktemp("full"), now), server)
    for name in "abcd":
        site.write(f"{name}.txt", f"Un modèle de langage {name}")
    site.run()
    return site.root


@pytest.fixture
def full(site, server, folder):
    shutil.copytree(folder, site.root, dirs_exist_ok=True)
    return with_all(site, server)


def database(site):
    return site.root / ".rubrique" / "rubrique.db"


def backed_up(site, name="copy.db"):
    file = site.root / name
    back_up(site.config.site.store, file)
    return file


def put_back(site, file):
    restore(site.config.site.store, file)


def published(site):
    return {path: content for path, (content, _) in site.state().items()}


def test_a_copy_is_one_file_that_needs_nothing_beside_it(full):
    file = backed_up(full)

    content = file.read_bytes()
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT count(*) FROM sightings").fetchone() == (16,)
    assert file.read_bytes() == content
    assert [path.name for path in full.root.glob("*copy.db*")] == ["copy.db"]


def test_a_copy_has_what_is_in_the_log_only(full):
    with closing(sqlite3.connect(database(full))) as reader:  # as long as it looks, no log is folded back
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        full.write("e.txt", "Un modèle de langage e")
        full.later()

        file = backed_up(full)

    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*) FROM sightings").fetchone() == (17,)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_copy_is_read_by_whoever_may_read_the_database(full, mode):
    database(full).chmod(mode)

    assert backed_up(full).stat().st_mode & 0o777 == mode


def test_a_file_that_exists_is_never_overwritten(full):
    file = full.root / "sources.toml"
    before = file.read_bytes()

    with pytest.raises(StoreError, match="it exists"):
        back_up(full.config.site.store, file)

    assert file.read_bytes() == before


def test_a_damaged_database_gives_no_copy(full):
    content = bytearray(database(full).read_bytes())
    for page in range(20, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = bytes(64)
    database(full).write_bytes(content)

    with pytest.raises(StoreError):
        backed_up(full)

    assert list(full.root.glob("*copy.db*")) == []


def test_what_a_killed_copy_left_is_taken_over(full):
    (full.root / ".copy.db.part").write_bytes(b"half" * 100_000)

    file = backed_up(full)

    assert not (full.root / ".copy.db.part").exists()
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*) FROM sightings").fetchone() == (16,)


def test_nothing_is_copied_of_a_site_that_never_ran(site):
    with pytest.raises(StoreError, match="there is no such database"):
        backed_up(site)


def test_postgresql_is_left_to_its_own_program(tmp_path):
    with pytest.raises(StoreError, match="pg_dump") as refused:
        back_up("postgresql://user:secret@db.example/rubrique", tmp_path / "copy.db")

    assert "secret" not in str(refused.value)


def test_a_site_put_back_at_once_changes_nothing(full):
    before = full.state()

    put_back(full, backed_up(full))
    [*outcomes] = full.later().outcomes

    assert [(o.new, o.edited, o.withdrawn) for o in outcomes] == [(0, 0, 0), (0, 0, 0)]
    assert full.state() == before


def test_a_site_whose_files_are_lost_too_is_published_as_it_was(full):
    before = published(full)
    file = backed_up(full)
    shutil.rmtree(full.output)
    shutil.rmtree(database(full).parent)

    put_back(full, file)
    full.later()

    assert published(full) == before


def test_files_newer_than_the_copy_are_brought_to_what_it_knows(full):
    file, before = backed_up(full), published(full)
    full.write("a.txt", "Un titre tout autre")
    full.later()
    assert published(full) != before
    full.write("a.txt", "Un modèle de langage a")

    put_back(full, file)
    full.later()

    assert published(full) == before


def test_what_came_after_the_copy_gets_the_ids_that_it_had(full, server):
    """Where they derive from the source: no subscriber sees an old entry as a new one."""
    file = backed_up(full)
    server.play("/feed.xml", Answer(body=rss(range(1, 16))))
    full.later()
    before = {(e.id, e.published) for e in full.feed().entries if "ailleurs" in e.link}

    put_back(full, file)
    full.later()

    assert {(e.id, e.published) for e in full.feed().entries if "ailleurs" in e.link} == before


def test_what_was_withdrawn_before_the_copy_stays_so(full):
    gone = full.walk()[0][0]
    full.withdraw(gone)
    file = backed_up(full)
    full.later()

    put_back(full, file)
    full.later()

    assert gone not in [entry_id for document in full.walk() for entry_id in document]


def test_the_log_of_a_lost_database_is_not_applied_to_the_copy(full):
    file = backed_up(full)
    with closing(sqlite3.connect(database(full))) as lost:
        lost.execute("PRAGMA wal_autocheckpoint = 0")
        lost.execute("UPDATE sightings SET title = 'perdu'")
        lost.commit()
        log = database(full).with_name("rubrique.db-wal").read_bytes()
    database(full).with_name("rubrique.db-wal").write_bytes(log)
    assert log

    put_back(full, file)

    with closing(sqlite3.connect(database(full))) as found:
        assert found.execute("SELECT count(*) FROM sightings WHERE title = 'perdu'").fetchone() == (0,)
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_is_put_back_under_a_run(full):
    file = backed_up(full)
    store = open_store(full.config.site.store)

    with store.lock(), pytest.raises(LockedError):
        put_back(full, file)

    store.close()


@pytest.fixture
def keeping(full):
    """A schedule that has made its first run, and keeps the database open for what hubs may push."""
    command = [sys.executable, "-c", COMMAND, "schedule", "--config", str(full.config.path), "--serve", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert any("visited" in line for line in process.stderr)
        yield process
        process.kill()


def test_nothing_is_put_back_under_a_schedule_that_keeps_the_database_open(full, keeping):
    file, before = backed_up(full), database(full).stat().st_ino

    with pytest.raises(LockedError, match="another process has it open"):
        put_back(full, file)
    assert database(full).stat().st_ino == before

    keeping.send_signal(signal.SIGTERM)
    keeping.wait(20)
    put_back(full, file)
    assert database(full).stat().st_ino != before


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param("DROP TABLE alembic_version", "no database of Rubrique's", id="another program's"),
        pytest.param("UPDATE alembic_version SET version_num = '9999'", "is newer than ours", id="a newer one's"),
    ],
)
def test_what_is_no_copy_of_ours_is_refused_and_changes_nothing(full, spoil, fault):
    file = backed_up(full)
    with closing(sqlite3.connect(file)) as copy:
        copy.execute(spoil)
        copy.commit()
    before = database(full).read_bytes()

    with pytest.raises(StoreError, match=fault):
        put_back(full, file)

    assert database(full).read_bytes() == before


def test_a_file_of_another_kind_is_refused(full):
    with pytest.raises(StoreError, match="not a database"):
        put_back(full, full.write("e.txt", "Un titre, et assez de texte pour un en-tête. " * 9))


@pytest.fixture
def busy(tmp_path, now):
    """A site that a process of its own runs over and over, while the test looks."""
    site = Site(tmp_path, now)
    site.window = 5
    site.extra = 'keep_for = "1h"'
    site.sources += "keep_entries = 20\n"
    _ = site.config
    arguments = [sys.executable, "-c", BUSY, str(tmp_path / "sources.toml"), now.isoformat()]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "0"
        site.process = process
        yield site
        process.kill()


def test_a_copy_taken_at_any_moment_of_a_run_is_a_site_that_works(busy, tmp_path):
    moments = random.Random(20)
    copies = []
    for number in range(MOMENTS):
        time.sleep(moments.random() / 4)  # the moment is the input: there is nothing to wait for
        copies.append(backed_up(busy, f"{number}.db"))
        assert busy.process.poll() is None
    busy.process.stdin.close()
    busy.process.wait(timeout=60)

    whole = {}
    for number, file in enumerate(copies):
        folder = tmp_path / f"site{number}"
        folder.mkdir()
        twin = Site(folder, busy.now + DAY)
        twin.window, twin.sources = busy.window, busy.sources
        shutil.copytree(busy.articles, twin.articles, dirs_exist_ok=True)
        put_back(twin, file)
        assert twin.run().is_well
        met = [entry_id for document in twin.walk() for entry_id in document]
        assert len(met) == len(set(met)) == len(list(twin.articles.iterdir()))
        twin.later()  # an archive that the copy had not closed yet lets its texts be forgotten a run later
        before = twin.state()
        assert twin.later().publication.written == ()
        assert twin.state() == before
        whole[number] = len(met)
    assert len(whole) == MOMENTS


def test_a_copy_that_is_killed_leaves_no_file_under_its_name(full):
    with closing(sqlite3.connect(database(full))) as connection:  # so large that it takes a while
        connection.execute("UPDATE sightings SET content = content || printf('%.*c', 4000000, ' ')")
        connection.commit()
    moments = random.Random(9)
    arguments = [sys.executable, "-c", COMMAND, "backup", "copy.db", "--config", str(full.root / "sources.toml")]
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(arguments, cwd=full.root, stdout=subprocess.DEVNULL)
        while process.poll() is None and not (full.root / ".copy.db.part").exists():
            time.sleep(0.001)
        time.sleep(moments.random() / 5)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        file = full.root / "copy.db"
        if file.exists():
            with closing(sqlite3.connect(file)) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            file.unlink()
        (full.root / ".copy.db.part").unlink(missing_ok=True)
    assert killed > 0
    assert backed_up(full).exists()


def test_the_commands_say_what_they_did(full, monkeypatch, capsys):
    from feeds.cli import main

    monkeypatch.chdir(full.root)
    load_config(full.root / "sources.toml")

    codes = [main(["backup", "copy.db"]), main(["backup", "copy.db"]), main(["restore", "copy.db"])]

    said = capsys.readouterr()
    assert codes == [0, 1, 0]
    assert "complete and checked" in said.out
    assert "restored" in said.out
    assert "it exists" in said.err
