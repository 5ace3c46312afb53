"""Log lines: one JSON object each, on standard error, with the request they belong to.

A line carries ids and kinds only. Libraries that write their own sentences are heard without the
words, because a warning of a driver or a mailer may repeat what somebody typed.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog
from flask import g, has_request_context
from structlog.typing import EventDict

from core import clock
from core.db.frame import current_frame


def request_of_now() -> str:
    """Id of the request, or of the job's request, that runs here; empty outside both."""
    if has_request_context() and "request_id" in g:
        return str(g.request_id)
    frame = current_frame()
    return frame.scope.request_id if frame is not None and frame.scope is not None else ""


def with_request(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Put the request id into every line; a processor of structlog."""
    if not event.get("request"):
        event["request"] = request_of_now()
    return event


class WithoutWords(logging.Handler):
    """Says that a library complained, and where in its code, but not what it wrote."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        line = {
            "event": "library",
            "logger": record.name,
            "level": record.levelname.lower(),
            "where": f"{record.filename}:{record.lineno}",
            "error": kind,
            "request": request_of_now(),
            "timestamp": clock.now().isoformat(),
        }
        sys.stderr.write(json.dumps(line) + "\n")


def configure(level: str) -> None:
    """Set up structlog for this process; the last application made decides the level."""
    structlog.configure(
        processors=[
            with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, WithoutWords) for handler in root.handlers):
        root.addHandler(WithoutWords(logging.WARNING))
