"""Redirect targets: only addresses of this server (promise P27)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, url_for


def local_target(target: str | None, default: str | None = None) -> str:
    """``target`` if it is a path on this server, else ``default``, else the front door."""
    fallback = default or url_for("open.landing")
    if not target:
        return fallback
    try:
        parts = urlsplit(target)
    except ValueError:  # such as "http://[", which no browser sends by itself
        return fallback
    if parts.scheme or parts.netloc:
        if parts.netloc != request.host or parts.scheme not in ("http", "https"):
            return fallback
        target = parts.path + (f"?{parts.query}" if parts.query else "")
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    return target
