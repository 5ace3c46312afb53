"""What ties a petition to others and to the world outside: links, transfers, reminders, envelopes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

LINK_KINDS = ("duplicate", "split", "related")
TRANSFER_STATES = ("sent", "received", "refused", "returned", "answered")
CUSTODY_KINDS = ("sealed", "checked", "handed_over", "opened", "returned")


class Link(Scoped, Model):
    """A petition and the one it repeats, was split from, or belongs to; made and undone by people only.

    ``live`` is true while it holds and null afterwards, so that no link is stored twice.
    """

    __tablename__ = "petitions_link"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "petition_id", "other_id", "kind", "live"),
        Index("ix_petitions_link_tenant_other", "tenant_id", "other_id"),
        tenant_link("petition_id", "petitions_petition"),
        tenant_link("other_id", "petitions_petition"),
        CheckConstraint(f"kind in {LINK_KINDS}", name="kind"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    #: The original: the earlier petition, or the one that was split.
    other_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(20))
    live: Mapped[bool | None] = mapped_column(Boolean, default=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(Key)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(Key)


class Transfer(Scoped, Model):
    """A petition passed to another body: a unit of this installation (``letter_id``), or one outside.

    ``live`` is true until the petition comes back, so that one content is transferred once.
    """

    __tablename__ = "petitions_transfer"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "petition_id", "live"),
        Index("ix_petitions_transfer_tenant_state", "tenant_id", "state", "sent_on"),
        Index("ix_petitions_transfer_tenant_letter", "tenant_id", "letter_id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"state in {TRANSFER_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(10), default="sent")
    live: Mapped[bool | None] = mapped_column(Boolean, default=True)
    body: Mapped[str] = mapped_column(String(300))
    letter_id: Mapped[str] = mapped_column(String(26), default="")
    paper_no: Mapped[str] = mapped_column(String(60), default="")
    sent_on: Mapped[date] = mapped_column(Date)
    #: Number that the receiver gave it, and what it answered.
    receipt_no: Mapped[str] = mapped_column(String(120), default="")
    received_on: Mapped[date | None] = mapped_column(Date)
    replied_on: Mapped[date | None] = mapped_column(Date)
    reply_no: Mapped[str] = mapped_column(String(60), default="")
    reply: Mapped[str] = mapped_column(String(1000), default="")


class Urge(Scoped, Model):
    """A reminder (đôn đốc) to the body that holds a petition; repeatable, numbered within the petition."""

    __tablename__ = "petitions_urge"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "petition_id", "number"),
        tenant_link("petition_id", "petitions_petition"),
        tenant_link("transfer_id", "petitions_transfer"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    transfer_id: Mapped[int] = mapped_column(Key)
    number: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Key)
    paper_no: Mapped[str] = mapped_column(String(60), default="")


class Custody(Scoped, Model):
    """One event in the life of a sealed envelope; never changed. It names officers, never the person inside."""

    __tablename__ = "petitions_custody"
    __table_args__ = scoped_args(
        Index("ix_petitions_custody_tenant_petition", "tenant_id", "petition_id", "id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"kind in {CUSTODY_KINDS}", name="kind"),
        CheckConstraint("kind <> 'opened' or second_id is not null", name="two"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Key)
    #: The second officer who was there when it was opened.
    second_id: Mapped[int | None] = mapped_column(Key)
    #: To which unit or body it went.
    to_body: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
