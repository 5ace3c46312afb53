"""Front and mass organisations: what the plugin declares to the core."""

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
from plugins.massorg import permissions
from plugins.massorg.duties import DUTIES

manifest = Manifest(
    name="massorg",
    title=_l("Front and mass organisations"),
    version="0.1.0",
    folder=Path(__file__).parent,
    owner_unit="Mặt trận, đoàn thể",
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
            "massorg_officer", "Cán bộ Mặt trận, đoàn thể", "Mass organisation officer", tuple(permissions.ALL)
        )
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """The start page."""
    from plugins.massorg.views import bp

    return [bp]


@hookimpl
def declare_navigation() -> list[NavItem]:
    """One line in the menu."""
    return [NavItem("massorg.start", _l("Duties of the plan"), "massorg.start", permissions.OUTREACH_VIEW)]


@hookimpl
def declare_duties() -> list[Duty]:
    """The plan's duties this plugin carries."""
    return list(DUTIES)


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Leads to the unit's duties."""
    if not scope.can(permissions.OUTREACH_VIEW.name):
        return []
    text = ngettext("%(num)d duty of the plan", "%(num)d duties of the plan", len(DUTIES))
    return [StartCard(_("Front and mass organisations"), text, url_for("massorg.start"))]
