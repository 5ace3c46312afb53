"""The world tests run in (isolation.md D8): a small tree, one user per role, canaries everywhere.

Province P over district D over communes A and B, village A1 under A, and Z that belongs to none of
them. Every text a tenant owns carries ``CANARY-<tenant>-``; a page of one tenant that shows
another's canary leaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, String, Text, bindparam, create_engine, select, update

from core import clock
from core.db.base import Model, db
from core.db.session import acting_in, internal, tune_sqlite
from core.envelopes.models import StoredLetter
from core.envelopes.service import enter
from core.files.models import StoredFile
from core.identity.models import Membership, Post, Role, User
from core.identity.passwords import hash_password
from core.identity.sessions import log_in
from core.notify.models import Delivery, InboxNotice
from core.plugins.manager import Registry
from core.plugins.state import prepare, switch
from core.settings.models import Setting
from core.tenancy.models import (
    CalendarOverride,
    NodeKind,
    OversightGrant,
    Tenant,
    TenantName,
    TenantParent,
    Unit,
)
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope
from core.testing.machine import plant_answer, plant_token, plant_webhook
from core.testing.walk import merged

#: slug -> (kind, parent)
TREE = {
    "p-prov": ("province", None),
    "d-dist": ("district", "p-prov"),
    "a-comm": ("commune", "d-dist"),
    "b-comm": ("commune", "d-dist"),
    "a1-vill": ("village", "a-comm"),
    "z-comm": ("commune", None),
}
PASSWORD = "Mật khẩu thử nghiệm"  # of every test account; test databases live for one run
KINDS = ("province", "district", "commune", "village")
#: Text columns that hold a closed list, an id or a hash and so cannot carry a canary.
WITHOUT_CANARY: dict[str, str] = {
    "core_unit.key": "an id in declarations",
    "core_unit.public_id": "random id",
    "core_metric.kind": "closed list",
    "core_metric.period": "a month",
    "core_metric.name": "closed list",
    "core_counter.book": "closed list",
    "core_calendar_override.kind": "closed list",
    "core_file.public_id": "random id",
    "core_file.subject": "a reference",
    "core_file.part": "where within the record",
    "core_file.media_type": "closed list",
    "core_file.sha256": "a hash",
    "core_file.state": "closed list",
    "core_file.reason": "closed list",
    "core_letter.public_id": "random id",
    "core_letter.box": "closed list",
    "core_letter.kind": "closed list",
    "core_letter.state": "closed list",
    "core_letter.other_slug": "the other unit",
    "core_letter.reference": "a reference",
    "core_letter.reason": "closed list",
    "core_setting.plugin": "closed list",
    "core_setting.name": "closed list",
    "core_idempotency.key": "chosen by a program",
    "core_idempotency.request_hash": "a hash",
    "core_webhook.public_id": "random id",
    "core_webhook_delivery.public_id": "random id",
    "core_webhook_delivery.state": "closed list",
    "core_search_entry.source": "closed list",
    "core_search_entry.subject": "a reference",
    "core_notice.public_id": "random id",
    "core_notice.key": "closed list",
    "core_notice.subject": "a reference",
    "core_notice_delivery.channel": "closed list",
    "core_notice_delivery.state": "closed list",
    "core_notice_delivery.error": "the kind of an error",
    "core_role.key": "an id in declarations",
    "core_role.public_id": "random id",
    "core_role_permission.permission": "closed list",
    "core_post.public_id": "random id",
    **merged("without_canary"),
}


def canary(slug: str) -> str:
    """The mark of one tenant's texts."""
    return f"CANARY-{slug.split('-', maxsplit=1)[0].upper()}-"


@dataclass
class World:
    """Keys and names tests need; the rows are in the database."""

    users: dict[tuple[str, str], str] = field(default_factory=dict)
    public_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    operator: str = "operator"
    stray: str = "stray"

    def login(self, tenant: str, role: str) -> str:
        """Login name of the user with ``role`` in ``tenant``."""
        return self.users[tenant, role]

    def id_of(self, tenant: str, thing: str) -> str:
        """Public id of one ``thing`` (visit, place, user, post, unit, role …) of a tenant."""
        return self.public_ids[tenant, thing]


