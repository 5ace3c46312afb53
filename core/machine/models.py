"""Tokens of programs, and the answers they already got."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Key, Model, new_public_id
from core.db.scoped import Internal, Scoped, scoped_args


class ApiToken(Internal, Model):
    """Lets a program act as one post of one user until a day. Only the hash of the secret is kept.

    Internal, like a login: it is looked up before it is known which tenant the request acts in.
    """

    __tablename__ = "core_api_token"
    __table_args__ = (Index("ix_core_api_token_user", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int] = mapped_column(ForeignKey("core_user.id"))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("core_tenant.id"))
    #: Public id of the post; whether the post still runs is asked at each request.
    post_ref: Mapped[str] = mapped_column(String(26))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class StoredAnswer(Scoped, Model):
    """What a change was answered with, so that sending it again answers the same and changes nothing."""

    __tablename__ = "core_idempotency"
    __table_args__ = scoped_args(
        UniqueConstraint("tenant_id", "token_id", "key"),
        Index("ix_core_idempotency_tenant_expires", "tenant_id", "expires_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_id: Mapped[int] = mapped_column(Key, ForeignKey("core_api_token.id"))
    key: Mapped[str] = mapped_column(String(64))
    #: HMAC of method, address and body under the server's secret: the body itself is not kept.
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    location: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
