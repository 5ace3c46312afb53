"""Programs of a commune's officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.testing.machine import Program, give
from core.testing.world import World

ROOM = "/api/v1/t/a-comm"
VISITS = f"{ROOM}/reception/visits"


@pytest.fixture
def program(app: Flask, world: World) -> Callable[..., Program]:
    """Role -> a program with a fresh token of that role's post in commune A."""

    def make(role: str = "reception_officer", language: str = "") -> Program:
        return Program(app, give(app, "a-comm", world.login("a-comm", role)), language)

    return make


@pytest.fixture
def officer(program: Callable[..., Program]) -> Program:
    """The program of the officer at the desk."""
    return program()


def visit(**changes: Any) -> dict[str, Any]:
    """A visit that may be stored."""
    return {
        "received_on": "2026-11-20",
        "kind": "complaint",
        "summary": "Đền bù đất làm đường",
        "outcome": "received",
        "people": [{"name": "Trần Văn Bình", "commune": "Đăk Pne", "phone": "0900000000"}],
        **changes,
    }
