"""``/t/<tenant>/stream``, and the word with which a view says that its page listens."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, g, request

from core.access.permissions import ANY_MEMBER
from core.audit.log import head
from core.live.check import may_hear
from core.live.hub import Crowded, Ear, Listener
from core.live.places import Places
from core.live.service import Live
from core.live.stream import lines
from core.plugins.declare import Topic
from core.plugins.manager import Registry
from core.web.context import scope
from core.web.errors import error_page
from core.web.render import wants_partial
from core.web.views.tenant import bp

#: Seconds after which a client that found no place may ask again.
RETRY_AFTER = 15
#: Set by the nginx configuration (core/live/nginx.conf) where nginx can hold streams.
FANOUT = "X-Tiepdan-Fanout"
HEADERS = {"Cache-Control": "no-cache, no-store, no-transform", "X-Accel-Buffering": "no"}


def _places() -> Places:
    live: Live = current_app.extensions["tiepdan.live"]
    return live.places


def follow() -> None:
    """First line of a view whose page has ``data-live`` parts, before it reads what it shows.

    Notes how far the tenant's chain is, sealed, so that the page misses nothing that is committed between
    its reading and the opening of its stream.
    """
    if not wants_partial():
        posts = g.get("own_posts")  # read first of all in this frame
        g.live_last = _places().seal(scope().tenant_id, posts[0].newest if posts else head(scope())[0])


def _ear(names: set[str]) -> Ear:
    """Whose stream this becomes. Raises Forbidden, or 403 for topics that do not exist here."""
    registry: Registry = current_app.extensions["tiepdan.registry"]
    for name in sorted(names):
        topic: Topic | None = registry.topics.get(name)
        if topic is None or not scope().has(topic.plugin):
            abort(403)
        if not may_hear(scope(), topic):
            scope().require(topic.permission.name)
    user, here = g.user, scope()
    return Ear(user.token, user.id, here.tenant, here.post_id, here.permissions, frozenset(names))


def _start(newest: int) -> int | None:
    """The place after which the client wants to hear; the newest when it names none, None when nobody knows it.

    Unknown are places that were sealed with another key, and those past the end of a chain that was restored.
    """
    wanted = request.headers.get("Last-Event-ID") or request.args.get("last", "")
    place = _places().open(scope().tenant_id, wanted)
    if place is None or place > newest:
        return None if wanted else newest
    return place


def _hand_over(live: Live, ear: Ear, seq: int | None) -> Response:
    """Let nginx hold the stream; what the client has missed, it gets first, and comes back."""
    held = live.hand_over(ear, seq)
    if isinstance(held, str):
        return Response(held, mimetype="text/event-stream", headers=HEADERS)
    response = Response(mimetype="text/event-stream", headers=HEADERS)
    response.headers["X-Accel-Redirect"] = f"/_held?own={held.own}&all={held.shared}"
    return response


@bp.route("/stream", permission=ANY_MEMBER)
def stream() -> Any:
    """Messages of the topics asked for. They are written after this frame has ended."""
    names = {name for name in request.args.get("topics", "").split(",") if name}
    if not names:
        return Response(mimetype="text/event-stream")
    ear = _ear(names)
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream", headers=HEADERS)
    live: Live = current_app.extensions["tiepdan.live"]
    newest = head(scope())[0]
    listener = Listener(ear)
    try:
        if live.held is not None and request.headers.get(FANOUT) == "nchan":
            return _hand_over(live, ear, _start(newest))
        live.join(listener, newest)
    except Crowded:
        response = error_page(503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    response = Response(lines(live, listener, _start(newest)), mimetype="text/event-stream", headers=HEADERS)
    response.call_on_close(lambda: live.hub.leave(listener))  # also when not a single line was taken
    return response
