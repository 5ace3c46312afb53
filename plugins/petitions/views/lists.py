"""The list of petitions, work lists, and the register as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for

from core.api import (
    Invalid,
    Refused,
    _,
    agency_of,
    calendar_of,
    clock,
    colleagues_with,
    follow,
    go,
    keyset,
    names_of,
    neighbours,
    page,
    scope,
)
from plugins.petitions.forms.process import FilterForm
from plugins.petitions.permissions import (
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_VIEW,
    REGISTER_EXPORT,
)
from plugins.petitions.queries import lists
from plugins.petitions.queries.lists import PetitionFilter
from plugins.petitions.register_sheet import register_xlsx
from plugins.petitions.services import bulk, bundle
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.petitions.words import refusal, sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KEPT = ("q", "kind", "state", "source", "since", "until", "work")


def _wanted(form: FilterForm) -> PetitionFilter:
    form.validate()
    return PetitionFilter(
        request.args.get("q", "").strip()[:200],
        form.chosen("kind", LABELS["kinds"]),
        form.chosen("state", LABELS["states"]),
        form.chosen("source", LABELS["sources"]),
        form.day("since"),
        form.day("until"),
        form.work_list,
    )


@bp.route("/petitions", permission=PETITION_VIEW)
def petition_list() -> Any:
    """Petitions, newest entry first, narrowed by a work list and the filter bar."""
    follow()
    return _list_page()


def _list_page(problem: str = "", status: int = 200, chosen: Sequence[str] = ()) -> Any:
    form = FilterForm(request.args)
    wanted = _wanted(form)
    position = keyset()
    rows, cursors, more = lists.list_petitions(scope(), wanted, position)
    newer, older = neighbours(cursors, position, more=more)
    calendar, today = calendar_of(scope()), clock.today()
    numbers = lists.numbers(scope())
    return page(
        "petitions/petition_list.html",
        partial=None if problem else "petitions/_petition_rows.html",
        rows=rows,
        left={row.public_id: calendar.working_days_between(today, row.due_on) for row in rows if row.due_on},
        names=names_of([row.officer_id for row in rows]),
        newer=newer,
        older=older,
        form=form,
        q=wanted.text,
        work=wanted.work,
        filtered=wanted != PetitionFilter(work=wanted.work),
        works=[(name, _work_url(name), label, _count(numbers, name)) for name, label in _works().items()],
        export_url=_kept_url("petitions.register_download"),
        together_url=_kept_url("petitions.petition_together"),
        chosen=set(chosen),
        officer=request.form.get("officer", ""),
        labels=LABELS,
        identify=scope().can(PETITION_IDENTIFY.name),
        officers=colleagues_with(scope(), PETITION_PROCESS.name) if scope().can(PETITION_PROCESS.name) else [],
        problem=problem,
        status=status,
    )


def _kept_url(endpoint: str) -> str:
    """An address that keeps what the list is narrowed to."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in KEPT}
    return url_for(endpoint, **kept)


def _works() -> dict[str, Any]:
    """The work lists that make sense for the actor."""
    hidden = set() if scope().can(PETITION_DECIDE.name) else {"signature"}
    if not scope().can("petitions.denunciation.handle"):
        hidden.add("sealed")
    return {name: label for name, label in LABELS["work"].items() if name not in hidden}


def _work_url(name: str) -> str:
    return url_for("petitions.petition_list", work=name)


def _count(numbers: lists.Numbers, name: str) -> int:
    return {"signature": numbers.signature, "mine": numbers.mine, "overdue": numbers.overdue}.get(name, 0)


@bp.route("/together", methods=["POST"], permission=PETITION_PROCESS)
def petition_together() -> Any:
    """Give the ticked petitions to an officer, remind who holds them, or print what happened to them."""
    chosen = [value[:26] for value in request.form.getlist("chosen")]
    try:
        if request.form.get("what") == "print":
            return _pdf(bundle.print_sheets(scope(), chosen))
        if request.form.get("what") == "remind":
            text = _("Reminders counted: %(number)d.", number=bulk.remind(scope(), chosen))
        else:
            number = bulk.assign(scope(), chosen, request.form.get("officer", "")[:26])
            text = _("Petitions given to the officer: %(number)d.", number=number)
    except Invalid as error:
        return _list_page(sentence(next(iter(error.problems.values()))), 422, chosen)
    except Refused as error:
        return _list_page(refusal(error), 409, chosen)
    return go(_kept_url("petitions.petition_list"), text)


def _pdf(content: bytes) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="phieu-theo-doi-{clock.today():%Y%m%d}.pdf"'
    return response


@bp.route("/petitions.xlsx", permission=REGISTER_EXPORT)
def register_download() -> Any:
    """The filtered register as a spreadsheet, within what the actor may see."""
    scope().require(PETITION_VIEW.name)
    rows = lists.all_petitions(scope(), _wanted(FilterForm(request.args)))
    content = register_xlsx(
        agency_of(scope()),
        rows,
        names_of([row.officer_id for row in rows]),
        identify=scope().can(PETITION_IDENTIFY.name),
    )
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="so-don-{clock.today():%Y%m%d}.xlsx"'
    return response
