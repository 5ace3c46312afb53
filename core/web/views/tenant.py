"""Start page of a tenant, choice of the acting post, the overseer's numbers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy import select

from core import clock
from core.access.permissions import ANY_MEMBER, OVERSIGHT_READ, USER_MANAGE
from core.db.base import db
from core.errors import NotFound
from core.i18n import gettext as _
from core.i18n import language
from core.identity.models import Post
from core.identity.sessions import act_as
from core.plugins.declare import StartCard
from core.plugins.manager import Registry
from core.tenancy.oversight import granted, month_of, read_numbers, tenant_names
from core.tenancy.scope import Scope
from core.web.blueprint import PluginBlueprint, PublicBlueprint
from core.web.context import scope
from core.web.render import go, page

bp = PluginBlueprint("core", __name__, url_prefix="/t/<tenant>")
public = PublicBlueprint("core", __name__, url_prefix="/p/<tenant>")


def registry() -> Registry:
    """What the loaded plugins declared."""
    found: Registry = current_app.extensions["tiepdan.registry"]
    return found


@bp.route("/", permission=ANY_MEMBER)
def home() -> Any:
    """Cards of the plugins that are on, for this post."""
    cards = [card for _plugin, found in registry().dispatcher.contribute("start_cards", scope()) for card in found]
    cards += _core_cards()
    return page("home.html", cards=sorted(cards, key=lambda card: card.weight))


def _core_cards() -> list[StartCard]:
    """What the core itself offers this post: oversight and administration."""
    offers = (
        (
            OVERSIGHT_READ,
            _("Numbers of overseen units"),
            _("Units side by side, month by month"),
            "core.oversight_numbers",
        ),
        (USER_MANAGE, _("Users and posts"), _("Accounts, posts, units and roles"), "core.user_list"),
    )
    return [
        StartCard(title, text, url_for(endpoint), weight=80)
        for right, title, text, endpoint in offers
        if scope().can(right.name)
    ]


@bp.route("/post/<post_id>", methods=["POST"], permission=ANY_MEMBER)
def post_choose(post_id: str) -> Any:
    """Act as another of one's own posts in this tenant."""
    own = db.session.scalar(select(Post.id).where(Post.public_id == post_id, Post.user_id == scope().actor_id))
    if own is None or not any(post.public_id == post_id for post in g.own_posts):
        raise NotFound("post")
    act_as(g.user.session_id, scope().tenant_id, post_id)
    return go(url_for("core.home"), _("You now act as this post."))


def _period(text: str) -> str:
    if re.fullmatch(r"(20|19)\d\d-(0[1-9]|1[0-2])", text):
        return text
    return month_of(clock.today())


@bp.route("/oversight", permission=OVERSIGHT_READ)
def oversight_numbers() -> Any:
    """Communes side by side: numbers only, and only those a grant covers."""
    period = _period(request.args.get("period", ""))
    year, month = map(int, period.split("-"))
    day = date(year, month, 1)
    tables = []
    for kind_key, tenant_ids in granted(scope()).items():
        kind = registry().oversight.get(kind_key)
        if kind is None:
            continue
        numbers = read_numbers(scope(), kind_key, tenant_ids, period)
        rows: list[dict[str, Any]] = [
            {
                "name": name_en if language() == "en" and name_en else name,
                "slug": slug,
                "values": {key: numbers.get(tenant_id, {}).get(key, 0) for key in kind.names},
                "reported": tenant_id in numbers,
            }
            for tenant_id, slug, name, name_en in tenant_names(tenant_ids, kind_key.split(".", 1)[0])
        ]
        totals = {key: sum(row["values"][key] for row in rows) for key in kind.names}
        tables.append({"title": kind.title, "columns": list(kind.names.items()), "rows": rows, "totals": totals})
    before = date(year - (month == 1), (month - 2) % 12 + 1, 1)
    after = date(year + (month == 12), month % 12 + 1, 1)
    return page(
        "oversight/numbers.html", tables=tables, period=period, day=day, before=month_of(before), after=month_of(after)
    )


@public.route("/")
def tenant_start(scope: Scope) -> Any:
    """When, where, who receives, and what one can do: parts and pages of the plugins that are on."""
    found_parts = registry().dispatcher.contribute("public_sections", scope)
    parts = sorted((part for _plugin, found in found_parts for part in found), key=lambda part: part.weight)
    pages = [
        {"title": found.title, "url": url_for(found.endpoint)}
        for plugin, found in sorted(registry().public_pages, key=lambda pair: pair[1].weight)
        if scope.has(plugin)
    ]
    return page("tenant_public.html", parts=parts, pages=pages)
