"""A tenant's own copy of a letter to or from another tenant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Scoped, scoped_args
from core.envelopes.declare import STATES

TITLE, RECEIPT, ANSWER = 200, 60, 2000


class StoredLetter(Scoped, Model):
    """One side of a letter. The two sides share ``public_id`` and nothing else; no key leads across.

    ``other_id`` is the tenant at the other end, None when there is none of that name.
    """

    __tablename__ = "core_letter"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "box", "year", "number"),
        Index("ix_core_letter_tenant_state", "tenant_id", "box", "state", "due_on"),
        Index("ix_core_letter_tenant_reference", "tenant_id", "reference"),
        CheckConstraint("box in ('in', 'out')", name="box"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    box: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    other_id: Mapped[int | None] = mapped_column(Key)
    other_slug: Mapped[str] = mapped_column(String(63))
    other_name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(TITLE))
    #: Title, other unit and number of the receipt, folded.
    search: Mapped[str] = mapped_column(String(500), default="")
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reference: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    sent_at: Mapped[datetime]
    sent_by: Mapped[int | None] = mapped_column(Key)
    received_at: Mapped[datetime | None]
    recall_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Key)
    ignored_at: Mapped[datetime | None]
    receipt_no: Mapped[str] = mapped_column(String(RECEIPT), default="")
    answer: Mapped[str] = mapped_column(String(ANSWER), default="")
    reason: Mapped[str] = mapped_column(String(20), default="")

    @property
    def subject(self) -> str:
        """The reference of this copy."""
        return f"core:letter:{self.public_id}"
