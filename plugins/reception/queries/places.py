"""Reads of places and their hours."""

from __future__ import annotations

from sqlalchemy import select

from core.api import Scope, db
from plugins.reception.models import Opening, Place


def list_places(scope: Scope) -> list[Place]:
    """Reception places, in the order they were made."""
    return list(db.session.scalars(select(Place).order_by(Place.id)))


def get_place(scope: Scope, public_id: str) -> Place | None:
    """A reception place of this tenant."""
    return db.session.scalar(select(Place).where(Place.public_id == public_id))


def list_openings(scope: Scope, place_ids: list[int]) -> list[Opening]:
    """Weekly hours of places, in the order of the week."""
    return list(
        db.session.scalars(
            select(Opening)
            .where(Opening.place_id.in_(place_ids))
            .order_by(Opening.place_id, Opening.weekday, Opening.opens)
        )
    )
