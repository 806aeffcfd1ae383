"""A store on each database that we promise; PostgreSQL is a server of our own, started once."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from feeds.store import Store, open_store

_TABLES = (
    "sources, files, entries, sightings, bands, filings, rulings, feeds, memberships, runs, outages, subscriptions, "
    "pushes, hooks, outputs, meta, hook_faults, decorations"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rubrique.db'}"
    url: str = request.getfixturevalue("postgresql")
    empty_postgresql(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'deep' / 'down' / 'rubrique.db'}"
        return
    url: str = request.getfixturevalue("postgresql")
    name = f"blank_{uuid4().hex}"
    _execute(url, f"CREATE DATABASE {name}")
    yield url.replace("@/postgres?", f"@/{name}?")
    _execute(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL that has our tables, reached through a socket in a folder of its own."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed (Debian: postgresql)")
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="rubrique-"))  # tmp_path is closed to other users when root runs the tests
    if account:
        shutil.chown(folder, account.pw_name)
    data = folder / "data"
    try:
        _call([programs / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], account)
        settings = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off -c max_connections=20"
        _call([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", settings, "start"], account)
        try:
            user = account.pw_name if account else pwd.getpwuid(os.getuid()).pw_name
            url = f"postgresql://{user}@/postgres?host={quote(str(folder))}"
            open_store(url).close()
            yield url
        finally:
            _call([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], account)
    finally:
        shutil.rmtree(folder)


def empty_postgresql(url: str) -> None:
    _execute(url, f"TRUNCATE {_TABLES} RESTART IDENTITY CASCADE")


def _execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _programs() -> Path | None:
    """Return the folder of the newest server's programs; Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    folders = [*reversed(versions), *([Path(found).parent] if found else [])]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _account() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root, which it refuses to be; None: ourselves."""
    if os.getuid() != 0:
        return None
    names = {account.pw_name: account for account in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _call(command: list[str | Path], account: pwd.struct_passwd | None) -> None:
    identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    # Not to a pipe: the server inherits it, and would hold it open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, **identity)
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")
