"""The register: petitions, who signed them, what became of them, and from whom they are hidden.

A person exists here only as a party of one petition. A denunciation stores no person at all: the
identity lies in a sealed envelope, whose number is all that is kept (paper custody).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link
from plugins.petitions.states import KINDS, PETITION_STATES, SOURCES

BOOKS = ("general", "denunciation")
PARTY_ROLES = ("petitioner", "representative", "proxy")


class Petition(Scoped, Model):
    """One petition (đơn) and its way through the register.

    ``book`` and ``number``: two books with number series of their own, so that denunciations
    leave no gap in the other. ``version`` counts the moves; a form that saw an older one is
    refused. ``answers`` holds what was ticked at classification (condition -> yes or no).
    """

    __tablename__ = "petitions_petition"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "once"),
        UniqueConstraint("tenant_id", "book", "year", "number"),
        Index("ix_petitions_petition_tenant_state", "tenant_id", "state", "received_on"),
        Index("ix_petitions_petition_tenant_officer", "tenant_id", "officer_id", "state"),
        Index("ix_petitions_petition_tenant_matter", "tenant_id", "decision_no"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {PETITION_STATES}", name="state"),
        CheckConstraint(f"source in {SOURCES}", name="source"),
        CheckConstraint("headcount >= 1", name="headcount"),
        CheckConstraint("(kind = 'denunciation') = (book = 'denunciation')", name="own_book"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    once: Mapped[str] = mapped_column(String(64), default=new_public_id)
    book: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(20), default="received")
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    #: Reference of what it came from: ``reception:visit:…`` or a letter between tenants.
    source_ref: Mapped[str] = mapped_column(String(120), default="")
    #: The body that passed it on: a deputy, the Front, the press, an agency.
    source_body: Mapped[str] = mapped_column(String(300), default="")
    received_on: Mapped[date] = mapped_column(Date)
    written_on: Mapped[date | None] = mapped_column(Date)
    registered_at: Mapped[datetime]
    registered_by: Mapped[int | None] = mapped_column(Key)

    summary: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text, default="")
    field: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    #: The body or post complained of or denounced, in words; and its level for the routing table.
    respondent: Mapped[str] = mapped_column(String(300), default="")
    respondent_level: Mapped[str] = mapped_column(String(40), default="")
    decision_no: Mapped[str] = mapped_column(String(60), default="")
    decision_on: Mapped[date | None] = mapped_column(Date)
    earlier_settlement: Mapped[str] = mapped_column(String(500), default="")
    headcount: Mapped[int] = mapped_column(Integer, default=1)
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False)
    originals: Mapped[bool] = mapped_column(Boolean, default=False)
    candidate: Mapped[bool] = mapped_column(Boolean, default=False)
    envelope_no: Mapped[str] = mapped_column(String(40), default="")

    answers: Mapped[dict[str, bool]] = mapped_column(JSON, default=dict)
    eligible: Mapped[bool | None] = mapped_column(Boolean)
    #: What sets it apart in the outcome matrix: a party matter, serious damage, a court's or another body's matter.
    special: Mapped[str] = mapped_column(String(30), default="")
    #: A lower body holds it and is late.
    lower_overdue: Mapped[bool] = mapped_column(Boolean, default=False)
    competence: Mapped[str] = mapped_column(String(20), default="")
    competent_body: Mapped[str] = mapped_column(String(300), default="")

    officer_id: Mapped[int | None] = mapped_column(Key)
    unit_id: Mapped[int | None] = mapped_column(Key)
    proposal: Mapped[str] = mapped_column(String(20), default="")
    proposal_reason: Mapped[str] = mapped_column(String(1000), default="")
    ground: Mapped[str] = mapped_column(String(20), default="")
    outcome_on: Mapped[date | None] = mapped_column(Date)
    outcome_body: Mapped[str] = mapped_column(String(300), default="")
    #: Number of the paper that told the outcome.
    outcome_no: Mapped[str] = mapped_column(String(60), default="")
    #: Until when a filed petition is kept; then the head decides on destruction.
    keep_until: Mapped[date | None] = mapped_column(Date)
    original_id: Mapped[int | None] = mapped_column(Key)
    note: Mapped[str] = mapped_column(String(1000), default="")

    parties: Mapped[list[Party]] = relationship(
        "Party",
        primaryjoin="Petition.id == foreign(Party.petition_id)",
        order_by="Party.position",
        cascade="all, delete-orphan",
    )

    @property
    def is_sealed(self) -> bool:
        """Whether this petition is in paper custody: no identity anywhere in the system."""
        return self.kind == "denunciation"


class Party(Scoped, Model):
    """Somebody who signed one petition, speaks for those who did, or acts under a mandate."""

    __tablename__ = "petitions_party"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_petitions_party_tenant_petition", "tenant_id", "petition_id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"role in {PARTY_ROLES}", name="role"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20), default="petitioner")
    name: Mapped[str] = mapped_column(String(120))
    commune: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    id_type: Mapped[str] = mapped_column(String(20), default="unknown")
    id_number: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    #: Signed or put a fingerprint on the petition, and on the mandate of the representatives.
    signed: Mapped[bool] = mapped_column(Boolean, default=True)
    mandate_signed: Mapped[bool] = mapped_column(Boolean, default=False)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    replied_on: Mapped[date | None] = mapped_column(Date)


class Step(Scoped, Model):
    """One move of a petition or its case: who, when, from where to where. Never changed."""

    __tablename__ = "petitions_step"
    __table_args__ = scoped_args(
        Index("ix_petitions_step_tenant_petition", "tenant_id", "petition_id", "id"),
        tenant_link("petition_id", "petitions_petition"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    case_id: Mapped[int | None] = mapped_column(Key)
    machine: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(30))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(Key)
    ground: Mapped[str] = mapped_column(String(20), default="")
    paper_no: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")


class Screen(Scoped, Model):
    """A user or unit from whom a petition is hidden altogether: named in it, or under who is named."""

    __tablename__ = "petitions_screen"
    __table_args__ = scoped_args(
        Index("ix_petitions_screen_tenant_petition", "tenant_id", "petition_id"),
        Index("ix_petitions_screen_tenant_user", "tenant_id", "user_id"),
        Index("ix_petitions_screen_tenant_unit", "tenant_id", "unit_id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint("(user_id is null) <> (unit_id is null)", name="one"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    petition_id: Mapped[int] = mapped_column(Key)
    user_id: Mapped[int | None] = mapped_column(Key)
    unit_id: Mapped[int | None] = mapped_column(Key)