def build_world(app: Flask, migration_url: str | None = None) -> World:
    """Fill an empty, migrated database. ``migration_url`` plants the canaries on PostgreSQL."""
    registry: Registry = app.extensions["tiepdan.registry"]
    world = World()
    with app.app_context():
        _tenants()
        with internal(writes=True):
            for login, operator in ((world.operator, True), (world.stray, False)):
                user = _user(login, operator=operator)
                db.session.add(user)
                db.session.flush()
                plant_token(user.id, db.session.scalars(select(Tenant.id).where(Tenant.slug == "z-comm")).one())
        for slug in TREE:
            _people(registry, world, slug)
        for slug in TREE:
            _records(world, slug)
    plant_canaries(app, migration_url)
    return world


def _tenants() -> None:
    with internal(writes=True):
        for order, key in enumerate(KINDS):
            db.session.add(NodeKind(key=key, label_vi=key.title(), label_en=key.title(), level_order=order))
        db.session.flush()
        ids: dict[str, int] = {}
        for slug, (kind, parent) in TREE.items():
            tenant = Tenant(slug=slug, kind=kind, name=f"Đơn vị {slug}", name_en=f"Unit {slug}")
            db.session.add(tenant)
            db.session.flush()
            ids[slug] = tenant.id
            db.session.add(TenantName(tenant_id=tenant.id, name=f"Tên khác {slug}"))
            if parent:
                db.session.add(TenantParent(tenant_id=tenant.id, parent_id=ids[parent]))
        db.session.add(
            OversightGrant(
                overseer_id=ids["d-dist"],
                subject_id=ids["d-dist"],
                subtree=True,
                kind="reception.visits",
                level="numbers",
                valid_from=date(2024, 1, 1),
                basis="test",
            )
        )


def _user(login: str, *, operator: bool = False) -> User:
    return User(
        login=login,
        display_name=f"Tên {login}",
        is_operator=operator,
        created_at=clock.now(),
        password_hash=hash_password(PASSWORD, cheap=True),
        must_change_password=False,
    )


def _people(registry: Registry, world: World, slug: str) -> None:
    scope = system_scope(slug)
    prepare(registry, scope, "core")
    for plugin in registry.manifests:
        switch(registry, slug, plugin, on=True, actor_id=None)
    with acting_in(system_scope(slug), writes=True):
        unit = Unit(key="unit", name="unit")
        bare = Role(key="bare", title="bare")
        db.session.add_all([unit, bare])
        db.session.flush()
        roles = list(db.session.scalars(select(Role).order_by(Role.id)))
        for role in roles:
            login = f"{slug}.{role.key}".replace("_", "-")
            user = _user(login)
            user.display_name = f"{canary(slug)}{role.key}"
            db.session.add(user)
            db.session.flush()
            db.session.add(Membership(user_id=user.id, tenant_id=scope.tenant_id))
            post = Post(user_id=user.id, unit_id=unit.id, role_id=role.id, title=role.key, valid_from=date(2024, 1, 1))
            db.session.add(post)
            db.session.flush()
            token = plant_token(user.id, scope.tenant_id)
            world.users[slug, role.key] = login
            world.roles = (*dict.fromkeys((*world.roles, role.key)),)
            if role.key == "reception_officer":
                _notice(user.id)
            if role.key == "reception_reader":
                plant_answer(token)
                world.public_ids |= {
                    (slug, "user"): user.public_id,
                    (slug, "post"): post.public_id,
                    (slug, "role"): role.public_id,
                }
        world.public_ids[slug, "unit"] = unit.public_id
        world.public_ids |= {(slug, thing): public_id for thing, public_id in plant_webhook().items()}
        db.session.add(CalendarOverride(day=date(2027, 6, 1), kind="dayoff", title="x", source="x"))


def _notice(user_id: int) -> None:
    """An unread notice, and its way out."""
    now = clock.now()
    notice = InboxNotice(
        user_id=user_id, key="reception.answer_late", subject="reception:visit:x", day=clock.today(), created_at=now
    )
    db.session.add(notice)
    db.session.flush()
    db.session.add(Delivery(notice_id=notice.id, channel="email", state="sent", attempts=1, at=now))


