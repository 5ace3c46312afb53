"""Gapless numbers per tenant, book and year.

One counter row per series, raised by a single upsert inside the caller's transaction: the row
lock makes others wait until commit, a rollback gives the number back. PostgreSQL sequences would
skip numbers and show volumes across tenants.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.db.base import db
from core.db.frame import current_frame
from core.errors import CrossTenant
from core.tenancy.models import Counter
from core.tenancy.scope import Scope


def next_number(scope: Scope, book: str, year: int) -> int:
    """The next number of a book in a calendar year, starting with 1.

    Call it last before the commit: other writers of the same series wait from here on. Raises
    CrossTenant unless the open frame writes for the tenant of ``scope``.
    """
    frame = current_frame()
    if frame is None or frame.scope is None or not frame.writes or frame.scope.tenant_id != scope.tenant_id:
        raise CrossTenant("numbers are given only inside the tenant's own writing frame")
    connection = db.session.connection()
    insert = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    table = cast("Table", Counter.__table__)
    statement = (
        insert(table)
        .values(tenant_id=scope.tenant_id, book=book, year=year, value=1)
        .on_conflict_do_update(index_elements=["tenant_id", "book", "year"], set_={"value": table.c.value + 1})
        .returning(table.c.value)
    )
    return int(connection.execute(statement).scalar_one())
