"""Screens of the waiting hall for officers: the queue on the desk, numbers and their slips."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, NotFound, Refused, _, follow, go, names_of, page, scope, settings
from plugins.reception.forms.queue import RedirectForm, TicketForm
from plugins.reception.models import Ticket
from plugins.reception.permissions import QUEUE_RUN
from plugins.reception.qr import qr_svg
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.queue_words import GROUND_LABELS, LANGUAGE_LABELS, REASONS, SENTENCES, STATE_LABELS
from plugins.reception.services import queue as services
from plugins.reception.settings import ReceptionSettings
from plugins.reception.views.blueprint import bp
from plugins.reception.words import KIND_LABELS

LABELS = {
    "grounds": GROUND_LABELS,
    "languages": LANGUAGE_LABELS,
    "kinds": KIND_LABELS,
    "reasons": REASONS,
    "states": STATE_LABELS,
}


def queue_values(problem: str = "") -> dict[str, Any]:
    """What ``_queue.html`` shows: my counter, who is at it, who is next, who waits and why there."""
    counters, places, seat = queries.desk_counters(scope())
    place = places[seat.place_id] if seat else next(iter(places.values()), None)
    hall = queries.hall_of(scope(), place, counters=counters) if place else None
    return {
        "queue": hall,
        "seat": seat,
        "mine": hall.at(seat) if hall else None,
        "upcoming": hall.next_for(seat) if hall and seat else None,
        "counters": counters,
        "place_names": {key: one.name for key, one in places.items()},
        "most_recalls": settings(scope(), ReceptionSettings).most_recalls,
        "minutes_since": queries.minutes_since,
        "queue_labels": LABELS,
        "queue_problem": problem,
    }


@bp.route("/queue", permission=QUEUE_RUN)
def queue_show() -> Any:
    """The waiting hall as the desk shows it, on a page of its own."""
    follow()
    return show_queue()


def show_queue(problem: str = "", status: int = 200) -> Any:
    """The page, or with a sentence when something could not be done."""
    return page("reception/queue_show.html", partial="reception/_queue.html", status=status, **queue_values(problem))


def _back(message: str = "") -> Any:
    return go(url_for("reception.desk"), message)


@bp.route("/queue/seat", methods=["POST"], permission=QUEUE_RUN)
def seat_choose() -> Any:
    """Remember the counter of the acting post."""
    try:
        services.choose_seat(scope(), request.form.get("counter", "")[:26])
    except Refused as error:
        return show_queue(str(SENTENCES[str(error)]), 409)
    except NotFound:
        return show_queue(str(SENTENCES["choose"]), 422)
    return _back()


@bp.route("/queue/next", methods=["POST"], permission=QUEUE_RUN)
def ticket_next() -> Any:
    """Call the next number to one's counter."""
    seat = queries.seat_of(scope())
    if seat is None:
        return show_queue(str(SENTENCES["no_counter"]), 409)
    try:
        services.call_next(scope(), seat)
    except Refused as error:
        return show_queue(str(SENTENCES[str(error)]), 409)
    return _back()


@bp.route("/queue/tickets/<ticket_id>/move", methods=["POST"], permission=QUEUE_RUN)
def ticket_move(ticket_id: str) -> Any:
    """Recall, start, hold, resume, miss, take back, finish, or note that somebody left."""
    act = request.form.get("act", "")
    if act not in services.ACTS:
        return show_queue(str(SENTENCES["choose"]), 422)
    try:
        ticket = services.move_ticket(scope(), ticket_id, act)
    except Refused as error:
        return show_queue(str(SENTENCES[str(error)]), 409)
    if act == "start":
        return go(url_for("reception.visit_create", ticket=ticket.public_id))
    return _back()


@bp.route("/queue/tickets/<ticket_id>/redirect", methods=["GET", "POST"], permission=QUEUE_RUN)
def ticket_redirect(ticket_id: str) -> Any:
    """Send a number to another counter or unit; it keeps the time of arrival."""
    ticket = queries.get_ticket(scope(), ticket_id)
    counters = [one for one in queries.list_counters(scope(), ticket.place_id) if one.active]
    form = RedirectForm(counters)
    status = 200
    if request.method == "POST" and form.validate():
        try:
            services.redirect_ticket(scope(), ticket_id, form.target.data or "")
        except Invalid as error:
            form.target.errors = [SENTENCES[error.problems["target"]]]
        except Refused as error:
            return show_queue(str(SENTENCES[str(error)]), 409)
        else:
            return _back(_("%(number)s was sent on and keeps its time of arrival.", number=ticket.code))
    if request.method == "POST":
        status = 422
    return page("reception/ticket_redirect.html", form=form, ticket=ticket, labels=LABELS, status=status)


@bp.route("/queue/tickets/<ticket_id>", permission=QUEUE_RUN)
def ticket_show(ticket_id: str) -> Any:
    """A number of today with every period it went through."""
    ticket = queries.get_ticket(scope(), ticket_id)
    steps = queries.steps_of(scope(), ticket)
    counters = {one.id: one.name for one in queries.list_counters(scope(), ticket.place_id)}
    names = names_of([step.officer_id for step in steps])
    return page("reception/ticket_show.html", ticket=ticket, steps=steps, counters=counters, names=names, labels=LABELS)


@bp.route("/queue/tickets/new", methods=["GET", "POST"], permission=QUEUE_RUN)
def ticket_give() -> Any:
    """Give out a number; the answer is its slip."""
    places = list_places(scope())
    units = list(dict.fromkeys(c.serves for c in queries.list_counters(scope()) if c.active))
    form = TicketForm(places, units)
    if request.method != "POST":
        seat = queries.seat_of(scope())
        if seat:
            form.serves.data = seat.serves
            form.place.data = next((p.public_id for p in places if p.id == seat.place_id), "")
        return page("reception/ticket_form.html", form=form, ready=bool(places and units))
    if form.validate():
        try:
            ticket, token = services.take_number(
                scope(),
                services.TicketInput(
                    form.place.data or (places[0].public_id if places else ""),
                    form.serves.data or "",
                    form.ground.data or "",
                    form.kind.data or "",
                    form.language.data or "",
                    (form.once.data or "")[:64],
                ),
            )
        except Invalid as error:
            for name, key in error.problems.items():
                getattr(form, name).errors = [SENTENCES[key]]
        else:
            return show_slip(ticket, token)
    return page("reception/ticket_form.html", form=form, ready=bool(places and units), status=422)


def show_slip(ticket: Ticket, token: str) -> Any:
    """The slip to print. Its link is known now and never again, so it is no page of its own."""
    place = next(one for one in list_places(scope()) if one.id == ticket.place_id)
    link = url_for("reception_public.ticket_public", token=token, _external=True)
    hall = queries.hall_of(scope(), place)
    before = next((p.before for p in hall.line(ticket.serves) if p.ticket.id == ticket.id), 0)
    return page(
        "reception/ticket_slip.html",
        ticket=ticket,
        place=place,
        link=link,
        qr=qr_svg(link),
        before=before,
        labels=LABELS,
    )


@bp.route("/queue/tickets/<ticket_id>/slip", methods=["POST"], permission=QUEUE_RUN)
def slip_print(ticket_id: str) -> Any:
    """The slip once more, with a new link; the old one leads nowhere from now on."""
    ticket, token = services.reprint(scope(), ticket_id)
    return show_slip(ticket, token)
