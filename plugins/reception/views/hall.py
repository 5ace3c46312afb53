"""The waiting hall for the public: the display for a television and the page of a slip's link.

No account, no name, no ground, no kind of matter. Open pages ask again every second and a half and
get 304 while nothing changed; without scripts they reload by themselves.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from core.api import NotFound, Scope, clock, page
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.views.blueprint import public

#: So many numbers of a line fit on the screen.
ON_SCREEN = 8


def _unless_known(response: Response) -> Response:
    """304 when the asking page shows exactly this already."""
    response.add_etag()
    response.make_conditional(request)
    return response


@public.route("/display")
def display_public(scope: Scope) -> Any:
    """The last four calls and who is next, large and dark; ``place`` chooses among several halls."""
    places = list_places(scope)
    wanted = request.args.get("place", "")
    place = next((one for one in places if one.public_id == wanted), places[0] if places else None)
    hall = queries.hall_of(scope, place) if place else None
    lines = [(unit, line[:ON_SCREEN], len(line)) for unit, line in hall.lines] if hall else []
    return _unless_known(
        page(
            "reception/display_public.html",
            partial="reception/_display.html",
            hall=hall,
            places=places,
            calls=hall.calls() if hall else [],
            lines=lines,
        )
    )


@public.route("/queue/<token>")
def ticket_public(scope: Scope, token: str) -> Any:
    """One's own number: how many are before, how long it may take, and the counter when called."""
    ticket = queries.ticket_by_token(scope, token)
    place = next((one for one in list_places(scope) if one.id == ticket.place_id), None)
    if place is None:
        raise NotFound("place")
    hall = queries.hall_of(scope, place)
    placed = next((p for p in hall.line(ticket.serves) if p.ticket.id == ticket.id), None)
    seconds = queries.turn_seconds(scope, place, ticket.serves) if placed else None
    names = {counter.id: counter.name for counter in hall.counters}
    response = page(
        "reception/ticket_public.html",
        partial="reception/_ticket_public.html",
        ticket=ticket,
        place=place,
        placed=placed,
        minutes=queries.expected_minutes(hall, placed, seconds) if placed else None,
        counter=names.get(ticket.counter_id or 0, "") if ticket.state in ("called", "in_session") else "",
        today=clock.today(),
    )
    return _unless_known(response)
