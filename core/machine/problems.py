"""Errors for programs: application/problem+json (RFC 9457), in the language they ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, g, request

from core.i18n import DEFAULT, LANGUAGES, language
from core.i18n import gettext as _

ROOT = "/api/v1"
DOCUMENT = "/api/openapi.json"
PROBLEM = "application/problem+json"
VARY = ("Accept-Language", "Authorization")


def is_machine() -> bool:
    """Whether a program asks, not a person's browser; decided by the address alone."""
    return request.path in (DOCUMENT, ROOT) or request.path.startswith(ROOT + "/")


def choose_language() -> None:
    """Programs have no cookie: their language is what they accept, Vietnamese without a wish."""
    g.language = request.accept_languages.best_match(LANGUAGES, DEFAULT)


def problem(code: int, title: str, detail: str, errors: Mapping[str, str] | None = None) -> Response:
    """One clear sentence, and one more for each wrong field."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title or HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        "request_id": g.get("request_id", ""),
    }
    if errors:
        body["errors"] = [{"field": name, "message": str(text)} for name, text in errors.items()]
    response = answer(body, code, PROBLEM)
    if code == HTTPStatus.UNAUTHORIZED:
        wrong = ', error="invalid_token"' if "Authorization" in request.headers else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="tiepdan"{wrong}'
    return response


def general_words(code: int) -> tuple[str, str] | None:
    """(title, sentence) where the words of a page would send a program astray."""
    return {
        401: (_("No token"), _("Send a token: Authorization: Bearer …")),
        404: (_("Nothing here"), _("There is nothing at this address that this token may see.")),
        405: (_("Wrong method"), _("This address answers only the methods of the header Allow.")),
        422: (
            _("Something is missing or wrong"),
            _("Correct the fields that are named and send it again under a new or the same key."),
        ),
    }.get(code)


def answer(body: Mapping[str, object], code: int = 200, mimetype: str = "application/json") -> Response:
    """JSON with the headers every answer to a program carries."""
    response = Response(json.dumps(body, ensure_ascii=False), code, mimetype=mimetype)
    response.headers["Content-Language"] = language()
    response.vary.update(VARY)
    return response
