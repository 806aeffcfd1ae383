from dataclasses import replace

import pytest

from feeds.changes import SourceState
from feeds.ingest.moving import CONFIRMATIONS, about, address_of, after_answer, after_failure
from feeds.model import Origin, Validators

OLD, NEW, OTHER = "https://old.example/feed", "https://new.example/feed", "https://other.example/feed"
STATE = SourceState("a", Origin("a", OLD, "A"), Validators('"x"'), digest="d", url=OLD)


def answers(state, *moves):
    for moved_to in moves:
        state = after_answer(state, answered_by=moved_to or address_of(state), moved_to=moved_to)
    return state


def test_an_address_moves_when_that_was_said_on_several_visits():
    visits = [answers(STATE, *[NEW] * count) for count in range(1, CONFIRMATIONS + 1)]

    assert [address_of(state) for state in visits] == [OLD] * (CONFIRMATIONS - 1) + [NEW]


@pytest.mark.parametrize(
    "between",
    [pytest.param("", id="an answer without a move"), pytest.param(OTHER, id="a move elsewhere")],
)
def test_what_is_said_in_between_starts_the_count_anew(between):
    state = answers(STATE, NEW, NEW, between, NEW, NEW)

    assert address_of(state) == OLD
    assert address_of(answers(state, NEW)) == NEW


def test_a_move_is_no_reason_to_read_all_again():
    state = answers(STATE, NEW, NEW, NEW)

    assert (state.validators, state.digest) == (STATE.validators, STATE.digest)


def test_a_source_that_moves_back_is_asked_where_it_was_configured():
    state = answers(answers(STATE, NEW, NEW, NEW), OLD, OLD, OLD)

    assert (state.address, address_of(state)) == ("", OLD)


def test_a_new_address_that_keeps_failing_is_given_up():
    moved = answers(STATE, NEW, NEW, NEW)

    twice = after_failure(replace(moved, failures=2), is_gone=False)
    thrice = after_failure(replace(moved, failures=3), is_gone=False)

    assert (address_of(twice), address_of(thrice)) == (NEW, OLD)
    assert thrice.validators == Validators()  # they are the new address's


def test_gone_is_believed_of_the_configured_address_only():
    here = after_failure(replace(STATE, failures=1), is_gone=True)
    there = after_failure(replace(answers(STATE, NEW, NEW, NEW), failures=1), is_gone=True)

    assert (here.is_gone, there.is_gone, address_of(there)) == (True, False, OLD)


def test_another_configured_address_starts_anew():
    gone = replace(answers(STATE, NEW, NEW, NEW), is_gone=True, failures=8)

    state = about(gone, OTHER)

    assert address_of(state) == OTHER
    assert (state.is_gone, state.failures) == (False, 0)
    assert (state.validators, state.digest, state.next_visit) == (Validators(), "", None)


def test_the_same_configured_address_changes_nothing():
    state = answers(STATE, NEW)

    assert about(state, OLD) is state
