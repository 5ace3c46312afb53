"""One stream: Server-Sent Events as they go over the wire, written without any database connection."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.live import service
from core.live.hub import Listener
from core.live.service import Live
from core.live.words import line

log = structlog.get_logger(__name__)
#: Seconds between two signs of life; the browser gives a connection up after 25 s without any.
BEAT_SECONDS = 10.0


def lines(live: Live, listener: Listener, seq: int | None) -> Iterator[str]:
    """Everything after ``seq``: first what was missed, then what happens, until the stream must end.

    Of None nobody knows what was missed: the client is told to fetch everything anew.
    """
    seal = partial(live.places.seal, listener.ear.tenant.id)
    try:
        yield f"retry: {1500 + secrets.randbelow(1500)}\n\n"  # after a restart not all come back at once
        try:
            missed, sent, too_much = live.catch_up(listener, seq)
        except SQLAlchemyError as error:
            log.warning("stream not begun", error=type(error).__name__)
            return
        if too_much:
            yield line("reset", seal(sent))
        else:
            for message in missed:
                yield line(message.topic, seal(message.seq), message.ref)
            yield line("beat", seal(sent))
        beat_at = time.monotonic() + BEAT_SECONDS
        while True:
            until = min(beat_at, listener.checked_at + service.FRESH_SECONDS)
            messages, read_to, probed = listener.wait(until - time.monotonic())
            now = time.monotonic()
            if listener.ended or now - listener.checked_at >= service.FRESH_SECONDS:
                return
            for message in messages:
                if message.seq > sent:
                    sent = message.seq
                    yield line(message.topic, seal(message.seq), message.ref)
            sent = max(sent, read_to)
            if probed or now >= beat_at:
                beat_at = now + BEAT_SECONDS
                yield line("beat", seal(sent))
    finally:
        live.hub.leave(listener)
