"""Runs and outages, as they are remembered."""

from datetime import timedelta

import pytest

from feeds.changes import Visit
from feeds.errors import StoreError
from feeds.health import Outage, Run, Tally

from .factories import DAY, HOUR, NOW, adopt, state

THIRTEEN_MONTHS = timedelta(days=396)


def visit(store, at, error="", source="a"):
    store.record(Visit(state(source, last_visit=at, error=error)), at)


def test_a_run_is_remembered_with_what_it_did(store):
    tally = Tally(visited=3, new=2, edited=1, withdrawn=4, failed=1, written=9)

    number = store.begin_run(NOW)
    store.end_run(number, tally, timedelta(seconds=1.5))

    assert store.runs(10) == (Run(number, NOW, timedelta(seconds=1.5), tally),)


def test_a_run_that_was_killed_is_one_that_has_not_ended(store):
    killed = store.begin_run(NOW)
    store.end_run(store.begin_run(NOW + HOUR), Tally(), timedelta(0))

    [_, first] = store.runs(10)

    assert (first.number, first.took, first.tally.is_well) == (killed, None, False)


def test_the_last_good_run_is_told_however_many_came_after(store):
    good = store.begin_run(NOW)
    store.end_run(good, Tally(), HOUR)
    for n in range(30):
        store.end_run(store.begin_run(NOW + n * HOUR), Tally(is_well=False), HOUR)
    store.begin_run(NOW + 30 * HOUR)

    assert store.runs(1, well_only=True) == (Run(good, NOW, HOUR, Tally()),)


def test_runs_are_numbered_in_the_order_of_beginning_and_told_newest_first(store):
    numbers = [store.begin_run(NOW + n * HOUR) for n in range(5)]

    assert numbers == sorted(set(numbers))
    assert [run.number for run in store.runs(2)] == [numbers[4], numbers[3]]


def test_a_run_that_never_began_cannot_end(store):
    with pytest.raises(StoreError, match="run 7: it never began"):
        store.end_run(7, Tally(), timedelta(0))


def test_runs_and_ended_outages_are_forgotten_after_thirteen_months(store):
    adopt(store)
    store.begin_run(NOW)
    visit(store, NOW, "500")
    visit(store, NOW + DAY)
    visit(store, NOW + DAY, "410", source="b")

    store.begin_run(NOW + THIRTEEN_MONTHS)
    assert (len(store.runs(9)), len(store.outages(9))) == (2, 2)
    last = store.begin_run(NOW + THIRTEEN_MONTHS + 2 * DAY)

    assert [run.number for run in store.runs(9)] == [last, last - 1]
    assert store.outages(9) == (Outage("b", NOW + DAY, None, "410"),)


def test_visits_that_fail_in_a_row_are_one_outage_with_the_last_error(store):
    adopt(store)

    for hours, error in enumerate(("500", "500", "no connection")):
        visit(store, NOW + hours * HOUR, error)

    assert store.outages(9) == (Outage("a", NOW, None, "no connection"),)


def test_an_outage_ends_with_a_visit_that_goes_well_and_the_next_is_another(store):
    adopt(store)
    for hours, error in enumerate(("500", "", "404")):
        visit(store, NOW + hours * HOUR, error)

    told = store.outages(9)

    assert told == (Outage("a", NOW + 2 * HOUR, None, "404"), Outage("a", NOW, NOW + HOUR, "500"))


def test_an_outage_that_goes_on_is_told_however_many_ended_since(store):
    adopt(store)
    visit(store, NOW, "gone", source="b")
    for hours in range(6):
        visit(store, NOW + hours * HOUR, "" if hours % 2 else "500")

    told = store.outages(2)

    assert [(outage.source_id, outage.ended is None) for outage in told] == [("a", False), ("a", False), ("b", True)]


def test_an_outage_ends_with_its_source(store):
    adopt(store)
    visit(store, NOW, "500")

    store.adopt({"b": ""}, ["all"], NOW + DAY)
    assert store.outages(9) == ()
    store.adopt({"a": "", "b": ""}, ["all"], NOW + 9 * DAY)

    assert store.outages(9) == (Outage("a", NOW, NOW + DAY, "500"),)
