"""One row of every table of the police, for the test world."""

from __future__ import annotations

from core.api import Scope, clock, db
from plugins.police.models import Call


def plant(scope: Scope) -> dict[str, str]:
    """An open call."""
    call = Call(source_ref="reception:alarm:x", place_ref="reception:place:x", raised_at=clock.now())
    db.session.add(call)
    db.session.flush()
    return {"call": call.public_id}
