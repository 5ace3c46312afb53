"""Police: venue safety: what the plugin declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import url_for

from core.api import (
    Banner,
    DomainEvent,
    Duty,
    Manifest,
    NavItem,
    Notice,
    Permission,
    RoleTemplate,
    Scope,
    StartCard,
    Subscription,
    Topic,
    _,
    _l,
    hookimpl,
    ngettext,
)
from plugins.police import permissions
from plugins.police.duties import DUTIES
from plugins.police.events import EVENTS, TOPICS
from plugins.police.models import Call
from plugins.police.notices import CALLED
from plugins.police.subscribers import SUBSCRIBERS

manifest = Manifest(
    name="police",
    title=_l("Police: venue safety"),
    version="0.1.0",
    folder=Path(__file__).parent,
    owner_unit="Công an thị trấn",
    optional=("reception",),
)


@hookimpl
def declare_models() -> list[type]:
    """Calls for assistance."""
    return [Call]


@hookimpl
def declare_events() -> list[type[DomainEvent]]:
    """What happens to calls."""
    return EVENTS


@hookimpl
def declare_topics() -> list[Topic]:
    """Open calls."""
    return TOPICS


@hookimpl
def declare_subscribers() -> list[Subscription]:
    """Calls for help of the reception desk."""
    return SUBSCRIBERS


@hookimpl
def declare_notices() -> list[Notice]:
    """For those who have another page open."""
    return [CALLED]


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
    return [NavItem("police.start", _l("Calls for help"), "police.start", permissions.VENUE_VIEW)]


@hookimpl
def declare_duties() -> list[Duty]:
    """The plan's duties this plugin carries."""
    return list(DUTIES)


@hookimpl
def page_banners(scope: Scope) -> list[Banner]:
    """Open calls, on every page of the police."""
    if not scope.can(permissions.VENUE_VIEW.name):
        return []
    from plugins.police.views import calls_banner

    return [calls_banner(scope)]


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Leads to the unit's duties."""
    if not scope.can(permissions.VENUE_VIEW.name):
        return []
    text = ngettext("%(num)d duty of the plan", "%(num)d duties of the plan", len(DUTIES))
    return [StartCard(_("Police: venue safety"), text, url_for("police.start"))]
