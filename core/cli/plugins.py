"""``tiepdan plugins``: what is installed, what is on where, switching."""

from __future__ import annotations

import click
from flask import g
from sqlalchemy import select

from core.cli.common import application, fail, plain_errors
from core.db.base import db
from core.db.session import internal
from core.plugins.state import Blocked, switch
from core.tenancy.models import Tenant, TenantPlugin


@click.group()
def plugins() -> None:
    """Plugins and where they are on."""


@plugins.command("list")
@click.option("--tenant", help="Only this tenant.")
@plain_errors
def list_plugins(tenant: str | None) -> None:
    """Installed plugins and the tenants in which they are on."""
    app = application()
    with app.app_context(), internal():
        rows = db.session.execute(
            select(TenantPlugin.plugin, Tenant.slug)
            .join(Tenant, Tenant.id == TenantPlugin.tenant_id)
            .where(TenantPlugin.enabled)
            .order_by(Tenant.id)
        ).all()
    for name, manifest in app.extensions["tiepdan.registry"].manifests.items():
        on = [slug for plugin, slug in rows if plugin == name and tenant in (None, slug)]
        click.echo(f"{name:20} {manifest.version:8} {', '.join(on) or '-'}")


def _switch(tenant: str, plugin: str, *, on: bool) -> None:
    app = application()
    registry = app.extensions["tiepdan.registry"]
    if plugin not in registry.manifests:
        fail(f"No plugin is called '{plugin}'. Installed: {', '.join(registry.manifests)}.")
    with app.test_request_context():
        g.language = "en"  # blockers are told in the language of this program's other words
        try:
            changed = switch(registry, tenant, plugin, on=on, actor_id=None)
        except Blocked as error:
            from core.web.views.ops import sentence

            fail("Not switched. " + " ".join(sentence(b) for b in error.blockers))
    state = "on" if on else "off"
    click.echo(f"{plugin} is {'now' if changed else 'already'} {state} in {tenant}.")


@plugins.command()
@click.argument("tenant")
@click.argument("plugin")
@plain_errors
def enable(tenant: str, plugin: str) -> None:
    """Switch PLUGIN on in TENANT."""
    _switch(tenant, plugin, on=True)


@plugins.command()
@click.argument("tenant")
@click.argument("plugin")
@plain_errors
def disable(tenant: str, plugin: str) -> None:
    """Switch PLUGIN off in TENANT; its data are kept."""
    _switch(tenant, plugin, on=False)
