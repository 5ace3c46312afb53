"""The one way to a plugin that may be absent: its ``api`` module, or nothing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import current_app

from core.plugins.manager import Registry
from core.tenancy.scope import Scope


def neighbour(name: str, scope: Scope) -> Any | None:
    """The ``api`` of a plugin one names as optional; None when it is absent or off in this tenant."""
    registry: Registry = current_app.extensions["tiepdan.registry"]
    if name not in registry.manifests or not scope.has(name):
        return None
    return import_module(f"plugins.{name}.api")
