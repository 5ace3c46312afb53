"""Who works here and in which units: asked to hide petitions from whom they name, and to hand work over."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from core.api import Official, Scope, UnitRef, db, officials_of, units_of
from plugins.petitions.models import Screen


@dataclass(frozen=True, slots=True)
class Screened:
    """Keys of the users and units from whom a petition is hidden."""

    users: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)


def list_officials(scope: Scope) -> list[Official]:
    """Everybody with a post here today."""
    return officials_of(scope)


def list_units(scope: Scope) -> list[UnitRef]:
    """The units of this tenant."""
    return units_of(scope)


def screened(scope: Scope, petition_id: int) -> Screened:
    """From whom the petition of that key is hidden already."""
    rows = db.session.execute(select(Screen.user_id, Screen.unit_id).where(Screen.petition_id == petition_id)).all()
    return Screened(
        {row.user_id for row in rows if row.user_id is not None},
        {row.unit_id for row in rows if row.unit_id is not None},
    )
