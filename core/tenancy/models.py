"""Tables of the tenant tree. Names, parents and successors are dated facts, never overwritten."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Global, Internal, Scoped, scoped_args


class NodeKind(Global, Model):
    """A kind of node (province, district, town, village …) with its labels; data, not code."""

    __tablename__ = "core_node_kind"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    label_vi: Mapped[str] = mapped_column(String(80))
    label_en: Mapped[str] = mapped_column(String(80))
    level_order: Mapped[int] = mapped_column(Integer, default=0)
    overseer_title_vi: Mapped[str] = mapped_column(String(120), default="")
    overseer_title_en: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Tenant(Internal, Model):
    """One node of the tree: a district, a town, a commune, a village."""

    __tablename__ = "core_tenant"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(ForeignKey("core_node_kind.key"))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    code: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    place_en: Mapped[str] = mapped_column(String(200), default="")
    invented: Mapped[bool] = mapped_column(Boolean, default=False)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)


class TenantName(Internal, Model):
    """Another spelling or an earlier name."""

    __tablename__ = "core_tenant_name"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    name: Mapped[str] = mapped_column(String(200))


class TenantParent(Internal, Model):
    """A dated link upward. It gives no right to read anything; grants do."""

    __tablename__ = "core_tenant_parent"
    __table_args__ = (
        UniqueConstraint("tenant_id", "parent_id", "valid_from"),
        Index("ix_core_tenant_parent_parent", "parent_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Succession(Internal, Model):
    """A merge, split or renaming on a day, with the act it rests on."""

    __tablename__ = "core_succession"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(300), default="")


class TenantPlugin(Internal, Model):
    """Whether a plugin is on in a tenant, and who switched it last."""

    __tablename__ = "core_tenant_plugin"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"), primary_key=True)
    plugin: Mapped[str] = mapped_column(String(40), primary_key=True)
    enabled: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("core_user.id"))


class OversightGrant(Internal, Model):
    """Who may read which kind of another tenant's data, how deep, since and until when, and why."""

    __tablename__ = "core_oversight_grant"
    __table_args__ = (UniqueConstraint("overseer_id", "subject_id", "kind", "valid_from"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    overseer_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    subtree: Mapped[bool] = mapped_column(Boolean, default=False)
    kind: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(300))


class Unit(Scoped, Model):
    """An organisational unit of a tenant: reception section, police, village board and so on."""

    __tablename__ = "core_unit"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"), UniqueConstraint("tenant_id", "key"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    invented: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Metric(Scoped, Model):
    """One number of one tenant and month; all an overseer of level *numbers* can read."""

    __tablename__ = "core_metric"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "kind", "period", "name"))
    __oversight_column__ = "kind"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(7))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[int] = mapped_column(Integer)


class Counter(Scoped, Model):
    """The last number given in one book and year; see core.db.numbering."""

    __tablename__ = "core_counter"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "book", "year"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    book: Mapped[str] = mapped_column(String(60))
    year: Mapped[int] = mapped_column(Integer)
    value: Mapped[int] = mapped_column(Integer)


class CalendarOverride(Scoped, Model):
    """A day this tenant works or rests other than the national calendar says."""

    __tablename__ = "core_calendar_override"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "day"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
