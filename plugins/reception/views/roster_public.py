"""The roster for the public: a page without an account, and the notice to print."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request

from core.api import NotFound, Scope, agency_of, clock, page, scope, settings
from plugins.reception import roster_papers
from plugins.reception.forms.roster import MonthForm
from plugins.reception.permissions import ROSTER_VIEW
from plugins.reception.queries import duty
from plugins.reception.queries import roster as queries
from plugins.reception.queries.places import list_places
from plugins.reception.roster_words import HALF_LABELS
from plugins.reception.settings import ReceptionSettings
from plugins.reception.views.allowance import paper_download
from plugins.reception.views.blueprint import bp, public
from plugins.reception.views.places import clock_text, weekday_names

POST = "Người tiếp công dân"


def _duties(current: Scope, first: date, last: date) -> list[roster_papers.DutyRow]:
    named = settings(current, ReceptionSettings).notice_names
    known = {one.key: one for one in queries.officers(current)}
    found = []
    for shift in queries.shifts_between(current, first, last):
        one = known.get(shift.officer_id)
        who = roster_papers.who_text(one.post if one else POST, one.name if one else "", named=named)
        found.append(roster_papers.DutyRow(shift.day, shift.half, who))
    return found


def _head(current: Scope, first: date, last: date) -> list[roster_papers.HeadRow]:
    return [
        roster_papers.HeadRow(
            row.day,
            clock_text(row.opens),
            clock_text(row.closes),
            row.place,
            row.content,
            row.attends,
            f"Hoãn đến {row.moved_to:%d/%m/%Y}: {row.reason}" if row.state == "postponed" and row.moved_to else "",
        )
        for row in duty.head_days(current, first, last)
        if row.state != "absent"
    ]


@public.route("/roster")
def roster_public(scope: Scope) -> Any:
    """Who receives on the days to come, by post; the head's days with place and expected content."""
    today = clock.today()
    last = queries.month_end(queries.month_end(today) + timedelta(days=1))
    posted = {row.month for row in queries.posted_rosters(scope, queries.month_begin(today), last)}
    duties = [row for row in _duties(scope, today, last) if queries.month_begin(row.day) in posted]
    days: dict[date, dict[str, list[str]]] = {}
    for row in duties:
        days.setdefault(row.day, {}).setdefault(row.half, []).append(row.who)
    return page(
        "reception/roster_public.html",
        days=days,
        head=_head(scope, today, last),
        head_name=settings(scope, ReceptionSettings).head_name,
        halves=HALF_LABELS,
        weekdays=weekday_names(),
        today=today,
    )


@bp.route("/roster.<form>", permission=ROSTER_VIEW)
def roster_download(form: str) -> Any:
    """The notice of a month's schedule as .docx or PDF."""
    months = MonthForm(request.args)
    months.validate()
    first, last = months.first, queries.month_end(months.first)
    document = roster_papers.roster_notice(
        agency_of(scope()),
        first,
        [f"{place.name}, {place.address}" for place in list_places(scope())],
        _duties(scope(), first, last),
        _head(scope(), first, last),
        settings(scope(), ReceptionSettings).head_name,
    )
    done = paper_download(document, f"lich-tiep-cong-dan-{first:%Y-%m}", form)
    if done is None:
        raise NotFound("form")
    return done
