"""Reception days of the head: planned, postponed, missed with a ground, held."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args

HEAD_STATES = ("planned", "postponed", "absent", "alone")
ABSENCE_GROUNDS = ("", "summoned", "business", "leave", "disaster", "vacant", "other")
UNSCHEDULED_GROUNDS = ("", "heated", "urgent")


class HeadDay(Scoped, Model):
    """One day on which the head receives in person; that it was held is proven by visits, not here.

    ``opens`` and ``closes`` in minutes after midnight. ``unscheduled``: why outside the schedule
    (RC-09), empty for a scheduled day. ``alone``: the head was there and nobody came.
    """

    __tablename__ = "reception_head_day"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "day"),
        CheckConstraint("opens < closes", name="hours"),
        CheckConstraint(f"state in {HEAD_STATES}", name="state"),
        CheckConstraint(f"ground in {ABSENCE_GROUNDS}", name="ground"),
        CheckConstraint(f"unscheduled in {UNSCHEDULED_GROUNDS}", name="unscheduled"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    day: Mapped[date] = mapped_column(Date)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(String(300), default="")
    attends: Mapped[str] = mapped_column(String(300), default="")
    unscheduled: Mapped[str] = mapped_column(String(20), default="")
    posted_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    ground: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    moved_to: Mapped[date | None] = mapped_column(Date)
    changed_by_id: Mapped[int | None] = mapped_column(Key)
