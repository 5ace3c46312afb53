"""Whole page or piece of it: decided here and nowhere else, with the ``Vary`` that goes with it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request
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
