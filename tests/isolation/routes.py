"""What the declarations say each route answers, and what a request to it must carry.

The expected status comes from the route table (area, plugin, permission) and the roles' rights in
the database, never from the views. Adding a route with a new parameter, or one that changes
something, fails the suite until it has an entry here.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, NullPool, create_engine, text

from core.access.routes import RouteInfo
from core.db.base import Model
from core.testing.walk import merged, walks
from core.testing.world import PASSWORD, TREE, World, canary, log_client_in
from tests.isolation import programs

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SAFE = frozenset({"GET", "HEAD"})
TARGET = "a-comm"
#: How the actor's own tenant stands to the target.
RELATIONS = {"own": "a-comm", "sibling": "b-comm", "parent": "d-dist", "child": "a1-vill", "stranger": "z-comm"}
#: Parameters that name a record, so that another tenant's id must be refused.
RECORDS = (
    *("user", "post", "unit", "role", "file", "webhook", "delivery", "letter"),
    *(record for walk in walks().values() for record in walk.records),
)
#: Where the owner of the record decides, the right it asks for.
OWNED: dict[str, str] = {
    "core.letter_show": "core.letter.answer",
    "core.letter_accept": "core.letter.answer",
    "core.letter_refuse": "core.letter.answer",
    "core.letter_recall": "core.letter.send",
    **merged("owned"),
}
#: Endpoint -> {parameter: planted record}, where the usual one will not do.
AIMS: dict[str, dict[str, str]] = {"core.letter_recall": {"letter_id": "sent_letter"}, **merged("aims")}
AREAS = frozenset({"tenant", "public", "ops", "account", "keyed", "open", "machine"})


@dataclass(frozen=True)
class Actor:
    """Who asks: a role in a tenant, or one of the three without a tenant."""

    login: str
    tenant: str = ""
    role: str = ""
    operator: bool = False

    @property
    def logged_in(self) -> bool:
        return bool(self.login)


NOBODY = Actor("")


@dataclass(frozen=True)
class Route:
    """One rule of the URL map with what was declared about it."""

    rule: str
    endpoint: str
    methods: frozenset[str]
    arguments: tuple[str, ...]
    info: RouteInfo
    #: Methods that another endpoint answers at the same address.
    elsewhere: frozenset[str] = frozenset()


@dataclass
class Facts:
    """What the database says, read beside the application."""

    rights: dict[tuple[str, str], frozenset[str]]
    on: dict[str, frozenset[str]]
    posts: dict[str, str]
    sessions: dict[str, str]
    tokens: dict[str, str]


class Misplaced(Exception):
    """A route the matrix cannot place; the text says what is missing."""


@contextmanager
def raw(app: Flask) -> Iterator[Connection]:
    """The database without locks: as the migrator on PostgreSQL, plain on SQLite. Commits."""
    config = app.extensions["tiepdan.config"]
    engine = create_engine(config.migration_url or config.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def actors_of(world: World, tenant: str) -> list[Actor]:
    """One actor per role of a tenant, the one without rights included."""
    return [Actor(world.users[tenant, role], tenant, role) for role in world.roles]


def outsiders(world: World) -> list[Actor]:
    """Nobody, an account without any post, the operator."""
    return [NOBODY, Actor(world.stray), Actor(world.operator, operator=True)]


def routes_of(app: Flask) -> list[Route]:
    """Every rule except static files. Raises Misplaced for one without a declaration."""
    infos = app.extensions["tiepdan.routes"]
    at: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        at.setdefault(rule.rule, set()).update(rule.methods or ())
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        info = infos.get(rule.endpoint)
        if info is None or info.area not in AREAS:
            raise Misplaced(f"the route {rule.rule} declares no area the matrix knows")
        methods = frozenset(rule.methods or ()) - {"OPTIONS"}
        elsewhere = frozenset(at[rule.rule]) - methods
        found.append(Route(rule.rule, rule.endpoint, methods, tuple(sorted(rule.arguments)), info, elsewhere))
    return sorted(found, key=lambda route: route.rule)


def facts_of(app: Flask) -> Facts:
    """Rights of roles, plugins that are on, and the ids an actor may use for himself."""
    with raw(app) as connection:

        def rows(statement: str) -> Any:
            return connection.execute(text(statement)).all()

        rights: dict[tuple[str, str], set[str]] = {}
        for slug, role, permission in rows(
            "select t.slug, r.key, p.permission from core_role r join core_tenant t on t.id = r.tenant_id"
            " left join core_role_permission p on p.role_id = r.id"
        ):
            rights.setdefault((slug, role), {"core.member"}).update([permission] if permission else [])
        on: dict[str, set[str]] = {slug: {"core"} for slug in TREE}
        for slug, plugin in rows(
            "select t.slug, p.plugin from core_tenant_plugin p join core_tenant t on t.id = p.tenant_id where p.enabled"
        ):
            on[slug].add(plugin)
        posts = dict(rows("select u.login, p.public_id from core_post p join core_user u on u.id = p.user_id"))
        sessions = dict(
            rows(
                "select u.login, s.public_id from core_login_session s join core_user u on u.id = s.user_id order by s.id"
            )
        )
        tokens = dict(
            rows(
                "select u.login, t.public_id from core_api_token t join core_user u on u.id = t.user_id"
                " where t.ended_at is null order by t.id desc"
            )
        )
    return Facts(
        {key: frozenset(names) for key, names in rights.items()},
        {slug: frozenset(names) for slug, names in on.items()},
        posts,
        sessions,
        tokens,
    )


def expected(route: Route, method: str, actor: Actor, target: str, facts: Facts) -> str:
    """``405``, ``401`` (programs), ``303`` (to the login page), ``404``, ``403`` or ``ok``; from declarations alone."""
    info = route.info
    if method not in route.methods:
        return "405"
    if info.area in ("open", "public"):
        return "404" if info.area == "public" and info.plugin not in facts.on[target] else "ok"
    known = {"machine": bool(actor.tenant), "keyed": False}.get(info.area, actor.logged_in)
    if not known:  # a program's token belongs to a post; no key is configured in this world
        return {"machine": "401", "keyed": "404"}.get(info.area, "303")
    if info.area == "account" or (info.area == "ops" and actor.operator):
        return "ok"
    if info.area == "ops" or actor.tenant != target or info.plugin not in facts.on[target]:
        return "404"
    right = OWNED.get(route.endpoint, info.permission)
    owner = right.split(".", 1)[0]
    held = right in facts.rights[actor.tenant, actor.role] and owner in facts.on[target]
    return "ok" if held else "403"


@dataclass(frozen=True)
class Ask:
    """Whose request it is and what it aims at."""

    world: World
    facts: Facts
    actor: Actor
    target: str


def _record(thing: str) -> Callable[[Ask], str]:
    return lambda ask: ask.world.id_of(ask.target, thing)


def _fixed(value: str) -> Callable[[Ask], str]:
    return lambda _ask: value


def _own_post(ask: Ask) -> str:
    """Own post where there is one: choosing somebody else's is refused inside the tenant."""
    if ask.actor.tenant == ask.target:
        return ask.facts.posts[ask.actor.login]
    return ask.world.id_of(ask.target, "post")


