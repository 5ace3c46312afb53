"""Papers of petitions: drafted, then frozen under a number, signed by hand, sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

SENT_HOW = ("by_hand", "post", "network", "posted")
"""Handed over, by post, over the network of the administration, put up in public. Never to whom."""
PAPER_STATES = ("draft", "issued", "signed", "sent", "taken_back")


class CasePaper(Scoped, Model):
    """One paper (văn bản) of a petition.

    While it is a draft its words may change. Issuing freezes them: the .docx and the PDF are stored
    as files with their SHA-256, and a numbered kind gets the next ``number`` of its ``book`` in the
    year (Decree 30/2020 Art 15). ``attested_by`` says that the scan shows the paper signed by hand.
    """

    __tablename__ = "petitions_paper"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "once"),
        UniqueConstraint("tenant_id", "book", "year", "number"),
        Index("ix_petitions_paper_tenant_petition", "tenant_id", "petition_id", "id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"state in {PAPER_STATES}", name="state"),
        CheckConstraint("(state = 'draft') = (issued_on is null)", name="issued"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    once: Mapped[str] = mapped_column(String(64), default=new_public_id)
    petition_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    #: Raised by each change of a draft; a form that saw an older one is refused.
    version: Mapped[int] = mapped_column(Integer, default=1)
    #: The law form it follows; empty where the law has none.
    form_id: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(300), default="")
    addressee: Mapped[str] = mapped_column(String(1000), default="")
    grounds: Mapped[str] = mapped_column(String(2000), default="")
    text: Mapped[str] = mapped_column(Text)
    recipients: Mapped[str] = mapped_column(String(1000), default="")
    capacity: Mapped[str] = mapped_column(String(200), default="")
    signer: Mapped[str] = mapped_column(String(120), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(Key)
    book: Mapped[str | None] = mapped_column(String(20))
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    issued_on: Mapped[date | None] = mapped_column(Date)
    issued_by: Mapped[int | None] = mapped_column(Key)
    attested_by: Mapped[int | None] = mapped_column(Key)
    sent_on: Mapped[date | None] = mapped_column(Date)
    sent_how: Mapped[str] = mapped_column(String(200), default="")
    #: Why an issued paper was taken back; its number stays used.
    reason: Mapped[str] = mapped_column(String(500), default="")
