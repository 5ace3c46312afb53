"""Who receives when: event windows, rosters by month, shifts, leave and swaps of officers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

LEAVE_GROUNDS = ("leave", "business", "training", "exempt", "other")
SWAP_STATES = ("asked", "accepted", "declined", "withdrawn", "lapsed")


class Campaign(Scoped, Model):
    """A time of many petitions (đợt cao điểm), with one or several windows of days."""

    __tablename__ = "reception_campaign"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    name: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(String(300), default="")

    windows: Mapped[list[CampaignWindow]] = relationship(
        "CampaignWindow",
        primaryjoin="Campaign.id == foreign(CampaignWindow.campaign_id)",
        order_by="CampaignWindow.first_on",
        cascade="all, delete-orphan",
        passive_deletes=False,
    )


class CampaignWindow(Scoped, Model):
    """Days of an event, both ends included; Saturdays and Sundays in it are days of reception."""

    __tablename__ = "reception_campaign_window"
    __table_args__ = scoped_args(
        Index("ix_reception_campaign_window_tenant_campaign", "tenant_id", "campaign_id"),
        tenant_link("campaign_id", "reception_campaign"),
        CheckConstraint("first_on <= last_on", name="days"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(Key)
    title: Mapped[str] = mapped_column(String(200), default="")
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)


class Roster(Scoped, Model):
    """That the roster of a month was made, when, and whether it is posted for the public."""

    __tablename__ = "reception_roster"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "month"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    month: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(Key)
    posted_on: Mapped[date | None] = mapped_column(Date)


class Shift(Scoped, Model):
    """One officer's half day at the reception place.

    ``fixed``: set by hand or swapped, so that making the roster anew leaves it alone.
    ``held_minutes``: None until somebody confirms the shift, 0 when it was not held.
    """

    __tablename__ = "reception_shift"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "day", "half", "officer_id"),
        Index("ix_reception_shift_tenant_officer", "tenant_id", "officer_id", "day"),
        CheckConstraint("half in ('am', 'pm')", name="half"),
        CheckConstraint("held_minutes between 0 and 720", name="minutes"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    day: Mapped[date] = mapped_column(Date)
    half: Mapped[str] = mapped_column(String(2))
    officer_id: Mapped[int] = mapped_column(Key)
    fixed: Mapped[bool] = mapped_column(Boolean, default=False)
    held_minutes: Mapped[int | None] = mapped_column(Integer)
    confirmed_by_id: Mapped[int | None] = mapped_column(Key)


class RosterGap(Scoped, Model):
    """A half day of the next weeks with too few officers, worked out after every change and every hour.

    Kept, so that the menu of every page can count them within the statement it sends anyway.
    """

    __tablename__ = "reception_roster_gap"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "day", "half"), CheckConstraint("half in ('am', 'pm')", name="half")
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    half: Mapped[str] = mapped_column(String(2))


class Leave(Scoped, Model):
    """Days, or one half of each, on which an officer cannot be put on the roster. No reason in words."""

    __tablename__ = "reception_leave"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_leave_tenant_days", "tenant_id", "last_on", "first_on"),
        CheckConstraint("first_on <= last_on", name="days"),
        CheckConstraint("half in ('', 'am', 'pm')", name="half"),
        CheckConstraint(f"ground in {LEAVE_GROUNDS}", name="ground"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    officer_id: Mapped[int] = mapped_column(Key)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    half: Mapped[str] = mapped_column(String(2), default="")
    ground: Mapped[str] = mapped_column(String(20))


class Swap(Scoped, Model):
    """An officer's request that another take a shift, perhaps against one of theirs.

    ``other_id`` is empty when all colleagues are asked; it then names who accepted.
    """

    __tablename__ = "reception_swap"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_reception_swap_tenant_state", "tenant_id", "state"),
        Index("ix_reception_swap_tenant_shift", "tenant_id", "shift_id"),
        tenant_link("shift_id", "reception_shift"),
        tenant_link("return_id", "reception_shift"),
        CheckConstraint(f"state in {SWAP_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    shift_id: Mapped[int | None] = mapped_column(Key)
    return_id: Mapped[int | None] = mapped_column(Key)
    day: Mapped[date] = mapped_column(Date)
    half: Mapped[str] = mapped_column(String(2))
    asker_id: Mapped[int] = mapped_column(Key)
    other_id: Mapped[int | None] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(20), default="asked")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
