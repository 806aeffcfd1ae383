"""Where a source is asked from now on: what its answers say of its address."""

from dataclasses import replace

from feeds.changes import SourceState
from feeds.model import Announced, Validators

CONFIRMATIONS = 3  # visits in a row: a server that is set up wrongly for a day must not move a source for ever
_FORGIVEN = 3  # failures in a row of the new address, before the one that was configured is asked again


def about(state: SourceState, url: str) -> SourceState:
    """Return what is still true of a source whose configured address is *url*.

    What servers said of another address is forgotten: its validators may fit by chance, its end and its failures are
    not this one's.
    """
    if state.url == url:
        return state
    return replace(
        state,
        url=url,
        address="",
        moved_to="",
        moved_times=0,
        answered_by="",
        is_gone=False,
        validators=Validators(),
        digest="",
        next_visit=None,
        failures=0,
        announced=Announced(),
        last_push=None,
        last_miss=None,
    )


def address_of(state: SourceState) -> str:
    """Return the address to ask."""
    return state.address or state.url


def after_answer(state: SourceState, *, answered_by: str, moved_to: str) -> SourceState:
    """Return the state after a good answer; *moved_to* is where it says that the address asked has moved for good.

    The address moves when that was said CONFIRMATIONS times in a row. Source: RFC 9110, 15.4.2 and 15.4.9.
    """
    times = state.moved_times + 1 if moved_to and moved_to == state.moved_to else int(bool(moved_to))
    if times < CONFIRMATIONS:
        return replace(state, answered_by=answered_by, moved_to=moved_to, moved_times=times, is_gone=False)
    address = "" if moved_to == state.url else moved_to
    return replace(state, answered_by=answered_by, address=address, moved_to="", moved_times=0, is_gone=False)


def after_failure(state: SourceState, *, is_gone: bool) -> SourceState:
    """Return the state after a visit that failed; *failures* in it counts that one, too.

    Gone is the word of the configured address alone: a new one that is gone, or keeps failing, was no good move.
    """
    if not state.address:
        return replace(state, is_gone=is_gone)
    if is_gone or state.failures >= _FORGIVEN:
        return replace(state, address="", moved_to="", moved_times=0, validators=Validators(), digest="")
    return state
