"""The roster of a month: the grid, making it, one day by hand, posting it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from core.api import Invalid, NotFound, Refused, _, clock, go, history_lines, names_of, ngettext, page, scope
from plugins.reception.forms.roster import MonthForm
from plugins.reception.permissions import ROSTER_EDIT, ROSTER_VIEW
from plugins.reception.queries import roster as queries
from plugins.reception.roster_rules import HALVES
from plugins.reception.roster_words import HALF_LABELS, sentence
from plugins.reception.services import roster as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.places import weekday_names


def month_url(day: date) -> str:
    """Where the roster of a month stands."""
    return url_for("reception.roster_show", month=f"{day:%Y-%m}")


@bp.route("/roster", permission=ROSTER_VIEW)
def roster_show() -> Any:
    """Who receives on which half day of a month, and where nobody does."""
    form = MonthForm(request.args)
    good = form.validate()
    month = form.first
    view = queries.month_view(scope(), month)
    officers = queries.officers(scope())
    keys = {officer.key for officer in officers}
    names = {officer.key: officer.name for officer in officers}
    names |= names_of(view.loads.keys() - keys)
    today = clock.today()
    return page(
        "reception/roster_show.html",
        form=form,
        view=view,
        names=names,
        loads=sorted((names.get(key, "–"), *view.loads.get(key, (0, 0))) for key in keys | view.loads.keys()),
        lead=range(month.weekday()),
        weekdays=weekday_names(),
        halves=HALF_LABELS,
        earlier=queries.month_begin(month - timedelta(days=1)),
        later=queries.month_end(month) + timedelta(days=1),
        today=today,
        open=queries.month_end(month) >= today and services.near(month),
        status=200 if good else 422,
    )


@bp.route("/roster/make", methods=["POST"], permission=ROSTER_EDIT)
def roster_make() -> Any:
    """Make the roster of a month, or make it anew from today on."""
    form = MonthForm(request.form)
    if not form.validate():
        raise Refused(str(form.month.errors[0]))
    try:
        done = services.make_month(scope(), form.first)
    except Refused as error:
        raise Refused(sentence(str(error))) from None
    if done.gaps:
        text = ngettext(
            "The roster is made; %(num)d half day is open: nobody is free.",
            "The roster is made; %(num)d half days are open: nobody is free.",
            done.gaps,
        )
        return go(month_url(form.first), text, "warning")
    return go(month_url(form.first), _("The roster is made, every half day is covered."))


@bp.route("/roster/post", methods=["POST"], permission=ROSTER_EDIT)
def roster_post() -> Any:
    """Put the roster of a month on the public page."""
    form = MonthForm(request.form)
    if not form.validate():
        raise Refused(str(form.month.errors[0]))
    try:
        services.post_month(scope(), form.first)
    except Refused as error:
        raise Refused(sentence(str(error))) from None
    return go(month_url(form.first), _("The roster stands on the public page."))


def _asked_day() -> date:
    """The day in the address. Raises NotFound for anything else."""
    text = request.args.get("day", "") or f"{clock.today():%Y-%m-%d}"
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise NotFound("day") from None
    if not services.near(day):
        raise NotFound("day")
    return day


@bp.route("/roster/day", methods=["GET", "POST"], permission=ROSTER_EDIT)
def roster_day() -> Any:
    """Set by hand who receives on one day."""
    day = _asked_day()
    officers = queries.officers(scope())
    shifts = queries.shifts_between(scope(), day, day)
    names = {officer.key: officer.name for officer in officers}
    names |= names_of({shift.officer_id for shift in shifts} - names.keys())
    by_id = {officer.public_id: officer.key for officer in officers}
    chosen = {half: {shift.officer_id for shift in shifts if shift.half == half} for half in HALVES}
    problems: dict[str, str] = {}
    if request.method == "POST":
        gone = {half: chosen[half] - set(by_id.values()) for half in HALVES}  # they stay unless ticked off elsewhere
        typed = {half: request.form.getlist(half)[:50] for half in HALVES}
        chosen = {half: {by_id[one] for one in typed[half] if one in by_id} | gone[half] for half in HALVES}
        problems = {half: sentence("not_an_officer") for half in HALVES if set(typed[half]) - by_id.keys()}
        if not problems:
            try:
                services.set_day(scope(), day, chosen)
            except Invalid as error:
                problems = {name: sentence(key) for name, key in error.problems.items()}
            else:
                return go(month_url(day), _("The day is set. Making the roster anew leaves it alone."))
    leaves = queries.absences(queries.leaves_between(scope(), day, day))
    return page(
        "reception/roster_day.html",
        day=day,
        weekday=weekday_names()[day.weekday()],
        officers=officers,
        names=names,
        chosen=chosen,
        away={half: {row.officer for row in leaves if row.half in ("", half)} for half in HALVES},
        halves=HALF_LABELS,
        problems=problems,
        back=month_url(day),
        lines=history_lines(
            scope(), {services.month_subject(day): "", f"reception:roster:{day:%Y-%m-%d}": f"{day:%d/%m}"}
        ),
        status=422 if problems else 200,
    )
