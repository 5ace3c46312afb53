"""Reads of calls for help."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.api import NotFound, Scope, db, names_of
from plugins.reception.models import Alarm, Counter, Place


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """A call that is not stopped: where it comes from and who comes."""

    alarm: Alarm
    place: str
    counter: str
    raised_by: str
    coming: list[str]
    mine: bool


def open_alarms(scope: Scope) -> list[OpenAlarm]:
    """Calls that are not stopped, the oldest first; one statement while there is none."""
    rows = db.session.execute(
        select(Alarm, Place.name.label("place"), Counter.name.label("counter"))
        .outerjoin(Place, Place.id == Alarm.place_id)
        .outerjoin(Counter, Counter.id == Alarm.counter_id)
        .where(Alarm.stopped_at.is_(None))
        .order_by(Alarm.id)
        .limit(5)
    ).all()
    if not rows:
        return []
    users = [user for row in rows for user in (row.Alarm.raised_by, *(a["user"] for a in row.Alarm.answers))]
    names = names_of(users)
    return [
        OpenAlarm(
            row.Alarm,
            row.place or "",
            row.counter or "",
            names.get(row.Alarm.raised_by, ""),
            [names.get(answer["user"], "") for answer in row.Alarm.answers],
            any(answer["user"] == scope.actor_id for answer in row.Alarm.answers),
        )
        for row in rows
    ]


def past_alarms(scope: Scope, limit: int = 10) -> list[tuple[Alarm, str]]:
    """(call, name of the place) of the newest calls that were stopped."""
    rows = db.session.execute(
        select(Alarm, Place.name.label("place"))
        .outerjoin(Place, Place.id == Alarm.place_id)
        .where(Alarm.stopped_at.is_not(None))
        .order_by(Alarm.id.desc())
        .limit(limit)
    )
    return [(row.Alarm, row.place or "") for row in rows]


def alarm_to_change(scope: Scope, public_id: str) -> Alarm:
    """A call that nobody else changes until commit. Raises NotFound."""
    query = select(Alarm).where(Alarm.public_id == public_id).with_for_update()
    alarm = db.session.scalar(query.execution_options(populate_existing=True))
    if alarm is None:
        raise NotFound("alarm")
    return alarm
