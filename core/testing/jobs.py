"""For tests: work what lies in the outbox, and switch plugins as an operator would."""

from __future__ import annotations

from flask import Flask

from core.jobs.work import drain
from core.plugins.state import switch


def work_all(app: Flask) -> int:
    """Work the outbox until nothing is left; gives how many entries were worked."""
    done = 0
    with app.app_context():
        while worked := drain(app):
            done += worked
    return done


def switch_off(app: Flask, tenant: str, plugin: str) -> None:
    """Switch a plugin off in a tenant."""
    with app.app_context():
        switch(app.extensions["tiepdan.registry"], tenant, plugin, on=False, actor_id=None)
