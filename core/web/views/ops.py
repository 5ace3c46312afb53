"""The operator's pages: tenants × plugins, jobs that were given up, and how the installation fares."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.access.permissions import Permission
from core.db.base import db
from core.db.session import internal
from core.errors import NotFound
from core.health import checks, database_facts, disk_left, outbox_numbers
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.i18n import ngettext
from core.jobs import clockwatch
from core.observe import outbox
from core.observe.metrics import build_version
from core.plugins.state import Blocked, declared_blockers, switch
from core.tenancy.models import NodeKind, Tenant, TenantPlugin
from core.web.blueprint import GuardedBlueprint
from core.web.context import config
from core.web.render import go, page
from core.web.views.tenant import registry

OPERATE = Permission("core.operate", _l("Operate the installation"), sensitive=True)
#: What operators call the queues.
QUEUE_WORDS = {"fast": _l("fast"), "slow": _l("slow"), "mail": _l("messages")}
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


def period(seconds: int) -> str:
    """A span in the largest unit that divides it: 7200 is "2 hours"."""
    if seconds % 86400 == 0:
        return ngettext("%(num)d day", "%(num)d days", seconds // 86400)
    if seconds % 3600 == 0:
        return ngettext("%(num)d hour", "%(num)d hours", seconds // 3600)
    if seconds % 60 == 0:
        return ngettext("%(num)d minute", "%(num)d minutes", seconds // 60)
    return ngettext("%(num)d second", "%(num)d seconds", seconds)


@bp.route("/jobs", permission=OPERATE)
def jobs() -> Any:
    """Work that follows changes: how much waits, and what was given up."""
    manifests = registry().manifests
    scheduled = [
        {
            "name": job.name,
            "title": _title(job.plugin, manifests),
            "every": period(job.seconds),
            "next_at": job.next_at,
            "queue": QUEUE_WORDS[job.queue],
        }
        for job in outbox.scheduled_jobs(registry())
    ]
    dead = [
        {"row": row, "title": _title(row.plugin, manifests), "queue": QUEUE_WORDS[row.queue]}
        for row in outbox.dead_entries()
    ]
    queues = [(QUEUE_WORDS[name], numbers) for name, numbers in outbox.queue_numbers().items()]
    messages = outbox.message_numbers()
    return page(
        "ops/jobs.html", numbers=outbox_numbers(), messages=messages, dead=dead, scheduled=scheduled, queues=queues
    )


def _title(plugin: str, manifests: dict[str, Any]) -> str:
    return str(manifests[plugin].title) if plugin in manifests else plugin


@bp.route("/jobs/retry", methods=["POST"], permission=OPERATE)
def job_retry() -> Any:
    """Give one job another round after its cause was mended."""
    number = request.form.get("entry", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    if known and outbox.retry(int(number), g.user.id):
        return go(url_for("ops.jobs"), _("The job waits for its next round."))
    return go(url_for("ops.jobs"), _("This job is no longer among those given up."), "warning")


@bp.route("/health", permission=OPERATE)
def health() -> Any:
    """The checks of /readyz in words, versions, size of the database, room on the disk."""
    found = checks(current_app)
    try:
        product, size = database_facts()
    except SQLAlchemyError:
        product, size = "", 0
    return page(
        "ops/health.html",
        checks=found,
        failed=[check for check in found if check.state == "failed"],
        versions=[
            ("Tiếp Dân", build_version()),
            (_("Database"), product),
            ("Python", platform.python_version()),
            *((name, version(name.lower())) for name in ("Flask", "SQLAlchemy", "granian")),
        ],
        database_size=size,
        disk=disk_left(config()),
    )


@bp.route("/clock", methods=["POST"], permission=OPERATE)
def clock_confirm() -> Any:
    """The operator has looked at the machine's clock and says that it is right."""
    if clockwatch.confirm(g.user.id):
        return go(url_for("ops.health"), _("The time of the machine is confirmed."))
    return go(url_for("ops.health"), _("The clock has not jumped, or somebody has confirmed it already."), "warning")
