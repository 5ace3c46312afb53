"""Taking turns: one transaction at a time for a key, without a row to lock."""

from __future__ import annotations

from sqlalchemy import text

from core.db.base import db


def take_turn(key: str) -> None:
    """Wait until nobody else holds ``key`` (built by ``scope.key``); held until the transaction ends.

    On SQLite there is one writer anyway, so a writing frame already has its turn.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
