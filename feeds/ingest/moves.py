"""What a change of the rules moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.model import Filing


@dataclass(frozen=True, slots=True)
class Move:
    """A category that an entry gains or loses, with the filings that say why."""

    before: Filing
    after: Filing


def moves(before: Sequence[Filing], after: Sequence[Filing]) -> tuple[Move, ...]:
    """Return the categories gained and lost between two filings of one entry, in the order of the later one.

    A category that only one of the two knows is compared with not having been given.
    """
    earlier, later = ({filing.category: filing for filing in filings} for filings in (before, after))
    pairs = [(earlier.get(key, _unfiled(key)), later.get(key, _unfiled(key))) for key in {**later, **earlier}]
    return tuple(Move(old, new) for old, new in pairs if old.given != new.given)


def _unfiled(key: str) -> Filing:
    return Filing(key, 0.0, False, "no")
