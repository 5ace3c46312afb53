"""Watching requests: an id that travels with each, one log line and one measurement at its end.

The line names the endpoint, never the path: paths hold record ids and queries hold what people
search for. No address, no browser, no name; who acted is a key. What citizens ask of public pages
leaves no line at all unless it failed: the moment alone could tell who sent something (promise P17).
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from core.config import Config
from core.observe.metrics import Metrics

log = structlog.get_logger(__name__)
HEADER = "X-Request-ID"
#: What a proxy may call a request; the outbox has room for forty characters.
SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{7,39}", re.ASCII)


def request_id(config: Config) -> str:
    """The id a trusted proxy gave this request, else a new one of 16 hexadecimal digits."""
    given = request.headers.get(HEADER, "") if config.proxies else ""
    return given if SHAPE.fullmatch(given) else secrets.token_hex(8)


def init_requests(app: Flask, config: Config) -> None:
    """Attach the watch; call it before anything else that hears requests, so that it ends last."""
    metrics = Metrics(app)
    app.extensions["tiepdan.metrics"] = metrics

    @app.before_request
    def begin() -> None:
        g.request_id = request_id(config)
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began if "began" in g else 0.0
        if "request_id" in g:
            response.headers[HEADER] = g.request_id
        endpoint = request.endpoint or "none"
        metrics.note(endpoint, request.method, response.status_code, seconds)
        scope = g.get("scope") or g.get("public_scope")
        info = app.extensions["tiepdan.routes"].get(endpoint)
        if info is not None and info.area == "public" and response.status_code < 500:
            return response
        user = g.get("user")
        log.info(
            "request",
            method=request.method if request.method in Metrics.METHODS else "other",
            endpoint=endpoint,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            tenant=scope.tenant_id if scope else None,
            actor=user.id if user else None,
        )
        return response
