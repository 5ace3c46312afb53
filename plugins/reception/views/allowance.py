"""The allowance sheet of a month, confirming shifts, and the list of entitled officers."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from core.api import Invalid, _, agency_of, clock, documents, go, history_lines, names_of, ngettext, page, scope
from plugins.reception import roster_papers
from plugins.reception.forms.allowance import ConfirmForm, EntitlementForm
from plugins.reception.forms.roster import MonthForm
from plugins.reception.permissions import ALLOWANCE_MANAGE
from plugins.reception.queries import allowance as queries
from plugins.reception.queries.roster import month_begin, month_end, officers
from plugins.reception.roster_words import GROUP_LABELS, HALF_LABELS, sentence
from plugins.reception.services import allowance as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.book import DOCX, XLSX
from plugins.reception.views.places import weekday_names

MOST_SHIFTS = 400


def download(content: bytes, mimetype: str, filename: str) -> Response:
    """A file to save."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def paper_download(document: documents.Document, name: str, form: str) -> Response | None:
    """A paper as .docx or PDF; None for any other form."""
    if form == "docx":
        return download(documents.to_docx(document), DOCX, f"{name}.docx")
    if form == "pdf":
        return download(documents.to_pdf(document), "application/pdf", f"{name}.pdf")
    return None


@bp.route("/allowance", methods=["GET", "POST"], permission=ALLOWANCE_MANAGE)
def allowance_show() -> Any:
    """The sheet on screen, and the shifts behind it to be confirmed."""
    months = MonthForm(request.args)
    good = months.validate()
    form = ConfirmForm()
    problem = ""
    if request.method == "POST":
        try:
            minutes = form.minutes.data if form.validate() else 0  # the service refuses 0 in words
            changed = services.confirm_shifts(
                scope(), request.form.getlist("shift")[:MOST_SHIFTS], request.form.get("action", ""), minutes
            )
        except Invalid as error:
            problem = sentence(next(iter(error.problems.values())))
        else:
            text = ngettext("%(num)d shift is noted.", "%(num)d shifts are noted.", changed)
            return go(url_for("reception.allowance_show", month=f"{months.first:%Y-%m}"), text)
    sheet = queries.month_sheet(scope(), months.first)
    today = clock.today()
    return page(
        "reception/allowance_show.html",
        months=months,
        form=form,
        problem=problem,
        sheet=sheet,
        past=[shift for shift in sheet.shifts if shift.day <= today],
        ticked=set(request.form.getlist("shift")),
        words=documents.amount_in_words(sheet.total),
        halves=HALF_LABELS,
        groups=GROUP_LABELS,
        weekdays=weekday_names(),
        earlier=month_begin(month_begin(months.first)).fromordinal(months.first.toordinal() - 1),
        later=months.first.fromordinal(month_end(months.first).toordinal() + 1),
        status=422 if problem or not good else 200,
    )


@bp.route("/allowance.xlsx", permission=ALLOWANCE_MANAGE)
def allowance_download() -> Any:
    """The sheet as a workbook; the screen with its sentence when the month is wrong."""
    months = MonthForm(request.args)
    if not months.validate():
        return allowance_show()
    sheet = queries.month_sheet(scope(), months.first)
    rows = [
        roster_papers.AllowanceRow(
            person.name,
            person.post,
            f"Khoản {line.group}" + (", có phụ cấp trách nhiệm theo nghề" if line.vocational else ""),
            line.full_days,
            line.half_days,
            line.rate,
            line.amount,
            line.source,
        )
        for person in sheet.people
        for line in person.owed.lines
    ]
    today = clock.today()
    content = roster_papers.allowance_xlsx(
        agency_of(scope()),
        sheet.month,
        rows,
        queries.terms(scope()).percent,
        sum(len(person.owed.unknown) for person in sheet.people),
        sum(shift.held_minutes is None for shift in sheet.shifts if shift.day <= today),
    )
    return download(content, XLSX, f"bang-ke-boi-duong-{sheet.month:%Y-%m}.xlsx")


@bp.route("/allowance/people", methods=["GET", "POST"], permission=ALLOWANCE_MANAGE)
def entitlement_list() -> Any:
    """The head's list of officers who are paid, and a form for one more entry."""
    form = EntitlementForm()
    known = officers(scope())
    form.offer(known)
    by_id = {one.public_id: one.key for one in known}
    if request.method == "POST" and form.validate() and form.first_on.data:
        try:
            services.enter_entitlement(
                scope(),
                by_id.get(form.officer.data, 0) if form.officer.data else scope().actor_id or 0,
                int(form.group.data),
                vocational=form.vocational.data,
                basis=form.basis.data or "",
                first=form.first_on.data,
                last=form.last_on.data,
            )
        except Invalid as error:
            form.show(error)
        else:
            return go(url_for("reception.entitlement_list"), _("The entry is on the list."))
    rows = queries.list_entitlements(scope())
    names = {one.key: one.name for one in known}
    names |= names_of({row.officer_id for row in rows} - names.keys())
    listed = {row.officer_id for row in rows}
    return page(
        "reception/entitlement_list.html",
        form=form,
        rows=rows,
        names=names,
        groups=GROUP_LABELS,
        lines=history_lines(
            scope(), {f"reception:entitlement:{row.public_id}": names.get(row.officer_id, "") for row in rows}
        ),
        missing=[one.name for one in known if one.key not in listed],
        status=422 if request.method == "POST" else 200,
    )


@bp.route("/allowance/people/<entitlement_id>/remove", methods=["POST"], permission=ALLOWANCE_MANAGE)
def entitlement_remove(entitlement_id: str) -> Any:
    """Take an entry off the list."""
    services.remove_entitlement(scope(), entitlement_id)
    return go(url_for("reception.entitlement_list"), _("The entry is removed."))
