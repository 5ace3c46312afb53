"""Pytest plugin: one folder of test servers for the whole run, in memory where it fits, made before the workers start.

Loaded by ``addopts`` in pyproject.toml. The servers themselves start when a test first asks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import memory, servers

FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder in the controlling process; workers inherit it."""
    if not hasattr(config, "workerinput"):
        if folder := memory.move_into_memory():
            config.stash[FOLDER] = folder
        servers.start_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if not hasattr(config, "workerinput"):
        servers.end_session()
        if folder := config.stash.get(FOLDER, None):
            memory.leave_memory(folder)
