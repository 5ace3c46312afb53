"""The one SQLAlchemy object, naming convention, and column types that mean the same on both engines."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, registry

from core.db.frame import current_frame
from core.db.tenant_session import TenantSession

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: Integer keys stay inside; PostgreSQL gets 64 bits, SQLite its rowid.
Key = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps it without zone, PostgreSQL with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every mapped class; each class also takes one of the table classes of scoped.py."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime()})


_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"


def new_public_id() -> str:
    """A random id for URLs: 20 characters of a 30-letter alphabet (98 bits), safe to read aloud."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


def _session_options() -> dict[str, Any]:
    return {"class_": TenantSession, "scopefunc": current_frame, "autoflush": True, "expire_on_commit": False}


db = SQLAlchemy(model_class=Model, session_options=_session_options())
