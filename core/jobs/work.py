"""Working the outbox: claim, run in the tenant's scope, mark done with the effect; else wait or die.

Claiming (core/jobs/turns.py) gives a lease. Effect and done mark commit together and only if the
lease is still ours, so an entry handed out twice has its effect once. What a killed worker left is
claimed again when its lease has run out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import update

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Forbidden, NotFound
from core.events.declare import BACKOFF, Queue
from core.events.models import OutboxEntry
from core.jobs.limits import Limit, TimedOut
from core.jobs.rights import with_rights
from core.jobs.turns import Claimed, allowed, claim, job_of, timeout_of
from core.plugins.manager import Registry
from core.tenancy.resolve import tenant_by_id
from core.tenancy.scope import Scope

log = structlog.get_logger(__name__)


class LostLeaseError(Exception):
    """Somebody else took the entry over; nothing of this attempt may stay."""


def run_one(app: Flask, entry_id: int | None = None, queue: Queue | None = None) -> bool:
    """Work one entry (of a queue, or that one); gives whether there was one. Needs an application context."""
    entry = claim(entry_id, queue)
    if entry is None:
        return False
    registry: Registry = app.extensions["tiepdan.registry"]
    function = registry.work.get(entry.job)
    if function is None:
        _settle(entry, "dead", "no such job is installed")
        return True
    try:
        scope = _scope_of(entry)
    except NotFound:
        _settle(entry, "dead", "no such tenant")
        return True
    if not scope.has(entry.plugin):
        _settle(entry, "done", "skipped: the plugin is off")
        return True
    job = job_of(entry.job)
    if job is not None and job.permission is not None:
        try:
            scope = with_rights(scope, job.permission.name)
        except Forbidden:
            _settle(entry, "dead", f"the actor no longer has {job.permission.name}")
            return True
    _act(app, entry, scope, function)
    return True


def _act(app: Flask, entry: Claimed, scope: Scope, function: Callable[..., None]) -> None:
    def give_up() -> None:  # from another thread, while this one hangs
        with app.app_context():
            _failed(entry, "DoesNotStop")

    seconds = timeout_of(entry.job).total_seconds()
    limit = Limit(seconds, give_up)
    job = job_of(entry.job)
    more: dict[str, Any] = {}
    try:
        if job is not None and job.fetch is not None:
            with limit:
                more["fetched"] = job.fetch(scope, **entry.arguments)
            limit = Limit(seconds, give_up)
        with acting_in(scope, writes=True):
            with limit:
                function(scope, **entry.arguments, **more)
            _mark_done(entry)
    except LostLeaseError:
        log.warning("lease lost", entry=entry.id, job=entry.job)
    except TimedOut:
        limit.close()
        _failed(entry, "TimedOut")
    except Exception as error:  # noqa: BLE001 - a job may fail in any way; the worker goes on
        _failed(entry, type(error).__name__)


def _scope_of(entry: Claimed) -> Scope:
    with internal():
        tenant, plugins = tenant_by_id(entry.tenant_id)
    bare = Scope(tenant, entry.actor_id, plugins=plugins)
    return replace(bare, request_id=entry.request_id or f"job-{entry.id}")


def _mark_done(entry: Claimed) -> None:
    changed = db.session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.id == entry.id, OutboxEntry.state == "running", OutboxEntry.lease_token == entry.token)
        .values(state="done", done_at=clock.now(), last_error="")
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise LostLeaseError(str(entry.id))


def _settle(entry: Claimed, state: str, note: str) -> None:
    with internal(writes=True):
        row = db.session.get(OutboxEntry, entry.id)
        if row is not None and row.lease_token == entry.token:
            row.state, row.last_error, row.done_at = state, note, clock.now()


def _failed(entry: Claimed, error: str) -> None:
    """Wait longer each time, then leave it to the operator. Only the kind of error is kept."""
    log.error(
        "job failed",
        entry=entry.id,
        job=entry.job,
        tenant=entry.tenant_id,
        request=entry.request_id,
        attempt=entry.attempts,
        error=error,
    )
    with internal(writes=True):
        row = db.session.get(OutboxEntry, entry.id)
        if row is None or row.lease_token != entry.token or row.state != "running":
            return
        row.last_error = error
        if entry.attempts > allowed(entry.job):
            row.state, row.done_at = "dead", clock.now()
        else:
            row.state = "waiting"
            row.run_at = clock.now() + BACKOFF[min(entry.attempts, len(BACKOFF)) - 1]


def drain(app: Flask, limit: int = 10_000, queue: Queue | None = None) -> int:
    """Work everything that is ready, of one queue or of all; gives how many entries were worked."""
    worked = 0
    while worked < limit and run_one(app, queue=queue):
        worked += 1
    return worked
