"""A small run of the bench: it fills, serves, measures and tells; how quick it is depends on the machine."""

from __future__ import annotations

from pathlib import Path

from core.bench.report import run_bench, table

ROWS = (100, 150)


def test_a_small_bench_measures_each_page_at_both_sizes(tmp_path: Path) -> None:
    said: list[str] = []
    run = run_bench(tmp_path, ROWS, seconds=0.05, clients=2, progress=said.append)
    assert {"desk", "list", "case", "book, 200 lines"} <= set(run.pages)
    for rows in ROWS:
        assert run.floors[rows].size > 25_000
        for name in run.pages:
            assert run.timings[rows, name].size > 5_000
            assert run.timings[rows, name].per_second > 0
    assert any(line.startswith("150 rows: case") for line in said)
    text = table(run, "tiepdan bench")
    assert text.count("\n| ") == len(run.pages) + 2
    assert "Outside the aims:" in text
