"""The site's diary: runs and outages, kept as long as a year can be looked back on."""

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from feeds.errors import StoreError
from feeds.health import Outage, Run, Tally
from feeds.store.tables import outages, runs, sources

_KEPT = timedelta(days=396)  # thirteen months: a year, and the month that it is compared with
_BLANK = asdict(Tally(is_well=False))


def begin_run(connection: Connection, now: datetime) -> int:
    """Note that a run begins, forget what is too old, and return the run's number."""
    before = now - _KEPT
    connection.execute(delete(runs).where(runs.c.began < before))
    connection.execute(delete(outages).where(outages.c.ended < before))
    number: int = connection.execute(insert(runs).values(began=now, **_BLANK).returning(runs.c.number)).scalar_one()
    return number


def end_run(connection: Connection, number: int, tally: Tally, took: timedelta) -> None:
    values = {"took": took.total_seconds(), **asdict(tally)}
    if not connection.execute(update(runs).where(runs.c.number == number).values(values)).rowcount:
        raise StoreError(f"run {number}: it never began")


def read_runs(connection: Connection, count: int, *, well_only: bool) -> tuple[Run, ...]:
    """Return the last runs, or those that ended well, newest first."""
    query = select(runs).where(runs.c.is_well) if well_only else select(runs)
    return tuple(_run(row) for row in connection.execute(query.order_by(runs.c.number.desc()).limit(count)))


def note_outage(connection: Connection, source_id: str, error: str, now: datetime) -> None:
    """Note that a visit failed for this reason, or went well: "" ends the outage that goes on, if any."""
    going_on = (outages.c.source == source_id) & outages.c.ended.is_(None)
    if not error:
        connection.execute(update(outages).where(going_on).values(ended=now))
    elif not connection.execute(update(outages).where(going_on).values(error=error)).rowcount:
        connection.execute(insert(outages).values(source=source_id, began=now, ended=None, error=error))


def read_outages(connection: Connection, count: int) -> tuple[Outage, ...]:
    """Return the outages that go on and the last *count* that ended, of the sources adopted, newest first."""
    query = (
        select(outages)
        .join(sources, sources.c.id == outages.c.source)
        .where(sources.c.adopted)
        .order_by(outages.c.began.desc(), outages.c.number.desc())
    )
    going_on = connection.execute(query.where(outages.c.ended.is_(None))).all()
    ended = connection.execute(query.where(outages.c.ended.is_not(None)).limit(count)).all()
    newest_first = sorted([*going_on, *ended], key=lambda row: (row.began, row.number), reverse=True)
    return tuple(Outage(row.source, row.began, row.ended, row.error) for row in newest_first)


def _run(row: Row[Any]) -> Run:
    tally = Tally(**{field.name: getattr(row, field.name) for field in fields(Tally)})
    return Run(row.number, row.began, None if row.took is None else timedelta(seconds=row.took), tally)
