"""One's own shifts, and swaps with colleagues."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, clock, dmy, go, names_of, notify, options, page, scope
from plugins.reception.forms.roster import SwapForm
from plugins.reception.models import Shift
from plugins.reception.permissions import SHIFT_SWAP
from plugins.reception.queries import roster as queries
from plugins.reception.roster_notices import SWAP_ANSWERED, SWAP_ASKED
from plugins.reception.roster_words import HALF_LABELS, SWAP_LABELS, sentence
from plugins.reception.services import swaps as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.places import weekday_names

BACK, AHEAD = timedelta(days=31), timedelta(days=92)


def slot_text(shift: Shift) -> str:
    """A shift in words: Monday 30/11/2026, morning."""
    return f"{weekday_names()[shift.day.weekday()]} {dmy(shift.day)}, {HALF_LABELS[shift.half]}"


@bp.route("/shifts", permission=SHIFT_SWAP)
def shift_list() -> Any:
    """One's own shifts of the last month and the next three, and requests to swap."""
    today, me = clock.today(), scope().actor_id or 0
    shifts = queries.shifts_of(scope(), me, today - BACK, today + AHEAD)
    swaps = queries.open_swaps(scope())
    return page(
        "reception/shift_list.html",
        coming=[shift for shift in shifts if shift.day >= today],
        past=[shift for shift in reversed(shifts) if shift.day < today],
        swaps=swaps,
        offered={swap.shift_id for swap in swaps if swap.state == "asked"},
        names=names_of({key for swap in swaps for key in (swap.asker_id, swap.other_id)}),
        me=me,
        halves=HALF_LABELS,
        states=SWAP_LABELS,
        weekdays=weekday_names(),
        today=today,
    )


@bp.route("/shifts/<shift_id>", methods=["GET", "POST"], permission=SHIFT_SWAP)
def swap_create(shift_id: str) -> Any:
    """One shift, and the form by which its officer asks colleagues to take it."""
    shift = queries.get_shift(scope(), shift_id)
    form = SwapForm()
    officers = queries.officers(scope())
    colleagues = [one for one in officers if one.key != shift.officer_id]
    by_id = {one.public_id: one.key for one in colleagues}
    form.other.choices = options([("", _("All colleagues")), *((one.public_id, one.name) for one in colleagues)])
    bad = False
    if request.method == "POST":
        bad = True
        if form.other.data and form.other.data not in by_id:
            form.other.errors = [sentence("not_an_officer")]
        elif form.validate():
            try:
                swap = services.ask_swap(
                    scope(), shift_id, by_id.get(form.other.data or ""), (form.back.data or "")[:26]
                )
            except Invalid as error:
                form.show(error)
            except Refused as error:
                raise Refused(sentence(str(error))) from None
            else:
                asked = [swap.other_id] if swap.other_id else list(by_id.values())
                notify(scope(), asked, SWAP_ASKED, services.reference(swap))
                return go(
                    url_for("reception.shift_list"), _("The request is sent. Until somebody accepts, it is your shift.")
                )
    today = clock.today()
    names = {one.key: one.name for one in colleagues}
    theirs = [
        (one.public_id, f"{names[one.officer_id]}: {slot_text(one)}")
        for one in queries.shifts_between(scope(), today, today + AHEAD)
        if one.officer_id in names
    ]
    form.back.choices = options([("", _("Nothing")), *theirs])
    return page(
        "reception/swap_create.html",
        form=form,
        shift=shift,
        text=slot_text(shift),
        mine=shift.officer_id == scope().actor_id,
        name=next((one.name for one in officers if one.key == shift.officer_id), _("Somebody else")),
        open_swap=queries.swap_of_shift(scope(), shift.id),
        today=today,
        status=422 if bad else 200,
    )


@bp.route("/swaps/<swap_id>", methods=["GET", "POST"], permission=SHIFT_SWAP)
def swap_answer(swap_id: str) -> Any:
    """One request: what is asked, and the buttons to answer it."""
    if request.method == "POST":
        try:
            swap = services.answer_swap(scope(), swap_id, request.form.get("answer", "")[:20])
        except Refused as error:
            raise Refused(sentence(str(error))) from None
        told = swap.other_id if swap.state == "withdrawn" else swap.asker_id
        if told is not None and told != scope().actor_id:
            notify(scope(), [told], SWAP_ANSWERED, services.reference(swap))
        words = {
            "accepted": _("The shift is yours now; the roster is changed."),
            "declined": _("The request is declined; your colleague is told."),
            "withdrawn": _("The request is withdrawn; the shift stays yours."),
        }
        return go(url_for("reception.shift_list"), words[swap.state])
    swap = queries.get_swap(scope(), swap_id)
    back = queries.shift_by_key(scope(), swap.return_id)
    return page(
        "reception/swap_answer.html",
        swap=swap,
        text=f"{weekday_names()[swap.day.weekday()]} {dmy(swap.day)}, {HALF_LABELS[swap.half]}",
        back=slot_text(back) if back else "",
        names=names_of([swap.asker_id, swap.other_id]),
        me=scope().actor_id,
        states=SWAP_LABELS,
    )
