"""What an RQ worker runs. The payload is a number; everything else comes from the outbox."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from rq import get_current_job

from core.events.declare import QUEUES
from core.jobs.work import run_one


@lru_cache(maxsize=1)
def worker_app() -> Flask:
    """The application of this worker process, built once from the environment."""
    from core.app import create_app
    from core.config import load_config

    return create_app(load_config())


def run(entry_id: int) -> None:
    """Work one entry of the queue whose bell was rung: whose turn it is, not who rang.

    Outside a worker it is that very entry. Raises ValueError for what is no number.
    """
    number, bell = int(entry_id), get_current_job()
    app = worker_app()
    rung = next((name for name in QUEUES if bell is not None and bell.origin == f"tiepdan-{name}"), None)
    with app.app_context():
        run_one(app, None if rung else number, rung)
