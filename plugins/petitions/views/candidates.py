"""The sealed list of files on candidates, and the list by which unsettled ones are handed over."""

from __future__ import annotations

from typing import Any

from flask import Response

from core.api import agency_of, calendar_of, clock, language, names_of, page, scope
from plugins.petitions.permissions import CANDIDATE_VIEW
from plugins.petitions.queries import candidates as queries
from plugins.petitions.register_sheet import handover_xlsx
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.petitions.views.lists import XLSX


@bp.route("/candidates", permission=CANDIDATE_VIEW)
def candidate_list() -> Any:
    """Files on candidates with the steps of the election; open to the election body's members alone."""
    found, today = queries.candidate_files(scope()), clock.today()
    calendar = calendar_of(scope())
    return page(
        "petitions/candidate_list.html",
        found=found,
        left={row.public_id: calendar.working_days_between(today, row.due_on) for row, _done in found if row.due_on},
        names=names_of([row.officer_id for row, _done in found]),
        unsettled=sum(not done for _row, done in found),
        election=queries.election_of(today),
        today=today,
        lang=language(),
        labels=LABELS,
    )


@bp.route("/candidates/handover.xlsx", permission=CANDIDATE_VIEW)
def candidate_handover() -> Any:
    """What was not settled, for the body that takes it over (Election Law Art 61.4); names nobody."""
    content = handover_xlsx(agency_of(scope()), queries.unsettled_files(scope()), queries.election_of(clock.today()))
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="chuyen-ho-so-{clock.today():%Y%m%d}.xlsx"'
    return response
