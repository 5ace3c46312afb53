"""A small fuzz of every route within the suite; the long one writes docs/proofs/fuzz.md."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from core import clock
from core.testing.world import World
from plugins.reception.tests.typed import NOON
from tests.robustness.fuzz import Result, fuzz

SEED = 20261123
REPORT = Path(__file__).parents[2] / "docs" / "proofs" / "fuzz.md"
MakeApp = Callable[..., tuple[Flask, World]]


def run(make_app: MakeApp, engine: str, requests: int, seed: int = SEED) -> Result:
    with clock.freeze(NOON):
        return fuzz(lambda: make_app(engine, csrf=True), seed, requests)


def test_three_hundred_requests_break_nothing(make_app: MakeApp, engine_name: str) -> None:
    result = run(make_app, engine_name, 150, SEED + (engine_name == "postgres"))
    assert result.problems == []
    assert result.requests >= 150


@pytest.mark.prove
def test_thousands_of_requests_break_nothing(make_app: MakeApp) -> None:
    """``TIEPDAN_FUZZ_REQUESTS`` (default 5000) per engine."""
    requests = int(os.environ.pop("TIEPDAN_FUZZ_REQUESTS", "") or 5000)
    found: dict[str, tuple[Result, float]] = {}
    for engine in ("sqlite", "postgres"):
        started = time.monotonic()
        result = run(make_app, engine, requests)
        found[engine] = (result, time.monotonic() - started)
        print(f"{engine}: {result.requests} requests, {dict(sorted(result.statuses.items()))}")  # noqa: T201
    write_report(found)
    assert {engine: result.problems for engine, (result, _time) in found.items()} == {"sqlite": [], "postgres": []}
    for result, _time in found.values():
        assert not [status for status in result.statuses if status >= 500]


def write_report(found: dict[str, tuple[Result, float]]) -> None:
    some = next(iter(found.values()))[0]
    lines = [
        "# Fuzz of every route",
        "",
        f"Run on {datetime.now(UTC):%Y-%m-%d} with `python3 dev.py prove -- tests/robustness/test_fuzz.py`, seed {some.seed}.",
        "",
        "Each request is made by one of eleven actors (logged out, account without a post, operator, and eight",
        "roles), either from a form that a page offers with one to three fields changed, or to a route with odd",
        "parts in its address; a quarter carry odd headers, a third no or a wrong token, some an odd content type,",
        "noise, 600 parts or more than a megabyte, and some are sent twice.",
        "",
        "Checked for each answer: status below 500; no insides shown; a refusal is a page with sentences in",
        "Vietnamese; all tables are equal before and after every refusal and every read; no change without a",
        "valid token; no element, attribute, script or address in any page that no template makes.",
        "",
        "| | " + " | ".join(found) + " |",
        "|---|" + "---:|" * len(found),
    ]

    def row(title: str, value: Callable[[Result], object]) -> None:
        lines.append(f"| {title} | " + " | ".join(str(value(result)) for result, _t in found.values()) + " |")

    row("requests", lambda r: r.requests)
    row("sent twice", lambda r: r.kinds["sent twice"])
    row("endpoints reached", lambda r: len(set(r.endpoints) - {"(none)"}))
    row("endpoints that answered below 400", lambda r: len(set(r.worked) - {"(none)"}))
    for status in sorted({status for result, _t in found.values() for status in result.statuses}):
        row(f"status {status}", lambda r, status=status: r.statuses[status])  # type: ignore[misc]
    row("status 5xx", lambda r: sum(n for status, n in r.statuses.items() if status >= 500))
    row("comparisons of all tables", lambda r: r.compared)
    row("broken promises", lambda r: len(r.problems))
    lines.append("| seconds | " + " | ".join(f"{seconds:.0f}" for _r, seconds in found.values()) + " |")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
