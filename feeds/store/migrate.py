"""The tables made, or brought up to the version that this code expects."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from feeds.errors import StoreError
from feeds.store.engine import Database

VERSION = "0011"  # of the newest migration
_MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x52756273  # any number that is ours


def bring_up_to_date(database: Database) -> None:
    """Apply the migrations that the database lacks, in one transaction.

    Raises:
        StoreError: a newer Rubrique wrote it, or a migration failed; it is then as it was.
    """
    with database.reading() as connection:
        if _stored_version(connection) == VERSION:
            return
    with database.writing() as connection:
        if not database.is_sqlite:  # SQLite's writers wait for each other anyway
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
        stored = _stored_version(connection)
        if stored > VERSION:
            raise StoreError(
                f"{database.name}: its version {stored} is newer than ours, {VERSION}: "
                "run the Rubrique that wrote it, or a later one"
            )
        if stored < VERSION:  # another process may have been faster
            apply_migrations(connection, stored, VERSION)


def apply_migrations(connection: Connection, stored: str, wanted: str) -> None:
    """Apply each migration after *stored* ("" for a database without tables) up to *wanted*."""
    from alembic.operations import Operations  # 330 ms, for a day in a year
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(_MIGRATIONS), version_locations=[str(_MIGRATIONS)])
    context = MigrationContext.configure(connection)
    steps = reversed(list(script.iterate_revisions(wanted, stored or "base")))
    with Operations.context(context):
        for step in steps:
            step.module.upgrade()
            context.stamp(script, step.revision)


def _stored_version(connection: Connection) -> str:
    """Return the version of the tables, "" when there are none; versions compare as text."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
