"""Users, their logins, and the posts that give them rights. Rights never hang on the account."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Internal, Scoped, scoped_args, tenant_link


class User(Internal, Model):
    """A person who logs in. What they may do comes from posts."""

    __tablename__ = "core_user"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    is_operator: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str] = mapped_column(String(5), default="")
    created_at: Mapped[datetime]


class Membership(Internal, Model):
    """That a user has posts in a tenant; the only cross-tenant thing known of a user."""

    __tablename__ = "core_membership"
    __table_args__ = (Index("ix_core_membership_tenant", "tenant_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"), primary_key=True)


class LoginSession(Internal, Model):
    """One login on one device; ended here, it is ended everywhere. The token is kept hashed."""

    __tablename__ = "core_login_session"
    __table_args__ = (Index("ix_core_login_session_user", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    device: Mapped[str] = mapped_column(String(80), default="")
    acting_posts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LoginFailure(Internal, Model):
    """Failed logins of one name (hashed, so unknown names are throttled alike)."""

    __tablename__ = "core_login_failure"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class Role(Scoped, Model):
    """A named set of permissions; copied from a plugin's template, then the tenant's own."""

    __tablename__ = "core_role"
    __table_args__ = scoped_args(UniqueConstraint("tenant_id", "public_id"), UniqueConstraint("tenant_id", "key"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120), default="")


class RolePermission(Scoped, Model):
    """One right of one role."""

    __tablename__ = "core_role_permission"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "role_id", "permission"), tenant_link("role_id", "core_role")
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    role_id: Mapped[int] = mapped_column(Key)
    permission: Mapped[str] = mapped_column(String(80))


class Post(Scoped, Model):
    """A user's post in a unit with a role, from a day to a day."""

    __tablename__ = "core_post"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "public_id"),
        Index("ix_core_post_tenant_user", "tenant_id", "user_id"),
        tenant_link("unit_id", "core_unit"),
        tenant_link("role_id", "core_role"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), default=new_public_id)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("core_user.id"))
    unit_id: Mapped[int] = mapped_column(Key)
    role_id: Mapped[int] = mapped_column(Key)
    title: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(Date)