def add_colleague(slug: str, login: str, role: str) -> None:
    """One more user with that role in a tenant; called inside an application context."""
    scope = system_scope(slug)
    with internal(writes=True):
        user = _user(login)
        db.session.add(user)
        db.session.flush()
        db.session.add(Membership(user_id=user.id, tenant_id=scope.tenant_id))
        key = user.id
    with acting_in(scope, writes=True):
        unit = db.session.scalars(select(Unit.id).order_by(Unit.id)).first()
        title = db.session.scalars(select(Role.id).where(Role.key == role)).one()
        db.session.add(Post(user_id=key, unit_id=unit, role_id=title, title=role, valid_from=date(2024, 1, 1)))


def scope_of(slug: str, *rights: str) -> Scope:
    """A scope with the rights given, for calling services in tests."""
    return system_scope(slug, frozenset(rights))


def _records(world: World, slug: str) -> None:
    """One row of every table of the installed plugins; they know how."""
    from importlib import import_module

    scope = system_scope(slug)
    for plugin in sorted(scope.plugins):
        try:
            factories = import_module(f"plugins.{plugin}.tests.factories")
        except ModuleNotFoundError:
            continue
        with acting_in(scope, writes=True):
            for thing, public_id in factories.plant(scope).items():
                world.public_ids[slug, thing] = public_id
    with acting_in(scope, writes=True):
        db.session.add(Setting(plugin="reception", name="receipt_copies", value=3))
        file = StoredFile(
            subject=f"reception:visit:{world.public_ids.get((slug, 'visit'), 'none')}",
            name="x.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            state="ready",
            uploaded_at=clock.now(),
        )
        in_, out = _letter(scope, "in", "delivered"), _letter(scope, "out", "sent")
        db.session.add(file)
        db.session.flush()
        world.public_ids[slug, "file"] = file.public_id
        world.public_ids |= {(slug, "letter"): in_.public_id, (slug, "sent_letter"): out.public_id}


def _letter(scope: Scope, box: str, state: str) -> StoredLetter:
    """A letter that waits; its other end is the tenant itself, so that no other tenant's words are in it."""
    later = clock.now() + timedelta(days=365)  # nobody asks after it
    row = StoredLetter(
        box=box,
        kind="core.note",
        state=state,
        other_id=scope.tenant_id,
        other_slug=scope.tenant.slug,
        other_name="x",
        title="x",
        payload={"about": f"{canary(scope.tenant.slug)}about", "text": f"{canary(scope.tenant.slug)}text"},
        sent_at=later,
    )
    enter(scope, row)
    return row


def text_columns() -> list[tuple[str, str, int | None]]:
    """(table, column, length) of every text of every Scoped table."""
    return [
        (table.name, column.name, getattr(column.type, "length", None))
        for table in Model.metadata.sorted_tables
        if table.info.get("class") == "scoped"
        for column in table.columns
        if isinstance(column.type, (String, Text))
    ]


def plant_canaries(app: Flask, migration_url: str | None) -> None:
    """Write the tenant's mark into every text column that may hold one."""
    config = app.extensions["tiepdan.config"]
    engine: Engine = create_engine(migration_url or config.database_url)
    if engine.dialect.name == "sqlite":
        tune_sqlite(engine)
    with app.app_context(), internal():
        ids = {slug: db.session.scalar(select(Tenant.id).where(Tenant.slug == slug)) for slug in TREE}
    with engine.begin() as connection:
        for table_name, column, length in text_columns():
            if f"{table_name}.{column}" in WITHOUT_CANARY:
                continue
            table: Any = Model.metadata.tables[table_name]
            for slug, tenant_id in ids.items():
                mark = (canary(slug) + column)[: length or 200]
                connection.execute(
                    update(table).where(table.c.tenant_id == bindparam("t")).values({column: mark}),
                    {"t": tenant_id},
                )
    engine.dispose()


def log_client_in(app: Flask, login: str) -> FlaskClient:
    """A test client whose cookie holds a fresh login of that user."""
    config = app.extensions["tiepdan.config"]
    with app.app_context(), internal(writes=True):
        token = log_in(login, PASSWORD, "test", config.secret_key)
    assert isinstance(token, str), f"{login} cannot log in"
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


def printable(body: bytes) -> str:
    """A response as text, for searching canaries in it, also in zipped office files."""
    if body[:2] == b"PK":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    if body[:4] == b"%PDF":
        import io

        from pypdf import PdfReader

        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")
