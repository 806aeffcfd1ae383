"""Figures and requests in the format of Prometheus, under names as it wants them."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from feeds.errors import ServeError
from feeds.run.exchange import Answered, Asked, BodyError, Handler
from feeds.run.figures import Figures

# Of the text format 0.0.4, which every collector reads.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# From a file in memory to a page that was compressed first; in seconds.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5)


class Meter:
    """What was asked of one server, counted since it started."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "rubrique_http_requests", "Requests answered.", ["kind", "status"], registry=self._registry
        )
        self._bytes = Counter(
            "rubrique_http_response_bytes", "Bytes of the bodies of answers.", ["kind"], registry=self._registry
        )
        self._seconds = Histogram(
            "rubrique_http_request_duration_seconds",
            "Time until an answer is made, its sending apart.",
            ["kind"],
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def measured(self, handler: Handler, kind_of: Callable[[str], str]) -> Handler:
        """Return a handler that counts what another answers, under the kind of the path: one of few."""

        async def answer(asked: Asked) -> Answered:
            began, kind, status = time.perf_counter(), kind_of(asked.path), 500
            try:
                answered = await handler(asked)
                status = answered.status
                self._bytes.labels(kind).inc(0 if asked.method == "HEAD" else len(answered.body))
                return answered
            except BodyError as exc:
                status = exc.answered.status
                raise
            finally:
                self._requests.labels(kind, str(status)).inc()
                self._seconds.labels(kind).observe(time.perf_counter() - began)

        return answer

    def exposition(self, figures: Figures) -> bytes:
        """Return what was counted, and the figures of the site."""
        return generate_latest(self._registry) + exposition(figures)


def exposition(figures: Figures) -> bytes:
    """Return the figures of a site in the text format."""
    return generate_latest(_registry(figures))


def write_textfile(path: Path, figures: Figures) -> None:
    """Write the figures of a site for the textfile collector of node_exporter: whole, or not at all.

    Raises:
        ServeError: the file cannot be written, or is none: a pipe or a device would be replaced by it.
    """
    if path.exists() and not path.is_file():
        raise ServeError(f"{path}: a file is needed, and this is none")
    try:
        write_to_textfile(str(path), _registry(figures))
    except OSError as exc:
        raise ServeError(f"{path}: {exc.strerror}: a file that can be written is needed") from exc


def _registry(figures: Figures) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Figures(figures))
    return registry


class _Figures(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        yield from _of_runs(self._figures)
        yield from _of_sources(self._figures)
        yield from _of_entries(self._figures)


def _of_runs(figures: Figures) -> Iterator[Metric]:
    run, good = figures.last_run, figures.last_good_run
    yield CounterMetricFamily("rubrique_runs", "Runs begun, ever.", value=run.number if run else 0)
    yield _moment("rubrique_last_run_timestamp_seconds", "When the last run began.", run.began if run else None)
    ended = good.ended if good else None
    yield _moment("rubrique_last_good_run_timestamp_seconds", "When the last run ended that went well.", ended)
    if run is None or run.took is None:  # under way, or killed: what it did is not known
        return
    tally = run.tally
    duration = run.took.total_seconds()
    yield GaugeMetricFamily("rubrique_last_run_duration_seconds", "How long the last run took.", value=duration)
    yield GaugeMetricFamily("rubrique_last_run_is_well", "1 if the last run went well.", value=int(tally.is_well))
    yield GaugeMetricFamily("rubrique_last_run_files_written", "Files the last run wrote.", value=tally.written)
    sources = {"visited": tally.visited, "failed": tally.failed}
    yield _by("rubrique_last_run_sources", "Sources the last run visited, and that failed.", "outcome", sources)
    entries = {"new": tally.new, "edited": tally.edited, "withdrawn": tally.withdrawn}
    yield _by("rubrique_last_run_entries", "Entries that the last run changed.", "change", entries)


def _of_sources(figures: Figures) -> Iterator[Metric]:
    yield _by("rubrique_sources", "Sources configured, by how they do.", "state", figures.sources)
    yield _by("rubrique_source_failures", "Visits failed in a row, of each failing source.", "source", figures.failures)
    yield _moment("rubrique_next_visit_timestamp_seconds", "When the next feed is to be visited.", figures.next_visit)


def _of_entries(figures: Figures) -> Iterator[Metric]:
    yield _by("rubrique_entries", "Entries of each category, those withdrawn apart.", "category", figures.entries)
    yield GaugeMetricFamily("rubrique_unfiled_entries", "Entries in no category.", value=figures.unfiled)


def _by(name: str, told: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _moment(name: str, told: str, moment: datetime | None) -> Metric:
    """Return a gauge of seconds since 1970; without a value where there was no such moment."""
    family = GaugeMetricFamily(name, told)
    if moment:
        family.add_metric([], moment.timestamp())
    return family
