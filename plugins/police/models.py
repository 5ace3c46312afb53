"""Calls for assistance from a reception place, as the police see them: place, times, who comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args


class Call(Scoped, Model):
    """One call. ``source_ref`` and ``place_ref`` are references to another plugin's records, no keys."""

    __tablename__ = "police_call"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "source_ref"),
        Index("ix_police_call_tenant_closed", "tenant_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    source_ref: Mapped[str] = mapped_column(String(64))
    place_ref: Mapped[str] = mapped_column(String(64), default="")
    raised_at: Mapped[datetime]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    closed_at: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(String(20), default="")
