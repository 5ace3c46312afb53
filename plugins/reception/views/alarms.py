"""Calls for help: the banner on every page of the desk, and the page behind it where no script runs."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, follow, go, page, scope, wants_partial
from plugins.reception.permissions import ALARM_USE, VISIT_VIEW
from plugins.reception.queries import alarms as queries
from plugins.reception.queue_words import ENDING_LABELS, SENTENCES
from plugins.reception.services import alarms as services
from plugins.reception.views.blueprint import bp


@bp.route("/alarm", permission=VISIT_VIEW)
def alarm_show() -> Any:
    """Open calls, the way to raise one, and how the last ones ended."""
    follow()
    return _show()


def _show(problem: str = "", status: int = 200) -> Any:
    values = {"alarms": queries.open_alarms(scope()), "endings": ENDING_LABELS, "problem": problem}
    if wants_partial():
        return page("reception/_alarm.html", values=values, status=status)
    return page(
        "reception/alarm_show.html",
        past=queries.past_alarms(scope()),
        endings=ENDING_LABELS,
        problem=problem,
        status=status,
    )


def _done(message: str) -> Any:
    """The banner as it is now, where the page stays; else the page of calls."""
    return _show() if wants_partial() else go(url_for("reception.alarm_show"), message)


@bp.route("/alarm", methods=["POST"], permission=ALARM_USE)
def alarm_raise() -> Any:
    """Call for help."""
    services.raise_alarm(scope())
    return _done(_("The call goes out to every desk and to the police."))


@bp.route("/alarm/<alarm_id>/accept", methods=["POST"], permission=ALARM_USE)
def alarm_accept(alarm_id: str) -> Any:
    """Say that one comes."""
    try:
        services.accept_alarm(scope(), alarm_id)
    except Refused as error:
        return _show(str(SENTENCES[str(error)]), 409)
    return _done(_("Everybody sees that you are coming."))


@bp.route("/alarm/<alarm_id>/stop", methods=["POST"], permission=ALARM_USE)
def alarm_stop(alarm_id: str) -> Any:
    """End a call, with how it ended."""
    try:
        services.stop_alarm(scope(), alarm_id, request.form.get("ending", ""))
    except Invalid as error:
        return _show(str(SENTENCES[error.problems["ending"]]), 422)
    return _done(_("The call is stopped."))
