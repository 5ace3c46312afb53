"""Messages as they go over the wire."""

from __future__ import annotations

import json


def line(event: str, place: str, ref: str = "") -> str:
    """One message. ``place``, sealed (core.live.places), comes back as ``Last-Event-ID``."""
    data = json.dumps({"ref": ref} if ref else {})
    return f"id: {place}\nevent: {event}\ndata: {data}\n\n"
