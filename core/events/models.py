"""The outbox: work that follows a change, written in the same transaction as the change.

The table is the truth. Redis and RQ only ring the bell and lend their muscles; losing them loses
nothing (architecture C8, security.md P33–P35).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model
from core.db.scoped import Internal

STATES = ("waiting", "running", "done", "dead")


class OutboxEntry(Internal, Model):
    """One job for one tenant. Carries ids and small values only, never names or free text."""

    __tablename__ = "core_outbox"
    __table_args__ = (
        UniqueConstraint("dedupe"),
        Index("ix_core_outbox_ready", "state", "run_at", "id"),
        Index("ix_core_outbox_turn", "state", "tenant_id", "run_at", "id"),
        Index("ix_core_outbox_tenant", "tenant_id", "id"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    actor_id: Mapped[int | None] = mapped_column(Key)
    plugin: Mapped[str] = mapped_column(String(40))
    job: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe: Mapped[str] = mapped_column(String(200))
    request_id: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    last_error: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Schedule(Internal, Model):
    """When a scheduled job is due next; one row per job, moved by whoever gets there first."""

    __tablename__ = "core_schedule"

    job: Mapped[str] = mapped_column(String(120), primary_key=True)
    next_at: Mapped[datetime]


class ClockState(Internal, Model):
    """What the installation knows about its own clock; one row (P36).

    ``seen_at`` is the latest moment any process saw, moved about once a minute. ``jumped_at`` and
    ``jumped_by`` (seconds, forward positive) tell of jumps that no operator has confirmed yet.
    """

    __tablename__ = "core_clock"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seen_at: Mapped[datetime]
    jumped_at: Mapped[datetime | None]
    jumped_by: Mapped[int] = mapped_column(Key, default=0)
