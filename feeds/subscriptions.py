"""What is remembered of the hubs that tell us of news, and what they push.

Frozen, like the values of model.py; moments are aware and in UTC. Source: W3C WebSub, 5 and 7.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

WAITING_MOST = 100  # documents of one source that wait to be read: a run is woken by the first
WAITING_BYTES = 40_000_000  # of them all: two of the largest that are read
REPLAYED_FOR = timedelta(days=2)  # hubs repeat what was not acknowledged for hours
SPARED = timedelta(minutes=5)  # after it was asked: a hub that pushes nonsense must not have us beset its source

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub was asked for one source, and what it granted."""

    token: str  # that its callback ends in: who knows it may push
    source_id: str
    hub: str
    address: str  # of the feed as the hub knows it: hub.topic
    callback: str  # the address that the hub pushes to
    secret: str  # that signs what the hub pushes
    next_try: datetime  # when the hub is asked, or asked again
    allow_private: bool = False  # might the hub's address be private when its source was last known?
    mode: Mode = "subscribe"  # what we want
    is_signed: bool = False  # was the secret told when the hub was last asked?
    until: datetime | None = None  # when its lease ends; None: it has none
    failures: int = 0  # how often it was asked in vain, in a row
    error: str = ""  # what it said when it refused last


@dataclass(frozen=True, slots=True)
class Push:
    """A document that a hub pushed, as it came."""

    source_id: str
    received: datetime
    body: bytes
    content_type: str = ""
    content_encoding: str = ""
    number: int = 0  # in the order received; 0: not kept yet
