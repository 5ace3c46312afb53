"""Tables of the reception desk.

A person exists here only as part of one visit; there is no table of citizens. A visit of kind
denunciation stores no person at all (paper custody: the identity lies in a sealed envelope).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

KINDS = ("complaint", "denunciation", "recommendation", "other")
OUTCOMES = ("received", "guided", "registered", "transferred", "refused", "left")
ID_TYPES = ("unknown", "citizen_id", "id_certificate", "personal_number", "passport", "other")
COPY_KINDS = ("original", "copy", "certified")


class Visit(Scoped, Model):
    """One coming to the reception place (lượt tiếp) and what became of it."""

    __tablename__ = "reception_visit"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "year", "number"),
        UniqueConstraint("tenant_id", "once"),
        Index("uq_reception_visit_tenant_slip", "tenant_id", "year", "slip", unique=True),
        Index("ix_reception_visit_tenant_received", "tenant_id", "received_on"),
        Index("ix_reception_visit_tenant_due", "tenant_id", "answered", "answer_due_on"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint("headcount >= 1", name="headcount"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    once: Mapped[str] = mapped_column(String(64), default=new_public_id)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    received_on: Mapped[date] = mapped_column(Date)
    registered_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(20))
    headcount: Mapped[int] = mapped_column(Integer, default=1)
    summary: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text, default="")
    prior_settlement: Mapped[str] = mapped_column(String(500), default="")
    envelope_no: Mapped[str] = mapped_column(String(40), default="")
    in_competence: Mapped[bool] = mapped_column(Boolean, default=False)
    by_head: Mapped[bool] = mapped_column(Boolean, default=False)
    outcome: Mapped[str] = mapped_column(String(20))
    outcome_body: Mapped[str] = mapped_column(String(300), default="")
    outcome_paper: Mapped[str] = mapped_column(String(100), default="")
    refusal_ground: Mapped[str] = mapped_column(String(10), default="")
    refusal_explained: Mapped[bool] = mapped_column(Boolean, default=False)
    earlier_notice: Mapped[str] = mapped_column(String(100), default="")
    notice_due_on: Mapped[date | None] = mapped_column(Date)
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    answer_basis: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    answered: Mapped[bool] = mapped_column(Boolean, default=False)
    result: Mapped[str] = mapped_column(String(1000), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    #: ``reception:ticket:<id>`` of the number in the hall, when there was one.
    queue_ref: Mapped[str] = mapped_column(String(64), default="")
    #: Slip given out without network, and when; never the number of the book (empty: taken at the desk online).
    slip: Mapped[str | None] = mapped_column(String(20))
    taken_at: Mapped[datetime | None]

    people: Mapped[list[Person]] = relationship(
        "Person",
        primaryjoin="Visit.id == foreign(Person.visit_id)",
        order_by="Person.position",
        cascade="all, delete-orphan",
        passive_deletes=False,
    )
    papers: Mapped[list[Paper]] = relationship(
        "Paper",
        primaryjoin="Visit.id == foreign(Paper.visit_id)",
        order_by="Paper.position",
        cascade="all, delete-orphan",
    )

    @property
    def is_sealed(self) -> bool:
        """Whether this visit is in paper custody: no identity anywhere in the system."""
        return self.kind == "denunciation"


class Person(Scoped, Model):
    """Somebody who came in one visit: the visitor, or one of a group's representatives."""

    __tablename__ = "reception_person"
    __table_args__ = scoped_args(
        Index("ix_reception_person_tenant_visit", "tenant_id", "visit_id"),
        tenant_link("visit_id", "reception_visit"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    visit_id: Mapped[int] = mapped_column(Key)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    commune: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    id_type: Mapped[str] = mapped_column(String(20), default="unknown")
    id_number: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")


class Paper(Scoped, Model):
    """A paper the visitor left, as the receipt 02/TCD lists it."""

    __tablename__ = "reception_paper"
    __table_args__ = scoped_args(
        Index("ix_reception_paper_tenant_visit", "tenant_id", "visit_id"),
        tenant_link("visit_id", "reception_visit"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    visit_id: Mapped[int] = mapped_column(Key)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    pages: Mapped[int] = mapped_column(Integer, default=1)
    condition: Mapped[str] = mapped_column(String(100), default="")
    copy_kind: Mapped[str] = mapped_column(String(20), default="copy")


class VisitChange(Scoped, Model):
    """A correction: who, when, why, and which fields. Values of identity fields are never kept."""

    __tablename__ = "reception_visit_change"
    __table_args__ = scoped_args(
        Index("ix_reception_visit_change_tenant_visit", "tenant_id", "visit_id"),
        tenant_link("visit_id", "reception_visit"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    visit_id: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(Key)
    reason: Mapped[str] = mapped_column(String(300))
    fields: Mapped[list[dict[str, str]]] = mapped_column(JSON)
