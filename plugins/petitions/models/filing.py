"""What came in online: the matter until it is registered, the way back to it, and what was written since.

Nothing here tells from where or at what hour somebody sent something (promise P17): days only.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args, tenant_link

FILING_STATES = ("waiting", "registered", "refused")
NOTE_KINDS = ("paper", "contest", "reply")
SATISFIED = ("", "yes", "partly", "no")


class Filing(Scoped, Model):
    """A recommendation or feedback that was sent online. It is no entry of the register yet.

    While it ``waits`` it holds the matter and who sent it, if they said so; registering moves both
    into the petition and empties them here. The code is kept as a keyed hash, the second secret as
    a slow one; neither can be told again. ``fresh``: the sender added something nobody answered.
    """

    __tablename__ = "petitions_filing"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        UniqueConstraint("tenant_id", "code_hash"),
        UniqueConstraint("tenant_id", "petition_id"),
        Index("ix_petitions_filing_tenant_state", "tenant_id", "state", "id"),
        tenant_link("petition_id", "petitions_petition"),
        CheckConstraint(f"state in {FILING_STATES}", name="state"),
        CheckConstraint(f"satisfied in {SATISFIED}", name="satisfied"),
        CheckConstraint("(state = 'registered') = (petition_id is not null)", name="registered"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    filed_on: Mapped[date] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text, default="")
    demand: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    code_hash: Mapped[str] = mapped_column(String(64))
    secret_hash: Mapped[str] = mapped_column(String(200), default="")
    petition_id: Mapped[int | None] = mapped_column(Key)
    ground: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(String(1000), default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by: Mapped[int | None] = mapped_column(Key)
    fresh: Mapped[bool] = mapped_column(Boolean, default=False)
    #: What the sender thinks of the reply; about the office's answer, never about a person.
    satisfied: Mapped[str] = mapped_column(String(10), default="")
    satisfied_on: Mapped[date | None] = mapped_column(Date)


class FilingNote(Scoped, Model):
    """A line between sender and office: papers added, a reply contested, a reply. Never changed."""

    __tablename__ = "petitions_filing_note"
    __table_args__ = scoped_args(
        Index("ix_petitions_filing_note_tenant_filing", "tenant_id", "filing_id", "id"),
        tenant_link("filing_id", "petitions_filing"),
        CheckConstraint(f"kind in {NOTE_KINDS}", name="kind"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    filing_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(4000), default="")
    on: Mapped[date] = mapped_column(Date)
    #: Who replied; nobody for what the sender wrote.
    actor_id: Mapped[int | None] = mapped_column(Key)
