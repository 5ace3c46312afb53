"""Whole page or piece of it: decided here and nowhere else, with the ``Vary`` that goes with it."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, after_this_request, flash, make_response, render_template, request
from flask import redirect as flask_redirect

#: Requests for the same address differ in these, so caches must too.
VARY = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request", "Cookie")


def wants_partial() -> bool:
    """Whether htmx asked for a piece: not for boosted links and not for restored history."""
    head = request.headers
    return (
        head.get("HX-Request") == "true"
        and head.get("HX-Boosted") != "true"
        and head.get("HX-History-Restore-Request") != "true"
    )


def redirect(url: str) -> Response:
    """Go on with a GET elsewhere (303)."""
    return make_response(flask_redirect(url, 303))


def page(template: str, *, partial: str | None = None, status: int = 200, **values: Any) -> Response:
    """Render ``partial`` for htmx when there is one, else the whole page."""
    chosen = partial if partial and wants_partial() else template
    return make_response(render_template(chosen, **values), status)


def go(url: str, message: str = "", category: str = "success") -> Response:
    """After a change: say what happened and go on with a GET (303, or htmx's own redirect)."""
    if message:
        flash(message, category)
    if wants_partial():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url)


#: Answers that must not tell by their time what was found leave at multiples of this, in seconds.
BEAT = 0.05


def even_out(started: float) -> None:
    """Let this answer leave at the next beat after ``started`` (``time.perf_counter()``), found or not.

    The wait begins when the frame is closed: it holds no connection of the database.
    """

    @after_this_request
    def wait(response: Response) -> Response:
        time.sleep(BEAT - (time.perf_counter() - started) % BEAT)
        return response
