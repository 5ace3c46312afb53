"""The demo world, made once per test run and day by the program itself and copied for whoever wants one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from core import clock
from core.testing.servers import locked


def copy_demo(to: Path) -> Path:
    """Fill the empty or missing folder ``to`` with a demo's data; raises AssertionError when it cannot be made."""
    with locked("demo") as run:
        demo = run / f"demo-{clock.today()}"  # another one after midnight: its bookings and tickets are of their day
        made = demo.with_suffix(".made")
        if not made.exists():
            kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEPDAN_")}
            done = subprocess.run(
                [Path(sys.executable).with_name("tiepdan"), "demo", "--no-serve", "--data", demo, "--json"],
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                text=True,
                env=kept,
                cwd=Path(__file__).parents[2],
            )
            assert done.returncode == 0, done.stderr
            made.touch()
    shutil.copytree(demo, to, dirs_exist_ok=True)
    return to
