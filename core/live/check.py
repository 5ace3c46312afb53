"""May this stream go on? The same questions as at the door, asked again while it is open (P8)."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.db.session import acting_in, internal
from core.errors import NotFound
from core.identity.sessions import LoggedIn, load_user
from core.live.hub import Ear
from core.plugins.declare import Topic
from core.tenancy.resolve import find_tenant, own_tenants, with_post
from core.tenancy.scope import Scope, TenantRef


def may_hear(scope: Scope, topic: Topic) -> bool:
    """Whether the plugin is on and the acting post has the right."""
    return scope.has(topic.plugin) and scope.can(topic.permission.name)


class Check:
    """Answers for some streams, all given within a moment; what they share is asked once.

    Needs an application context. A stream goes on only if the login still stands, the account is a
    member, the same post acts with exactly the rights the stream was opened with, and each topic may
    be heard.
    """

    def __init__(self, topics: dict[str, Topic], idle: timedelta) -> None:
        self.topics, self.idle = topics, idle
        self._users: dict[str, tuple[LoggedIn, frozenset[int]] | None] = {}
        self._tenants: dict[int, tuple[TenantRef, frozenset[str]]] = {}
        self._scopes: dict[tuple[str, int], Scope | None] = {}

    def holds(self, ear: Ear) -> bool:
        """Whether one stream may go on."""
        try:
            key = ear.token, ear.tenant.id
            if key not in self._scopes:
                self._scopes[key] = self._scope(ear)
            scope = self._scopes[key]
        except NotFound:
            return False
        if scope is None or scope.post_id != ear.post_id or scope.permissions != ear.permissions:
            return False
        return all(may_hear(scope, self.topics[name]) for name in ear.topics)

    def _scope(self, ear: Ear) -> Scope | None:
        found = self._user(ear.token)
        if found is None or ear.tenant.id not in found[1]:
            return None
        user = found[0]
        if ear.tenant.id not in self._tenants:
            with internal():
                self._tenants[ear.tenant.id] = find_tenant(ear.tenant.slug)
        tenant, plugins = self._tenants[ear.tenant.id]
        if tenant.id != ear.tenant.id or user.must_change_password:
            return None
        bare = Scope(tenant, user.id, plugins=plugins)
        with acting_in(bare):
            wanted = dict(user.acting_posts).get(str(tenant.id))
            return with_post(bare, user.id, user.display_name, wanted, clock.today())[0]

    def _user(self, token: str) -> tuple[LoggedIn, frozenset[int]] | None:
        if token not in self._users:
            with internal():
                user, _note = load_user(token, self.idle)
                self._users[token] = (user, frozenset(own_tenants(user.id))) if user else None
        return self._users[token]
