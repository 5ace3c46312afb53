"""Attaching and removing scanned papers, on the page of the petition."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import FileRefused, Refused, _, go, scope
from plugins.petitions.permissions import PETITION_PROCESS, PETITION_REGISTER
from plugins.petitions.services import attachments
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.petitions import show_petition


@bp.route("/petitions/<petition_id>/scans", methods=["POST"], permission=PETITION_REGISTER, upload=True)
def attachment_add(petition_id: str) -> Any:
    """Attach a scan; the petition's page with a sentence when it cannot be taken."""
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise FileRefused("none")
        attachments.attach_scan(scope(), petition_id, given.filename, given.stream)
    except Refused as error:
        return show_petition(petition_id, status=422, scan_problem=str(error))
    url = url_for("petitions.petition_show", petition_id=petition_id)
    return go(url, _("The scan is attached, cleaned of hidden data."))


@bp.route("/petitions/<petition_id>/scans/remove", methods=["POST"], permission=PETITION_PROCESS)
def attachment_remove(petition_id: str) -> Any:
    """Destroy a scan."""
    try:
        attachments.remove_scan(scope(), petition_id, request.form.get("scan", "")[:26])
    except Refused as error:
        return show_petition(petition_id, status=422, scan_problem=str(error))
    return go(url_for("petitions.petition_show", petition_id=petition_id), _("The scan is destroyed."))
