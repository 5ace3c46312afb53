"""The table classes. Every table is exactly one of them; an unclassified table stops the boot.

Scoped: rows of one tenant. Shared: rows of an owner with an audience (hub). Log: the
audit, which only grows. Global: reference data. Internal: tenants, users, logins; only core services touch them. See isolation.md D2.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column

from core.db.base import Key


class Scoped:
    """Rows of one tenant. ``tenant_id`` is filled by the flush guard, never by hand."""

    __table_class__: ClassVar[str] = "scoped"

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """The tenant whose row this is."""
        return mapped_column(Key, ForeignKey("core_tenant.id"), nullable=False)


class Log:
    """An append-only log: written by the tenant that acts, read by it and by whose data it was."""

    __table_class__: ClassVar[str] = "log"

    @declared_attr
    def actor_tenant_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """Who acted; owns the chain."""
        return mapped_column(Key, ForeignKey("core_tenant.id"), nullable=False)

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:  # noqa: N805 - SQLAlchemy passes the class
        """Whose data was read or changed."""
        return mapped_column(Key, ForeignKey("core_tenant.id"), nullable=False)


class Global:
    """Reference data: everybody reads, operators write."""

    __table_class__: ClassVar[str] = "global"


class Internal:
    """Tenants, users, logins: no tenant of their own, reached through core services only."""

    __table_class__: ClassVar[str] = "internal"


def scoped_args(*extra: Any) -> tuple[Any, ...]:
    """``__table_args__`` of a Scoped table: the target of composite keys, then what is given."""
    return (UniqueConstraint("tenant_id", "id"), *extra)


def tenant_link(column: str, table: str) -> ForeignKeyConstraint:
    """Composite key to a row of the same tenant: a link across tenants cannot be stored."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


@event.listens_for(Mapper, "after_mapper_constructed")
def note_class(mapper: Mapper[Any], cls: type) -> None:
    """Write the table class where the listeners of session.py and the lints look for it."""
    if isinstance(mapper.local_table, Table):
        mapper.local_table.info["class"] = getattr(cls, "__table_class__", "")
        mapper.local_table.info["oversight"] = getattr(cls, "__oversight_column__", "")
