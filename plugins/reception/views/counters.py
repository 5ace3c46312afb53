"""Counters of the halls: which there are and which unit each serves."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, _, go, history_lines, page, scope
from plugins.reception.forms.queue import CounterForm
from plugins.reception.models import Counter
from plugins.reception.permissions import SCHEDULE_EDIT
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.queue_words import SENTENCES
from plugins.reception.services import queue as services
from plugins.reception.views.blueprint import bp


@bp.route("/counters", permission=SCHEDULE_EDIT)
def counter_list() -> Any:
    """All counters, by place."""
    counters = queries.list_counters(scope())
    places = [(place, [c for c in counters if c.place_id == place.id]) for place in list_places(scope())]
    return page("reception/counter_list.html", places=places)


def _form_page(counter: Counter | None) -> Any:
    places = list_places(scope())
    form = CounterForm(places, obj=counter if request.method != "POST" else None)
    status = 200
    if request.method != "POST":
        known = {place.id: place.public_id for place in places}
        form.place.data = known.get(counter.place_id, "") if counter else request.args.get("place", "")
    elif form.validate():
        try:
            services.save_counter(
                scope(),
                counter.public_id if counter else None,
                form.place.data or "",
                form.name.data,
                form.serves.data,
                active=form.active.data,
            )
        except Invalid as error:
            form.place.errors = [SENTENCES[error.problems["place"]]]
            status = 422
        else:
            return go(url_for("reception.counter_list"), _("The counter is saved."))
    else:
        status = 422
    lines = history_lines(scope(), f"reception:counter:{counter.public_id}") if counter else None
    return page("reception/counter_form.html", form=form, counter=counter, lines=lines, status=status)


@bp.route("/counters/new", methods=["GET", "POST"], permission=SCHEDULE_EDIT)
def counter_create() -> Any:
    """A further counter."""
    return _form_page(None)


@bp.route("/counters/<counter_id>", methods=["GET", "POST"], permission=SCHEDULE_EDIT)
def counter_edit(counter_id: str) -> Any:
    """Change a counter, or put it out of use."""
    return _form_page(queries.get_counter(scope(), counter_id))
