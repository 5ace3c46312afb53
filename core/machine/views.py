"""What the core itself offers to programs: the tenant, its working days; and the document of all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from flask import current_app
from pydantic import Field

from core.access.permissions import ANY_MEMBER
from core.errors import Invalid
from core.i18n import gettext as _
from core.i18n import language
from core.i18n import lazy as _l
from core.law.days import DayKind
from core.law.errors import DayOutOfRange
from core.machine.fields import Day, Number, Output, Question
from core.machine.openapi import document
from core.machine.problems import answer
from core.tenancy.calendar import calendar_of
from core.web.blueprint import GuardedBlueprint, MachineBlueprint
from core.web.context import scope
from core.web.render import page

bp = GuardedBlueprint("machine", __name__)
api = MachineBlueprint("core", __name__, url_prefix="/api/v1/t/<tenant>")


class TenantOut(Output):
    """The tenant a token acts in, and what it may do there today."""

    slug: str
    kind: str
    name: str
    name_en: str
    plugins: list[str]
    post: str
    rights: list[str]


class YearQuestion(Question):
    """Which year."""

    year: Number = Field(ge=2014, le=2100)


class DayOut(Output):
    """A day that is not what its weekday says. ``title`` is told for national days only."""

    day: date
    kind: DayKind
    works: bool
    title: str
    own: bool
    unconfirmed: bool


class CalendarOut(Output):
    """A year: all days follow their weekday except those listed."""

    year: int
    version: str
    official: bool
    working_days: int
    days: list[DayOut]


class DueQuestion(Question):
    """Count ``days`` after ``start``, which is not counted."""

    start: Day
    days: Number = Field(ge=0, le=1000)
    unit: Literal["working", "calendar"] = "working"


class SkippedOut(Output):
    """A day that did not count."""

    day: date
    kind: DayKind


class DueOut(Output):
    """A due date with what it rests on."""

    due_on: date
    start: date
    days: int
    unit: Literal["working", "calendar"]
    skipped: list[SkippedOut]
    unconfirmed: bool
    calendar_version: str


@bp.route("/api/")
def api_page() -> Any:
    """The document as a page for people."""
    return page("api.html", document=document(current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001 - the way to unwrap


@bp.route("/api/openapi.json")
def api_document() -> Any:
    """The document for programs."""
    return answer(document(current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001 - the same


@api.route("/", permission=ANY_MEMBER, gives=TenantOut, summary=_l("The tenant and the rights of this token"))
def tenant_show() -> TenantOut:
    """Where the token acts, and what it may do."""
    here = scope()
    return TenantOut(
        slug=here.tenant.slug,
        kind=here.tenant.kind,
        name=here.tenant.name,
        name_en=here.tenant.name_en,
        plugins=sorted(here.plugins),
        post=here.post_title,
        rights=sorted(right for right in here.permissions if here.can(right)),
    )


@api.route(
    "/calendar", permission=ANY_MEMBER, asks=YearQuestion, gives=CalendarOut, summary=_l("Working days of a year")
)
def calendar_show(asked: YearQuestion) -> CalendarOut:
    """Days out of the ordinary; words of the tenant's own days stay with the calendar's screen."""
    calendar = calendar_of(scope())
    own = {row.day for row in calendar.overrides}
    rows = {row.day: row for row in (*calendar.days, *calendar.overrides) if row.day.year == asked.year}
    first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
    return CalendarOut(
        year=asked.year,
        version=calendar.version,
        official=asked.year in calendar.official_years,
        working_days=calendar.working_days_between(first - timedelta(days=1), last),
        days=[
            DayOut(
                day=day,
                kind=row.kind,
                works=row.kind.is_working,
                title="" if day in own else row.title(language()),
                own=day in own,
                unconfirmed=row.unconfirmed,
            )
            for day, row in sorted(rows.items())
        ],
    )


@api.route("/calendar/due", permission=ANY_MEMBER, asks=DueQuestion, gives=DueOut, summary=_l("Compute a due date"))
def calendar_due(asked: DueQuestion) -> DueOut:
    """The due date by the tenant's calendar (Civil Code 91/2015/QH13, Arts 147-148)."""
    calendar = calendar_of(scope())
    walk = calendar.walk_working_days if asked.unit == "working" else calendar.walk_calendar_days
    try:
        days = walk(asked.start, asked.days)
    except DayOutOfRange:
        raise Invalid({"start": _("The calendar reaches from 1900 to 2200.")}) from None
    return DueOut(
        due_on=days[-1],
        start=asked.start,
        days=asked.days,
        unit=asked.unit,
        skipped=[SkippedOut(day=gone.day, kind=gone.reason.kind) for gone in calendar.skipped(days)],
        unconfirmed=any(calendar.is_unconfirmed(day) for day in days),
        calendar_version=calendar.version,
    )
