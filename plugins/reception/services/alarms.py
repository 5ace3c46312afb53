"""Writes of calls for help: raised at a desk, accepted by who comes, stopped with a reason of a closed list."""

from __future__ import annotations

from core.api import Invalid, Refused, Scope, clock, db, publish
from plugins.reception.events import AlarmAccepted, AlarmRaised, AlarmStopped
from plugins.reception.models import Alarm, Place
from plugins.reception.models.alarms import ENDINGS
from plugins.reception.queries import alarms as queries
from plugins.reception.queries import queue
from plugins.reception.queries.places import list_places


def reference(alarm: Alarm) -> str:
    """How events name a call."""
    return f"reception:alarm:{alarm.public_id}"


def raise_alarm(scope: Scope) -> Alarm:
    """Call for help from the counter of the acting post, else from the first place.

    While a call of the same place is open, that one is given back: pressed again, it rings on.
    """
    counter = queue.seat_of(scope)
    places = list_places(scope)
    place: Place | None = next((one for one in places if counter is None or one.id == counter.place_id), None)
    for known in queries.open_alarms(scope):
        if known.alarm.place_id == (place.id if place else None):
            return known.alarm
    alarm = Alarm(
        place_id=place.id if place else None,
        counter_id=counter.id if counter else None,
        raised_at=clock.now(),
        raised_by=scope.actor_id,
    )
    db.session.add(alarm)
    db.session.flush()
    publish(scope, AlarmRaised(subject=reference(alarm), place=place.public_id if place else ""))
    return alarm


def accept_alarm(scope: Scope, public_id: str, user_id: int | None = None) -> Alarm:
    """Say that an officer comes (the acting one, or one of another plugin by ``user_id``); once each.

    Raises NotFound, Refused when the call was stopped.
    """
    alarm = queries.alarm_to_change(scope, public_id)
    if alarm.stopped_at is not None:
        raise Refused("alarm_stopped")
    user = user_id or scope.actor_id
    if user is None or any(answer["user"] == user for answer in alarm.answers):
        return alarm
    alarm.answers = [*alarm.answers, {"user": user, "at": clock.now().isoformat()}]
    db.session.flush()
    publish(scope, AlarmAccepted(subject=reference(alarm), user=user))
    return alarm


def stop_alarm(scope: Scope, public_id: str, ending: str) -> Alarm:
    """End a call. Raises NotFound, Invalid without a reason of the list; stopped twice is stopped once."""
    alarm = queries.alarm_to_change(scope, public_id)
    if ending not in ENDINGS:
        raise Invalid({"ending": "choose"})
    if alarm.stopped_at is None:
        alarm.stopped_at, alarm.stopped_by, alarm.ending = clock.now(), scope.actor_id, ending
        db.session.flush()
        publish(scope, AlarmStopped(subject=reference(alarm), ending=ending))
    return alarm
