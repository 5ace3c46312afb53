"""Writing the log in the same transaction as the change, and reading it for the history."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select

from core import clock
from core.audit.chain import FIRST, SHORT, commitment, entry_hash
from core.audit.models import AuditEntry
from core.db.base import db
from core.db.numbering import next_number
from core.tenancy.scope import Scope

SERIES = "core.audit"


def append(
    scope: Scope,
    event: str,
    version: int,
    subject: str,
    payload: dict[str, Any],
    tenant_id: int | None = None,
) -> AuditEntry:
    """Add an entry to the acting tenant's chain; others who append wait until this commits."""
    seq = next_number(scope, SERIES, 0)
    before = db.session.scalar(
        select(AuditEntry.hash).where(AuditEntry.actor_tenant_id == scope.tenant_id, AuditEntry.seq == seq - 1)
    )
    salt = secrets.token_hex(16)
    row = AuditEntry(
        actor_tenant_id=scope.tenant_id,
        seq=seq,
        tenant_id=tenant_id or scope.tenant_id,
        actor_id=scope.actor_id,
        post_id=scope.post_id,
        at=clock.now(),
        event=event,
        version=version,
        subject=subject,
        payload=payload,
        salt=salt,
        commitment=commitment(salt, payload),
        previous=before or FIRST,
    )
    row.hash = entry_hash(row, row.previous)
    db.session.add(row)
    db.session.flush()
    return row


def history(scope: Scope, subject: str, limit: int = 200) -> list[AuditEntry]:
    """Entries about one subject of this tenant, oldest first."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.tenant_id == scope.tenant_id, AuditEntry.subject == subject)
            .order_by(AuditEntry.id)
            .limit(limit)
        )
    )


def entries_after(scope: Scope, seq: int, limit: int = 500, events: Collection[str] | None = None) -> list[AuditEntry]:
    """The tenant's own chain after ``seq``, all of it or these events; its order is the order of commits."""
    query = select(AuditEntry).where(AuditEntry.actor_tenant_id == scope.tenant_id, AuditEntry.seq > seq)
    if events is not None:
        query = query.where(AuditEntry.event.in_(events))
    return list(db.session.scalars(query.order_by(AuditEntry.seq).limit(limit)))


def head(scope: Scope) -> tuple[int, str]:
    """(number, hash) of the newest entry of the tenant's chain; (0, zeros) when it is empty."""
    row = db.session.execute(
        select(AuditEntry.seq, AuditEntry.hash)
        .where(AuditEntry.actor_tenant_id == scope.tenant_id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    return (row.seq, row.hash) if row else (0, FIRST)


def short_head(scope: Scope) -> tuple[int, str]:
    """(number, first 16 digits of the hash in groups of four) of the newest entry, for paper and screens."""
    seq, value = head(scope)
    return seq, " ".join(value[at : at + 4] for at in range(0, SHORT, 4))


def readable(scope: Scope, limit: int = 100) -> list[AuditEntry]:
    """The newest entries this tenant may read: those it made, and those about its data."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(or_(AuditEntry.actor_tenant_id == scope.tenant_id, AuditEntry.tenant_id == scope.tenant_id))
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
    )
