"""Each lock holds: the probes of probes.py and gates.py, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.testing.counts import Count
from tests.isolation.gates import GATES
from tests.isolation.probes import EVERYWHERE, POSTGRES, Probe


@pytest.mark.parametrize("probe", [*EVERYWHERE, *GATES, *POSTGRES], ids=lambda probe: probe.__name__)
def test_the_lock_holds(probe: Probe, engine_name: str, make_app: Callable[..., Any], count: Count) -> None:
    if probe in POSTGRES and engine_name == "sqlite":
        return  # lock 2 is PostgreSQL's alone
    probe(*make_app(engine_name))
    count("probes passed", 1)
