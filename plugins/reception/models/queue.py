"""The waiting hall of one day: counters, numbers, and every period of a number with who caused it.

A number holds nothing about who carries it: no name, no address, no phone. Its random link is kept
as a hash. The broad kind of a matter may be noted, except a denunciation, which the hall never knows.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

STATES = ("waiting", "called", "in_session", "held", "finished", "missed", "left")
#: States in which somebody is still in the hall.
OPEN = ("waiting", "called", "in_session", "held")
#: What a number may say of its matter; empty says nothing.
TICKET_KINDS = ("complaint", "recommendation", "other")
#: Languages for which an interpreter may be asked; empty needs none.
LANGUAGES = ("sedang", "bahnar", "jarai", "gie", "sign", "other")


class Counter(Scoped, Model):
    """A desk of a place where numbers are called, and the unit it serves."""

    __tablename__ = "reception_counter"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_counter_tenant_place", "tenant_id", "place_id"),
        tenant_link("place_id", "reception_place"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    place_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(60))
    serves: Mapped[str] = mapped_column(String(120))
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Seat(Scoped, Model):
    """The counter a post works at, remembered until it chooses another."""

    __tablename__ = "reception_seat"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "post_id"),
        tenant_link("counter_id", "reception_counter"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    post_id: Mapped[int] = mapped_column(Key)
    counter_id: Mapped[int] = mapped_column(Key)


class Ticket(Scoped, Model):
    """A number of one place and day. ``number`` is no number of the book."""

    __tablename__ = "reception_ticket"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "place_id", "day", "number"),
        UniqueConstraint("tenant_id", "once"),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_reception_ticket_tenant_day", "tenant_id", "day", "place_id"),
        Index("ix_reception_ticket_tenant_ended", "tenant_id", "place_id", "ended_at"),
        tenant_link("place_id", "reception_place"),
        tenant_link("counter_id", "reception_counter"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("ground in ('', 'elderly', 'disabled', 'pregnant', 'small_child')", name="ground"),
        CheckConstraint(f"kind in {('', *TICKET_KINDS)}", name="kind"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    once: Mapped[str] = mapped_column(String(64), default=new_public_id)
    token_hash: Mapped[str] = mapped_column(String(64))
    place_id: Mapped[int] = mapped_column(Key)
    day: Mapped[date] = mapped_column(Date)
    letter: Mapped[str] = mapped_column(String(2))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    #: What it was before it was held; a session goes on, everything else waits again.
    held_from: Mapped[str] = mapped_column(String(12), default="")
    #: Whether this turn goes by a ground; the ground itself and the language are forgotten at the end.
    first: Mapped[bool] = mapped_column(Boolean, default=False)
    ground: Mapped[str] = mapped_column(String(12), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    serves: Mapped[str] = mapped_column(String(120))
    #: While waiting: the only counter that may call it, or none. Then: the counter it is at.
    counter_id: Mapped[int | None] = mapped_column(Key)
    recalls: Mapped[int] = mapped_column(Integer, default=0)
    arrived_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    visit_ref: Mapped[str] = mapped_column(String(64), default="")

    @property
    def code(self) -> str:
        """The number as it is printed and called: A-012."""
        return f"{self.letter}-{self.number:03d}"


class Step(Scoped, Model):
    """A period of a number: from when to when, in which state, at which counter, by which officer."""

    __tablename__ = "reception_ticket_step"
    __table_args__ = scoped_args(
        Index("ix_reception_ticket_step_tenant_ticket", "tenant_id", "ticket_id"),
        tenant_link("ticket_id", "reception_ticket"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(12))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(Key)
    counter_id: Mapped[int | None] = mapped_column(Key)


class HallDay(Scoped, Model):
    """What remains of a day's numbers once they are deleted: counts and medians, in seconds."""

    __tablename__ = "reception_hall_day"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "place_id", "day"),
        tenant_link("place_id", "reception_place"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    place_id: Mapped[int] = mapped_column(Key)
    day: Mapped[date] = mapped_column(Date)
    given: Mapped[int] = mapped_column(Integer)
    finished: Mapped[int] = mapped_column(Integer)
    missed: Mapped[int] = mapped_column(Integer)
    waited: Mapped[int | None] = mapped_column(Integer)
    lasted: Mapped[int | None] = mapped_column(Integer)
