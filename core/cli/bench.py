"""``tiepdan bench``: measures pages with few and with many rows beside a bare Flask page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from core.cli.common import plain_errors


@click.command()
@click.option("--rows", "sizes", multiple=True, type=click.IntRange(100, 5_000_000), default=(1_000, 100_000),
              show_default=True, help="Records in one tenant; give it twice to see whether pages stay flat.")  # fmt: skip
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1, 60), help="Time per figure.")
@click.option("--clients", default=8, show_default=True, type=click.IntRange(1, 32), help="Clients at once.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path),
              help="Empty folder to fill and keep (default: one that is removed).")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Also write the table here.")
@plain_errors
def bench(sizes: tuple[int, ...], seconds: float, clients: int, data: Path | None, output: Path | None) -> None:
    """Measure the pages of the desk on this machine; only loopback addresses are asked."""
    from core.bench.report import run_bench, table

    sizes = tuple(sorted(set(sizes)))
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-") as made:
        folder = data or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        run = run_bench(folder, sizes, seconds, clients, lambda line: click.echo(line, err=True))
    rows = " ".join(f"--rows {size}" for size in sizes)
    text = table(run, f"tiepdan bench {rows} --seconds {seconds:g} --clients {clients}")
    click.echo(text)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    sys.stdout.flush()
