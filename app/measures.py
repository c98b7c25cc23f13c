"""What the service counts of itself, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

MEDIA_TYPE = CONTENT_TYPE_LATEST

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)
"""Seconds; a request is ended after 15, unless something else is set."""

disable_created_metrics()

OPERATIONS = Counter(
    "artifact_graph_operations",
    "GraphQL operations that came to their end, by type and by whether they had errors.",
    ["type", "outcome"],
)
OPERATION_SECONDS = Histogram(
    "artifact_graph_operation_seconds",
    "Seconds that queries and mutations took, from the text to the answer.",
    ["type"],
    buckets=_BUCKETS,
)
ERRORS = Counter(
    "artifact_graph_errors",
    "Codes that were answered: in errors of GraphQL, as problems of mutations, by HTTP.",
    ["where", "code"],
)
GRAPH_SECONDS = Histogram(
    "artifact_graph_graph_seconds",
    "Seconds that a read or a write of the graph took, with its wait for a turn.",
    ["kind", "outcome"],
    buckets=_BUCKETS,
)
STORE_SECONDS = Histogram(
    "artifact_graph_store_seconds",
    "Seconds that a call to the object store took, with its wait for others.",
    ["call", "outcome"],
    buckets=_BUCKETS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is counted elsewhere, as it is now: values by one label, of a counter if it `grows`."""

    name: str
    says: str
    label: str
    values: Mapping[str, float]
    grows: bool = False


@contextmanager
def timed(histogram: Histogram, of: str) -> Generator[None]:
    """Times the block, by what it is of and by how it ends: ok, or a code, or an error's name."""
    began, outcome = perf_counter(), "ok"
    try:
        yield
    except BaseException as error:
        outcome = str(getattr(error, "code", type(error).__name__))
        raise
    finally:
        histogram.labels(of, outcome).observe(perf_counter() - began)


def exposed(readings: Iterable[Reading]) -> bytes:
    """All that was counted in this process, and these readings."""
    registry = CollectorRegistry()
    registry.register(_Readings(readings))
    return generate_latest(REGISTRY) + generate_latest(registry)


class _Readings(Collector):
    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterable[Metric]:
        for reading in self._readings:
            family = CounterMetricFamily if reading.grows else GaugeMetricFamily
            metric = family(reading.name, reading.says, labels=[reading.label])
            for value, number in reading.values.items():
                metric.add_metric([value], number)
            yield metric