#: Name of a URL parameter -> a value that exists in the target tenant (or is the actor's own).
PARAMETERS: dict[str, Callable[[Ask], str]] = {
    "tenant": lambda ask: ask.target,
    "slug": lambda ask: ask.target,
    "plugin": lambda _ask: "massorg",
    "form": lambda _ask: "docx",
    "part": lambda _ask: "core",
    "session_id": lambda ask: ask.facts.sessions.get(ask.actor.login, "none"),
    "token_id": lambda ask: ask.facts.tokens.get(ask.actor.login, "none"),
    "post_id": _own_post,
    #: A post to be ended; one cannot end the post one acts as.
    "given_id": _record("post"),
    **{f"{thing}_id": _record(thing) for thing in RECORDS if thing != "post"},
    **{name: _fixed(value) for name, value in merged("parameters").items()},
}


def values_for(route: Route, ask: Ask) -> dict[str, str]:
    """Values for every parameter of a rule. Raises Misplaced for a parameter nobody knows."""
    aims = {name: _record(thing) for name, thing in AIMS.get(route.endpoint, {}).items()}
    known = PARAMETERS | aims
    unknown = [name for name in route.arguments if name not in known]
    if unknown:
        raise Misplaced(
            f"the route {route.rule} has the parameter {', '.join(unknown)}:"
            " say in the plugin's tests/walk.py (or in PARAMETERS of tests/isolation/routes.py) which record it names"
        )
    return {name: known[name](ask) for name in route.arguments}


def address(app: Flask, route: Route, values: dict[str, str]) -> str:
    """The path of a route."""
    return str(app.url_map.bind("localhost").build(route.endpoint, values, method=min(route.methods)))


