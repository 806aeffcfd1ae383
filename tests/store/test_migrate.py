import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

import feeds.store
from feeds.changes import FileState
from feeds.errors import StoreError
from feeds.model import Filing, Validators
from feeds.store import open_store
from feeds.store.migrate import VERSION, apply_migrations
from feeds.store.tables import digest, metadata

from .factories import added, adopt, ids, record

MIGRATIONS = sorted((Path(feeds.store.__file__).parent / "migrations").glob("[0-9]*.py"))


def engine_of(url):
    return create_engine(make_url(url).set(drivername="postgresql+psycopg") if "postgresql" in url else url)


def run(code, *arguments):
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_migrations_are_numbered_from_one_to_our_version():
    assert [path.name[:4] for path in MIGRATIONS] == [f"{n:04}" for n in range(1, len(MIGRATIONS) + 1)]
    assert MIGRATIONS[-1].name[:4] == VERSION


def test_a_blank_database_gets_the_tables_that_the_code_names(blank_url):
    store = open_store(blank_url)
    store.close()

    engine = engine_of(blank_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": is_of_another_type})
        differences = compare_metadata(context, metadata)
        found = inspect(connection)
        indexes = {index["name"] for table in metadata.tables for index in found.get_indexes(table)}
    engine.dispose()
    assert differences == []
    assert indexes >= {index.name for table in metadata.tables.values() for index in table.indexes}


def is_of_another_type(context, _inspected, _column, found, wanted):
    return found.compile(context.dialect) != wanted.compile(context.dialect)


@pytest.mark.parametrize("first", [path.name[:4] for path in MIGRATIONS])
def test_a_database_of_each_version_is_brought_up_to_ours(blank_url, first):
    open_folder_of(blank_url)
    engine = engine_of(blank_url)
    with engine.begin() as connection:
        apply_migrations(connection, "", first)
    engine.dispose()

    store = open_store(blank_url)
    adopt(store)
    record(store, added("1"))
    store.settle(2)

    assert ids(store) == ["urn:1"]
    store.close()


def test_filings_of_entries_become_those_of_the_sightings_shown_and_all_is_read_again(blank_url):
    open_folder_of(blank_url)
    engine = engine_of(blank_url)
    moment = "2026-11-23T09:00:00.000000Z"
    with engine.begin() as connection:
        apply_migrations(connection, "", "0002")
        for statement in (
            "INSERT INTO sources (id, adopted, origin, etag, last_modified, digest, failures, error, warnings) "
            """VALUES ('a', true, '{"source_id":"a","id":"urn:a","title":"A"}', 'tag', 'then', 'd', 0, '', '[]')""",
            "INSERT INTO files VALUES ('a', 0, 'x.txt', 'signature', 'digest', '')",
            "INSERT INTO entries (id, id_digest, slug, first_seen, sort_date, updated, edits, touched) "
            f"VALUES ('urn:1', '{digest('urn:1')}', '1', '{moment}', '{moment}', '{moment}', 0, false)",
            "INSERT INTO sightings (source, key, key_digest, document, raw_digest, entry, shown, title, link, content) "
            "VALUES ('a', 'other', 'x', '', '', 1, false, '', '', '{}'), "
            "('a', 'k', 'y', '', '', 1, true, '', '', '{}')",
            "INSERT INTO filings VALUES (1, 0, 'ia', 3.5, true, 'sure', '[]'), "
            "(1, 1, 'marketing', 0, false, 'no', '[]')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()

    store = open_store(blank_url)

    filings = (Filing("ia", 3.5, True, "sure"), Filing("marketing", 0.0, False, "no"))
    assert store.find("urn:1").filings == filings
    assert (store.state("a").validators, store.state("a").digest) == (Validators(), "")
    assert store.files("a") == {"x.txt": FileState("", "")}
    store.close()


def open_folder_of(url):
    if url.startswith("sqlite"):
        Path(make_url(url).database).parent.mkdir(parents=True)


def test_what_is_stored_outlasts_the_process(blank_url):
    store = open_store(blank_url)
    adopt(store)
    record(store, added("1"))
    store.settle(2)
    before = store.feeds(["all"])
    store.close()

    again = open_store(blank_url)

    assert again.feeds(["all"]) == before
    again.close()


def test_a_newer_version_is_refused(blank_url):
    open_store(blank_url).close()
    engine = engine_of(blank_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match=f"its version 9999 is newer than ours, {VERSION}"):
        open_store(blank_url)


def test_a_migration_that_fails_leaves_the_database_as_it_was(blank_url):
    open_folder_of(blank_url)
    engine = engine_of(blank_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE meta (other text)"))

    with pytest.raises(StoreError, match="meta"):
        open_store(blank_url)

    assert inspect(engine).get_table_names() == ["meta"]
    engine.dispose()


def test_processes_that_open_a_blank_database_together_all_succeed(blank_url):
    code = (
        "import sys, feeds.store.sql; print('ready', flush=True); sys.stdin.readline(); "
        "feeds.store.open_store(sys.argv[1]).close()"
    )
    command = [sys.executable, "-c", code, blank_url]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    processes = [subprocess.Popen(command, **pipes) for _ in range(5)]
    assert [process.stdout.readline() for process in processes] == [b"ready\n"] * 5

    for process in processes:
        process.stdin.write(b"go\n")
        process.stdin.flush()

    assert [(process.communicate()[1], process.returncode) for process in processes] == [(b"", 0)] * 5


def test_alembic_is_imported_for_an_upgrade_only(blank_url):
    code = "import feeds.store, sys; feeds.store.open_store(sys.argv[1]).close(); print('alembic' in sys.modules)"

    assert [run(code, blank_url), run(code, blank_url)] == ["True\n", "False\n"]


def test_the_store_s_interface_costs_no_import_of_its_parts():
    assert run("import sys, feeds.store; print('sqlalchemy' in sys.modules)") == "False\n"
