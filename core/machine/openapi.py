"""The OpenAPI 3.1 document, made from the operations and their pydantic models."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from flask import Flask
from pydantic import Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from core.i18n import gettext as _
from core.machine import once
from core.machine.fields import Output
from core.machine.operations import REPLAYED, Operation
from core.machine.problems import PROBLEM

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
REFERENCE = "#/components/schemas/{model}"
Json = dict[str, Any]


class FieldProblem(Output):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(Output):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] = Field(default=[])


def document(app: Flask) -> Json:
    """The whole document, its sentences in the language of this request."""
    operations: dict[str, Operation] = app.extensions["tiepdan.operations"]
    schemas, components = _schemas(operations.values())
    paths: dict[str, Json] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in operations:
            operation = operations[rule.endpoint]
            path = paths.setdefault(ARGUMENT.sub(r"{\1}", rule.rule), {})
            path["post" if operation.takes else "get"] = _operation(app, operation, rule.rule, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tiếp Dân", "version": version("tiepdan"), "description": _intro()},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _token()}},
        },
    }


def _intro() -> str:
    return _(
        "A token acts with exactly the rights that its post has today: what its owner's screens do not show, "
        "a program does not get."
    )


def _token() -> str:
    return _("An operator gives tokens with: tiepdan users token LOGIN TENANT --days N")


def _schemas(operations: Iterable[Operation]) -> tuple[dict[tuple[type, str], Json], Json]:
    wanted: dict[tuple[Any, JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for operation in operations:
        wanted[operation.gives, "serialization"] = None
        if operation.takes:
            wanted[operation.takes, "validation"] = None
    found, definitions = models_json_schema(list(wanted), ref_template=REFERENCE)
    return dict(found), definitions["$defs"]  # type: ignore[arg-type]


def _operation(app: Flask, operation: Operation, rule: str, schemas: dict[tuple[type, str], Json]) -> Json:
    registry = app.extensions["tiepdan.registry"]
    right = registry.permissions.get(operation.permission)
    manifest = registry.manifests.get(operation.plugin)
    parameters = [*(_in_path(name) for name in ARGUMENT.findall(rule)), *_in_query(operation)]
    answers: dict[str, Json] = {str(operation.status): _good(operation, schemas)}
    refusals = [401, 403, 404, 422, 429, 500, 503]
    found: Json = {
        "operationId": operation.endpoint.replace("_machine.", "."),
        "summary": str(operation.summary),
        "tags": [str(manifest.title) if manifest else _("Tenant")],
        "parameters": parameters,
    }
    if right is not None:
        found["description"] = _("Needs the right “%(right)s”.", right=right.title)
    if operation.takes:
        parameters.append(_key())
        body = schemas[operation.takes, "validation"]
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
        refusals += [409, 413, 415]
    refusals.append(400)
    problem = {PROBLEM: {"schema": schemas[Problem, "serialization"]}}
    for code in sorted(refusals):
        answers[str(code)] = {"description": _meaning(code), "content": problem}
    answers["401"]["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return found | {"responses": answers}


def _good(operation: Operation, schemas: dict[tuple[type, str], Json]) -> Json:
    schema = schemas[operation.gives, "serialization"]
    found: Json = {"description": _meaning(operation.status), "content": {"application/json": {"schema": schema}}}
    if operation.takes:
        found["headers"] = {REPLAYED: {"required": True, "schema": {"enum": ["true", "false"], "type": "string"}}}
    if operation.status == 201:
        found["headers"]["Location"] = {"required": True, "schema": {"type": "string"}}
    return found


def _in_path(name: str) -> Json:
    pattern = "^[a-z0-9-]{2,60}$" if name == "tenant" else "^[a-z0-9]{20}$"
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def _in_query(operation: Operation) -> list[Json]:
    schema = operation.asks.model_json_schema(ref_template=REFERENCE)
    found = []
    for name, value in schema["properties"].items() if "properties" in schema else ():
        plain = {k: v for k, v in value.items() if k not in ("title", "anyOf", "default")}
        for choice in value.get("anyOf", ()):  # an absent value is None; there is no text for it in an address
            plain |= choice if choice != {"type": "null"} else {}
        if value.get("default") not in (None, ""):
            plain["default"] = value["default"]
        found.append({"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": plain})
    return found


def _key() -> Json:
    text = _("Chosen by the program, new for each change. The same key and body again: the same answer, nothing twice.")
    schema = {"type": "string", "minLength": 8, "maxLength": 64, "pattern": once.SHAPE}
    return {"name": "Idempotency-Key", "in": "header", "required": True, "description": text, "schema": schema}


def _meaning(code: int) -> str:
    return {
        200: _("Done"),
        201: _("Made"),
        400: _("The request could not be read"),
        401: _("No token, or one that opens nothing any more"),
        403: _("The post lacks the right"),
        404: _("No such thing in this tenant, or the plugin is off"),
        409: _("The state of the record does not allow this"),
        413: _("Too much was sent at once"),
        415: _("The body is not application/json"),
        422: _("A field or a rule of the law does not fit; each with its sentence"),
        429: _("Too many requests with this token"),
        500: _("Something went wrong on our side"),
        503: _("The system is busy"),
    }[code]
