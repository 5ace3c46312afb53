"""Where a tenant's events are told to other programs, and what became of each telling."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Scoped, scoped_args, tenant_link

STATES = ("waiting", "sent", "failed")


class Webhook(Scoped, Model):
    """An address that is told of events; ``events`` empty means all."""

    __tablename__ = "core_webhook"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    url: Mapped[str] = mapped_column(String(500))
    #: Key of the signature; both sides need it, so it is kept as it is and shown once.
    secret: Mapped[str] = mapped_column(String(80))
    events: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime]


class Delivery(Scoped, Model):
    """One event for one webhook: ids only. ``note`` is a status or a kind of error, never an answer's text."""

    __tablename__ = "core_webhook_delivery"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_core_webhook_delivery_tenant_webhook", "tenant_id", "webhook_id", "id"),
        tenant_link("webhook_id", "core_webhook"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    webhook_id: Mapped[int] = mapped_column(Key)
    event: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(120))
    seq: Mapped[int] = mapped_column(Integer)
    occurred_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(String(40), default="")
    tried_at: Mapped[datetime | None]
