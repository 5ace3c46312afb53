"""What tenants decided, and what of it the tenants below them may take over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model
from core.db.scoped import Internal, Scoped, scoped_args


class Setting(Scoped, Model):
    """A value the tenant set itself; without a row the value is inherited or the default."""

    __tablename__ = "core_setting"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "plugin", "name"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)


class SettingOffer(Internal, Model):
    """The copy of an inheritable value that tenants below may read (docs/decisions/0007-settings.md).

    Written only together with the Setting, by core.settings.values. Holds numbers, yes or no, and
    choices from closed lists, never typed text.
    """

    __tablename__ = "core_setting_offer"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"), primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
