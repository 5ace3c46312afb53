"""Working the outbox: claim, run in the tenant's scope, mark done with the effect; else wait or die.

Claiming gives a lease. Effect and done mark commit together and only if the lease is still ours,
so an entry handed out twice has its effect once. What a killed worker left is claimed again when
its lease has run out.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import or_, select, update

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import NotFound
from core.events.declare import BACKOFF
from core.events.models import OutboxEntry
from core.plugins.manager import Registry
from core.tenancy.resolve import tenant_by_id
from core.tenancy.scope import Scope

log = structlog.get_logger(__name__)
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
    """Take one entry that is ready (or that one), or None; opens its own frame."""
    with internal():
        if db.session.scalar(_ready(entry_id).with_only_columns(OutboxEntry.id)) is None:
            return None
    with internal(writes=True):
        row = db.session.scalar(_ready(entry_id).with_for_update(skip_locked=True))
        if row is None:
            return None
        row.state, row.attempts = "running", row.attempts + 1
        row.lease_until, row.lease_token = clock.now() + LEASE, secrets.token_hex(16)
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
    try:
        scope = _scope_of(entry)
        function = registry.work.get(entry.job)
        if function is None:
            _settle(entry, "dead", "no such job is installed")
        elif not scope.has(entry.plugin):
            _settle(entry, "done", "skipped: the plugin is off")
        else:
            with acting_in(scope, writes=True):
                function(scope, **entry.arguments)
                _mark_done(entry)
    except LostLeaseError:
        log.warning("lease lost", entry=entry.id, job=entry.job)
    except NotFound:
        _settle(entry, "dead", "no such tenant")
    except Exception as error:  # noqa: BLE001 - a job may fail in any way; the worker goes on
        _failed(entry, registry, type(error).__name__)
    return True


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


def _failed(entry: Claimed, registry: Registry, error: str) -> None:
    """Wait longer each time, then leave it to the operator. Only the kind of error is kept."""
    job = registry.jobs.get(entry.job)
    allowed = job[1].retries if job else len(BACKOFF)
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
        if entry.attempts > allowed:
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
