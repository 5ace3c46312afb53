"""Reads of calls for assistance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.api import NotFound, Scope, db, names_of, neighbour
from plugins.police.models import Call
from plugins.police.permissions import ASSISTANCE_ACCEPT


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call with the place in words and the officers who come."""

    call: Call
    place: str
    coming: list[str]
    mine: bool


def open_calls(scope: Scope, limit: int = 5) -> list[CallRow]:
    """Calls that are not closed, the oldest first."""
    query = select(Call).where(Call.closed_at.is_(None)).order_by(Call.id).limit(limit)
    return _rows(scope, list(db.session.scalars(query)))


def banner_values(scope: Scope, *, quiet: bool) -> dict[str, Any]:
    """What ``_calls.html`` shows; ``quiet`` says nothing while no call is open."""
    return {"calls": open_calls(scope), "may": scope.can(ASSISTANCE_ACCEPT.name), "quiet": quiet}


def closed_calls(scope: Scope, limit: int = 10) -> list[CallRow]:
    """The newest calls that are closed."""
    query = select(Call).where(Call.closed_at.is_not(None)).order_by(Call.id.desc()).limit(limit)
    return _rows(scope, list(db.session.scalars(query)))


def _rows(scope: Scope, calls: list[Call]) -> list[CallRow]:
    if not calls:
        return []
    names = names_of([answer["user"] for call in calls for answer in call.answers])
    reception = neighbour("reception", scope)
    known = reception.place_labels(scope, [call.place_ref for call in calls]) if reception else {}
    return [
        CallRow(
            call,
            known.get(call.place_ref, ""),
            [names.get(answer["user"], "") for answer in call.answers],
            any(answer["user"] == scope.actor_id for answer in call.answers),
        )
        for call in calls
    ]


def get_call(scope: Scope, public_id: str) -> Call:
    """A call of this tenant. Raises NotFound."""
    call = db.session.scalar(select(Call).where(Call.public_id == public_id))
    if call is None:
        raise NotFound("call")
    return call


def call_of_source(scope: Scope, source_ref: str) -> Call | None:
    """The call that another plugin's record made, held until commit."""
    query = select(Call).where(Call.source_ref == source_ref).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def call_to_change(scope: Scope, public_id: str) -> Call:
    """A call that nobody else changes until commit. Raises NotFound."""
    query = select(Call).where(Call.public_id == public_id).with_for_update()
    call = db.session.scalar(query.execution_options(populate_existing=True))
    if call is None:
        raise NotFound("call")
    return call
