"""Pytest plugin: one folder of test servers for the whole run, made before the workers start.

Loaded by ``addopts`` in pyproject.toml. The servers themselves start when a test first asks.
"""

from __future__ import annotations

import pytest

from core.testing import servers


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder in the controlling process; workers inherit it."""
    if not hasattr(config, "workerinput"):
        servers.start_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if not hasattr(config, "workerinput"):
        servers.end_session()
