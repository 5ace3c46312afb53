"""The inbox of each user in each tenant, what went out about it, and what users chose."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Internal, Scoped, scoped_args, tenant_link

#: ``sending``: handed to the channel, no word yet. ``off``: the reader had no address or had switched the
#: channel off when it was its turn. ``unknown``: the process died between sending and noting.
STATES = ("waiting", "sending", "sent", "failed", "off", "unknown")


class InboxNotice(Scoped, Model):
    """One notice to one user. ``subject`` is a reference ``plugin:noun:public_id``, never words."""

    __tablename__ = "core_notice"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "user_id", "key", "subject", "day"),
        Index("ix_core_notice_tenant_unread", "tenant_id", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("core_user.id"))
    key: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    day: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Delivery(Scoped, Model):
    """One notice on its way through one channel. ``error`` is the kind of error, never its words."""

    __tablename__ = "core_notice_delivery"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "notice_id", "channel"),
        tenant_link("notice_id", "core_notice"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    notice_id: Mapped[int] = mapped_column(Key)
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime]
    error: Mapped[str] = mapped_column(String(80), default="")


class NoticeAddress(Internal, Model):
    """Where a user wants messages; entered and seen by that user alone."""

    __tablename__ = "core_notice_address"

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(120))


class NoticePreference(Internal, Model):
    """That a user switched one kind of notice on or off for one channel; without a row it is on."""

    __tablename__ = "core_notice_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), primary_key=True)
    notice: Mapped[str] = mapped_column(String(80), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
