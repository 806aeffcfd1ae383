import signal
import subprocess
import sys
import time

import pytest

from feeds.errors import LockedError, StoreError
from feeds.store import open_store

HOLD = """
import sys
from feeds.store import open_store
with open_store(sys.argv[1]).lock():
    {before}
    print("held", flush=True)
    sys.stdin.read()
"""
FORK = """
    import os
    if os.fork():
        import signal
        signal.pause()
"""
LEAVE = """
    import os
    child = os.fork()
    if not child:
        sys.exit()
    os.waitpid(child, 0)
"""
# Without close_fds=False, Popen itself would close what the child must not inherit.
SPAWN = """
    import subprocess
    subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], close_fds=False)
"""


@pytest.fixture
def holder():
    """Start a process that holds the lock of a store until its standard input ends."""
    started = []

    def hold(url, before="pass"):
        code = HOLD.format(before=before.strip())
        process = subprocess.Popen(
            [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.stdin.close()
        process.stdout.read()  # ends with the last process that writes to it
        process.stdout.close()
        process.wait()


def take_within_seconds(store, seconds=20):
    """Take the lock, at once or as soon as the database server has noticed that its client died."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with store.lock():
                return True
        except LockedError:
            if time.monotonic() > deadline:
                return False


def test_the_lock_is_held_by_one(store, store_url):
    other = open_store(store_url)

    with store.lock():
        with pytest.raises(LockedError, match="another run holds the lock"), other.lock():
            pass
        with pytest.raises(LockedError), store.lock():
            pass

    with other.lock(), pytest.raises(LockedError), store.lock():
        pass
    other.close()


def test_a_run_that_fails_lets_the_lock_go(store):
    with pytest.raises(ZeroDivisionError), store.lock():
        raise ZeroDivisionError

    with store.lock():
        store.touch_all()


def test_another_process_holds_the_lock_until_it_ends(store, store_url, holder):
    process = holder(store_url)
    with pytest.raises(LockedError), store.lock():
        pass

    process.stdin.close()
    process.wait()

    assert take_within_seconds(store)


def test_a_killed_process_keeps_no_lock(store, store_url, holder):
    process = holder(store_url)

    process.kill()
    process.wait()

    assert take_within_seconds(store)


@pytest.mark.parametrize("before", [pytest.param(FORK, id="forked"), pytest.param(SPAWN, id="started")])
def test_a_child_that_outlives_a_killed_process_keeps_no_lock(store, store_url, holder, before):
    process = holder(store_url, before)

    process.kill()
    process.wait()

    assert take_within_seconds(store)


def test_a_forked_child_that_leaves_the_block_does_not_let_the_lock_go(store, store_url, holder):
    process = holder(store_url, LEAVE)

    with pytest.raises(LockedError), store.lock():
        pass

    assert process.poll() is None


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_run_whose_connection_was_cut_ends_as_it_would(store, store_url):
    import psycopg

    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"

    with store.lock(), psycopg.connect(store_url) as connection:
        assert connection.execute(cut).fetchall() == [(True,)]

    assert take_within_seconds(store)


def test_a_database_in_memory_has_a_lock_too():
    store = open_store("sqlite://")

    with store.lock(), pytest.raises(LockedError), store.lock():
        pass

    with store.lock():
        assert store.states() == {}


def test_a_lock_that_cannot_be_opened_is_told(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'rubrique.db'}")
    (tmp_path / "rubrique.db.lock").mkdir()

    with pytest.raises(StoreError, match="the lock cannot be opened"), store.lock():
        pass

    store.close()


def test_the_signal_that_ends_a_run_ends_its_lock(store, store_url, holder):
    process = holder(store_url)

    process.send_signal(signal.SIGTERM)
    process.wait()

    assert take_within_seconds(store)
