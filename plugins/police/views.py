"""The plugin's start page: the duties of the plan it carries."""

from __future__ import annotations

from typing import Any

from core.api import PluginBlueprint, _, duty_page
from plugins.police.duties import DUTIES
from plugins.police.permissions import VENUE_VIEW

bp = PluginBlueprint("police", __name__)


@bp.route("/", permission=VENUE_VIEW)
def start() -> Any:
    """What the plan asks of this unit, and how far the law lets software go."""
    return duty_page(_("Police: venue safety"), DUTIES)
