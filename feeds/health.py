"""How a site does: the values that the status is made of.

Frozen, like the values of model.py; moments are aware and in UTC, days are UTC's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Days = Mapping[date, int]  # how many entries are of each day; a day without any is not there


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run did, in numbers."""

    visited: int = 0  # sources
    new: int = 0  # entries
    edited: int = 0
    withdrawn: int = 0
    failed: int = 0  # sources
    written: int = 0  # files, those of the status apart
    is_well: bool = True  # all was published, nothing waits for the editor, and not every source failed


@dataclass(frozen=True, slots=True)
class Run:
    """A run, or how far one came that was killed."""

    number: int  # from 1, in the order of beginning: the id that its log lines bear
    began: datetime
    took: timedelta | None = None  # None: it has not ended
    tally: Tally = Tally()

    @property
    def ended(self) -> datetime | None:
        return None if self.took is None else self.began + self.took


@dataclass(frozen=True, slots=True)
class Outage:
    """The time in which each visit of a source failed."""

    source_id: str
    began: datetime
    ended: datetime | None  # None: it goes on
    error: str  # of the last visit that failed


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, without those withdrawn."""

    by_source: Mapping[str, int] = field(default_factory=dict)  # that it carries, alone or with others
    by_category: Mapping[str, int] = field(default_factory=dict)
    unfiled: int = 0  # in no category
    repaired_ids: Mapping[str, int] = field(default_factory=dict)  # by source: what gave no id that can be published
    repaired_dates: Mapping[str, int] = field(default_factory=dict)  # by source: what gave no date, or no honest one
    by_rules: Mapping[str, int] = field(default_factory=dict)  # by the version of the rules that filed them


@dataclass(frozen=True, slots=True)
class Volume:
    """How many entries each source and each category has of each day."""

    by_source: Mapping[str, Days] = field(default_factory=dict)
    by_category: Mapping[str, Days] = field(default_factory=dict)


Verb = Literal["removed", "changed", "dropped"]  # in the order in which rules act


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one of an editor's rules did to the entries of a source that are stored."""

    source_id: str
    verb: Verb
    rule: str  # as it is told: its table, itself, its reason
    entries: int
    last: datetime


@dataclass(frozen=True, slots=True)
class HookFault:
    """A hook that fails, or did when it was last called."""

    hook: str  # as it is told: its table, its point, its words
    failures: int  # since it last did well
    error: str  # of the last one


@dataclass(frozen=True, slots=True)
class SourceStatus:
    id: str
    title: str  # as readers are told it
    entries: int
    state: str  # "ok", "never visited", "warning: …", "failed 3 times: …", "gone: …" or "off"
    last_visit: datetime | None
    last_success: datetime | None
    next_visit: datetime | None  # None: at every run, or never
    why_then: str  # what sets the next visit: a key of `WHY_THEN`
    failures: int  # in a row
    error: str
    warnings: tuple[str, ...]
    advice: tuple[str, ...]  # what to change in sources.toml, and why
    newest: datetime | None  # when its newest entry was published
    is_stale: bool  # silent for a time unlike its rhythm
    per_week: float  # entries, over the last four
    repaired_ids: int
    repaired_dates: int
    days: Days  # of its volume
    hub: str = ""  # "pushes" or "asked", else why no hub pushes its news; "" when it announces none


@dataclass(frozen=True, slots=True)
class CategoryStatus:
    key: str
    label: str
    entries: int
    per_week: float
    days: Days


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """A file of the configuration that cannot be used, while the last good one rules. What it says may be secret."""

    since: datetime
    file: str  # its name
    faults: int
    lines: tuple[int, ...]  # that they are on


@dataclass(frozen=True, slots=True)
class Status:
    """How a site does at a moment."""

    moment: datetime
    since: datetime  # when the site was first known
    sources: tuple[SourceStatus, ...]
    categories: tuple[CategoryStatus, ...]
    unfiled: int  # entries in no category
    outdated: int  # entries filed under older rules than those of now: what `recategorise` would look at
    rules: str  # version of the rules of now
    refused: tuple[str, ...]  # files that give no entry, and why
    hook_faults: tuple[HookFault, ...]
    rule_counts: tuple[RuleCount, ...]  # what the editor's rules did, by source
    runs: tuple[Run, ...]  # the last ones, newest first
    outages: tuple[Outage, ...]  # those that go on, and the last that ended; newest first
    misconfigured: Misconfigured | None = None  # known to a process that stays: others end with it


# What may set the moment of a source's next visit, as the operator is told it.
WHY_THEN = {
    "run": "read at every run",
    "due": "due now",
    "interval": "its own interval",
    "cron": "its own cron",
    "rhythm": "as often as it publishes",
    "fresh": "its server calls the last answer fresh until then",
    "pace": "the feed asks for it",
    "pushed": "its hub tells of its news; asked once a day all the same",
    "failing": "it fails: each time the wait doubles",
    "asked": "its server asked for it (Retry-After)",
    "gone": "gone: asked no more",
    "off": "turned off in sources.toml",
}