_POST = {"unit": "unit", "role": "bare", "title": "Cán bộ"}

#: Endpoint -> form values with which the change succeeds. ``{n}`` differs from request to request.
BODIES: dict[str, dict[str, str]] = {
    "account.login": {"login": "stray", "password": PASSWORD},
    "account.logout": {},
    "mine.account": {"old": PASSWORD, "new": "Câu dài khác hẳn {n}", "again": "Câu dài khác hẳn {n}"},
    "mine.session_end": {},
    "mine.preferences": {},
    "core.inbox_read": {},
    "mine.token_end": {},
    "open.language_choose": {"lang": "en"},
    "ops.clock_confirm": {},
    "ops.job_retry": {"entry": "1"},
    "ops.plugin_switch": {"state": "off"},
    "core.calendar_days": {"day": "2027-03-0{n}", "kind": "off", "title": "Lễ", "source": "Số 1"},
    "core.post_choose": {},
    "core.post_end": {},
    "core.settings_reset": {"name": "upload_megabytes"},
    "core.settings_show": {"set_upload_megabytes": "{n}"},
    "core.role_change": {"permission": "core.role.manage"},
    "core.role_list": {"title": "Vai mới {n}"},
    "core.unit_list": {"name": "Tổ mới {n}"},
    "core.webhook_end": {},
    "core.webhook_list": {"url": "https://example.org/{n}"},
    "core.webhook_replay": {},
    "core.unit_rename": {"name": "Tên mới {n}"},
    "core.user_create": {**_POST, "login": "moi.{n}", "display_name": "Người mới"},
    "core.user_show": _POST,
    "core.user_password": {},
    "core.letter_create": {"to": "z-comm", "about": "Về việc {n}", "text": "Kính gửi"},
    "core.letter_accept": {"receipt_no": "{n}"},
    "core.letter_refuse": {"reason": "Không thuộc thẩm quyền"},
    "core.letter_recall": {},
    **merged("forms"),
}

#: Endpoint -> the file that succeeds, where a picture does not.
UPLOADS: dict[str, tuple[bytes, str]] = merged("uploads")
#: A picture of one pixel, for routes that take files.
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def body_for(route: Route, number: int) -> dict[str, Any]:
    """A form or JSON that succeeds. Raises Misplaced when a changing route has none."""
    if route.endpoint in programs.BODIES:
        return programs.BODIES[route.endpoint]
    if route.endpoint not in BODIES:
        raise Misplaced(
            f"the route {route.rule} changes something: give the plugin's tests/walk.py (or BODIES of tests/isolation/routes.py)"
            f" a form for '{route.endpoint}' with which it succeeds"
        )
    form: dict[str, Any] = {name: value.replace("{n}", str(number)) for name, value in BODIES[route.endpoint].items()}
    content, name = UPLOADS.get(route.endpoint, (DOT, "dot.png"))
    return form | ({"file": (BytesIO(content), name)} if route.info.upload else {})


def client_of(app: Flask, actor: Actor) -> FlaskClient:
    """The actor's client; one login per application and actor."""
    clients: dict[str, FlaskClient] = app.extensions.setdefault("tests.clients", {})
    if not actor.logged_in:
        return app.test_client()
    if actor.login not in clients:
        clients[actor.login] = log_client_in(app, actor.login)
    return clients[actor.login]


def marks_in(page: str) -> set[str]:
    """Tenants whose canary stands in a text."""
    return {slug for slug in TREE if canary(slug) in page}


def checksums(app: Flask) -> dict[str, str]:
    """Table -> hash of its rows; when a login was last seen is left out."""
    shown = {
        table.name: ", ".join(f'"{column.name}"' for column in table.columns if column.name != "last_seen_at")
        for table in Model.metadata.sorted_tables
    }
    with raw(app) as connection:
        if connection.dialect.name == "postgresql":  # one statement for all: each round trip costs
            parts = (
                f"select '{name}', md5(string_agg(r, '|' order by r)) from (select row({columns})::text r from {name}) t"
                for name, columns in shown.items()
            )
            return {name: value or "" for name, value in connection.execute(text(" union all ".join(parts)))}
        cursor = connection.connection.cursor()
        return {
            name: sha256(repr(sorted(map(repr, cursor.execute(f"select {columns} from {name}")))).encode()).hexdigest()
            for name, columns in shown.items()
        }


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Tables whose rows differ."""
    return [name for name in before if before[name] != after[name]]
