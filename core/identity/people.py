"""Names of officers for screens: plugins store keys and ask here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.db.base import db
from core.identity.models import User


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Key -> display name, in one statement; unknown keys are missing."""
    wanted = {key for key in user_ids if key is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}
