"""Working the outbox: claim, run in the tenant's scope, mark done with the effect; else wait or die.

Claiming gives a lease. Effect and done mark commit together and only if the lease is still ours,
so an entry handed out twice has its effect once. What a killed worker left is claimed again when
its lease has run out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import or_, select, update

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Forbidden, NotFound
from core.events.declare import BACKOFF, Job
from core.events.models import OutboxEntry
from core.jobs.rights import with_rights
from core.plugins.manager import Registry
from core.tenancy.resolve import tenant_by_id
from core.tenancy.scope import Scope

log = structlog.get_logger(__name__)
#: How long a reaction to an event may take; jobs declare their own ``timeout``.
LEASE = timedelta(seconds=60)


class LostLeaseError(Exception):
    """Somebody else took the entry over; nothing of this attempt may stay."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a worker needs of an entry, free of any session."""

    id: int
    tenant_id: int
    actor_id: int | None
    plugin: str
    job: str
    arguments: dict[str, Any]
    request_id: str
    attempts: int
    token: str


def job_of(name: str) -> Job | None:
    """The declaration of a job; None for reactions to events and for what is not installed."""
    registry: Registry = current_app.extensions["tiepdan.registry"]
    found = registry.jobs.get(name)
    return found[1] if found else None


def _allowed(name: str) -> int:
    job = job_of(name)
    return job.retries if job else len(BACKOFF)


def _ready(entry_id: int | None) -> Any:
    now = clock.now()
    free = or_(
        (OutboxEntry.state == "waiting") & (OutboxEntry.run_at <= now),
        (OutboxEntry.state == "running") & (OutboxEntry.lease_until < now),
    )
    query = select(OutboxEntry).where(free)
    if entry_id is not None:
        query = query.where(OutboxEntry.id == entry_id)
    return query.order_by(OutboxEntry.run_at, OutboxEntry.id).limit(1)


def claim(entry_id: int | None = None) -> Claimed | None:
    """Take one entry that is ready (or that one), or None; opens its own frame.

    An entry whose workers ended without a word more often than it may fail is dead, not taken.
    """
    with internal():
        if db.session.scalar(_ready(entry_id).with_only_columns(OutboxEntry.id)) is None:
            return None
    with internal(writes=True):
        row = db.session.scalar(_ready(entry_id).with_for_update(skip_locked=True))
        if row is None:
            return None
        if row.attempts > _allowed(row.job):
            row.state, row.last_error, row.done_at = "dead", "its workers died", clock.now()
            return None
        job = job_of(row.job)
        row.state, row.attempts = "running", row.attempts + 1
        row.lease_until = clock.now() + (job.timeout if job else LEASE)
        row.lease_token = secrets.token_hex(16)
        return Claimed(
            row.id,
            row.tenant_id,
            row.actor_id,
            row.plugin,
            row.job,
            dict(row.arguments),
            row.request_id,
            row.attempts,
            row.lease_token,
        )


def run_one(app: Flask, entry_id: int | None = None) -> bool:
    """Work one entry; gives whether there was one. Needs an application context."""
    entry = claim(entry_id)
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
    _act(entry, scope, function)
    return True


def _act(entry: Claimed, scope: Scope, function: Callable[..., None]) -> None:
    try:
        with acting_in(scope, writes=True):
            function(scope, **entry.arguments)
            _mark_done(entry)
    except LostLeaseError:
        log.warning("lease lost", entry=entry.id, job=entry.job)
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
        if row is None or row.lease_token != entry.token:
            return
        row.last_error = error
        if entry.attempts > _allowed(entry.job):
            row.state, row.done_at = "dead", clock.now()
        else:
            row.state = "waiting"
            row.run_at = clock.now() + BACKOFF[min(entry.attempts, len(BACKOFF)) - 1]


def drain(app: Flask, limit: int = 10_000) -> int:
    """Work everything that is ready; gives how many entries were worked."""
    worked = 0
    while worked < limit and run_one(app):
        worked += 1
    return worked
