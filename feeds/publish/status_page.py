"""The page that tells an editor how the site does: what to look at, sources, categories, runs, outages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from feeds.health import CategoryStatus, Outage, RuleCount, Run, SourceStatus, Status
from feeds.publish.html import Page
from feeds.publish.paths import filings_path
from feeds.publish.status_words import StatusWords, status_words_for
from feeds.publish.volumes import HEIGHT, WIDTH, Bar, Volume, bars, last_days, last_months
from feeds.settings import Config


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of a volume, and what it says to those who do not see it."""

    id: str
    label: str  # "30 jours"
    told: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what to look at."""

    text: str
    language: str = ""  # "" when it is the page's


@dataclass(frozen=True, slots=True)
class Card:
    """A source or a category as the page shows it."""

    id: str  # of its place in the page
    name: str
    condition: str  # a key of `conditions`; "" for a category
    lines: tuple[Line, ...]
    facts: tuple[tuple[str, str], ...]
    days: Volume
    months: Volume
    plots: tuple[Plot, ...]


def render_status_page(config: Config, status: Status) -> bytes:
    """Return the page of a status that is fit to be shown."""
    desk = _Desk(config, status)
    sources = tuple(map(desk.source, status.sources))
    categories = tuple(map(desk.category, status.categories))
    return desk.page.render(
        "status",
        told=desk.words,
        status=status,
        sources=sources,
        categories=categories,
        troubled=tuple(card for card in sources if card.lines),
        general=tuple(desk.general()),
        runs=tuple(map(desk.run, status.runs)),
        outages=tuple(map(desk.outage, status.outages)),
        rule_counts=tuple(map(desk.rule, status.rule_counts)),
        filings=desk.page.root + filings_path(0),
    )


def condition(source: SourceStatus) -> str:
    """Return how a source does, in one word."""
    if source.why_then in ("gone", "off"):
        return source.why_then
    if source.error:
        return "failing"
    if source.last_visit is None:
        return "never"
    if source.is_stale:
        return "stale"
    return "warning" if source.warnings else "ok"


def outage_anchor(outage: Outage) -> str:
    """Return the place of an outage in the page."""
    return f"outage-{outage.source_id}-{outage.began:%Y%m%dT%H%M%S}"


class _Desk:
    """Where values become what the page says."""

    def __init__(self, config: Config, status: Status) -> None:
        self.page = Page(config, root="../")
        self.words: StatusWords = status_words_for(config.site.language)
        self.status = status
        self.titles = {source.id: source.title for source in status.sources}

    def source(self, source: SourceStatus) -> Card:
        return self._card(
            source, f"source-{source.id}", source.title, condition(source),
            tuple(self._source_lines(source)), tuple(self._source_facts(source)),
        )  # fmt: skip

    def category(self, category: CategoryStatus) -> Card:
        facts = ((self.words.per_week, self._rate(category.per_week)), (self.words.entries, str(category.entries)))
        return self._card(category, f"category-{category.key}", category.label, "", (), facts)

    def general(self) -> Iterator[Line]:
        """Yield what is to be looked at, and is of no one source."""
        ended = next((run for run in self.status.runs if run.took is not None), None)
        if ended and not ended.tally.is_well:
            yield Line(self.words.unwell.format(moment=self.page.moments.date(ended.began)))
        if self.status.misconfigured:
            yield Line(self.words.told(self.status.misconfigured, self.page.moments))
        if self.status.outdated:
            yield Line(self.words.outdated.format(count=self.status.outdated))
        for fault in self.status.hook_faults:
            yield Line(self.words.failing_hook.format(hook=fault.hook, count=fault.failures))
            yield Line(fault.error, "en")
        yield from (Line(text, "en") for text in self.status.refused)

    def run(self, run: Run) -> tuple[str, ...]:
        """Return the cells of a run's row."""
        took = "" if run.took is None else self._seconds(run.took.total_seconds())
        outcome = "broken" if run.took is None else "well" if run.tally.is_well else "partly"
        tally = run.tally
        counts = (tally.visited, tally.new, tally.edited, tally.withdrawn, tally.failed, tally.written)
        began = self.page.moments.date(run.began)
        return (str(run.number), began, took, *map(str, counts), self.words.outcomes[outcome])

    def outage(self, outage: Outage) -> tuple[str, tuple[str, ...]]:
        """Return the place of an outage and the cells of its row."""
        moments = self.page.moments
        ended = moments.date(outage.ended) if outage.ended else self.words.going_on
        name = self.titles.get(outage.source_id, outage.source_id)
        return outage_anchor(outage), (name, moments.date(outage.began), ended, outage.error)

    def rule(self, count: RuleCount) -> tuple[str, ...]:
        """Return the cells of a rule's row."""
        name = self.titles.get(count.source_id, count.source_id)
        return (name, count.rule, self.words.verbs[count.verb], str(count.entries), self.page.moments.date(count.last))

    def _card(
        self, one: SourceStatus | CategoryStatus, place: str, name: str, how: str,
        lines: tuple[Line, ...], facts: tuple[tuple[str, str], ...],
    ) -> Card:  # fmt: skip
        days, months = last_days(one.days, self.status.moment), last_months(one.days, self.status.moment)
        plots = (
            self._plot(f"{place}-days", name, self.words.in_days, days, self.page.moments.short),
            self._plot(f"{place}-months", name, self.words.in_months, months, self.page.moments.month),
        )
        return Card(place, name, how, lines, facts, days, months, plots)

    def _source_lines(self, source: SourceStatus) -> Iterator[Line]:
        if source.error:
            yield Line(source.error, "en")
        if source.is_stale and source.newest:
            yield Line(self.words.silent.format(day=self.page.moments.long(source.newest)))
        yield from (Line(text, "en") for text in (*source.warnings, *source.advice))

    def _source_facts(self, source: SourceStatus) -> Iterator[tuple[str, str]]:
        words, moments = self.words, self.page.moments
        yield words.last_success, moments.date(source.last_success) if source.last_success else words.never
        yield words.next_visit, self._next_visit(source)
        if source.failures:
            yield words.failures, str(source.failures)
        yield words.newest, moments.date(source.newest) if source.newest else words.never
        yield words.per_week, self._rate(source.per_week)
        yield words.entries, str(source.entries)
        if source.repaired_ids or source.repaired_dates:
            yield words.repaired, words.repairs.format(ids=source.repaired_ids, dates=source.repaired_dates)

    def _next_visit(self, source: SourceStatus) -> str:
        why = self.words.why_then[source.why_then]
        return f"{self.page.moments.date(source.next_visit)}, {why}" if source.next_visit else why

    def _plot(self, place: str, name: str, span: str, volume: Volume, when: Callable[[date], str]) -> Plot:
        total = sum(count for _, count in volume)
        told = self.words.nothing
        if total:
            peak, most = max(volume, key=lambda each: each[1])
            told = f"{self.words.total.format(count=total)}, {self.words.peak.format(count=most, when=when(peak))}"
        return Plot(place, f"{name}, {span}", told, bars(volume))

    def _rate(self, per_week: float) -> str:
        return self.words.number(per_week, 1)

    def _seconds(self, seconds: float) -> str:
        return self.words.seconds.format(count=self.words.number(seconds, 1))
