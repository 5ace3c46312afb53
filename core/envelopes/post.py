"""Handing work about a letter to the other tenant's outbox: ids only, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from core import clock
from core.db.base import db, new_public_id
from core.db.frame import current_frame
from core.envelopes import events
from core.envelopes.models import StoredLetter
from core.events.base import DomainEvent
from core.events.models import OutboxEntry
from core.events.publish import publish
from core.tenancy.scope import Scope

DELIVER = "core.letter_deliver"
RECEIVE = "core.letter_receive"
ANSWER = "core.letter_answer"
WATCH = "core.letter_watch"


def post(scope: Scope, tenant_id: int, job: str, arguments: dict[str, Any]) -> None:
    """Let a job of this package run in another tenant's scope after the commit.

    It carries ids; what it does, it reads from the copies themselves, so doing it twice is harmless.
    """
    now = clock.now()
    row = OutboxEntry(
        tenant_id=tenant_id,
        plugin="core",
        job=job,
        arguments=arguments,
        dedupe=f"{tenant_id}:{job}:{new_public_id()}",
        request_id=scope.request_id,
        run_at=now,
        created_at=now,
    )
    db.session.add(row)
    frame = current_frame()
    if frame is not None:
        frame.bells.append(row)


def deliver_soon(scope: Scope, row: StoredLetter) -> None:
    """Sender: bring the letter, or the wish to have it back, to the receiver."""
    post(scope, scope.tenant_id, DELIVER, {"letter": row.public_id})


def answer_soon(scope: Scope, row: StoredLetter) -> None:
    """Receiver: let the sender's copy learn how this one stands."""
    if row.other_id is not None:
        post(scope, row.other_id, ANSWER, {"receiver": scope.tenant_id, "letter": row.public_id})


def tell(scope: Scope, row: StoredLetter, event: type[events.LetterEvent], **more: str) -> None:
    """Publish a step of the letter in this tenant's chain."""
    made: DomainEvent = event(subject=row.subject, kind=row.kind, other=row.other_slug, **more)
    publish(scope, made)
