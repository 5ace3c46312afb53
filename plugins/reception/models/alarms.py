"""Calls for help from the desk: where and when, who comes, and how it ended. Nothing about a visitor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

#: How a call may end; the list is closed so that nobody writes about a person here.
ENDINGS = ("handled", "false_alarm", "drill")


class Alarm(Scoped, Model):
    """One call. ``answers`` are the accounts of officers who come, with the moment they said so."""

    __tablename__ = "reception_alarm"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_alarm_tenant_stopped", "tenant_id", "stopped_at"),
        tenant_link("place_id", "reception_place"),
        tenant_link("counter_id", "reception_counter"),
        CheckConstraint(f"ending in {('', *ENDINGS)}", name="ending"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    place_id: Mapped[int | None] = mapped_column(Key)
    counter_id: Mapped[int | None] = mapped_column(Key)
    raised_at: Mapped[datetime]
    raised_by: Mapped[int | None] = mapped_column(Key)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(Key)
    ending: Mapped[str] = mapped_column(String(12), default="")
