"""What a plugin tells the walks over all routes and tables about itself, in its ``tests/walk.py``.

The walks find routes and tables by themselves; what they cannot guess is which planted record a
parameter names, with which form a change succeeds, and which texts are no free words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from core.tenancy.scope import Scope

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


@dataclass(frozen=True)
class Walk:
    """One plugin's part.

    ``records``: names of records; a parameter ``<record>_id`` takes the public id that
    ``tests/factories.py: plant`` gave under that name. ``aims``: endpoint -> {parameter: record},
    for routes that need a record in a state of its own. ``parameters``: values of other
    parameters. ``forms`` and ``programs``: endpoint -> form or JSON with which the change
    succeeds; ``{n}`` differs from request to request. ``uploads``: endpoint -> (bytes, name) where a
    small picture is not the file that succeeds. ``owned``: endpoint -> right asked for by
    the record's owner instead of the route. ``without_canary``: ``table.column`` -> why no free
    word stands there. ``ready(endpoint, scope)`` brings the planted records into the state a
    change needs, in a writing frame of the target; the canaries are planted already.
    ``again(endpoint, scope)`` does so before every single actor, where one change ends what the next needs.
    ``quiet(scope)`` ends the planted work that keeps the plugin from being switched off.
    """

    records: tuple[str, ...] = ()
    aims: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    programs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    uploads: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    owned: Mapping[str, str] = field(default_factory=dict)
    without_canary: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[str, Scope], None] | None = None
    again: Callable[[str, Scope], None] | None = None
    quiet: Callable[[Scope], None] | None = None


@cache
def walks() -> dict[str, Walk]:
    """Plugin -> its part, for every plugin in the tree that has one."""
    found: dict[str, Walk] = {}
    for path in sorted(PLUGINS.glob("*/tests/walk.py")):
        plugin = path.parents[1].name
        found[plugin] = import_module(f"plugins.{plugin}.tests.walk").WALK
    return found


def merged(part: str) -> dict[str, Any]:
    """One mapping of all plugins together."""
    return {key: value for walk in walks().values() for key, value in getattr(walk, part).items()}
