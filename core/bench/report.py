"""The whole run, and its table as text and as Markdown."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from core import clock
from core.bench.client import Browser, Timing, measure
from core.bench.floor import DATABASE, fill_floor
from core.bench.worlds import LOGIN, Filled, Progress, fill_world, served

#: product.md §8: flat means within this factor, near the floor within that one.
FLAT, NEAR_FLOOR = 1.5, 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """Timings by size and page; the floor stands beside them by size."""

    sizes: tuple[int, ...]
    seconds: float
    clients: int
    pages: tuple[str, ...]
    timings: dict[tuple[int, str], Timing]
    floors: dict[int, Timing]

    def flat(self, page: str) -> float:
        """How much longer the page takes with the most rows than with the fewest."""
        return self.timings[self.sizes[-1], page].quick / self.timings[self.sizes[0], page].quick

    def above_floor(self, page: str) -> float:
        """How much longer it takes than the bare page, both with the most rows."""
        return self.timings[self.sizes[-1], page].quick / self.floors[self.sizes[-1]].quick


def run_bench(folder: Path, sizes: tuple[int, ...], seconds: float, clients: int, progress: Progress) -> Run:
    """Fill, serve and measure each size in turn."""
    timings: dict[tuple[int, str], Timing] = {}
    floors: dict[int, Timing] = {}
    names: tuple[str, ...] = ()
    demo = fill_world(folder / "demo", 0, progress).data
    for rows in sizes:
        progress(f"{rows:,} rows: filling")
        fill_floor(folder / f"floor-{rows}.db", rows)
        filled = fill_world(folder / f"data-{rows}", rows, progress, demo)
        names = tuple(page.name for page in filled.pages)
        progress(f"{rows:,} rows: the bare page")
        with served("core.bench.floor:wsgi", {DATABASE: str(folder / f"floor-{rows}.db")}, "/") as port:
            browser = Browser(port)
            floors[rows] = measure(browser, "/", seconds, clients)
            browser.close()
        for name, timing in _measure_ours(filled, seconds, clients, progress):
            timings[rows, name] = timing
    return Run(sizes, seconds, clients, names, timings, floors)


def _measure_ours(filled: Filled, seconds: float, clients: int, progress: Progress) -> list[tuple[str, Timing]]:
    environment = {"TIEPDAN_DATA": str(filled.data), "TIEPDAN_LOG_LEVEL": "ERROR"}
    found = []
    with served("core.cli.server:wsgi", environment, "/healthz") as port:
        browser = Browser(port)
        browser.log_in(LOGIN, filled.password)
        for page in filled.pages:
            timing = measure(browser, page.path, seconds, clients)
            progress(f"{filled.rows:,} rows: {page.name} {timing.median:.1f} ms, {timing.per_second:.0f}/s")
            found.append((page.name, timing))
        browser.close()
    return found


def table(run: Run, command: str) -> str:
    """The result as Markdown."""
    few, many = run.sizes[0], run.sizes[-1]
    lines = [
        f"# Bench on {clock.today().isoformat()}",
        "",
        f"`{command}` on {platform.machine()}, Python {platform.python_version()}, SQLite, one process of granian,",
        f"{run.seconds:g} s per figure, uncompressed answers, the client on the same cores. Trust the ratios",
        "alone; they are made of the quickest tenth (ms), which other work on the machine disturbs least.",
        "",
        f"| page | KB | ms at {few:,} | ms at {many:,} | median | p95 | flat | × floor | pages/s, {run.clients} clients | p95 then |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name in run.pages:
        first, last = run.timings[few, name], run.timings[many, name]
        lines.append(
            f"| {name} | {last.size / 1000:.0f} | {first.quick:.1f} | {last.quick:.1f} | {last.median:.1f} | {last.p95:.1f} |"
            f" {run.flat(name):.2f} | {run.above_floor(name):.2f} | {last.per_second:.0f} | {last.busy_p95:.0f} |"
        )
    first, last = run.floors[few], run.floors[many]
    lines += [
        (
            f"| *bare Flask list, the floor* | {last.size / 1000:.0f} | {first.quick:.1f} | {last.quick:.1f} | {last.median:.1f} |"
            f" {last.p95:.1f} | {last.quick / first.quick:.2f} | 1.00 | {last.per_second:.0f} | {last.busy_p95:.0f} |"
        ),
        "",
        (
            f"flat: time at {many:,} rows over time at {few:,} (aim: at most {FLAT}). "
            f"× floor: time over that of the bare page (aim: at most {NEAR_FLOOR:g})."
        ),
        "",
    ]
    missed = [name for name in run.pages if run.flat(name) > FLAT or run.above_floor(name) > NEAR_FLOOR]
    lines += [f"Outside the aims: {', '.join(missed) if missed else 'none'}.", ""]
    return "\n".join(lines)
