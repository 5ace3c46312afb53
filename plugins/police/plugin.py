"""Police: venue safety: what the plugin declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import url_for

from core.api import (
    Duty,
    Manifest,
    NavItem,
    Permission,
    RoleTemplate,
    Scope,
    StartCard,
    _,
    _l,
    hookimpl,
    ngettext,
)
from plugins.police import permissions
from plugins.police.duties import DUTIES

manifest = Manifest(
    name="police",
    title=_l("Police: venue safety"),
    version="0.1.0",
    folder=Path(__file__).parent,
    owner_unit="Công an thị trấn",
)


@hookimpl
def declare_permissions() -> list[Permission]:
    """Rights of the unit."""
    return permissions.ALL


@hookimpl
def declare_roles() -> list[RoleTemplate]:
    """The unit's officer."""
    return [
        RoleTemplate(
            "police_officer", "Công an phụ trách an toàn nơi tiếp", "Venue safety officer", tuple(permissions.ALL)
        )
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """The start page."""
    from plugins.police.views import bp

    return [bp]


@hookimpl
def declare_navigation() -> list[NavItem]:
    """One line in the menu."""
    return [NavItem("police.start", _l("Duties of the plan"), "police.start", permissions.VENUE_VIEW)]


@hookimpl
def declare_duties() -> list[Duty]:
    """The plan's duties this plugin carries."""
    return list(DUTIES)


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Leads to the unit's duties."""
    if not scope.can(permissions.VENUE_VIEW.name):
        return []
    text = ngettext("%(num)d duty of the plan", "%(num)d duties of the plan", len(DUTIES))
    return [StartCard(_("Police: venue safety"), text, url_for("police.start"))]
