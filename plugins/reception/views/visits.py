"""Screens of visits: list, register, show, correct, answer."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import (
    Invalid,
    Refused,
    _,
    calendar_of,
    clock,
    follow,
    go,
    keyset,
    law,
    names_of,
    neighbours,
    page,
    scope,
    wants_partial,
)
from plugins.reception import visit_rules
from plugins.reception.forms.visits import AnswerForm, FilterForm, VisitEditForm, VisitForm
from plugins.reception.law import ground
from plugins.reception.models import Visit
from plugins.reception.permissions import (
    QUEUE_RUN,
    VISIT_EDIT,
    VISIT_IDENTIFY,
    VISIT_REGISTER,
    VISIT_VIEW,
)
from plugins.reception.queries import queue as hall
from plugins.reception.queries import visits as queries
from plugins.reception.queries.duty import head_day_on
from plugins.reception.queries.visits import VisitFilter
from plugins.reception.scans import scans_of
from plugins.reception.services import queue
from plugins.reception.services import visits as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.numbers import page_numbers
from plugins.reception.views.queue import queue_values
from plugins.reception.words import (
    COPY_LABELS,
    FIELD_LABELS,
    ID_TYPE_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    change_lines,
    sentence,
)

LABELS = {
    "kinds": KIND_LABELS,
    "outcomes": OUTCOME_LABELS,
    "id_types": ID_TYPE_LABELS,
    "copies": COPY_LABELS,
    "fields": FIELD_LABELS,
}


@bp.route("/", permission=VISIT_VIEW)
def desk() -> Any:
    """The officer's first screen: what must be answered, and one key to a new visit."""
    follow()
    calendar = calendar_of(scope())
    today = clock.today()
    rows = [
        (row, calendar.working_days_between(today, row.answer_due_on))
        for row in queries.owed_answers(scope())
        if row.answer_due_on
    ]
    waiting = queue_values() if scope().can(QUEUE_RUN.name) and not wants_partial() else {}
    return page(
        "reception/desk.html",
        partial="reception/_desk.html",
        **waiting,
        numbers=page_numbers(scope()),
        rows=rows,
        labels=LABELS,
        today=today,
    )


@bp.route("/visits", permission=VISIT_VIEW)
def visit_list() -> Any:
    """Visits, newest number first, narrowed by the filter bar."""
    follow()
    form = FilterForm(request.args)
    form.validate()
    text = request.args.get("q", "").strip()[:200]
    wanted = VisitFilter(
        text,
        form.kind.data if form.kind.data in KIND_LABELS else "",
        form.outcome.data if form.outcome.data in OUTCOME_LABELS else "",
        form.since.data,
        form.until.data,
        bool(form.owed.data),
    )
    position = keyset()
    rows, cursors, more = queries.list_visits(scope(), wanted, position)
    newer, older = neighbours(cursors, position, more=more)
    filtered = wanted != VisitFilter()
    calendar, today = calendar_of(scope()), clock.today()
    left = {
        row.public_id: calendar.working_days_between(today, row.answer_due_on)
        for row in rows
        if row.answer_due_on and not row.answered
    }
    return page(
        "reception/visit_list.html",
        partial="reception/_visit_rows.html",
        rows=rows,
        left=left,
        newer=newer,
        older=older,
        form=form,
        q=text,
        filtered=filtered,
        labels=LABELS,
        identify=scope().can(VISIT_IDENTIFY.name),
    )


def _wants_row(form: VisitForm) -> bool:
    """Without scripts the "add a row" buttons send the form; answer with one more row."""
    for name in ("people", "papers"):
        if f"add_{name}" in request.form:
            field = getattr(form, name)
            if len(field.entries) < field.max_entries:
                field.append_entry()
            return True
    return False


def _form_page(form: VisitForm, status: int = 200, **values: Any) -> Any:
    """The form; on a day of the head it asks whether the head received in person."""
    head_day = head_day_on(scope(), form.received_on.data) if form.received_on.data else None
    return page("reception/visit_form.html", form=form, labels=LABELS, head_day=head_day, status=status, **values)


