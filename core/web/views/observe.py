"""Pages for machines that watch the installation: is it ready, and how does it fare."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g

from core.health import checks
from core.observe.metrics import CONTENT_TYPE, Metrics
from core.web.blueprint import GuardedBlueprint

bp = GuardedBlueprint("observe", __name__)
keyed = GuardedBlueprint("figures", __name__)
keyed.area = "keyed"


@bp.route("/readyz")
def readyz() -> Any:
    """200 when this process may get requests, else 503; what is wrong stands in plain English."""
    g.language = "en"
    found = checks(current_app)
    failed = [f"{check.title}: {check.text}" for check in found if check.state == "failed"]
    answer = {
        "status": "not ready" if failed else "ready",
        "failed": failed,
        "checks": {check.key: {"state": check.state, "text": check.text} for check in found},
    }
    return answer, 503 if failed else 200


@keyed.route("/metrics")
def metrics() -> Any:
    """Figures for Prometheus, for whoever holds the installation's token."""
    figures: Metrics = current_app.extensions["tiepdan.metrics"]
    return Response(figures.text(), content_type=CONTENT_TYPE)
