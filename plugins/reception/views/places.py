"""Places and weekly hours: what the office edits and what the public reads."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import request, url_for

from core.api import Invalid, NotFound, Scope, _, dmy, go, history_lines, page, scope
from plugins.reception.booking_words import BOOKING_SENTENCES
from plugins.reception.forms.places import PlaceForm
from plugins.reception.models import Booking, Opening, Place
from plugins.reception.permissions import SCHEDULE_EDIT
from plugins.reception.queries import bookings as booking_queries
from plugins.reception.queries import places as queries
from plugins.reception.services import places as services
from plugins.reception.views.blueprint import bp, public
from plugins.reception.words import sentence

CLOCK = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)", re.ASCII)
#: Two periods a day: morning and afternoon.
PERIODS = ("am", "pm")


def weekday_names() -> list[str]:
    """Monday first."""
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


def clock_text(minutes: int) -> str:
    """Minutes after midnight as 07:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def day_text(day: date) -> str:
    """A day with its weekday."""
    return f"{weekday_names()[day.weekday()]}, {dmy(day)}"


def booking_lines(bookings: list[Booking]) -> list[str]:
    """Day and hours of bookings, for the list of those that a change would break."""
    return [f"{day_text(one.day)}, {clock_text(one.starts)} – {clock_text(one.ends)}" for one in bookings]


def _week(openings: list[Opening]) -> list[dict[str, Any]]:
    days = []
    for number, name in enumerate(weekday_names()):
        own = [o for o in openings if o.weekday == number]
        days.append(
            {"number": number, "name": name, "periods": [(clock_text(o.opens), clock_text(o.closes)) for o in own]}
        )
    return days


def _places(current: Scope) -> list[dict[str, Any]]:
    places = queries.list_places(current)
    openings = queries.list_openings(current, [place.id for place in places]) if places else []
    return [{"place": place, "week": _week([o for o in openings if o.place_id == place.id])} for place in places]


@public.route("/")
def schedule_public(scope: Scope) -> Any:
    """Where and when citizens are received; no account, no script."""
    return page("reception/schedule_public.html", places=_places(scope))


@bp.route("/places", permission=SCHEDULE_EDIT)
def place_list() -> Any:
    """Places and hours as the public sees them, with links to change them."""
    return page("reception/place_list.html", places=_places(scope()))


def _typed_hours() -> tuple[list[tuple[int, int, int]], dict[str, str], str]:
    """(hours, what was typed, problem). A half-filled period is a problem, an empty one is closed."""
    hours: list[tuple[int, int, int]] = []
    typed: dict[str, str] = {}
    problem = ""
    for day in range(7):
        for period in PERIODS:
            parts = []
            for end in ("opens", "closes"):
                key = f"{period}_{end}_{day}"
                typed[key] = request.form.get(key, "").strip()[:5]
                parts.append(typed[key])
            if not any(parts):
                continue
            found = [CLOCK.fullmatch(part) for part in parts]
            if not all(found):
                problem = _("Write hours as 07:30; leave both fields empty when closed.")
                continue
            opens, closes = (int(m[1]) * 60 + int(m[2]) for m in found if m)
            hours.append((day, opens, closes))
    return hours, typed, problem


def _stored_hours(place: Place) -> dict[str, str]:
    typed: dict[str, str] = {}
    used: dict[int, int] = {}
    for opening in queries.list_openings(scope(), [place.id]):
        turn = used.get(opening.weekday, 0)
        if turn < len(PERIODS):
            typed[f"{PERIODS[turn]}_opens_{opening.weekday}"] = clock_text(opening.opens)
            typed[f"{PERIODS[turn]}_closes_{opening.weekday}"] = clock_text(opening.closes)
            used[opening.weekday] = turn + 1
    return typed


def _form_page(
    form: PlaceForm,
    typed: dict[str, str],
    place: Place | None,
    problem: str = "",
    status: int = 200,
    broken: list[Booking] | None = None,
) -> Any:
    return page(
        "reception/place_form.html",
        form=form,
        typed=typed,
        place=place,
        problem=problem,
        weekdays=list(enumerate(weekday_names())),
        periods=PERIODS,
        lines=history_lines(scope(), f"reception:place:{place.public_id}") if place else None,
        broken=booking_lines(broken or []),
        status=status,
    )


def _save(place: Place | None) -> Any:
    form = PlaceForm()
    hours, typed, problem = _typed_hours()
    broken: list[Booking] = []
    week = booking_queries.week_of(scope(), place, hours) if place else None
    if form.validate() and not problem:
        try:
            services.save_place(
                scope(),
                place.public_id if place else None,
                form.name.data,
                form.address.data,
                form.phone.data or "",
                form.access.data or "",
                hours,
                services.Seats(
                    form.slot_minutes.data or 30, form.public_seats.data or 0, form.internal_seats.data or 0
                ),
                form.broken.data or "",
            )
        except Invalid as error:
            problem = sentence(error.problems["hours"]) if "hours" in error.problems else ""
            if "broken" in error.problems:
                form.broken.errors = [str(BOOKING_SENTENCES["choose_broken"])]
                broken = booking_queries.broken_by(scope(), place, week) if place and week else []
        else:
            return go(url_for("reception.place_list"), _("The public page shows the new hours."))
    return _form_page(form, typed, place, problem, 422, broken)


@bp.route("/places/new", methods=["GET", "POST"], permission=SCHEDULE_EDIT)
def place_create() -> Any:
    """A further place."""
    return _save(None) if request.method == "POST" else _form_page(PlaceForm(), {}, None)


@bp.route("/places/<place_id>", methods=["GET", "POST"], permission=SCHEDULE_EDIT)
def place_edit(place_id: str) -> Any:
    """Change a place and its hours."""
    place = queries.get_place(scope(), place_id)
    if place is None:
        raise NotFound("place")
    if request.method == "POST":
        return _save(place)
    return _form_page(PlaceForm(obj=place), _stored_hours(place), place)
