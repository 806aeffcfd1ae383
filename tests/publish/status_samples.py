"""How a site might do: a status with every condition a source can be in, and filings with their reasons."""

import random
from dataclasses import replace
from datetime import timedelta

from feeds.health import CategoryStatus, HookFault, Outage, RuleCount, Run, SourceStatus, Status, Tally
from feeds.model import FiledEntry, Filing, Reason
from feeds.settings import Config
from tests.publish.samples import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BACK_THEN = NOON - timedelta(days=500)


def source(source_id="journal", **changes) -> SourceStatus:
    """Return a source that does well."""
    whole = SourceStatus(
        id=source_id, title=source_id.capitalize(), entries=412, state="ok", last_visit=NOON, last_success=NOON,
        next_visit=NOON + HOUR, why_then="rhythm", failures=0, error="", warnings=(), advice=(),
        newest=NOON - 3 * HOUR, is_stale=False, per_week=11.5, repaired_ids=0, repaired_dates=0, days=volume(3),
    )  # fmt: skip
    return replace(whole, **changes)


def status(config: Config, **changes) -> Status:
    """Return the status of a site with a source in each condition."""
    whole = Status(
        moment=NOON,
        since=BACK_THEN,
        sources=(
            source("redaction", title="La rédaction", next_visit=None, why_then="run", days=volume(1), per_week=3.2),
            source("journal", title="Le Journal du calcul", repaired_dates=2, repaired_ids=14),
            source(
                "carnet", title="Carnet de fondateurs", state="failed 3 times: the server answered 503", failures=3,
                error="the server answered 503 Service Unavailable", last_success=NOON - 2 * DAY, why_then="asked",
                days=volume(2, until=2),
            ),
            source(
                "gazette", title="La Gazette des marques", is_stale=True, newest=NOON - 41 * DAY, per_week=0.0,
                days=volume(4, until=41), why_then="fresh",
            ),
            source(
                "blog", title="Un blog disparu", state="gone: 410 Gone", error="410 Gone", failures=1, next_visit=None,
                why_then="gone", advice=("gone for good (410), and asked no more: give its new address, or remove it",),
                days=volume(6, until=200), newest=NOON - 200 * DAY, per_week=0.0,
            ),
            source(
                "neuf", title="Une source toute neuve", state="never visited", last_visit=None, last_success=None,
                next_visit=None, why_then="due", newest=None, entries=0, per_week=0.0, days={},
            ),
        ),
        categories=tuple(
            CategoryStatus(c.key, c.label, 231 * (n + 1), 8.2 * (n + 1), volume(2 + 3 * n))
            for n, c in enumerate(config.categories)
        ),
        unfiled=38,
        outdated=0,
        rules="8f21c0d4",
        hook_faults=(HookFault("site: hook my_site:clean", 3, "it ended with 1: KeyError: 'x'"),),
        rule_counts=(
            RuleCount("journal", "dropped", "site: drop tag: pub (sponsors)", 12, NOON - DAY),
            RuleCount("carnet", "changed", "carnet: cut_title [Podcast]", 3, NOON - 9 * DAY),
        ),
        refused=("redaction: vide.txt: empty: a feed or an article was expected",),
        runs=tuple(run(24 - n, NOON - n * HOUR / 2) for n in range(8)),
        outages=(
            Outage("carnet", NOON - 2 * DAY, None, "the server answered 503 Service Unavailable"),
            Outage("blog", NOON - 9 * DAY, None, "410 Gone"),
            Outage("journal", NOON - 31 * DAY, NOON - 30 * DAY, "no connection within 10 seconds"),
        ),
    )  # fmt: skip
    return replace(whole, **changes)


def run(number: int, began=NOON) -> Run:
    if number == 21:
        return Run(number, began, None, Tally(is_well=False))
    tally = Tally(5, number % 4, number % 3, 0, 1, 6 * (number % 4), is_well=number != 19)
    return Run(number, began, timedelta(seconds=1.2 + number % 7 / 3), tally)


def volume(most: int, until: int = 0):
    """Return some entries on most days of a year that ends *until* days ago, never more than *most* on one."""
    chance = random.Random(most)
    days = [chance.randint(0, most) for _ in range(365)]
    return {(NOON - n * DAY).date(): count for n, count in enumerate(days) if count and n >= until}


def explained(entry: FiledEntry, number: int) -> FiledEntry:
    """Return an entry with the reasons of its filings, and with one in doubt now and then."""
    given = [replace(f, score=12.4, reasons=_REASONS) for f in entry.filings]
    if number % 4 == 1:
        given.append(Filing("marketing", 4.3, given=False, verdict="to check", reasons=_REASONS[1:]))
    return replace(entry, filings=tuple(given), rules="8f21c0d4")


_REASONS = (
    Reason("intelligence artificielle", "title", 3, 8.4),
    Reason("modèle de langage", "lead", 2, 2.8),
    Reason("apprentissage automatique", "body", 1, 1.2),
)
