"""Pytest plugin: tests tell how much they looked at, the end of the run prints it.

``--record-counts FILE`` also writes the table into a file, with the date and the command.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from core import clock

Count = Callable[[str, int], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option: where to write the table."""
    parser.addoption("--record-counts", metavar="FILE", help="write what the tests counted into a Markdown file")


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Count:
    """(what, how many) -> noted under the test's module; equal words are added up."""
    module = request.node.nodeid.split("::")[0].rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")

    def note(what: str, number: int) -> None:
        request.node.user_properties.append(("count", [module, what, number]))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Add the numbers of all workers up and print them."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") != "call":
                continue
            for key, value in report.user_properties:
                if key == "count":
                    sums[value[0]][value[1]] += value[2]
    if not sums:
        return
    terminalreporter.section("counted")
    for module, numbers in sorted(sums.items()):
        terminalreporter.write_line(f"{module}: " + ", ".join(f"{n:,} {what}" for what, n in sorted(numbers.items())))
    target = config.getoption("--record-counts")
    if target:
        _record(Path(target), sums)


def _record(path: Path, sums: dict[str, dict[str, int]]) -> None:
    command = " ".join(["pytest", *sys.argv[1:]])
    lines = [f"# What the tests counted on {clock.today().isoformat()}", "", f"`{command}`", ""]
    for module, numbers in sorted(sums.items()):
        lines += [f"## {module}", "", "| what | how many |", "|---|---:|"]
        lines += [f"| {what} | {number:,} |" for what, number in sorted(numbers.items())]
        lines.append("")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
