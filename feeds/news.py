"""What the operator's hooks are to be told: the values between the store and those who tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.health import Outage
from feeds.model import FiledEntry


@dataclass(frozen=True, slots=True)
class News:
    """What a hook has not been told of, as of one moment."""

    turn: int  # of the hook: what was read in a turn is to be told in it, or to be read again
    entries: tuple[FiledEntry, ...] = ()  # that entered its feeds and are there still, oldest sort date first
    entered: Mapping[str, int] = field(default_factory=dict)  # by feed: the number of the last entry that entered
    begun: Mapping[int, Outage] = field(default_factory=dict)  # by number: outages that go on
    ended: Mapping[int, Outage] = field(default_factory=dict)  # by number: outages of whose beginning it was told

    @property
    def is_empty(self) -> bool:
        return not (self.entered or self.begun or self.ended)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to a hook, kept until it is taken."""

    id: str  # the same however often it is tried
    hook_id: str
    body: str  # JSON
    made: datetime
    attempts: int = 0  # those under way included
    next_try: datetime | None = None  # None: at once
