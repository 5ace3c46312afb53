"""Places where citizens are received, and their regular hours."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link


class Place(Scoped, Model):
    """A place where citizens are received; shown to the public."""

    __tablename__ = "reception_place"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(40), default="")
    access: Mapped[str] = mapped_column(String(500), default="")
    #: A booking lasts so many minutes; so many can be booked at once by the public and by officers. 0: none.
    slot_minutes: Mapped[int] = mapped_column(Integer, default=30, server_default="30")
    public_seats: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    internal_seats: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class Opening(Scoped, Model):
    """Regular hours of a place on one weekday (0 = Monday), as minutes after midnight."""

    __tablename__ = "reception_opening"
    __table_args__ = scoped_args(
        Index("ix_reception_opening_tenant_place", "tenant_id", "place_id"),
        tenant_link("place_id", "reception_place"),
        CheckConstraint("weekday between 0 and 6", name="weekday"),
        CheckConstraint("opens < closes", name="hours"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    place_id: Mapped[int] = mapped_column(Key)
    weekday: Mapped[int] = mapped_column(Integer)
    opens: Mapped[int] = mapped_column(Integer)
    closes: Mapped[int] = mapped_column(Integer)
