"""Settlement: the case a petition opens when it is accepted, and the clocks of both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link
from plugins.petitions.states import CASE_STATES

CASE_KINDS = ("complaint", "denunciation", "recommendation")
VERDICTS = ("", "right", "partly", "wrong")
CLOCK_STATES = ("running", "stopped", "met", "missed", "ended")


class Case(Scoped, Model):
    """A case (vụ việc) under settlement. One petition has at most one case at each level."""

    __tablename__ = "petitions_case"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "petition_id", "level"),
        Index("ix_petitions_case_tenant_state", "tenant_id", "state"),
        Index("ix_petitions_case_tenant_officer", "tenant_id", "officer_id", "state"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"kind in {CASE_KINDS}", name="kind"),
        CheckConstraint(f"state in {CASE_STATES}", name="state"),
        CheckConstraint("level in (1, 2)", name="level"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    level: Mapped[int] = mapped_column(Integer, default=1)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="accepted")
    #: The state a suspended case goes on from.
    resumes_to: Mapped[str] = mapped_column(String(20), default="")
    accepted_on: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(Key)
    unit_id: Mapped[int | None] = mapped_column(Key)
    remote: Mapped[bool] = mapped_column(Boolean, default=False)
    complex: Mapped[bool] = mapped_column(Boolean, default=False)
    #: Criteria a-g that were found, and the number of the paper that says so (CM-13, DN-11).
    criteria: Mapped[list[str]] = mapped_column(JSON, default=list)
    complex_paper: Mapped[str] = mapped_column(String(60), default="")
    verification: Mapped[str] = mapped_column(String(4000), default="")
    #: Whether the citizen's demand and the result of verification differ (CM-15).
    differs: Mapped[bool | None] = mapped_column(Boolean)
    verdict: Mapped[str] = mapped_column(String(10), default="")
    result: Mapped[str] = mapped_column(String(4000), default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)


class Clock(Scoped, Model):
    """One legal time limit of a petition, with the proof of its due date.

    ``kind`` says what must be done (``process``, ``accept``, ``settle``, ``send`` …). ``live`` is
    true while it counts and null afterwards, so that two live clocks of one kind cannot be stored.
    ``derivation`` holds how ``due_on`` was computed, as ``core.api.law`` wrote it.
    """

    __tablename__ = "petitions_clock"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "petition_id", "kind", "live"),
        Index("ix_petitions_clock_tenant_due", "tenant_id", "live", "due_on"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"state in {CLOCK_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(30))
    rule_id: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="running")
    live: Mapped[bool | None] = mapped_column(Boolean, default=True)
    started_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    derivation: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ended_on: Mapped[date | None] = mapped_column(Date)
    #: Up to which level a breach was told: 0 nobody, 1 who handles it, 2 the head; -1: the due date was warned of.
    told: Mapped[int] = mapped_column(Integer, default=0)
