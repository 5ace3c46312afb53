"""The two blueprints every screen of the register hangs on."""

from __future__ import annotations

from core.api import PluginBlueprint, PublicBlueprint

bp = PluginBlueprint("petitions", "plugins.petitions")
public = PublicBlueprint("petitions", "plugins.petitions")
