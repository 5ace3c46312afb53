"""Pages for everybody: the front door, language, style page, health."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, redirect, request, session, url_for
from sqlalchemy import select

from core.db.base import db
from core.db.session import internal
from core.errors import NotFound
from core.i18n import LANGUAGES, language
from core.identity.models import User
from core.tenancy.models import NodeKind, Tenant, TenantPlugin
from core.web.blueprint import GuardedBlueprint
from core.web.local import local_target
from core.web.render import page

bp = GuardedBlueprint("open", __name__)


@bp.route("/")
def landing() -> Any:
    """The front door: own tenants for those logged in, public pages for citizens."""
    with internal():
        tenants = _public_places()
        own: list[Any] = []
        if g.user is not None:
            from core.tenancy.resolve import own_tenants

            g.own_tenants = own_tenants(g.user.id)
            own = [(t.name, url_for("core.home", tenant=t.slug)) for t in g.own_tenants.values()]
    return page("landing.html", tenants=tenants, own=own)


@bp.route("/p/")
def place_list() -> Any:
    """The places that receive citizens, the same for everybody: an address to share."""
    with internal():
        tenants = _public_places()
    return page("place_list.html", tenants=tenants)


def _public_places() -> list[dict[str, str]]:
    """Tenants with public pages, from the highest level down; one statement."""
    rows = db.session.execute(
        select(Tenant, NodeKind)
        .join(NodeKind, NodeKind.key == Tenant.kind)
        .where(Tenant.until.is_(None), Tenant.id.in_(_with_public_pages()))
        .order_by(NodeKind.level_order, Tenant.id)
    ).all()
    return [
        {
            "name": tenant.name_en if language() == "en" and tenant.name_en else tenant.name,
            "kind": kind.label_en if language() == "en" else kind.label_vi,
            "url": url_for("core_public.tenant_start", tenant=tenant.slug),
        }
        for tenant, kind in rows
    ]


def _with_public_pages() -> Any:
    """Tenants in which a plugin with a public page is on."""
    plugins = {plugin for plugin, _page in current_app.extensions["tiepdan.registry"].public_pages}
    return select(TenantPlugin.tenant_id).where(TenantPlugin.plugin.in_(plugins), TenantPlugin.enabled)


@bp.route("/language", methods=["POST"])
def language_choose() -> Any:
    """Remember the language in the cookie, and with the account when there is one."""
    choice = request.form.get("lang", "")
    if choice not in LANGUAGES:
        raise NotFound("language")
    session["lang"] = choice
    if g.user is not None:
        with internal(writes=True):
            user = db.session.get(User, g.user.id)
            if user is not None:
                user.language = choice
    return redirect(local_target(request.form.get("next") or request.referrer), 303)


@bp.route("/ui")
def ui() -> Any:
    """The style page: every macro, filled, empty and with errors."""
    from core.web.ui_page import sample

    return page("ui.html", **sample())


@bp.route("/healthz")
def healthz() -> Any:
    """Alive, and the database answers."""
    with internal():
        db.session.execute(select(Tenant.id).limit(1))
    return {"status": "ok", "plugins": sorted(current_app.extensions["tiepdan.registry"].manifests)}
