"""The two blueprints every screen of the desk hangs on."""

from __future__ import annotations

from core.api import PluginBlueprint, PublicBlueprint

bp = PluginBlueprint("reception", "plugins.reception")
public = PublicBlueprint("reception", "plugins.reception")
