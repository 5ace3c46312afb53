"""Open calls for assistance, and the duties of the plan this plugin carries."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Banner, PluginBlueprint, Refused, Scope, _, duty_list, follow, go, page, scope, wants_partial
from plugins.police import queries, services
from plugins.police.duties import DUTIES
from plugins.police.permissions import ASSISTANCE_ACCEPT, VENUE_VIEW

bp = PluginBlueprint("police", __name__)


@bp.route("/", permission=VENUE_VIEW)
def start() -> Any:
    """Open calls first; then what the plan asks of this unit and how far the law lets software go."""
    follow()
    return _show()


def calls_banner(scope: Scope) -> Banner:
    """Open calls for the top of a page; the start page also says when there is none."""
    values = queries.banner_values(scope, quiet=request.endpoint != "police.start")
    return Banner("police/_calls.html", values, "alarm.js")


def _show(problem: str = "", status: int = 200) -> Any:
    if wants_partial():
        quiet = request.args.get("quiet") == "1"
        return page("police/_calls.html", values=queries.banner_values(scope(), quiet=quiet), status=status)
    return page(
        "police/start.html",
        past=queries.closed_calls(scope()),
        problem=problem,
        duties=duty_list(DUTIES),
        plugin_title=_("Police: venue safety"),
        status=status,
    )


@bp.route("/calls/<call_id>", permission=ASSISTANCE_ACCEPT)
def call_show(call_id: str) -> Any:
    """Where a notice leads: all open calls stand on the start page."""
    queries.get_call(scope(), call_id)
    return go(url_for("police.start"))


@bp.route("/calls/<call_id>/accept", methods=["POST"], permission=ASSISTANCE_ACCEPT)
def call_accept(call_id: str) -> Any:
    """Say that one comes; every desk shows it."""
    try:
        services.accept_call(scope(), call_id)
    except Refused:
        return _show(_("This call is over already."), 409)
    return go(url_for("police.start"), _("The desk sees that you are coming."))
