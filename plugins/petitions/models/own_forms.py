"""A unit's own .docx in place of a form of ours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Key, Model, Scoped, new_public_id, scoped_args


class OwnForm(Scoped, Model):
    """The unit's own .docx for one kind of paper; the bytes are a file of ``petitions:form:<public id>``."""

    __tablename__ = "petitions_own_form"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"), UniqueConstraint("tenant_id", "kind"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    kind: Mapped[str] = mapped_column(String(30))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(Key)
