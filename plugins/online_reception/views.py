"""The plugin's start page: the duties of the plan it carries."""

from __future__ import annotations

from typing import Any

from core.api import PluginBlueprint, _, duty_page
from plugins.online_reception.duties import DUTIES
from plugins.online_reception.permissions import SESSION_VIEW

bp = PluginBlueprint("online_reception", __name__)


@bp.route("/", permission=SESSION_VIEW)
def start() -> Any:
    """What the plan asks of this unit, and how far the law lets software go."""
    return duty_page(_("Online reception"), DUTIES)
