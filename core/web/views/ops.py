"""The operator's page: tenants × plugins, with what stands in the way of each switch."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select

from core.access.permissions import Permission
from core.db.base import db
from core.db.session import internal
from core.errors import NotFound
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.plugins.state import Blocked, declared_blockers, switch
from core.tenancy.models import NodeKind, Tenant, TenantPlugin
from core.web.blueprint import GuardedBlueprint
from core.web.render import go, page
from core.web.views.tenant import registry

OPERATE = Permission("core.operate", _l("Operate the installation"), sensitive=True)
bp = GuardedBlueprint("ops", __name__, url_prefix="/ops")
bp.area = "ops"


def sentence(blocker: str) -> str:
    """Words for the blockers of plugins.state; plugins' own blockers are sentences already."""
    kind, _sep, name = blocker.partition(":")
    if kind == "needs_plugin":
        return _("It needs the plugin “%(name)s”, which is off here.", name=name)
    if kind == "needed_by":
        return _("The plugin “%(name)s” needs it and is on here.", name=name)
    if kind == "wrong_kind":
        return _("It is not meant for this kind of unit.")
    return blocker


def _matrix(blocked: dict[str, Any] | None = None, status: int = 200) -> Any:
    with internal():
        rows = db.session.execute(
            select(Tenant, NodeKind)
            .join(NodeKind, NodeKind.key == Tenant.kind)
            .where(Tenant.until.is_(None))
            .order_by(NodeKind.level_order, Tenant.id)
        ).all()
        on: dict[int, set[str]] = {}
        for state in db.session.scalars(select(TenantPlugin).where(TenantPlugin.enabled)):
            on.setdefault(state.tenant_id, set()).add(state.plugin)
    tenants = [
        {
            "name": tenant.name,
            "slug": tenant.slug,
            "kind_vi": kind.label_vi,
            "kind_en": kind.label_en,
            "cells": [_cell(tenant, name, frozenset(on.get(tenant.id, ()))) for name in registry().manifests],
        }
        for tenant, kind in rows
    ]
    plugins = list(registry().manifests.values())
    return page("ops/matrix.html", plugins=plugins, tenants=tenants, blocked=blocked, status=status)


def _cell(tenant: Tenant, plugin: str, on: frozenset[str]) -> dict[str, Any]:
    found = declared_blockers(registry(), plugin, on=plugin not in on, kind=tenant.kind, plugins=on)
    return {
        "plugin": plugin,
        "title": registry().manifests[plugin].title,
        "on": plugin in on,
        "url": url_for("ops.plugin_switch", slug=tenant.slug, plugin=plugin),
        "blockers": [sentence(blocker) for blocker in found],
    }


@bp.route("/", permission=OPERATE)
def matrix() -> Any:
    """Which plugin is on where."""
    return _matrix()


@bp.route("/tenants/<slug>/plugins/<plugin>", methods=["POST"], permission=OPERATE)
def plugin_switch(slug: str, plugin: str) -> Any:
    """Switch one plugin in one tenant; refused with reasons when something stands in the way."""
    state = request.form.get("state", "")
    if plugin not in registry().manifests or state not in ("on", "off"):
        raise NotFound("plugin")
    try:
        switch(registry(), slug, plugin, on=state == "on", actor_id=g.user.id)
    except Blocked as error:
        return _matrix(
            {"slug": slug, "plugin": plugin, "on": state == "on", "sentences": [sentence(b) for b in error.blockers]},
            status=409,
        )
    return go(url_for("ops.matrix"), _("Switched on.") if state == "on" else _("Switched off."))
