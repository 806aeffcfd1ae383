"""A SQLite store read while somebody else writes to it."""

import sqlite3
import time
from contextlib import closing

from feeds.store import open_store


def test_whoever_reads_waits_for_nobody_who_writes(tmp_path):
    file = tmp_path / "rubrique.db"
    with closing(open_store(f"sqlite:///{file}")):
        pass  # made
    before = time.monotonic()

    with closing(sqlite3.connect(file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with closing(open_store(f"sqlite:///{file}")) as store:
            assert store.subscriptions() == ()

    assert time.monotonic() - before < 15  # and not the thirty seconds that a writer is waited for
