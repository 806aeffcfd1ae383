"""The texts of the pages for the editor, in French and in English: said in data/words.*.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from feeds.health import Misconfigured
from feeds.publish.moments import Moments
from feeds.publish.words import read_texts, words_for


@dataclass(frozen=True, slots=True)
class StatusWords:
    title: str
    lead: str  # with {moment}
    attention: str
    all_well: str
    outdated: str  # with {count}
    unwell: str  # with {moment}
    misconfigured: str  # with {file}, {moment} and {lines}
    misconfigured_title: str  # with {file}
    failing_hook: str  # with {hook} and {count}
    conditions: Mapping[str, str]  # how a source does
    why_then: Mapping[str, str]  # what sets its next visit: the keys of WHY_THEN
    silent: str  # with {day}
    last_success: str
    next_visit: str
    failures: str
    newest: str
    entries: str
    per_week: str
    repaired: str
    repairs: str  # with {ids} and {dates}
    never: str
    unfiled: str
    in_days: str
    in_months: str
    total: str  # with {count}
    peak: str  # with {count} and {when}
    nothing: str
    runs: str
    run_columns: tuple[str, ...]
    outcomes: Mapping[str, str]
    seconds: str  # with {count}
    outages: str
    outage_columns: tuple[str, ...]
    no_outages: str
    going_on: str
    outage_feed: str  # with {site}
    outage_title: str  # with {source}
    outage_since: str  # with {began}
    outage_lasted: str  # with {began} and {ended}
    shaping: str
    shaping_columns: tuple[str, ...]
    verbs: Mapping[str, str]  # what a rule did: those of health.Verb
    figures: str
    name: str
    filings: str
    filings_lead: str
    filings_link: str
    to_check: str
    others: str
    no_filing: str
    verdicts: Mapping[str, str]
    given: str
    not_given: str
    places: Mapping[str, str]  # where a term stood
    rules: str  # with {version}
    rules_here: str  # with {version}
    rules_there: str
    decimal: str

    def told(self, trouble: Misconfigured, moments: Moments) -> str:
        """Return what is to be said of a broken configuration: not what it says, which may be secret."""
        lines = ", ".join(map(str, trouble.lines)) or "?"
        return self.misconfigured.format(file=trouble.file, moment=moments.date(trouble.since), lines=lines)

    def number(self, value: float, digits: int) -> str:
        return f"{value:.{digits}f}".replace(".", self.decimal)


def status_words_for(language: str) -> StatusWords:
    """Return French words for a French tag, English ones for any other."""
    return _words(words_for(language).language)


@cache
def _words(language: str) -> StatusWords:
    return StatusWords(**read_texts(language, "status"))