@bp.route("/visits/new", methods=["GET", "POST"], permission=VISIT_REGISTER)
def visit_create() -> Any:
    """Register a visit."""
    form = VisitForm()
    if request.method != "POST":
        form.outcome.data, form.ticket.data = "received", request.args.get("ticket", "")[:26]
        called = hall.called_ticket(scope(), form.ticket.data)
        form.kind.data = called.kind or None if called else None
        return _form_page(form, called=called)
    called = hall.called_ticket(scope(), (form.ticket.data or "")[:26])
    if _wants_row(form):
        return _form_page(form, called=called)
    if form.validate():
        try:
            visit = services.register_visit(scope(), form.values())
        except Invalid as error:
            form.show(error)
        else:
            if called:
                queue.attach_visit(scope(), called.public_id, visit)
            return go(
                url_for("reception.visit_show", visit_id=visit.public_id),
                _("Visit %(number)s is in the book.", number=f"{visit.number}/{visit.year}"),
            )
    return _form_page(form, 422, called=called)


@bp.route("/visits/<visit_id>", permission=VISIT_VIEW)
def visit_show(visit_id: str) -> Any:
    """One visit: the matter, who came (for those who may see it), what is owed, corrections."""
    return show_visit(visit_id)


def show_visit(visit_id: str, form: AnswerForm | None = None, status: int = 200, scan_problem: str = "") -> Any:
    """The page of a visit, with a form or a scan that could not be taken."""
    visit = queries.get_visit(scope(), visit_id)
    changes = queries.list_changes(scope(), visit)
    names = names_of([visit.officer_id, *(change.officer_id for change in changes)])
    left = None
    if visit.answer_due_on and not visit.answered:
        left = calendar_of(scope()).working_days_between(clock.today(), visit.answer_due_on)
    return page(
        "reception/visit_show.html",
        visit=visit,
        history=[(change, change_lines(change.fields)) for change in changes],
        names=names,
        left=left,
        owes=visit.outcome in visit_rules.OWES_ANSWER,
        basis=_basis(visit),
        ground=ground(visit.refusal_ground) if visit.refusal_ground else None,
        form=AnswerForm() if form is None else form,
        scans=scans_of(scope(), visit),
        scan_problem=scan_problem,
        labels=LABELS,
        identify=scope().can(VISIT_IDENTIFY.name),
        status=status,
    )


def _basis(visit: Visit) -> law.Derivation | None:
    """How the due date of the answer was counted when the visit was last written."""
    kept: dict[str, Any] = visit.answer_basis
    return law.Derivation.from_json(kept) if kept.get("format") else None


@bp.route("/visits/<visit_id>/edit", methods=["GET", "POST"], permission=VISIT_EDIT)
def visit_edit(visit_id: str) -> Any:
    """Correct a visit, with a reason. It needs the right to see who came, too."""
    scope().require(VISIT_IDENTIFY.name)
    visit = queries.get_visit(scope(), visit_id)
    if request.method != "POST":
        return _form_page(VisitEditForm.of(visit), visit=visit)
    form = VisitEditForm()
    if _wants_row(form):
        return _form_page(form, visit=visit)
    if form.validate():
        try:
            services.edit_visit(scope(), visit_id, form.values(), form.reason.data)
        except Invalid as error:
            form.show(error)
        else:
            return go(url_for("reception.visit_show", visit_id=visit_id), _("The correction is saved."))
    return _form_page(form, 422, visit=visit)


@bp.route("/visits/<visit_id>/answer", methods=["POST"], permission=VISIT_EDIT)
def visit_answer(visit_id: str) -> Any:
    """Note that the citizen got the answer."""
    form = AnswerForm()
    try:
        services.require_owing(scope(), visit_id)
        if not form.validate():
            return show_visit(visit_id, form, status=422)
        services.answer_visit(scope(), visit_id, form.result.data)
    except Refused:
        raise Refused(sentence("answered")) from None
    return go(url_for("reception.visit_show", visit_id=visit_id), _("The answer is noted."))
