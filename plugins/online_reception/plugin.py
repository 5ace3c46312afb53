"""Online reception: what the plugin declares to the core."""

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
from plugins.online_reception import permissions
from plugins.online_reception.duties import DUTIES

manifest = Manifest(
    name="online_reception",
    title=_l("Online reception"),
    version="0.1.0",
    folder=Path(__file__).parent,
    owner_unit="Văn phòng, Tổ công tác",
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
            "online_reception_officer",
            "Cán bộ tiếp công dân trực tuyến",
            "Online reception officer",
            tuple(permissions.ALL),
        )
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """The start page."""
    from plugins.online_reception.views import bp

    return [bp]


@hookimpl
def declare_navigation() -> list[NavItem]:
    """One line in the menu."""
    return [
        NavItem("online_reception.start", _l("Duties of the plan"), "online_reception.start", permissions.SESSION_VIEW)
    ]


@hookimpl
def declare_duties() -> list[Duty]:
    """The plan's duties this plugin carries."""
    return list(DUTIES)


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Leads to the unit's duties."""
    if not scope.can(permissions.SESSION_VIEW.name):
        return []
    text = ngettext("%(num)d duty of the plan", "%(num)d duties of the plan", len(DUTIES))
    return [StartCard(_("Online reception"), text, url_for("online_reception.start"))]
