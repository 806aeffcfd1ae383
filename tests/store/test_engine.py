import os
import shutil
import sqlite3
import sys

import pytest

from feeds.errors import StoreError
from feeds.store import open_store

from .factories import NOW, added, adopt, ids, record


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("rubrique.db", "an SQLAlchemy URL is needed", id="a path"),
        pytest.param("mysql://root:secret@host/db", "mysql: not a database we know", id="another database"),
        pytest.param("nonsense+x://root:secret@host/db", "not a database we know", id="no database"),
        pytest.param("postgresql+asyncpg://root:secret@host/db", "not a database we know", id="another driver"),
        pytest.param("postgresql://root:secret@localhost:1/db", r"postgresql\+psycopg://root:\*\*\*@", id="no server"),
        ("postgresql://user:s3cret@host:99x/base", "site.store: an SQLAlchemy URL is needed"),
    ],
)
def test_what_cannot_be_opened_is_told_without_its_password(url, message):
    with pytest.raises(StoreError, match=message) as caught:
        open_store(url)

    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "rubrique.db").write_bytes(b"not a database" * 100)

    with pytest.raises(StoreError, match=r"rubrique\.db: file is not a database"):
        open_store(f"sqlite:///{tmp_path / 'rubrique.db'}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="its folder cannot be made"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'x' / 'rubrique.db'}")


def test_a_table_that_is_lost_is_told_without_what_was_to_be_stored(store, store_url):
    adopt(store)
    break_table(store_url)

    with pytest.raises(StoreError, match="sightings") as caught:
        record(store, added("1", content_html="SECRET"))

    assert "SECRET" not in str(caught.value)
    repair_table(store_url)


def break_table(url):
    rename(url, "sightings", "lost_sightings")


def repair_table(url):
    rename(url, "lost_sightings", "sightings")


def rename(url, old, new):
    import psycopg

    statement = f"ALTER TABLE {old} RENAME TO {new}"
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            connection.execute(statement)
    else:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
        connection.close()


def test_a_database_in_memory_is_one_database():
    store = open_store("sqlite:///:memory:")

    adopt(store)
    record(store, added("1"))
    store.settle(2)

    assert ids(store) == ["urn:1"]
    store.close()


def test_a_reader_sees_what_was_recorded_before_it_began(store, store_url):
    adopt(store)
    record(store, *(added(f"{n:03}") for n in range(450)))
    reader = open_store(store_url)

    found = []
    for entry in reader.entries():
        if not found:
            record(store, added("zzz"), at=NOW)
        found.append(entry.id)

    assert found == [*(f"urn:{n:03}" for n in range(450)), "urn:zzz"]
    reader.close()


def test_what_is_settled_is_in_the_file_and_not_in_its_log_alone(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'rubrique.db'}")
    adopt(store)
    record(store, added("1"))

    store.settle(2)

    shutil.copyfile(tmp_path / "rubrique.db", tmp_path / "copy.db")
    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    assert ids(copy) == ["urn:1"]
    copy.close()
    store.close()


def test_a_driver_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreError, match=r"install rubrique\[postgresql\]"):
        open_store("postgresql://localhost/db")


def test_a_closed_database_is_one_file(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'rubrique.db'}")
    adopt(store)
    record(store, added("1"))

    store.close()

    assert os.listdir(tmp_path) == ["rubrique.db"]
