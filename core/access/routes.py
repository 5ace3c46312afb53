"""What stands between a request and a view: the record every route declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = Literal["tenant", "public", "ops", "account", "keyed", "open", "machine"]


@dataclass(frozen=True, slots=True)
class RouteInfo:
    """What stands between a request and a view; printed by ``tiepdan routes`` and walked by tests."""

    endpoint: str
    area: Area
    plugin: str
    permission: str
    #: Whether a file may be sent here, which takes more room than a form.
    upload: bool = False
