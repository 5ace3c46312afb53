"""Names of officers for screens: plugins store keys and ask here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from core import clock
from core.db.base import db
from core.identity.models import Post, RolePermission, User
from core.tenancy.models import Unit
from core.tenancy.scope import Scope


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Key -> display name, in one statement; unknown keys are missing."""
    wanted = {key for key in user_ids if key is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active user with a running post here; ``post`` is that post's title."""

    key: int
    public_id: str
    name: str
    post: str


def colleagues_with(scope: Scope, permission: str) -> list[Colleague]:
    """Users whose post here carries the right today, by key; one statement."""
    today = clock.today()
    rows = db.session.execute(
        select(User.id, User.public_id, User.display_name, Post.title)
        .join(Post, Post.user_id == User.id)
        .join(RolePermission, RolePermission.role_id == Post.role_id)
        .where(
            RolePermission.permission == permission,
            User.active,
            Post.valid_from <= today,
            or_(Post.valid_to.is_(None), Post.valid_to > today),
        )
        .order_by(User.id, Post.id)
    )
    found: dict[int, Colleague] = {}
    for row in rows:
        found.setdefault(row.id, Colleague(row.id, row.public_id, row.display_name, row.title))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Official:
    """An active user with a running post here; ``units`` are keys of the units of all their posts."""

    key: int
    public_id: str
    name: str
    title: str
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit of the tenant."""

    key: int
    public_id: str
    name: str


def officials_of(scope: Scope) -> list[Official]:
    """Everybody with a running post in the tenant, by name; one statement."""
    today = clock.today()
    rows = db.session.execute(
        select(User.id, User.public_id, User.display_name, Post.title, Post.unit_id)
        .join(Post, Post.user_id == User.id)
        .where(User.active, Post.valid_from <= today, or_(Post.valid_to.is_(None), Post.valid_to > today))
        .order_by(User.display_name, User.id, Post.id)
    )
    found: dict[int, Official] = {}
    for row in rows:
        known = found.get(row.id)
        units = (*(known.units if known else ()), row.unit_id)
        title = known.title if known else row.title
        found[row.id] = Official(row.id, row.public_id, row.display_name, title, units)
    return list(found.values())


def units_of(scope: Scope) -> list[UnitRef]:
    """The active units of the tenant, in the order they were made; one statement."""
    rows = db.session.execute(select(Unit.id, Unit.public_id, Unit.name).where(Unit.active).order_by(Unit.id))
    return [UnitRef(row.id, row.public_id, row.name) for row in rows]
