"""Who is paid an allowance for reception duty: the head's written list (Circular 320/2016 Art 6)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args


class Entitlement(Scoped, Model):
    """An officer's group from a day to a day (clause of Decree 154/2026 Art 38), by which decision."""

    __tablename__ = "reception_entitlement"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_entitlement_tenant_officer", "tenant_id", "officer_id"),
        CheckConstraint("group_no between 1 and 4", name="group_no"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    officer_id: Mapped[int] = mapped_column(Key)
    group_no: Mapped[int] = mapped_column(Integer)
    vocational: Mapped[bool] = mapped_column(Boolean, default=False)
    basis: Mapped[str] = mapped_column(String(200), default="")
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date | None] = mapped_column(Date)
