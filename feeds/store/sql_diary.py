"""What runs did, and what there is, in SQLite or PostgreSQL: each method is one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from feeds.health import Counts, HookFault, Outage, RuleCount, Run, Tally, Volume
from feeds.store import (
    counting,
    diary,
    hooks,
    shaping,
)
from feeds.store.engine import Database
from feeds.store.tables import feeds


class SqlDiary:
    """What `Diary` promises."""

    _database: Database

    def begin_run(self, now: datetime) -> int:
        with self._database.writing() as connection:
            return diary.begin_run(connection, now)

    def end_run(self, number: int, tally: Tally, took: timedelta) -> None:
        with self._database.writing() as connection:
            diary.end_run(connection, number, tally, took)

    def known_since(self) -> datetime | None:
        with self._database.reading() as connection:
            first: datetime | None = connection.scalar(select(func.min(feeds.c.first_known)))
            return first

    def runs(self, count: int, *, well_only: bool = False) -> tuple[Run, ...]:
        with self._database.reading() as connection:
            return diary.read_runs(connection, count, well_only=well_only)

    def outages(self, count: int) -> tuple[Outage, ...]:
        with self._database.reading() as connection:
            return diary.read_outages(connection, count)

    def counts(self) -> Counts:
        with self._database.reading() as connection:
            return counting.read_counts(connection)

    def volume(self, since: datetime) -> Volume:
        with self._database.reading() as connection:
            return counting.read_volume(connection, since)

    def rule_counts(self) -> tuple[RuleCount, ...]:
        with self._database.reading() as connection:
            return shaping.read_rule_counts(connection)

    def note_hooks(self, faults: Sequence[HookFault], well: Collection[str]) -> None:
        with self._database.writing() as connection:
            hooks.note_hooks(connection, faults, well)

    def hook_faults(self) -> tuple[HookFault, ...]:
        with self._database.reading() as connection:
            return hooks.read_hook_faults(connection)

    def rhythms(self) -> Mapping[str, tuple[datetime, ...]]:
        with self._database.reading() as connection:
            return counting.read_rhythms(connection)
