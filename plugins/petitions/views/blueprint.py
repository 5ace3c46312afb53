"""The blueprint every screen of the register hangs on."""

from __future__ import annotations

from core.api import PluginBlueprint

bp = PluginBlueprint("petitions", "plugins.petitions")
