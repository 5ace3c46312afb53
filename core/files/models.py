"""What is known of a stored file; its bytes lie in the data folder under the tenant's own prefix."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Scoped, scoped_args

STATES = ("ready", "quarantined")


class StoredFile(Scoped, Model):
    """A file that belongs to one record, its ``subject`` (``plugin:noun:public_id``).

    ``part`` says where within the record, in the owner's words. ``reason`` of a quarantined file is
    ``unscanned`` (the scanner has not answered yet) or ``malware``. Size in bytes, after cleaning.
    """

    __tablename__ = "core_file"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_core_file_tenant_subject", "tenant_id", "subject", "id"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    subject: Mapped[str] = mapped_column(String(120))
    part: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(Key)
