"""Swaps of shifts: asked by one officer, accepted by another, both on record."""

from __future__ import annotations

from core.api import Forbidden, Invalid, Refused, Scope, clock, db, publish
from plugins.reception.models import Shift, Swap
from plugins.reception.queries import roster as queries
from plugins.reception.roster_events import SwapAnswered, SwapAsked
from plugins.reception.roster_rules import Slot
from plugins.reception.services.roster import in_turn


def reference(swap: Swap) -> str:
    """How events and notices name a request."""
    return f"reception:swap:{swap.public_id}"


def ask_swap(scope: Scope, shift_id: str, other: int | None, return_id: str = "") -> Swap:
    """Ask a colleague, or all of them (``other`` None), to take one's own shift.

    ``return_id`` is a shift of that colleague which the asker takes over. Raises NotFound,
    Forbidden for somebody else's shift, Refused for one that is over or already on offer, Invalid.
    """
    in_turn(scope)
    shift = queries.get_shift(scope, shift_id)
    if shift.officer_id != scope.actor_id:
        raise Forbidden("reception.shift.swap")
    if shift.day < clock.today() or shift.held_minutes is not None:
        raise Refused("shift_over")
    if queries.swap_of_shift(scope, shift.id):
        raise Refused("swap_open")
    back = queries.get_shift(scope, return_id) if return_id else None
    if back is not None and (
        other is None or back.officer_id != other or back.day < clock.today() or _slot(back) == _slot(shift)
    ):
        raise Invalid({"back": "not_theirs"})
    if other is not None and (problem := _cannot_take(scope, other, shift, leaving=back)):
        raise Invalid({"other": problem})
    if back is not None and (problem := _cannot_take(scope, shift.officer_id, back, leaving=shift)):
        raise Invalid({"back": problem})
    swap = Swap(
        shift_id=shift.id,
        return_id=back.id if back else None,
        day=shift.day,
        half=shift.half,
        asker_id=shift.officer_id,
        other_id=other,
        asked_at=clock.now(),
    )
    db.session.add(swap)
    db.session.flush()
    publish(scope, SwapAsked(subject=reference(swap)))
    return swap


def answer_swap(scope: Scope, public_id: str, answer: str) -> Swap:
    """Accept, decline (the colleague asked, or any when all were) or withdraw (the asker).

    Raises NotFound, Forbidden, Refused when it is answered already or no longer possible, Invalid.
    """
    in_turn(scope)
    swap = queries.get_swap(scope, public_id, to_change=True)
    if swap.state != "asked":
        raise Refused("swap_answered")
    mine = swap.asker_id == scope.actor_id
    allowed = {"withdraw": mine, "decline": swap.other_id == scope.actor_id}
    allowed["accept"] = not mine and swap.other_id in (None, scope.actor_id)
    if answer not in allowed:
        raise Invalid({"answer": "choose"})
    if not allowed[answer]:
        raise Forbidden("reception.shift.swap")
    if answer == "accept":
        _accept(scope, swap)
    swap.state = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}[answer]
    swap.answered_at = clock.now()
    publish(scope, SwapAnswered(subject=reference(swap), state=swap.state))
    return swap


def _accept(scope: Scope, swap: Swap) -> None:
    taker = scope.actor_id
    shift = db.session.get(Shift, swap.shift_id) if swap.shift_id else None
    back = db.session.get(Shift, swap.return_id) if swap.return_id else None
    if taker is None or shift is None or shift.officer_id != swap.asker_id or shift.day < clock.today():
        raise Refused("shift_over")
    if back is not None and back.officer_id != taker:
        raise Refused("shift_over")
    if problem := _cannot_take(scope, taker, shift, leaving=back):
        raise Refused(problem)
    if back is not None and (problem := _cannot_take(scope, swap.asker_id, back, leaving=shift)):
        raise Refused(problem)
    shift.officer_id, shift.fixed = taker, True
    swap.other_id = taker
    if back is not None:
        back.officer_id, back.fixed = swap.asker_id, True
    db.session.flush()


def _cannot_take(scope: Scope, officer: int, shift: Shift, *, leaving: Shift | None) -> str:
    """Key of what keeps an officer from a shift; empty when nothing does."""
    if officer not in {colleague.key for colleague in queries.officers(scope)}:
        return "not_an_officer"
    slot = _slot(shift)
    own = queries.shifts_of(scope, officer, shift.day, shift.day)
    if any(one.half == shift.half and (leaving is None or one.id != leaving.id) for one in own):
        return "on_duty_already"
    leaves = queries.absences(queries.leaves_between(scope, shift.day, shift.day))
    if any(absence.officer == officer and absence.covers(slot) for absence in leaves):
        return "on_leave"
    return ""


def _slot(shift: Shift) -> Slot:
    return Slot(shift.day, shift.half)
