"""Due dates that today's calendar or law would count otherwise: both dates, and who takes or keeps which."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api import Refused, _, go, names_of, page, scope
from plugins.petitions.case_words import LABELS as CASE_WORDS
from plugins.petitions.forms.recounts import RecountForm
from plugins.petitions.permissions import PETITION_DECIDE, PETITION_VIEW
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.queries.recounts import as_text, clocks_that_move, get_moving
from plugins.petitions.services import recounts
from plugins.petitions.views.blueprint import bp
from plugins.petitions.words import refusal


@bp.route("/due-dates", permission=PETITION_VIEW)
def recount_list() -> Any:
    """Limits that run and would end on another day if they were counted today."""
    found = clocks_that_move(scope())
    return page(
        "petitions/recount_list.html",
        rows=[one for one in found if one.kept is None],
        kept=[one for one in found if one.kept is not None],
        names=names_of([int(one.kept["by"]) for one in found if one.kept and one.kept["by"].isdigit()]),
        decides=scope().can(PETITION_DECIDE.name),
        labels=CASE_WORDS,
    )


@bp.route("/petitions/<petition_id>/clocks/<clock_id>/recount", methods=["GET", "POST"], permission=PETITION_DECIDE)
def clock_recount(petition_id: str, clock_id: str) -> Any:
    """Both dates side by side with how they were counted; take the new one or keep the old one, with the reason."""
    petition = get_petition(scope(), petition_id)
    moving = get_moving(scope(), petition, clock_id)
    form = RecountForm()
    problem, status = "", 200
    if form.is_submitted():
        if form.validate():
            try:
                take, why = form.answer.data == "take", str(form.reason.data).strip()
                recounts.decide_due(scope(), petition_id, clock_id, take=take, why=why, due=form.due.data or "")
            except Refused as error:
                problem, status = refusal(error), 409
            else:
                text = _("The new due date is noted.") if take else _("The due date stays; the reason is noted.")
                return go(url_for("petitions.recount_list"), text)
        else:
            status = 422
    if moving is not None:
        form.due.data = as_text(moving.found.new_due)
    return page(
        "petitions/clock_recount.html",
        petition=petition,
        moving=moving,
        form=form,
        problem=problem,
        labels=CASE_WORDS,
        status=status,
    )
