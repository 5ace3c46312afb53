"""The statutory book 03/TCD, on screen and as a spreadsheet, and the papers of a visit."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request

from core.api import (
    Day,
    NotFound,
    PartForm,
    _l,
    agency_of,
    audit_head,
    clock,
    documents,
    names_of,
    page,
    scope,
    settings,
)
from plugins.reception import papers
from plugins.reception.documents import BOOK_COLUMNS, reception_book_xlsx
from plugins.reception.permissions import BOOK_EXPORT, PAPER_PRINT, VISIT_IDENTIFY
from plugins.reception.queries import visits as queries
from plugins.reception.queries.places import list_places
from plugins.reception.settings import ReceptionSettings
from plugins.reception.views.blueprint import bp

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: So many lines are shown on screen; the spreadsheet holds all.
ON_SCREEN = 200


class PeriodForm(PartForm):
    """From day to day, both included."""

    since = Day(_l("From"))
    until = Day(_l("To"))


def _period() -> tuple[PeriodForm, date, date]:
    form = PeriodForm(request.args)
    good = form.validate()
    today = clock.today()
    since = (form.since.data if good else None) or today.replace(month=1, day=1)
    until = (form.until.data if good else None) or today
    form.since.data, form.until.data = since, until
    if good and since > until:
        form.until.errors = [_l("The period ends before it begins.")]
    return form, since, until


@bp.route("/book", permission=BOOK_EXPORT)
def book_show() -> Any:
    """The book on screen."""
    scope().require(VISIT_IDENTIFY.name)  # names stand in it
    form, since, until = _period()
    visits = queries.book_visits(scope(), since, until, limit=ON_SCREEN + 1)
    bad = bool(form.since.errors or form.until.errors)
    return page(
        "reception/book_show.html",
        form=form,
        columns=BOOK_COLUMNS,
        rows=[papers.book_row(visit) for visit in visits[:ON_SCREEN]],
        more=len(visits) > ON_SCREEN,
        since=since,
        until=until,
        status=422 if bad else 200,
    )


@bp.route("/book.xlsx", permission=BOOK_EXPORT)
def book_download() -> Any:
    """The book as a spreadsheet; the screen with its sentence when the period is wrong."""
    scope().require(VISIT_IDENTIFY.name)  # names stand in it
    form, since, until = _period()
    if form.since.errors or form.until.errors:
        return book_show()
    rows = [papers.book_row(visit) for visit in queries.book_visits(scope(), since, until)]
    content = reception_book_xlsx(agency_of(scope()), since, until, rows)
    return _file(content, XLSX, f"so-tiep-cong-dan-{since:%Y%m%d}-{until:%Y%m%d}.xlsx")


def _file(content: bytes, mimetype: str, filename: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _paper(document: documents.Document, name: str, form: str) -> Response:
    if form == "docx":
        return _file(documents.to_docx(document), DOCX, f"{name}.docx")
    if form == "pdf":
        return _file(documents.to_pdf(document), "application/pdf", f"{name}.pdf")
    raise NotFound("form")


@bp.route("/visits/<visit_id>/receipt.<form>", permission=PAPER_PRINT)
def receipt_download(visit_id: str, form: str) -> Any:
    """Receipt 02/TCD for the papers of a visit."""
    scope().require(VISIT_IDENTIFY.name)  # names stand in it
    visit = queries.get_visit(scope(), visit_id)
    officer = names_of([visit.officer_id]).get(visit.officer_id or 0, "")
    places = list_places(scope())
    copies = settings(scope(), ReceptionSettings).receipt_copies
    place = places[0].name if places else ""
    document = papers.receipt_of(visit, agency_of(scope()), officer, place, copies, audit_head(scope()))
    return _paper(document, f"02-TCD-{visit.number}-{visit.year}", form)


@bp.route("/visits/<visit_id>/refusal.<form>", permission=PAPER_PRINT)
def refusal_download(visit_id: str, form: str) -> Any:
    """Refusal notice 01/TCD, where the ground asks for a written one."""
    scope().require(VISIT_IDENTIFY.name)  # names stand in it
    visit = queries.get_visit(scope(), visit_id)
    document = papers.refusal_of(visit, agency_of(scope()))
    if document is None:
        raise NotFound("notice")
    return _paper(document, f"01-TCD-{visit.number}-{visit.year}", form)
