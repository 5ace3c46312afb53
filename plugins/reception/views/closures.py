"""Days on which a place is closed; bookings on them are shown before anything is saved."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, _, go, page, scope
from plugins.reception.booking_words import BOOKING_SENTENCES
from plugins.reception.forms.bookings import ClosureForm
from plugins.reception.models import Booking
from plugins.reception.permissions import SCHEDULE_EDIT
from plugins.reception.queries import bookings as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import bookings as services
from plugins.reception.views.blueprint import bp
from plugins.reception.views.places import booking_lines


@bp.route("/closures", methods=["GET", "POST"], permission=SCHEDULE_EDIT)
def closure_list() -> Any:
    """Closures that are not over, and a form for one more."""
    places = list_places(scope())
    form = ClosureForm(places)
    broken: list[Booking] = []
    if request.method == "POST" and form.validate() and form.first_on.data and form.last_on.data:
        values = services.ClosureInput(
            form.place.data or "", form.first_on.data, form.last_on.data, form.reason.data or ""
        )
        broken = services.broken_by_closure(scope(), values)
        try:
            services.close_place(scope(), values, form.broken.data or "")
        except Invalid as error:
            for name, key in error.problems.items():
                getattr(form, name).errors = [BOOKING_SENTENCES[key]]
        else:
            return go(url_for("reception.closure_list"), _("The days cannot be booked any more."))
    return page(
        "reception/closure_list.html",
        form=form,
        broken=booking_lines(broken),
        closures=queries.list_closures(scope()) if request.method == "GET" else None,
        places={one.id: one.name for one in places},
        status=200 if request.method == "GET" else 422,
    )


@bp.route("/closures/<closure_id>/remove", methods=["POST"], permission=SCHEDULE_EDIT)
def closure_remove(closure_id: str) -> Any:
    """Open again on these days."""
    services.reopen_place(scope(), closure_id)
    return go(url_for("reception.closure_list"), _("The place is open on these days again."))
