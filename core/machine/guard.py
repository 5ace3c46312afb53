"""What stands between a program and a view: token, tenant, post, plugin, right; all asked anew each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, g, request
from werkzeug.exceptions import Forbidden as NotYet
from werkzeug.exceptions import Unauthorized

from core import clock
from core.db.session import acting_in, internal
from core.errors import NotFound
from core.i18n import gettext as _
from core.machine.limits import count_request
from core.machine.tokens import Caller, find_caller, note_use
from core.tenancy.resolve import find_tenant, with_post
from core.tenancy.scope import Scope

if TYPE_CHECKING:
    from core.access.routes import RouteInfo

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _caller() -> Caller:
    """Who asks. Raises Unauthorized."""
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized(_("Send a token: Authorization: Bearer …"))
    with internal():
        caller = find_caller(secret.strip())
    if caller is None:
        raise _dead()
    if caller.must_change_password:
        raise NotYet(_("The owner of this token must first log in and choose a password."))
    return caller


def _dead() -> Unauthorized:
    return Unauthorized(_("This token is unknown, has ended, or its post has ended. Ask for a new one."))


def guard_machine(info: RouteInfo, view: Callable[..., Any], values: dict[str, Any]) -> Response:
    """401 without a living token, 404 outside its tenant or with the plugin off, 403 without the right."""
    caller = _caller()
    with internal():
        tenant, plugins = find_tenant(values.pop("tenant"))
    if tenant.id != caller.tenant_id:
        raise NotFound("membership")
    count_request(caller.token_id)
    if caller.stale:
        with internal(writes=True):
            note_use(caller.token_id)
    g.machine = caller
    bare = Scope(tenant, caller.user_id, plugins=plugins, request_id=g.request_id)
    with acting_in(bare, writes=request.method not in READS) as frame:
        frame.scope = g.scope = scope = _as_post(bare, caller)
        if not scope.has(info.plugin):
            raise NotFound("plugin")
        scope.require(info.permission)
        response: Response = view(**values)
        if response.status_code >= 400:
            frame.give_up()
        return response


def _as_post(bare: Scope, caller: Caller) -> Scope:
    """The scope of exactly the token's post. Raises Unauthorized when that does not run today."""
    try:
        scope, posts = with_post(bare, caller.user_id, caller.user_name, caller.post_ref, clock.today())
    except NotFound:
        raise _dead() from None
    if not any(post.current and post.public_id == caller.post_ref for post in posts):
        raise _dead()
    return scope
