"""The API keeps what its document says: schemathesis, all checks, over HTTP (Must 5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from core.testing.counts import Count
from core.testing.machine import give
from core.testing.world import World
from tests.machine.serving import schemathesis, served


def run(make_app: Callable[..., tuple[Flask, World]], engine: str, examples: int, folder: Path, count: Count) -> None:
    app, world = make_app(engine, api_per_minute=1_000_000)
    app.testing = False
    token = give(app, "a-comm", world.login("a-comm", "reception_officer"))
    with served(app) as address:
        done = schemathesis(address, token, examples, folder)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    cases = re.search(r"(\d[\d,]*) generated, (\d[\d,]*) passed", done.stdout)
    assert cases, done.stdout[-2000:]
    count("schemathesis cases", int(cases[1].replace(",", "")))
    count("schemathesis failures", 0)
    if examples > 10:
        print(done.stdout[done.stdout.index("API Operations") :])  # noqa: T201 - the figures of docs/proofs


def test_the_document_is_kept(make_app: Callable[..., tuple[Flask, World]], tmp_path: Path, count: Count) -> None:
    run(make_app, "sqlite", 10, tmp_path, count)


@pytest.mark.prove
def test_the_document_is_kept_at_length(
    engine_name: str, make_app: Callable[..., tuple[Flask, World]], tmp_path: Path, count: Count
) -> None:
    run(make_app, engine_name, 200, tmp_path, count)
