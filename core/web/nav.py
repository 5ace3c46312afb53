"""What every page shows around its content; worked out only when a template asks for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf

from core.db.frame import current_frame
from core.envelopes.queries import kinds_for, waiting_letters
from core.i18n import gettext as _
from core.i18n import language
from core.plugins.declare import Banner, Panel
from core.plugins.manager import Registry
from core.search.reading import may_search
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class Item:
    """One menu line."""

    key: str
    title: str
    url: str
    active: bool
    badge: int | None = None
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of menu lines: one plugin's, or the administrator's."""

    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class TenantView:
    """The tenant as the header prints it."""

    slug: str
    name: str
    kind_label: str


class Shell:
    """Lazy view of the request for ``shell.html``."""

    @property
    def lang(self) -> str:
        """Language of the page."""
        return language()

    @cached_property
    def scope(self) -> Scope | None:
        """The staff scope, when the reader is inside a tenant."""
        found: Scope | None = g.get("scope")
        return found

    @cached_property
    def tenant(self) -> TenantView | None:
        """The tenant of a staff or public page."""
        scope = self.scope or g.get("public_scope")
        if scope is None:
            return None
        ref = scope.tenant
        label = ref.kind_label_en if self.lang == "en" else ref.kind_label_vi
        return TenantView(ref.slug, ref.label(self.lang), label)

    @property
    def user(self) -> Any:
        """Who is logged in, or None."""
        return g.get("user")

    @cached_property
    def acting_post(self) -> dict[str, str] | None:
        """The post whose rights count right now."""
        for post in g.get("own_posts", ()) if self.scope else ():
            if post.current:
                return {"title": post.title, "unit_name": post.unit_name}
        return None

    @cached_property
    def switcher(self) -> list[dict[str, Any]]:
        """Own tenants, and in the current one the own posts."""
        groups: list[dict[str, Any]] = []
        for key, tenant in g.get("own_tenants", {}).items():
            current = self.scope is not None and self.scope.tenant_id == key
            posts = [
                {
                    "title": post.title,
                    "unit_name": post.unit_name,
                    "current": post.current,
                    "action_url": url_for("core.post_choose", post_id=post.public_id),
                }
                for post in (g.get("own_posts", ()) if current else ())
            ]
            name = tenant.name_en if self.lang == "en" and tenant.name_en else tenant.name
            groups.append(
                {
                    "tenant_name": name,
                    "current": current,
                    "posts": posts,
                    "url": url_for("core.home", tenant=tenant.slug),
                }
            )
        return groups

    @cached_property
    def nav(self) -> list[Section]:
        """The menu: plugins that are on, lines the post may open."""
        scope = self.scope
        if scope is None:
            return self._operation()
        registry: Registry = current_app.extensions["tiepdan.registry"]
        badges: dict[str, int] = {}
        if current_frame() is not None:
            for _plugin, numbers in registry.dispatcher.contribute("nav_badges", scope):
                badges.update(numbers)
        sections: dict[str, Section] = {}
        for plugin, item in registry.navigation:
            if scope.has(plugin) and scope.can(item.permission.name):
                section = sections.setdefault(plugin, Section(str(registry.manifests[plugin].title), []))
                section.items.append(
                    Item(
                        item.key,
                        str(item.title),
                        url_for(item.endpoint),
                        request.endpoint == item.endpoint,
                        badges.get(item.key),
                        item.shortcut,
                    )
                )
        found = [sections[name] for name in registry.manifests if name in sections]
        core = [
            Item(key, str(title), url_for(endpoint), request.endpoint == endpoint)
            for key, title, endpoint, right in (
                ("users", _("Users and posts"), "core.user_list", "core.user.manage"),
                ("units", _("Units"), "core.unit_list", "core.unit.manage"),
                ("roles", _("Roles"), "core.role_list", "core.role.manage"),
                ("calendar", _("Working days"), "core.calendar_days", "core.calendar.manage"),
                ("settings", _("Settings"), "core.settings_list", "core.setting.manage"),
                ("webhooks", _("Webhooks"), "core.webhook_list", "core.webhook.manage"),
                ("audit", _("Audit log"), "core.audit_log", "core.audit.read"),
                ("grants", _("Who oversees this unit"), "core.grant_list", "core.audit.read"),
                ("oversight", _("Numbers of overseen units"), "core.oversight_numbers", "core.oversight.read"),
            )
            if scope.can(right)
        ]
        start = [
            Item("home", _("Start page"), url_for("core.home"), request.endpoint == "core.home"),
            *self._letters(scope),
        ]
        return [Section("", start), *found, *([Section(_("Administration"), core)] if core else [])]

    def _letters(self, scope: Scope) -> list[Item]:
        """Letters between units, with how many wait, for posts that open any kind of them."""
        if not (kinds_for(scope, "in") or kinds_for(scope, "out")):
            return []
        waiting = waiting_letters(scope) if current_frame() is not None else 0
        active = (request.endpoint or "").startswith("core.letter_")
        return [Item("letters", _("Letters between units"), url_for("core.letter_list"), active, waiting or None)]

    def _operation(self) -> list[Section]:
        """The operator's menu, on the operator's pages only."""
        if not (request.endpoint or "").startswith("ops.") or self.user is None or not self.user.is_operator:
            return []
        items = [
            Item(key, title, url_for(f"ops.{key}"), request.endpoint == f"ops.{key}")
            for key, title in (
                ("matrix", _("Tenants and plugins")),
                ("jobs", _("Jobs")),
                ("health", _("State of the installation")),
            )
        ]
        return [Section(_("Operation"), items)]

    @cached_property
    def banners(self) -> list[Banner]:
        """What the page's own plugin wants seen on all its pages; such pages follow the stream."""
        info = current_app.extensions["tiepdan.routes"].get(request.endpoint or "")
        if self.scope is None or info is None or info.plugin == "core" or current_frame() is None:
            return []
        registry: Registry = current_app.extensions["tiepdan.registry"]
        if not registry.dispatcher.has("page_banners", info.plugin):
            return []
        if "live_last" not in g:
            from core.live.views import follow  # that module knows the pages, and they know this one

            follow()
        found = registry.dispatcher.contribute("page_banners", self.scope, info.plugin)
        return [banner for _plugin, banners in found for banner in banners]

    def panels(self, slot: str, subject: str) -> list[Panel]:
        """What other plugins put on a place of the page, in order; nothing outside a tenant."""
        if self.scope is None or not subject or current_frame() is None:
            return []
        registry: Registry = current_app.extensions["tiepdan.registry"]
        found = registry.dispatcher.contribute("panels", self.scope, slot=slot, subject=subject)
        return sorted((panel for _plugin, panels in found for panel in panels or ()), key=lambda panel: panel.weight)

    @property
    def flashes(self) -> list[tuple[str, str]]:
        """Messages of the last act."""
        return get_flashed_messages(with_categories=True)  # type: ignore[return-value]

    @property
    def csrf_token(self) -> str:
        """Token for htmx's header."""
        return str(generate_csrf())

    @cached_property
    def unread(self) -> int | None:
        """Unread notices of the reader in this tenant, None outside one; they came with the posts."""
        posts = g.get("own_posts") if self.scope else None
        return posts[0].unread if posts else None

    @cached_property
    def search_url(self) -> str | None:
        """The page of finds, when there is anything the reader may search."""
        return url_for("core.search_show") if self.scope and may_search(self.scope) else None

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses the header links to."""
        home = url_for("core.home") if self.scope else url_for("open.landing")
        return {
            "home": home,
            "landing": url_for("open.landing"),
            "login": url_for("account.login"),
            "logout": url_for("account.logout"),
            "account": url_for("mine.account"),
            "preferences": url_for("mine.preferences"),
            "language": url_for("open.language_choose"),
            "ops": url_for("ops.matrix"),
            "ui": url_for("open.ui"),
        }


@lru_cache(maxsize=500)
def _stamp(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(filename: str) -> str:
    """Address of a static file with a stamp of its content, so that it may be cached for a year."""
    path = Path(current_app.static_folder or "") / filename
    stamp = _stamp(path, path.stat().st_mtime_ns) if path.is_file() else ""
    values: dict[str, Any] = {"filename": filename} | ({"v": stamp} if stamp else {})
    return url_for("static", **values)


def init_nav(app: Flask) -> None:
    """Give templates ``shell`` and ``asset``."""
    app.jinja_env.globals["asset"] = asset

    @app.context_processor
    def shell() -> dict[str, Any]:
        if "shell" not in g:
            g.shell = Shell()
        return {"shell": g.shell}
