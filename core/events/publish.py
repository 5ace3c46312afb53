"""``publish``: audit row, outbox rows and same-transaction reactions, all with the change itself."""

from __future__ import annotations

from typing import Any

from flask import current_app

from core import clock
from core.audit.log import append
from core.db.base import db
from core.db.frame import current_frame
from core.events.base import DomainEvent, is_small
from core.events.models import OutboxEntry
from core.tenancy.scope import Scope


def publish(scope: Scope, event: DomainEvent, *, about: int | None = None) -> int:
    """Tell that something happened; gives the number of the entry in the tenant's chain.

    ``about`` is the key of the tenant concerned when it is not the acting one; it can read the entry.
    Runs inside the caller's transaction: if that rolls back, nothing was told. ``same_tx``
    handlers run here and may raise; the others become outbox entries for plugins that are on.
    """
    payload = event.payload()
    entry = append(scope, event.name, event.version, event.subject, payload, about)
    key = f"{event.name}@{event.version}"
    for plugin, subscription in current_app.extensions["tiepdan.registry"].subscriptions.get(key, ()):
        if not scope.has(plugin):
            continue
        if subscription.phase == "same_tx":
            subscription.handler(scope, event.subject, payload)
        else:
            enqueue(
                scope,
                plugin,
                f"on:{subscription.key}",
                {"subject": event.subject, "payload": payload},
                dedupe=f"event:{entry.seq}:{subscription.key}",
            )
    frame = current_frame()
    if frame is not None and event.topic:
        frame.signals.append((scope.tenant_id, entry.seq, event.topic, event.subject))
    return entry.seq


def enqueue(scope: Scope, plugin: str, job: str, arguments: dict[str, Any], *, dedupe: str) -> None:
    """Put work into the outbox, in the caller's transaction; the job runs after the commit.

    The same ``dedupe`` key is never worked twice in a tenant: the flush raises IntegrityError.
    Raises ValueError for arguments that are more than ids and small values.
    """
    if not is_small(arguments):
        raise ValueError(f"{job} was given free text; jobs carry ids and read the rest themselves")
    now = clock.now()
    row = OutboxEntry(
        tenant_id=scope.tenant_id,
        actor_id=scope.actor_id,
        plugin=plugin,
        job=job,
        arguments=arguments,
        dedupe=f"{scope.tenant_id}:{dedupe}",
        request_id=scope.request_id,
        run_at=now,
        created_at=now,
    )
    db.session.add(row)
    frame = current_frame()
    if frame is not None:
        frame.bells.append(row)
