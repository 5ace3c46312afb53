"""The tenant's working days: the national calendar, and days this tenant keeps otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from sqlalchemy import select
from wtforms import RadioField, StringField

from core import clock
from core.access.permissions import CALENDAR_MANAGE
from core.audit.reading import history_lines
from core.db.base import db
from core.events.core_events import CalendarDayNoted
from core.events.publish import publish
from core.i18n import dmy, language
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.law.days import DayKind, is_weekend
from core.tenancy.calendar import calendar_of
from core.tenancy.models import CalendarOverride
from core.web.context import scope
from core.web.forms import Day, Form, Most, Required
from core.web.render import go, page
from core.web.views.tenant import bp


class DayForm(Form):
    """A day that is not what the national calendar says."""

    day = Day(_l("Day"), [Required()])
    kind = RadioField(
        _l("The office"),
        [Required()],
        choices=[("off", _l("is closed on this day")), ("works", _l("works on this day"))],
    )
    title = StringField(_l("Occasion"), [Required(), Most(200)])
    source = StringField(
        _l("Deciding document"), [Required(), Most(200)], description=_l("Number, date and issuer of the paper")
    )


@bp.route("/admin/calendar", methods=["GET", "POST"], permission=CALENDAR_MANAGE)
def calendar_days() -> Any:
    """Days out of the ordinary of one year, and a form for a day of one's own.

    Due dates already given keep their day: a clock that runs is never changed silently.
    """
    form = DayForm()
    status = 200
    if request.method == "POST":
        if form.validate() and (day := _in_range(form)):
            _save(form, day)
            target = url_for("core.calendar_days", year=day.year)
            return go(target, _("The day is noted. Due dates given from now on count with it."))
        status = 422
    year = clock.today().year
    wanted = request.args.get("year", "")
    if wanted.isascii() and wanted.isdigit() and 2014 <= int(wanted) <= 2100:
        year = int(wanted)
    calendar = calendar_of(scope())
    own = {row.day for row in calendar.overrides}
    rows = {row.day: row for row in (*calendar.days, *calendar.overrides) if row.day.year == year}
    days = [
        {
            "day": row.day,
            "works": row.kind.is_working,
            "title": row.title(language()),
            "source": row.source,
            "unconfirmed": row.unconfirmed,
            "own": row.day in own,
        }
        for row in sorted(rows.values(), key=lambda row: row.day)
    ]
    lines = history_lines(scope(), {f"core:calendar:{day}": dmy(day) for day in own if day.year == year})
    return page("admin/calendar.html", days=days, year=year, form=form, lines=lines, status=status)


def _in_range(form: DayForm) -> date | None:
    day = form.day.data
    if day is not None and 2014 <= day.year <= 2100:
        return day
    form.day.errors = [_("Choose a day between 2014 and 2100.")]
    return None


def _save(form: DayForm, day: date) -> None:
    kind = DayKind.DAYOFF
    if form.kind.data == "works":
        kind = DayKind.SWAPPED_WORKDAY if is_weekend(day) else DayKind.WORKDAY
    row = db.session.scalar(select(CalendarOverride).where(CalendarOverride.day == day))
    if row is None:
        row = CalendarOverride(day=day)
        db.session.add(row)
    row.kind, row.title, row.source = kind.value, form.title.data, form.source.data
    publish(scope(), CalendarDayNoted(subject=f"core:calendar:{day}", day=day.isoformat(), kind=kind.value))
