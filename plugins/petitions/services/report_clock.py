"""The limit to report the result of a case to whoever passed the petition on."""

from __future__ import annotations

from datetime import date

from core.api import Scope
from plugins.petitions.models import Case, Petition
from plugins.petitions.queries import cases as queries
from plugins.petitions.services.clocks import start_clock

#: What came from another body, so that it hears of the result.
PASSED_ON = ("transfer", "other_body")


def start_report_clock(scope: Scope, petition: Petition, case: Case, on: date) -> None:
    """Start the 7 working days of RC-14 when a complaint or denunciation that was passed on is settled."""
    if petition.source not in PASSED_ON or case.kind not in ("complaint", "denunciation"):
        return
    if queries.live_clock(scope, petition, "report") is None:
        start_clock(scope, petition, "report", "RC-14", on, case=case)
