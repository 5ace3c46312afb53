"""What the operator sees of the outbox: what was given up, what runs by the clock, and giving it another round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select

from core import clock
from core.db.base import db
from core.db.session import internal
from core.events.declare import Queue
from core.events.models import STATES, OutboxEntry, Schedule
from core.jobs.turns import numbers_by_queue, queue_name
from core.notify.service import SEND_JOB
from core.plugins.manager import Registry
from core.tenancy.models import Tenant

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeadEntry:
    """A job that failed too often. ``error`` is the kind of error, never its words."""

    id: int
    job: str
    plugin: str
    tenant: str
    attempts: int
    error: str
    created_at: datetime
    given_up_at: datetime | None
    request_id: str
    queue: str


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job that runs by itself; ``next_at`` is None before its first round."""

    name: str
    plugin: str
    seconds: int
    next_at: datetime | None
    queue: str


def dead_entries(limit: int = 100) -> list[DeadEntry]:
    """The newest entries that were given up; opens a frame of its own."""
    with internal():
        rows = db.session.execute(
            select(OutboxEntry, Tenant.name)
            .join(Tenant, Tenant.id == OutboxEntry.tenant_id)
            .where(OutboxEntry.state == "dead")
            .order_by(OutboxEntry.id.desc())
            .limit(limit)
        ).all()
    return [
        DeadEntry(
            row.id,
            row.job,
            row.plugin,
            tenant,
            row.attempts,
            row.last_error,
            row.created_at,
            row.done_at,
            row.request_id,
            queue_name(row.job),
        )
        for row, tenant in rows
    ]


def scheduled_jobs(registry: Registry) -> list[ScheduledJob]:
    """Jobs that run by the clock; opens a frame of its own."""
    with internal():
        nexts = {row.job: row.next_at for row in db.session.scalars(select(Schedule))}
    return [
        ScheduledJob(name, plugin, int(job.every.total_seconds()), nexts.get(name), job.queue)
        for name, (plugin, job) in sorted(registry.jobs.items())
        if job.every is not None
    ]


def queue_numbers() -> dict[Queue, dict[str, int]]:
    """Entries by queue and state, all tenants together; opens a frame of its own."""
    with internal():
        return numbers_by_queue()


def message_numbers() -> dict[str, int]:
    """Messages to officers by the state of their job, all tenants together; opens a frame of its own."""
    with internal():
        rows = db.session.execute(
            select(OutboxEntry.state, func.count()).where(OutboxEntry.job == SEND_JOB).group_by(OutboxEntry.state)
        ).all()
    counted = {row[0]: row[1] for row in rows}
    return {state: counted.get(state, 0) for state in STATES}


def retry(entry_id: int, actor_id: int) -> bool:
    """Let a given-up entry start afresh; False when there is no such entry (any more).

    Opens a frame of its own; who asked stands in the log.
    """
    with internal(writes=True) as frame:
        row = db.session.scalar(
            select(OutboxEntry).where(OutboxEntry.id == entry_id, OutboxEntry.state == "dead").with_for_update()
        )
        if row is None:
            return False
        row.state, row.attempts, row.run_at, row.done_at = "waiting", 0, clock.now(), None
        frame.bells.append(row)
    log.info("job retried", entry=entry_id, actor=actor_id)
    return True
