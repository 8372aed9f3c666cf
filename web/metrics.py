"""What monitoring reads (Prometheus' text): requests, counted in the processes that answer them, and
what the database and Redis say (queries/metrics.py).

Several processes of one web server share their counts through the folder PROMETHEUS_MULTIPROC_DIR, which
is prometheus_client's own way; without it each tells only its own.
"""

import os
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from queries.metrics import Family

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

disable_created_metrics()  # a second series beside each, which nobody asks for
_registry = CollectorRegistry()

REQUESTS = Counter(
    "qyzmet_http_requests",
    "Requests by the template of their address; `-` where there is no such page.",
    ("method", "route", "status"),
    registry=_registry,
)
DURATIONS = Histogram(
    "qyzmet_http_request_seconds",
    "From the request's coming in to its answer's going out.",
    ("method", "route"),
    registry=_registry,
    buckets=_SECONDS,
)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. The method is whatever somebody typed: unknown ones are one."""
    known = method if method in _METHODS else "other"
    REQUESTS.labels(known, route, str(status)).inc()
    DURATIONS.labels(known, route).observe(seconds)


def exposition(families: Iterable[Family]) -> bytes:
    """Everything, as Prometheus reads it."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(_registry)
    read = CollectorRegistry()
    read.register(_Read(families))
    return counted + generate_latest(read)


class _Read(Collector):
    """Families of ours as those of prometheus_client."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._families = families

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        for family in self._families:
            kind = CounterMetricFamily if family.total else GaugeMetricFamily
            metric = kind(family.name, family.what, labels=family.labels)
            for labels, value in family.values:
                metric.add_metric(labels, value)
            yield metric
