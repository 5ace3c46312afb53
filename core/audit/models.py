"""The audit log: append-only, one hash chain per tenant that acted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model
from core.db.scoped import Log


class AuditEntry(Log, Model):
    """One event. ``payload`` and ``salt`` may be erased; the commitment keeps the chain whole.

    ``actor_tenant_id`` owns the chain; ``tenant_id`` is whose data was read or changed. Both can
    read the row (row-level security says so on PostgreSQL).
    """

    __tablename__ = "core_audit"
    __table_args__ = (
        UniqueConstraint("actor_tenant_id", "seq"),
        Index("ix_core_audit_tenant_subject", "tenant_id", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    actor_id: Mapped[int | None] = mapped_column(Key)
    post_id: Mapped[int | None] = mapped_column(Key)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str | None] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
