"""From a request to typed values and from a typed result to JSON; one path for every operation."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from core.errors import Invalid
from core.i18n import gettext as _
from core.machine import once
from core.machine.fields import Input, Output, Question
from core.machine.problems import answer
from core.machine.words import sentences

KEY = re.compile(once.SHAPE, re.ASCII)
REPLAYED = "Idempotency-Replayed"
M = TypeVar("M", bound=BaseModel)


class NoQuestion(Question):
    """Nothing stands behind the question mark."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can do; the OpenAPI document is made from these."""

    endpoint: str
    plugin: str
    permission: str
    summary: Any
    gives: type[Output]
    takes: type[Input] | None = None
    asks: type[Question] = NoQuestion
    status: int = 200


def answering(operation: Operation, view: Callable[..., Any]) -> Callable[..., Response]:
    """The view with its input read and checked, its output written, its changes made once."""

    @functools.wraps(view)
    def run(**values: Any) -> Response:
        asked = _question(operation.asks)
        if operation.asks is not NoQuestion:
            values["asked"] = asked
        if operation.takes is None:
            return answer(view(**values).model_dump(mode="json"))
        return _change(operation, operation.takes, functools.partial(view, **values))

    return run


def _question(model: type[M]) -> M:
    """The query as typed values. Raises Invalid, also for a name that comes twice."""
    twice = {name: _("This was sent more than once.") for name, texts in request.args.lists() if len(texts) > 1}
    if twice:
        raise Invalid(twice)
    return _checked(model.model_validate, request.args.to_dict())


def _checked(read: Callable[[Any], M], raw: Any) -> M:
    try:
        return read(raw)
    except ValidationError as error:
        if error.errors(include_input=False, include_context=False)[0]["type"] == "json_invalid":
            raise BadRequest(_("The body is not valid JSON.")) from None
        raise Invalid(sentences(error)) from None


def _change(operation: Operation, model: type[Input], view: Callable[..., Any]) -> Response:
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise BadRequest(_("Send a header Idempotency-Key with 8 to 64 letters, digits, hyphens or underscores."))
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(_("Send the body as application/json."))
    raw = request.get_data(cache=False)
    secret: str = current_app.extensions["tiepdan.config"].secret_key
    fingerprint = once.digest(secret, request.method, request.full_path, raw)
    token_id: int = g.machine.token_id
    known = once.earlier_answer(g.scope, token_id, key, fingerprint)
    if known is not None:
        return _sent(known.status, known.location, known.body, replayed=True)
    made = view(body=_checked(model.model_validate_json, raw)).model_dump(mode="json")
    location = str(made.get("url", "")) if operation.status == 201 else ""
    once.keep_answer(token_id, key, fingerprint, operation.status, location, made)
    return _sent(operation.status, location, made, replayed=False)


def _sent(status: int, location: str, body: dict[str, object], *, replayed: bool) -> Response:
    response = answer(body, status)
    if location:
        response.headers["Location"] = location
    response.headers[REPLAYED] = "true" if replayed else "false"
    return response


__all__ = ["NoQuestion", "Operation", "answering"]
