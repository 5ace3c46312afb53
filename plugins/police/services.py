"""Writes of calls for assistance: taken in from a desk, accepted, closed when the desk stops them."""

from __future__ import annotations

from core.api import Refused, Scope, clock, db, notify, people_with, publish
from plugins.police import queries
from plugins.police.events import CallAccepted, CallChanged, CallReceived
from plugins.police.models import Call
from plugins.police.notices import CALLED
from plugins.police.permissions import ASSISTANCE_ACCEPT


def reference(call: Call) -> str:
    """How events name a call."""
    return f"police:call:{call.public_id}"


def receive_call(scope: Scope, source_ref: str, place_ref: str) -> Call:
    """Take a call in, once, and put a notice into the inbox of everybody who may accept it."""
    known = queries.call_of_source(scope, source_ref)
    if known is not None:
        return known
    call = Call(source_ref=source_ref, place_ref=place_ref, raised_at=clock.now())
    db.session.add(call)
    db.session.flush()
    notify(scope, people_with(scope, ASSISTANCE_ACCEPT.name), CALLED, reference(call))
    publish(scope, CallReceived(subject=reference(call)))
    return call


def accept_call(scope: Scope, public_id: str) -> Call:
    """Say that the acting officer comes. Raises NotFound, Refused when the call is over."""
    call = queries.call_to_change(scope, public_id)
    if call.closed_at is not None:
        raise Refused("call_over")
    if scope.actor_id is not None and _add(call, scope.actor_id):
        db.session.flush()
        publish(scope, CallAccepted(subject=reference(call), alarm=call.source_ref, user=scope.actor_id))
    return call


def note_helper(scope: Scope, source_ref: str, user_id: int) -> None:
    """Show that somebody comes who said so at the desk; nothing for a call that is not known."""
    call = queries.call_of_source(scope, source_ref)
    if call is not None and _add(call, user_id):
        db.session.flush()
        publish(scope, CallChanged(subject=reference(call)))


def close_call(scope: Scope, source_ref: str, ending: str) -> None:
    """The desk stopped the call; nothing for a call that is not known or is over."""
    call = queries.call_of_source(scope, source_ref)
    if call is not None and call.closed_at is None:
        call.closed_at, call.ending = clock.now(), ending
        db.session.flush()
        publish(scope, CallChanged(subject=reference(call)))


def _add(call: Call, user_id: int) -> bool:
    if any(answer["user"] == user_id for answer in call.answers):
        return False
    call.answers = [*call.answers, {"user": user_id, "at": clock.now().isoformat()}]
    return True
