"""``kill -9`` in the middle of a step: nothing of it stays, and the next worker does it once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from core import clock
from core.api import accept_letter
from core.db.base import db
from core.db.session import internal
from core.events.models import OutboxEntry
from core.testing.world import World
from tests.envelopes.fakes import A, B, carried, chain, copy, courier, does, sent, state, told, turn

MakeApp = Callable[..., tuple[Flask, World]]
ROOT = Path(__file__).parents[2]


def killed_in(app: Flask, step: str) -> None:
    """Let a process of its own work until it hangs in ``step``, and kill it there."""
    config = app.extensions["tiepdan.config"]
    with app.app_context():
        db.engine.dispose()
    command = [sys.executable, "-m", "tests.envelopes.worker", step]
    command += [str(config.data), config.database_url, config.migration_url or ""]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == b"hanging\n"
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
    with app.app_context(), internal(writes=True):
        past = clock.now() - timedelta(seconds=1)  # what waiting for the lease would do
        db.session.execute(update(OutboxEntry).where(OutboxEntry.state == "running").values(lease_until=past))


@pytest.mark.parametrize("step", ["on_received", "on_receipted"])
def test_a_killed_worker_leaves_one_letter_and_one_answer(make_app: MakeApp, engine_name: str, step: str) -> None:
    app, _world = make_app(engine_name, plugin_modules=(courier(),))
    for tenant in (A, B):
        turn(app, tenant, on=True)
    letter = sent(app)
    if step == "on_received":
        killed_in(app, step)
        assert copy(app, B, letter) is None
        carried(app)
    else:
        carried(app)
    does(app, B, accept_letter, letter)
    if step == "on_receipted":
        killed_in(app, step)
        assert state(app, letter) == ("delivered", "accepted")
    carried(app)
    assert state(app, letter) == ("accepted", "accepted")
    assert told(app, A, letter) == ["receipted"]
    assert told(app, B, letter) == ["received", "accepting"]
    assert chain(app, A, letter) == ["sent", "delivered", "accepted"]
    assert chain(app, B, letter) == ["received", "accepted"]
