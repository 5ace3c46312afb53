"""What happens inside a case: pauses, extensions, tasks of units, dialogues, withdrawals, conflicts of interest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

PAUSE_KINDS = ("suspension", "assessment")
TASK_STATES = ("given", "done", "returned")
DIALOGUE_STATES = ("called", "held", "absent", "postponed")
WITHDRAWAL_STATES = ("asked", "confirmed", "taken_back", "kept_going")
CHANNELS = ("desk", "post", "online")


def _in_case(table: str, *extra: object) -> tuple[object, ...]:
    """Keys every table of this file has: it belongs to one petition and one case."""
    return scoped_args(
        Index(f"ix_{table}_tenant_petition", "tenant_id", "petition_id"),
        tenant_link("petition_id", "petitions_petition"),
        tenant_link("case_id", "petitions_case"),
        *extra,
    )


class Pause(Scoped, Model):
    """Time that is not counted: a suspension, or an expert assessment; open while ``to_on`` is null.

    ``open_kind`` repeats the kind while it is open, so that no two of a kind are open at once.
    """

    __tablename__ = "petitions_pause"
    __table_args__ = _in_case(
        "petitions_pause",
        UniqueConstraint("tenant_id", "case_id", "open_kind"),
        CheckConstraint(f"kind in {PAUSE_KINDS}", name="kind"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(20))
    open_kind: Mapped[str | None] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(40))
    paper_no: Mapped[str] = mapped_column(String(60), default="")
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)


class Prolongation(Scoped, Model):
    """A written decision that gives a case more time (DN-10, DN-11), with its ground and approver."""

    __tablename__ = "petitions_prolongation"
    __table_args__ = _in_case("petitions_prolongation", CheckConstraint("days >= 1", name="days"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int] = mapped_column(Key)
    rule_id: Mapped[str] = mapped_column(String(20))
    days: Mapped[int] = mapped_column(Integer)
    ground: Mapped[str] = mapped_column(String(200))
    paper_no: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date] = mapped_column(Date)
    approver_id: Mapped[int | None] = mapped_column(Key)
    approver_post: Mapped[str] = mapped_column(String(120))


class Task(Scoped, Model):
    """Something a unit verifies for a case. The unit reads the question, not the file."""

    __tablename__ = "petitions_task"
    __table_args__ = _in_case(
        "petitions_task",
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_petitions_task_tenant_unit", "tenant_id", "unit_id", "state"),
        CheckConstraint(f"state in {TASK_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int] = mapped_column(Key)
    unit_id: Mapped[int] = mapped_column(Key)
    officer_id: Mapped[int | None] = mapped_column(Key)
    question: Mapped[str] = mapped_column(String(2000))
    given_on: Mapped[date] = mapped_column(Date)
    given_by: Mapped[int | None] = mapped_column(Key)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="given")
    result: Mapped[str] = mapped_column(String(4000), default="")
    done_on: Mapped[date | None] = mapped_column(Date)


class Dialogue(Scoped, Model):
    """A dialogue (đối thoại) called in a complaint: noticed in time, held or not, and what it brought."""

    __tablename__ = "petitions_dialogue"
    __table_args__ = _in_case(
        "petitions_dialogue",
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint(f"state in {DIALOGUE_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(10), default="called")
    notice_on: Mapped[date] = mapped_column(Date)
    notice_no: Mapped[str] = mapped_column(String(60), default="")
    planned_on: Mapped[date] = mapped_column(Date)
    hour: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(200))
    chair: Mapped[str] = mapped_column(String(120), default="")
    others: Mapped[str] = mapped_column(String(1000), default="")
    #: Whether the complainant who stayed away gave a good reason (CM-18).
    excused: Mapped[bool | None] = mapped_column(Boolean)
    agreed: Mapped[str] = mapped_column(String(4000), default="")
    open_points: Mapped[str] = mapped_column(String(4000), default="")
    minutes_no: Mapped[str] = mapped_column(String(60), default="")
    held_on: Mapped[date | None] = mapped_column(Date)


class Withdrawal(Scoped, Model):
    """A wish to withdraw, guarded: asked away from staff, confirmed by a second officer, reversible.

    ``pressed`` is what the person answered to whether anybody pressed them; it is read by the
    second officer alone and never counted.
    """

    __tablename__ = "petitions_withdrawal"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_petitions_withdrawal_tenant_petition", "tenant_id", "petition_id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"state in {WITHDRAWAL_STATES}", name="state"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    #: Place on the roster of the petition; null for a denouncer, whom nobody here knows.
    roster_place: Mapped[int | None] = mapped_column(Integer)
    whole: Mapped[bool] = mapped_column(Boolean, default=True)
    content: Mapped[str] = mapped_column(String(1000), default="")
    channel: Mapped[str] = mapped_column(String(10))
    asked_on: Mapped[date] = mapped_column(Date)
    taken_by: Mapped[int | None] = mapped_column(Key)
    alone: Mapped[bool] = mapped_column(Boolean, default=False)
    pressed: Mapped[bool] = mapped_column(Boolean, default=False)
    cools_until: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    confirmed_by: Mapped[int | None] = mapped_column(Key)


class Conflict(Scoped, Model):
    """An official's word on conflict of interest before handling a case (D31 Art 10): free, or not."""

    __tablename__ = "petitions_conflict"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "petition_id", "user_id"),
        tenant_link("petition_id", "petitions_petition"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    user_id: Mapped[int] = mapped_column(Key)
    conflicted: Mapped[bool] = mapped_column(Boolean)
    declared_on: Mapped[date] = mapped_column(Date)
