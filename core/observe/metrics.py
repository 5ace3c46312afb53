"""Figures for Prometheus. Labels are endpoints, states and versions; never a tenant or a person.

One registry per application object. The server runs one process; figures of several machines are
told apart by Prometheus itself, which adds the address it asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from flask import Flask
from prometheus_client import CollectorRegistry, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from core.health import outbox_numbers

CONTENT_TYPE = CONTENT_TYPE_LATEST


def build_version() -> str:
    """Version of the installed program; ``source`` when it runs from an unpacked tree."""
    try:
        return version("tiepdan")
    except PackageNotFoundError:
        return "source"


class OutboxCollector(Collector):
    """Asks the database when Prometheus asks us."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand, so that registering needs no database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Entries by state, the wait of the oldest ready one, and whether the database answered."""
        up = GaugeMetricFamily("tiepdan_database_up", "1 when the database answered this scrape")
        try:
            with self.app.app_context():
                numbers = outbox_numbers()
        except SQLAlchemyError:
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        entries = GaugeMetricFamily("tiepdan_outbox_entries", "Entries of the outbox by state", labels=["state"])
        for state, number in numbers.by_state.items():
            entries.add_metric([state], number)
        lag = GaugeMetricFamily("tiepdan_outbox_lag_seconds", "How long the oldest ready entry has waited")
        lag.add_metric([], numbers.lag)
        return [up, entries, lag]


class StreamCollector(Collector):
    """Counts the pages that are kept up to date right now."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: live updates start after the figures."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Open event streams of this process."""
        streams = GaugeMetricFamily("tiepdan_streams", "Open event streams of this process")
        live = self.app.extensions["tiepdan.live"]
        streams.add_metric([], len(live.hub.listeners()) + (len(live.held.listeners()) if live.held else 0))
        return [streams]


class Metrics:
    """The figures of one application."""

    METHODS: ClassVar[frozenset[str]] = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

    def __init__(self, app: Flask) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "tiepdan_request_seconds",
            "Time from the request's arrival to the start of its answer",
            ["endpoint", "method", "status"],
            registry=self.registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        Info("tiepdan_build", "Version of the program", registry=self.registry).info({"version": build_version()})
        ProcessCollector(registry=self.registry)
        self.registry.register(OutboxCollector(app))
        self.registry.register(StreamCollector(app))

    def note(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one request; made-up methods share one label."""
        known = method if method in self.METHODS else "other"
        self.requests.labels(endpoint, known, f"{status // 100}xx").observe(seconds)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return bytes(generate_latest(self.registry))
