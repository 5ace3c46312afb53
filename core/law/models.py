"""Rule packs that were loaded into this installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model
from core.db.scoped import Global


class LawPack(Global, Model):
    """One loaded pack with its whole content; `loaded_by` is what the operator gave as a name.

    The book in force is the base files of all plugins with these laid over them in order of `id`.
    """

    __tablename__ = "core_law_pack"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    pack_id: Mapped[str] = mapped_column(String(40), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(String(80))
