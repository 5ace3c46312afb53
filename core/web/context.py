"""The request frame: who, where, may they, one transaction, one commit (architecture C7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, g, make_response, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.exceptions import NotFound as PageNotFound

from core import clock
from core.config import Config
from core.db.session import acting_in, internal
from core.errors import NotFound
from core.i18n import gettext as _
from core.identity.sessions import LoggedIn, load_user, note_use
from core.machine.guard import guard_machine
from core.machine.problems import choose_language, is_machine
from core.tenancy.resolve import find_tenant, own_tenants, with_post
from core.tenancy.scope import Scope
from core.text import damaged
from core.web.render import redirect
from core.web.uploads import make_room

if TYPE_CHECKING:
    from core.access.routes import RouteInfo

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def config() -> Config:
    """Settings of the application that answers."""
    found: Config = current_app.extensions["tiepdan.config"]
    return found


def start_request() -> None:
    """First thing of every request after its id: a check of the text, and of where it comes from."""
    g.user = None
    if request.endpoint == "static":
        return
    if is_machine():
        choose_language()
    if damaged(request.path):
        raise PageNotFound
    make_room()
    if _came_damaged():
        raise BadRequest(_("Some characters arrived damaged. Go back, type the text again, and send it."))
    if is_machine():
        return  # no cookie is read: only the token in the header speaks
    if request.method not in SAFE:
        _check_origin()
    g.user = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 - werkzeug's way to unwrap


def _came_damaged() -> bool:
    """Whether address or form hold bytes that are no UTF-8, or characters no database can keep.

    Werkzeug would hand wrong bytes on as percent signs and digits, so they are looked for in what came in.
    """
    if _no_utf8(request.query_string):
        return True
    if request.mimetype == "application/x-www-form-urlencoded" and _no_utf8(request.get_data()):
        return True
    return any(
        damaged(name) or any(map(damaged, texts))
        for values in (request.args, request.form)
        for name, texts in values.lists()
    )


def _no_utf8(encoded: bytes) -> bool:
    try:
        unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return True
    return False


def _check_origin() -> None:
    """Refuse changes asked for by another site (besides the token; promise P25)."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    if site not in ("same-origin", "none") or (origin and origin.partition("://")[2] != request.host):
        raise Forbidden(_("This request came from another site and was refused."))


def init_login(app: Flask, settings: Config) -> None:
    """Attach flask-login; the cookie carries a random token, the login itself is a row."""
    manager = LoginManager(app)
    manager.session_protection = None
    idle = timedelta(minutes=settings.idle_minutes)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> LoggedIn | None:
        with internal():
            user, note = load_user(token, idle)
        if user is not None and note and not in_background():
            with internal(writes=True):
                note_use(user.session_id)
        return user


def in_background() -> bool:
    """Whether a page asks by itself: that must not keep the login of somebody who has gone alive."""
    return request.headers.get("X-Background") == "1" or request.endpoint == "core.stream"


def to_login() -> Response:
    """Send the reader to the login page; inside htmx, 286 also stops polling, 204 ends an event stream."""
    if request.accept_mimetypes.best == "text/event-stream":
        return Response(status=204)
    target = url_for("account.login", next=request.full_path.rstrip("?"))
    if request.headers.get("HX-Request") == "true":
        return Response(status=286, headers={"HX-Redirect": url_for("account.login")})
    return redirect(target)


def _answer(view: Callable[..., Any], values: dict[str, Any]) -> Response:
    return make_response(view(**values))


def guard_tenant(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """404 outside the tenant or with the plugin off, 403 inside without the right."""
    slug = values.pop("tenant")
    user = g.user
    if user is None:
        return to_login()
    if user.must_change_password:
        return redirect(url_for("mine.account"))
    with internal():
        g.own_tenants = own_tenants(user.id)  # first, so that an unknown tenant's page is like a foreign one's
        tenant, plugins = find_tenant(slug)
    if tenant.id not in g.own_tenants:
        raise NotFound("membership")
    bare = Scope(tenant, user.id, plugins=plugins, request_id=g.request_id)
    with acting_in(bare, writes=request.method not in SAFE) as frame:
        wanted = dict(user.acting_posts).get(str(tenant.id))
        scope, g.own_posts = with_post(bare, user.id, user.display_name, wanted, clock.today())
        frame.scope = scope
        if not scope.has(info.plugin):
            raise NotFound("plugin")
        g.scope = scope
        scope.require(info.permission)
        response = _answer(view, values)
        if response.status_code >= 400:
            frame.give_up()
        return response


def guard_public(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """Citizens: no account, no right; 404 for unknown tenants and plugins that are off."""
    with internal():
        tenant, plugins = find_tenant(values.pop("tenant"))
    scope = Scope(tenant, None, plugins=plugins, request_id=g.request_id)
    if not scope.has(info.plugin):
        raise NotFound("plugin")
    g.public_scope = scope
    with acting_in(scope, writes=request.method not in SAFE) as frame:
        response = _answer(view, {**values, "scope": scope})
        if response.status_code >= 400:
            frame.give_up()
        return response


def guard_ops(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """Operators only; for everybody else these pages do not exist."""
    if g.user is None:
        return to_login()
    if not g.user.is_operator:
        raise NotFound("operator")
    if g.user.must_change_password:
        return redirect(url_for("mine.account"))
    return _answer(view, values)


def guard_account(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """Anybody who is logged in."""
    if g.user is None:
        return to_login()
    return _answer(view, values)


def guard_keyed(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """Programs that hold the installation's token; without one, or with a wrong one, 404."""
    wanted = config().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise NotFound("token")
    return _answer(view, values)


def guard_open(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """Everybody."""
    return _answer(view, values)


GUARDS = {
    "tenant": guard_tenant,
    "public": guard_public,
    "ops": guard_ops,
    "account": guard_account,
    "keyed": guard_keyed,
    "open": guard_open,
    "machine": guard_machine,
}


def put_tenant(endpoint: str, values: dict[str, Any]) -> None:
    """Fill the tenant into every ``url_for``, so that views never mention it."""
    scope = g.get("scope") or g.get("public_scope")
    if scope is not None and "tenant" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "tenant"):
        values["tenant"] = scope.tenant.slug


def scope() -> Scope:
    """The scope of this request; views hand it to queries and services."""
    found: Scope = g.scope
    return found


__all__ = ["GUARDS", "SAFE", "config", "init_login", "put_tenant", "scope", "start_request"]
