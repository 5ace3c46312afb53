"""The machine interface in the matrix: who has a token, what a program sends, what it must get."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.machine.problems import PROBLEM
from core.testing.machine import Program, give
from core.testing.walk import merged

#: Endpoint -> JSON with which the change succeeds.
BODIES: dict[str, dict[str, Any]] = merged("programs")


def program_of(app: Flask, actor: Any) -> Program:
    """The actor's program; only who holds a post has a token. One per application and actor."""
    programs: dict[str, Program] = app.extensions.setdefault("tests.programs", {})
    if actor.login not in programs:
        token = give(app, actor.tenant, actor.login) if actor.tenant else ""
        programs[actor.login] = Program(app, token)
    return programs[actor.login]


def send(
    app: Flask, client: FlaskClient, actor: Any, route: Any, path: str, method: str, data: Any = None
) -> TestResponse:
    """A request as a person's browser or as a program sends it, whichever the route is for."""
    if route.info.area == "machine":
        return program_of(app, actor).open(path, method, data)
    return client.open(path, method=method, data=data)


def refused_well(response: TestResponse) -> bool:
    """Whether a refusal says what it is about, and asks for a token where that is missing."""
    return (
        response.mimetype == PROBLEM
        and bool(response.json and response.json["detail"])
        and (response.status_code != 401 or response.headers["WWW-Authenticate"].startswith("Bearer"))
    )
