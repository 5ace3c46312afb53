"""Messages as they go over the wire."""

from __future__ import annotations

import json


def line(event: str, seq: int, ref: str = "") -> str:
    """One message. ``seq`` comes back as ``Last-Event-ID``."""
    data = json.dumps({"ref": ref} if ref else {})
    return f"id: {seq}\nevent: {event}\ndata: {data}\n\n"
