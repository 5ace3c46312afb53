"""Thousands of streams held by nginx: ``python -m tests.live.bench_nchan [streams …]``.

Prints figures and writes docs/proofs/nchan.md; asserts no time, only that nothing is missing.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from core.app import create_app
from core.cli.data import upgrade_all
from core.testing.fixtures import Place, make_config
from core.testing.world import build_world
from tests.e2e.serving import free_port
from tests.live.bench import TENANT, VISITS, Crowd, fill, register, used
from tests.live.nginx import missing, nginx
from tests.live.streams import cookie_of
from tests.live.test_processes import granian

PROOF = Path(__file__).parents[2] / "docs" / "proofs" / "nchan.md"
PER_USER = 6


def run(streams: int, folder: Path) -> list[tuple[str, str]]:
    """The whole measurement on SQLite; gives rows of a table."""
    place = Place(f"sqlite:///{folder}/bench.db", None)
    config = make_config(folder, place)
    app = create_app(config)
    upgrade_all(app, config)
    world = build_world(app)
    logins = [cookie_of(app, name) for name in fill(app, math.ceil(streams / PER_USER))]
    officer = cookie_of(app, world.login(TENANT, "reception_officer"))
    rows: list[tuple[str, str]] = []
    publish = free_port()
    settings = {"TIEPDAN_NCHAN_URL": f"http://127.0.0.1:{publish}/publish", "TIEPDAN_PROXIES": "1"}
    with (
        granian(place, folder / "served", **settings) as (behind, process),
        nginx(folder / "nginx", behind, publish) as port,
    ):
        crowd = Crowd()
        crowd.start()
        begun = time.monotonic()
        for number in range(streams):
            crowd.open(port, logins[number // PER_USER])
            while number - crowd.begun > 200 and time.monotonic() - begun < 300:
                time.sleep(0.01)
        while crowd.begun < streams and time.monotonic() - begun < 300:
            time.sleep(0.05)
        assert crowd.begun == streams, f"{crowd.begun} of {streams} began, {crowd.refused} refused, {crowd.ended} ended"
        rows.append((f"{streams} streams of {len(logins)} users opened in", f"{time.monotonic() - begun:.1f} s"))
        time.sleep(2)
        before = used(process.pid)
        time.sleep(10)
        after = used(process.pid)
        rows.append(("one core's share of the program while nothing happens", f"{(after[0] - before[0]) / 0.1:.0f} %"))
        rows.append(("memory, threads of the program", f"{after[1]:.0f} MB, {after[2]}"))
        sent = [register(port, officer) for _ in range(VISITS) if not time.sleep(0.5)]
        time.sleep(2)
        assert crowd.ended == 0, f"{crowd.ended} streams ended"
        heard = [times for _seq, times in sorted(crowd.came.items())]
        assert [len(times) for times in heard] == [streams] * VISITS, [len(times) for times in heard]
        waits = sorted((at - start) * 1000 for start, times in zip(sent, heard, strict=True) for at in times)
        spread = sorted((max(times) - min(times)) * 1000 for times in heard)
        late = waits[int(len(waits) * 0.99)]
        figure = f"{statistics.median(waits):.0f} ms middle, {late:.0f} ms at 99 %, {waits[-1]:.0f} ms last"
        rows.append((f"{VISITS} visits: form sent until heard by all {streams}", figure))
        figure = f"{statistics.median(spread):.0f} ms middle, {spread[-1]:.0f} ms longest"
        rows.append((f"first listener until last of {streams}", figure))
    return rows


def main() -> None:
    """Measure, print, write down."""
    if missing():
        sys.exit(missing())
    sizes = [int(word) for word in sys.argv[1:]] or [300, 1000, 5000]
    lines = [
        "# Streams held by nginx with nchan",
        "",
        f"Run on {datetime.now(UTC):%Y-%m-%d} with `python -m tests.live.bench_nchan {' '.join(map(str, sizes))}`: one",
        "process of `tiepdan run` on SQLite behind nginx with one worker and the configuration `core/live/nginx.conf`,",
        f"{os.cpu_count()} cores shared with the listeners (one Python thread) and other work, load at the start",
        f"{os.getloadavg()[0]:.1f}. Six streams a user. Each stream heard each of the {VISITS} visits exactly once. Figures, not limits.",
        "",
        "| what | figure |",
        "|---|---:|",
    ]
    for streams in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for what, figure in run(streams, Path(folder)):
                print(f"{what}: {figure}", flush=True)  # noqa: T201 - a program that speaks to a terminal
                lines.append(f"| {what} | {figure} |")
        PROOF.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
