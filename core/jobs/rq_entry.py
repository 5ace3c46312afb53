"""What an RQ worker runs. The payload is a number; everything else comes from the outbox."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask

from core.jobs.work import run_one


@lru_cache(maxsize=1)
def worker_app() -> Flask:
    """The application of this worker process, built once from the environment."""
    from core.app import create_app
    from core.config import load_config

    return create_app(load_config())


def run(entry_id: int) -> None:
    """Work one outbox entry, unless somebody already has. Raises ValueError for what is no number."""
    number = int(entry_id)
    app = worker_app()
    with app.app_context():
        run_one(app, number)
