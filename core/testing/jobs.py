"""For tests: work what lies in the outbox, and switch plugins as an operator would."""

from __future__ import annotations

from flask import Flask

from core.db.session import acting_in
from core.jobs.work import drain
from core.plugins.state import switch
from core.tenancy.resolve import system_scope
from core.testing.walk import walks


def work_all(app: Flask) -> int:
    """Work the outbox until nothing is left; gives how many entries were worked."""
    done = 0
    with app.app_context():
        while worked := drain(app):
            done += worked
    return done


def switch_off(app: Flask, tenant: str, plugin: str) -> None:
    """Switch a plugin off in a tenant, after the planted work that would keep it on has ended."""
    with app.app_context():
        scope, walk = system_scope(tenant), walks().get(plugin)
        if walk is not None and walk.quiet is not None and scope.has(plugin):
            with acting_in(scope, writes=True):
                walk.quiet(scope)
        switch(app.extensions["tiepdan.registry"], tenant, plugin, on=False, actor_id=None)
