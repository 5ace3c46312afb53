"""Switching plugins on and off in a tenant: blockers first, then defaults, data always kept."""

from __future__ import annotations

from dataclasses import replace

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.events.core_events import PluginSwitched
from core.events.publish import publish
from core.identity.services import seed_roles
from core.plugins.manager import Registry
from core.tenancy.models import TenantPlugin
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope


class Blocked(Exception):
    """The switch is refused; ``blockers`` says why, one sentence each."""

    def __init__(self, blockers: list[str]) -> None:
        super().__init__(" ".join(blockers))
        self.blockers = blockers


def declared_blockers(registry: Registry, plugin: str, *, on: bool, kind: str, plugins: frozenset[str]) -> list[str]:
    """Blockers that the manifests alone tell, for a tenant of ``kind`` where ``plugins`` are on."""
    manifest = registry.manifests[plugin]
    if not on:
        others = registry.manifests.items()
        return [f"needed_by:{name}" for name, other in others if plugin in other.requires and name in plugins]
    found = [f"needs_plugin:{name}" for name in manifest.requires if name not in plugins]
    if manifest.levels and kind not in manifest.levels:
        found.append(f"wrong_kind:{kind}")
    return found


def blockers(registry: Registry, scope: Scope, plugin: str, *, on: bool) -> list[str]:
    """Why ``plugin`` cannot be switched in ``scope``'s tenant; empty when it can."""
    found = declared_blockers(registry, plugin, on=on, kind=scope.tenant.kind, plugins=scope.plugins)
    with acting_in(scope):
        hook = "plugin_enabling" if on else "plugin_disabling"
        return found + registry.dispatcher.lifecycle(hook, scope, plugin)


def switch(registry: Registry, slug: str, plugin: str, *, on: bool, actor_id: int | None) -> bool:
    """Switch a plugin; gives whether anything changed. Raises Blocked, KeyError if unknown."""
    registry.manifests[plugin]
    scope = system_scope(slug, actor_id=actor_id)
    if scope.has(plugin) == on:
        return False
    found = blockers(registry, scope, plugin, on=on)
    if found:
        raise Blocked(found)
    with internal(writes=True):
        row = db.session.get(TenantPlugin, (scope.tenant_id, plugin))
        if row is None:
            row = TenantPlugin(tenant_id=scope.tenant_id, plugin=plugin)
            db.session.add(row)
        row.enabled, row.changed_at, row.changed_by = on, clock.now(), actor_id
    if on:
        prepare(registry, replace(scope, plugins=scope.plugins | {plugin}), plugin)
    with acting_in(scope, writes=True):
        publish(scope, PluginSwitched(subject=f"core:plugin:{plugin}", plugin=plugin, enabled=on))
    return True


def prepare(registry: Registry, scope: Scope, plugin: str) -> None:
    """Create a plugin's roles and defaults in a tenant; idempotent. ``core`` works too."""
    with acting_in(scope, writes=True):
        seed_roles(
            scope,
            [
                (role.key, role.title, role.title_en, [p.name for p in role.permissions])
                for role in registry.roles.get(plugin, ())
            ],
        )
        if plugin != "core":
            registry.dispatcher.lifecycle("plugin_enabled", scope, plugin)
