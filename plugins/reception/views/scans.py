"""Attaching and removing scanned papers, on the page of the visit."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import FileRefused, Refused, _, go, scope
from plugins.reception import scans
from plugins.reception.permissions import VISIT_EDIT
from plugins.reception.views.blueprint import bp
from plugins.reception.views.visits import show_visit


@bp.route("/visits/<visit_id>/scans", methods=["POST"], permission=VISIT_EDIT, upload=True)
def scan_add(visit_id: str) -> Any:
    """Attach a scan to a paper; the visit's page with a sentence when it cannot be taken."""
    paper, given = request.form.get("paper", ""), request.files.get("file")
    position = int(paper) if paper.isascii() and paper.isdigit() and len(paper) < 4 else -1
    try:
        if given is None or not given.filename:
            raise FileRefused("none")
        scans.attach_scan(scope(), visit_id, position, given.filename, given.stream)
    except Refused as error:
        return show_visit(visit_id, status=422, scan_problem=str(error))
    return go(url_for("reception.visit_show", visit_id=visit_id), _("The scan is attached, cleaned of hidden data."))


@bp.route("/visits/<visit_id>/scans/<file_id>/remove", methods=["POST"], permission=VISIT_EDIT)
def scan_remove(visit_id: str, file_id: str) -> Any:
    """Destroy a scan."""
    scans.remove_scan(scope(), visit_id, file_id)
    return go(url_for("reception.visit_show", visit_id=visit_id), _("The scan is destroyed."))
