"""Bookings of a time, and days on which a place is closed.

A booking holds nothing about who booked: no name, no address, no phone, no moment of sending. Its
code is kept as a hash. The broad kind of the matter may be noted, except a denunciation.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link
from plugins.reception.models.queue import TICKET_KINDS

BOOKING_STATES = ("held", "confirmed", "cancelled", "arrived", "no_show")
#: Who made it: somebody on the public page, or an officer for somebody who called or came.
SOURCES = ("public", "internal")
#: What the office did to a booking, shown under its code.
NOTICES = ("", "moved", "called_off")


class Closure(Scoped, Model):
    """Days on which a place is closed, both ends included; ``opens`` to ``closes`` of each day, in minutes."""

    __tablename__ = "reception_closure"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_closure_tenant_place", "tenant_id", "place_id", "last_on"),
        tenant_link("place_id", "reception_place"),
        CheckConstraint("first_on <= last_on", name="days"),
        CheckConstraint("opens < closes", name="hours"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    place_id: Mapped[int] = mapped_column(Key)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    opens: Mapped[int] = mapped_column(Integer, default=0)
    closes: Mapped[int] = mapped_column(Integer, default=1440)
    reason: Mapped[str] = mapped_column(String(200))


class Booking(Scoped, Model):
    """A time at a place, held for some minutes, then confirmed; ``held_until`` is forgotten with that."""

    __tablename__ = "reception_booking"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "code_hash"),
        Index("ix_reception_booking_tenant_place", "tenant_id", "place_id", "day"),
        tenant_link("place_id", "reception_place"),
        CheckConstraint(f"state in {BOOKING_STATES}", name="state"),
        CheckConstraint(f"source in {SOURCES}", name="source"),
        CheckConstraint(f"notice in {NOTICES}", name="notice"),
        CheckConstraint(f"kind in {('', *TICKET_KINDS)}", name="kind"),
        CheckConstraint("starts < ends", name="hours"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    code_hash: Mapped[str] = mapped_column(String(64))
    place_id: Mapped[int] = mapped_column(Key)
    day: Mapped[date] = mapped_column(Date)
    starts: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(12), default="held")
    notice: Mapped[str] = mapped_column(String(12), default="")
    held_until: Mapped[datetime | None]
    ticket_ref: Mapped[str] = mapped_column(String(64), default="")
