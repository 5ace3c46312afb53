"""The plugin's start page: the duties of the plan it carries."""

from __future__ import annotations

from typing import Any

from core.api import PluginBlueprint, _, duty_page
from plugins.massorg.duties import DUTIES
from plugins.massorg.permissions import OUTREACH_VIEW

bp = PluginBlueprint("massorg", __name__)


@bp.route("/", permission=OUTREACH_VIEW)
def start() -> Any:
    """What the plan asks of this unit, and how far the law lets software go."""
    return duty_page(_("Front and mass organisations"), DUTIES)
