"""Telling other programs of a tenant's events: signed, in ids only, tried again, kept in a log.

A telling may arrive twice (a process may end between sending and noting); its id tells twins apart.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from core import clock
from core.audit.log import head
from core.db.base import db, new_public_id
from core.db.session import acting_in
from core.errors import Invalid, NotFound
from core.events.core_events import WebhookChanged
from core.events.declare import Job
from core.events.publish import enqueue, publish
from core.machine import outgoing
from core.machine.webhook_models import Delivery, Webhook
from core.tenancy.scope import Scope

JOB = "core.webhook_deliver"
SIGNATURE = "Tiepdan-Signature"


class RefusedThereError(Exception):
    """The other side did not take it; the outbox tries again later."""


def add_webhook(scope: Scope, url: str, events: list[str]) -> Webhook:
    """Tell an address of events from now on (of all without names). Raises Invalid."""
    try:
        outgoing.read_target(url, current_app.extensions["tiepdan.config"])
    except outgoing.NotSentError:
        raise Invalid({"url": "webhook_url"}) from None
    hook = Webhook(
        public_id=new_public_id(), url=url, secret=secrets.token_urlsafe(32), events=events, created_at=clock.now()
    )
    db.session.add(hook)
    db.session.flush()
    publish(scope, WebhookChanged(subject=f"core:webhook:{hook.public_id}", active=True))
    return hook


def end_webhook(scope: Scope, public_id: str) -> None:
    """Tell this address nothing any more. Raises NotFound."""
    hook = db.session.scalar(select(Webhook).where(Webhook.public_id == public_id))
    if hook is None:
        raise NotFound("webhook")
    hook.active = False
    publish(scope, WebhookChanged(subject=f"core:webhook:{public_id}", active=False))


def list_webhooks(scope: Scope) -> list[Webhook]:
    """Webhooks that are on, oldest first."""
    return list(db.session.scalars(select(Webhook).where(Webhook.active).order_by(Webhook.id).limit(100)))


def known_webhooks(scope: Scope) -> list[Webhook]:
    """Webhooks that are on, oldest first, then those that ended."""
    return list(db.session.scalars(select(Webhook).order_by(Webhook.active.desc(), Webhook.id).limit(200)))


def list_deliveries(scope: Scope, limit: int = 50) -> list[tuple[Delivery, str]]:
    """The newest tellings with their address."""
    rows = db.session.execute(
        select(Delivery, Webhook.url)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def note_event(name: str, version: int, scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """Runs in the transaction of every event: one delivery for each webhook that wants it."""
    for hook in list_webhooks(scope):
        if hook.events and name not in hook.events:
            continue
        row = Delivery(
            public_id=new_public_id(),
            webhook_id=hook.id,
            event=name,
            version=version,
            subject=subject,
            seq=head(scope)[0],
            occurred_at=clock.now(),
        )
        db.session.add(row)
        _enqueue(scope, row.public_id)


def _enqueue(scope: Scope, delivery: str) -> None:
    enqueue(scope, "core", JOB, {"delivery": delivery}, dedupe=f"webhook:{delivery}:{new_public_id()}")


def replay(scope: Scope, public_id: str) -> None:
    """Send a telling once more, with the same id. Raises NotFound."""
    row = db.session.scalar(select(Delivery).where(Delivery.public_id == public_id))
    if row is None:
        raise NotFound("delivery")
    row.state = "waiting"
    _enqueue(scope, public_id)


@dataclass(frozen=True, slots=True)
class _Letter:
    url: str
    body: bytes
    headers: dict[str, str]


def signature(secret: str, moment: int, body: bytes) -> str:
    """``t=<seconds>,v1=<hex>``: HMAC-SHA-256 of ``<seconds>.<body>``."""
    value = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={value}"


def _letter(scope: Scope, public_id: str) -> _Letter | None:
    row = db.session.execute(
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.public_id == public_id, Delivery.state != "sent", Webhook.active)
    ).one_or_none()
    if row is None:
        return None
    delivery, hook = row
    told = {
        "id": delivery.public_id,
        "tenant": scope.tenant.slug,
        "event": delivery.event,
        "version": delivery.version,
        "subject": delivery.subject,
        "seq": delivery.seq,
        "occurred_at": delivery.occurred_at.isoformat(),
    }
    body = json.dumps(told).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "tiepdan"}
    headers[SIGNATURE] = signature(hook.secret, int(clock.now().timestamp()), body)
    return _Letter(hook.url, body, headers)


def deliver(scope: Scope, delivery: str) -> None:
    """The job. Nothing of the database is held while the other side is waited for.

    Raises RefusedThereError, so that the outbox tries again.
    """
    with acting_in(scope):
        letter = _letter(scope, delivery)
    if letter is None:
        _give_up(delivery)
        return
    try:
        status = outgoing.post(letter.url, letter.body, letter.headers, current_app.extensions["tiepdan.config"])
        note, sent = str(status), 200 <= status < 300
    except outgoing.NotSentError as error:
        note, sent = str(error), False
    if sent:  # together with the done mark of the outbox
        _note(delivery, "sent", note)
        return
    with acting_in(scope, writes=True):
        _note(delivery, "failed", note)
    raise RefusedThereError(note)


def _give_up(public_id: str) -> None:
    """The webhook has ended meanwhile; what was sent stays as it is."""
    row = db.session.scalar(select(Delivery).where(Delivery.public_id == public_id))
    if row is not None and row.state != "sent":
        row.state, row.note = "failed", "ended"


def _note(public_id: str, state: str, note: str) -> None:
    row = db.session.scalar(select(Delivery).where(Delivery.public_id == public_id))
    if row is not None:
        row.state, row.note, row.attempts, row.tried_at = state, note, row.attempts + 1, clock.now()


WEBHOOK_JOB = Job(JOB, deliver, queue="slow")
