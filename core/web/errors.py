"""Every error becomes one clear sentence with a next step, as a page or as a piece for htmx."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from core.errors import Forbidden, Invalid, NotFound, Refused
from core.i18n import gettext as _
from core.machine.problems import general_words, is_machine, problem
from core.web.render import page

log = structlog.get_logger(__name__)


class ErrorView:
    """What the error templates print."""

    def __init__(self, code: int, title: str, text: str) -> None:
        self.code, self.title, self.text = code, title, text
        self.request_id = g.get("request_id", "")
        user = g.get("user")
        scope = g.get("scope")
        if scope is not None:
            self.next_url = url_for("core.home")
            self.next_label = _("Back to the start page")
        elif user is not None:
            self.next_url = url_for("open.landing")
            self.next_label = _("Back to the start page")
        else:
            self.next_url = url_for("open.landing")
            self.next_label = _("To the public start page")


def _words(code: int) -> tuple[str, str]:
    return {
        400: (_("The request could not be read"), _("Go back, reload the page and try again.")),
        401: (_("Please log in"), _("Log in and try again.")),
        403: (_("You may not do this here"), _("Ask your administrator if your post needs this right.")),
        404: (_("There is no such page"), _("Check the address, or start from the start page.")),
        405: (_("This page cannot be used that way"), _("Open it again from the menu.")),
        409: (_("This was not saved"), _("Somebody changed the same thing. Reload the page and try again.")),
        415: (_("This form of body is not read"), _("Send JSON, with Content-Type: application/json.")),
        413: (_("Too much was sent at once"), _("Shorten the text or send less, then try again.")),
        422: (_("Something is missing or wrong"), _("Check what you entered and send it again.")),
        429: (_("Too many attempts"), _("Wait a moment, then try again.")),
        500: (
            _("Something went wrong on our side"),
            _("Nothing was saved. Try again; if it happens again, give the operator the number below."),
        ),
        503: (_("The system is busy"), _("Nothing was saved. Wait a few seconds and try again.")),
    }.get(code, (_("The request could not be answered"), _("Go back and try again.")))


def error_page(code: int, text: str = "") -> Response:
    """The page for a status code; ``text`` replaces the general sentence."""
    title, general = _words(code)
    if is_machine():
        title, general = general_words(code) or (title, general)
        return problem(code, title, text or general)
    return page("error.html", partial="_error.html", status=code, error=ErrorView(code, title, text or general))


def _on_http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    own = error.description if type(error).description != error.description else ""
    response = error_page(code, str(own or ""))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, TooManyRequests) and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _on_csrf(error: CSRFError) -> Response:
    return error_page(400, _("The page was open too long or was sent twice. Reload it and send it again."))


def _on_forbidden(error: Forbidden) -> Response:
    permission = current_app.extensions["tiepdan.registry"].permissions.get(error.permission)
    title = str(permission.title) if permission else error.permission
    text = _(
        "Your post lacks the right “%(right)s”. Ask your administrator if "
        "you need it, or switch to another of your posts.",
        right=title,
    )
    return error_page(403, text)


def _on_invalid(error: Invalid) -> Response:
    if not is_machine():
        return error_page(422)
    title, general = general_words(422) or _words(422)
    return problem(422, title, general, error.problems)


def _on_conflict(error: IntegrityError) -> Response:
    log.warning("conflict", request=g.get("request_id"), endpoint=request.endpoint, error=type(error.orig).__name__)
    return error_page(409)


def _on_busy(error: OperationalError) -> Response:
    log.error("database", request=g.get("request_id"), endpoint=request.endpoint, error=type(error.orig).__name__)
    response = error_page(503)
    response.headers["Retry-After"] = "3"
    return response


def _on_crash(error: Exception) -> Response:
    if current_app.config["TESTING"]:
        raise error
    name = type(error).__name__
    log.error("crash", request=g.get("request_id"), endpoint=request.endpoint, error=name, where=_where(error))
    return error_page(500)


def init_errors(app: Flask) -> None:
    """Attach one handler per kind of error."""
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(Forbidden, _on_forbidden)
    app.register_error_handler(Refused, lambda error: error_page(409, str(error)))
    app.register_error_handler(Invalid, _on_invalid)
    app.register_error_handler(IntegrityError, _on_conflict)
    app.register_error_handler(OperationalError, _on_busy)
    app.register_error_handler(Exception, _on_crash)


def _where(error: BaseException) -> list[str]:
    """File and line of the last frames; never the message, which may hold what people typed."""
    found: list[str] = []
    trace: Any = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return found[-6:]
