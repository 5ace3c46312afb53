"""Whose turn it is: from each queue one entry of each tenant in rotation, so that nobody waits behind a flood.

The queue of an entry is what its job declares today. Which tenant had the last turn is known to this
process and the work horses it forks; several workers each keep a rotation of their own.
"""

from __future__ import annotations

import mmap
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, func, or_, select, true

from core import clock
from core.db.base import db
from core.db.session import internal
from core.events.declare import BACKOFF, LONGEST_JOB, QUEUES, REACTION, Job, Queue
from core.events.models import STATES, OutboxEntry
from core.plugins.manager import Registry

#: A job that is stopped gets so long to end before another worker may take its entry.
SLACK = timedelta(seconds=10)
#: No entry waits longer by itself; one that would was stamped before the clock was set back.
LONGEST_WAIT = max(BACKOFF) + timedelta(minutes=15)

_last = mmap.mmap(-1, 8 * len(QUEUES))


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


def queue_name(job: str) -> Queue:
    """The queue of an entry; reactions and what is not installed are ``fast``."""
    declared = job_of(job)
    return declared.queue if declared else "fast"


def timeout_of(job: str) -> timedelta:
    """How long one attempt may take."""
    declared = job_of(job)
    return declared.timeout if declared else REACTION


def allowed(job: str) -> int:
    """How often an entry may fail before it is dead."""
    declared = job_of(job)
    return declared.retries if declared else len(BACKOFF)


def _belongs(queue: Queue | None) -> ColumnElement[bool]:
    if queue is None:
        return true()
    registry: Registry = current_app.extensions["tiepdan.registry"]
    if queue == QUEUES[0]:
        return OutboxEntry.job.not_in([name for name, (_by, job) in registry.jobs.items() if job.queue != queue])
    return OutboxEntry.job.in_([name for name, (_by, job) in registry.jobs.items() if job.queue == queue])


def waits() -> ColumnElement[bool]:
    """Entries that are ready. One that is due absurdly far ahead was stamped by a clock that ran ahead (P36)."""
    now = clock.now()
    return (OutboxEntry.state == "waiting") & or_(OutboxEntry.run_at <= now, OutboxEntry.run_at > now + LONGEST_WAIT)


def abandoned() -> ColumnElement[bool]:
    """Entries whose worker lost its lease, or holds one that no clock could have given."""
    now = clock.now()
    longest = LONGEST_JOB + SLACK
    return (OutboxEntry.state == "running") & or_(
        OutboxEntry.lease_until < now, OutboxEntry.lease_until > now + longest
    )


def _candidates(queue: Queue | None, entry_id: int | None) -> Iterator[Select[OutboxEntry]]:
    """Queries whose first row is next, in the order in which to ask them."""
    if entry_id is not None:
        yield select(OutboxEntry).where(OutboxEntry.id == entry_id, or_(waits(), abandoned()))
        return
    own = select(OutboxEntry).where(_belongs(queue)).limit(1)
    yield own.where(abandoned()).order_by(OutboxEntry.lease_until, OutboxEntry.id)
    turn = own.where(waits()).order_by(OutboxEntry.tenant_id, OutboxEntry.run_at, OutboxEntry.id)
    yield turn.where(OutboxEntry.tenant_id > _had_turn(queue))
    yield turn


def _had_turn(queue: Queue | None) -> int:
    return int(struct.unpack_from("q", _last, 8 * QUEUES.index(queue or QUEUES[0]))[0])


def claim(entry_id: int | None = None, queue: Queue | None = None) -> Claimed | None:
    """Take the next entry of a queue (or of all, or that very entry), or None; opens frames of its own.

    An entry whose workers ended without a word more often than it may fail is dead, not taken.
    """
    with internal():
        ready = select(OutboxEntry.id).where(or_(waits(), abandoned()), _belongs(queue)).limit(1)
        if db.session.scalar(ready if entry_id is None else ready.where(OutboxEntry.id == entry_id)) is None:
            return None
    with internal(writes=True):
        for query in _candidates(queue, entry_id):
            row = db.session.scalar(query.with_for_update(skip_locked=True))
            if row is not None:
                return _take(row, queue)
    return None


def _take(row: OutboxEntry, queue: Queue | None) -> Claimed | None:
    if row.attempts > allowed(row.job):
        row.state, row.last_error, row.done_at = "dead", "its workers died", clock.now()
        return None
    if row.state == "waiting":
        struct.pack_into("q", _last, 8 * QUEUES.index(queue or QUEUES[0]), row.tenant_id)
    row.state, row.attempts = "running", row.attempts + 1
    row.lease_until = clock.now() + timeout_of(row.job) + SLACK
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


def ready_entries(limit: int = 500) -> list[tuple[int, Queue]]:
    """(entry, queue) of what is ready or whose lease has run out; opens a frame of its own."""
    with internal():
        rows: Any = db.session.execute(
            select(OutboxEntry.id, OutboxEntry.job)
            .where(or_(waits(), abandoned()))
            .order_by(OutboxEntry.id)
            .limit(limit)
        )
        return [(row.id, queue_name(row.job)) for row in rows]


def numbers_by_queue() -> dict[Queue, dict[str, int]]:
    """Entries by queue and state; inside an internal frame."""
    found: dict[Queue, dict[str, int]] = {name: dict.fromkeys(STATES, 0) for name in QUEUES}
    rows = db.session.execute(
        select(OutboxEntry.job, OutboxEntry.state, func.count()).group_by(OutboxEntry.job, OutboxEntry.state)
    )
    for job, state, number in rows:
        found[queue_name(job)][state] += number
    return found
