"""Small checks, one lock each: the tests ask them, and the lock mutation asks who misses a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, ForeignKeyConstraint, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.db.base import Model, db
from core.db.session import acting_in, internal, overseeing
from core.errors import CrossTenant, NoScope, ReadOnly
from core.tenancy.models import Metric, Unit
from core.tenancy.scope import OversightScope, Scope
from core.testing.world import World, scope_of
from tests.isolation.routes import raw

Probe = Callable[[Flask, World], None]
HERE, THERE = "a-comm", "b-comm"


def scoped_models() -> list[Any]:
    """Every mapped class of tenants' rows."""
    return [m.class_ for m in Model.registry.mappers if m.local_table.info["class"] == "scoped"]  # type: ignore[attr-defined]


def composite_keys() -> list[ForeignKeyConstraint]:
    """Every link between tenants' rows."""
    return [
        key
        for model in scoped_models()
        for key in model.__table__.constraints
        if isinstance(key, ForeignKeyConstraint) and len(key.elements) == 2
    ]


def column_of(key: ForeignKeyConstraint) -> str:
    """The column of a composite key that is not the tenant."""
    return next(name for name in key.column_keys if name != "tenant_id")


@contextmanager
def in_tenant(app: Flask, slug: str, *, writes: bool = False) -> Iterator[Scope]:
    """Act as a tenant without a request."""
    with app.app_context():
        scope = scope_of(slug)
        with acting_in(scope, writes=writes) as frame:
            frame.give_up()
            yield scope


@contextmanager
def as_app_role(app: Flask, tenant: int | None, kind: str = "", read: str = "") -> Iterator[Connection]:
    """A bare connection of the web role: no ORM, no listeners, only what the database enforces."""
    with app.app_context(), db.engine.connect() as connection, connection.begin() as transaction:
        for name, value in (("tenant", "" if tenant is None else str(tenant)), ("kind", kind), ("read", read)):
            connection.execute(text("select set_config(:n, :v, true)"), {"n": f"tiepdan.{name}", "v": value})
        yield connection
        transaction.rollback()


def tenant_keys(app: Flask) -> dict[str, int]:
    """Slug -> key."""
    with raw(app) as connection:
        return dict(connection.execute(text("select slug, id from core_tenant")).all())  # type: ignore[arg-type]


def orm_reads_only_own_rows(app: Flask, world: World) -> None:
    """The criteria of the ORM, on every class."""
    for model in scoped_models():
        with in_tenant(app, HERE) as scope:
            found = {row.tenant_id for row in db.session.scalars(select(model))}
            assert found == {scope.tenant_id}, f"{model.__name__} shows tenants {found}"


def flush_refuses_other_tenants(app: Flask, world: World) -> None:
    """New, changed, moved and deleted rows of somebody else."""
    other = tenant_keys(app)[THERE]
    foreign = _loaded(app, THERE)
    for act in ("new", "changed", "moved", "deleted"):
        with in_tenant(app, HERE, writes=True):
            if act == "new":
                db.session.add(Unit(key="probe", name="x", tenant_id=other))
            elif act == "moved":
                db.session.scalars(select(Unit)).all()[0].tenant_id = other
            else:
                row = foreign()
                db.session.add(row)
                if act == "deleted":
                    db.session.delete(row)
                else:
                    row.name = "changed"
            with pytest.raises(CrossTenant):
                db.session.flush()


def _loaded(app: Flask, slug: str) -> Callable[[], Unit]:
    """Gives a detached unit of a tenant."""

    def load() -> Unit:
        from sqlalchemy.orm import make_transient_to_detached

        with raw(app) as connection:
            key, tenant = connection.execute(
                text(
                    "select u.id, u.tenant_id from core_unit u join core_tenant t on t.id = u.tenant_id where t.slug = :s"
                ),
                {"s": slug},
            ).one()
        unit = Unit(id=key, tenant_id=tenant, name="loaded")
        make_transient_to_detached(unit)
        return unit

    return load


def no_frame_raises(app: Flask, world: World) -> None:
    """Outside every frame nothing can be read, not even through the session's connection."""
    with app.app_context():
        for act in (
            lambda: db.session.scalars(select(Unit)).all(),
            lambda: db.session.get(Unit, 1),
            db.session.connection,
        ):
            with pytest.raises(NoScope):
                act()
            db.session.remove()


def no_tenant_raises(app: Flask, world: World) -> None:
    """An internal frame has no tenant: tenants' rows raise, they do not come unfiltered."""
    for model in scoped_models():
        with app.app_context(), internal(), pytest.raises(NoScope):
            db.session.scalars(select(model)).all()


def reading_frame_cannot_write(app: Flask, world: World) -> None:
    """A GET's frame refuses flush, update and delete."""
    from sqlalchemy import delete, update

    for act in (
        lambda: (db.session.add(Unit(key="probe", name="x")), db.session.flush()),
        lambda: db.session.execute(update(Unit).values(name="x")),
        lambda: db.session.execute(delete(Unit)),
    ):
        with in_tenant(app, HERE), pytest.raises(ReadOnly):
            act()


def orm_bulk_is_refused(app: Flask, world: World) -> None:
    """Bulk statements that would pass the flush guard by."""
    from sqlalchemy import insert, update

    other = tenant_keys(app)[THERE]
    for act in (
        lambda: db.session.execute(insert(Unit), [{"key": "p", "name": "x", "tenant_id": other}]),
        lambda: db.session.execute(update(Unit), [{"id": 1, "name": "x"}]),
        lambda: db.session.execute(update(Unit).values(tenant_id=other)),
        lambda: db.session.execute(update(Unit), {"tenant_id": other}),
    ):
        with in_tenant(app, HERE, writes=True), pytest.raises(CrossTenant):
            act()


def database_knows_who_acts(app: Flask, world: World) -> None:
    """Textual SQL through the session finds exactly the own rows: the scope was sent."""
    with in_tenant(app, HERE) as scope:
        rows = db.session.execute(text("select tenant_id from core_unit")).scalars().all()
    assert set(rows) == {scope.tenant_id}


def database_hides_and_keeps_rows(app: Flask, world: World) -> None:
    """Row security alone: select, insert, update and delete on every table."""
    for model in scoped_models():
        table_is_guarded(app, model.__table__)


def table_is_guarded(app: Flask, table: Any) -> None:
    """Row security alone, on one table."""
    keys = tenant_keys(app)
    with raw(app) as connection:
        forced = connection.execute(
            text("select relrowsecurity and relforcerowsecurity from pg_class where oid = cast(:t as regclass)"),
            {"t": table.name},
        )
        assert forced.scalar_one(), f"{table.name}: row security is not forced"
    with as_app_role(app, keys[HERE]) as connection:
        seen = set(connection.execute(text(f"select tenant_id from {table.name}")).scalars())
        assert seen == {keys[HERE]}, f"{table.name}: the database shows {seen}"
    with as_app_role(app, None) as connection:
        assert not connection.execute(text(f"select 1 from {table.name}")).all(), f"{table.name} without scope"
    _writes_refused(app, table, keys)


def _writes_refused(app: Flask, table: Any, keys: dict[str, int]) -> None:
    columns = [c.name for c in table.columns if c.name not in ("id", "tenant_id", "public_id", "once")]
    listed = ", ".join(f'"{c}"' for c in columns)
    own = [c.name for c in table.columns if c.name in ("public_id", "once")]
    fresh = "".join(", 'probe'" for _ in own)
    insert = (
        f"insert into {table.name} (id, tenant_id, {', '.join([listed, *own])})"
        f" select id + 1000000, {keys[THERE]}, {listed}{fresh} from {table.name} limit 1"
    )
    for statement in (insert, f"update {table.name} set tenant_id = {keys[THERE]}"):
        with as_app_role(app, keys[HERE]) as connection, pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(text(statement))
    # a test of update and delete alone must not lean on the read policy: widen reading first
    with raw(app) as owner:
        owner.execute(text(f"alter policy {table.name}_read on {table.name} using (true)"))
    try:
        for verb in ("update", "delete"):
            with as_app_role(app, keys[HERE]) as connection:
                foreign = f"where tenant_id = {keys[THERE]}"
                statement = (
                    f"update {table.name} set id = id {foreign}"
                    if verb == "update"
                    else f"delete from {table.name} {foreign}"
                )
                try:
                    touched = connection.execute(text(statement)).rowcount
                except IntegrityError:  # the row was reached; only its children kept it
                    touched = -1
                assert touched == 0, f"{table.name}: the database let a stranger {verb}"
    finally:
        restore_policy(app, table.name, "read")


def restore_policy(app: Flask, table: str, command: str) -> None:
    """Put a policy back as core.db.rls writes it."""
    from core.db.rls import policies

    oversight = Model.metadata.tables[table].info["oversight"]
    _command, using, check = policies(table, oversight)[f"{table}_{command}"]
    parts = (f" using {using}" if using else "") + (f" with check {check}" if check else "")
    with raw(app) as owner:
        owner.execute(text(f"alter policy {table}_{command} on {table}{parts}"))


def links_stay_inside(app: Flask, world: World) -> None:
    """A row cannot be tied to a row of another tenant, by any statement."""
    keys = tenant_keys(app)
    for key in composite_keys():
        table, column, target = key.table.name, column_of(key), key.referred_table.name
        with raw(app) as connection:
            foreign = connection.execute(
                text(f"select min(id) from {target} where tenant_id = {keys[THERE]}")
            ).scalar_one()
            if connection.dialect.name == "sqlite":
                connection.execute(text("pragma foreign_keys = on"))
        with app.app_context(), db.engine.connect() as connection, connection.begin() as transaction:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"select set_config('tiepdan.tenant', '{keys[HERE]}', true)"))
            one = f"select min(id) from {table} where tenant_id = {keys[HERE]}"
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                connection.execute(text(f"update {table} set {column} = {foreign} where id = ({one})"))
            transaction.rollback()


def overseers_read_granted_numbers_only(app: Flask, world: World) -> None:
    """An overseer's frame: one kind, the granted tenants, no other table, no writing."""
    keys = tenant_keys(app)
    with app.app_context():
        grant = OversightScope("reception.visits", "numbers", (keys[HERE], keys[THERE]), Metric)
        with overseeing(scope_of("d-dist"), grant):
            found = {(row.tenant_id, row.kind) for row in db.session.scalars(select(Metric))}
        assert found == {(keys[HERE], "reception.visits"), (keys[THERE], "reception.visits")}
        for statement in (select(Unit), select(Metric).where(select(Unit.id).exists())):
            with overseeing(scope_of("d-dist"), grant), pytest.raises(CrossTenant):
                db.session.execute(statement).all()
        with overseeing(scope_of("d-dist"), grant):
            db.session.add(Metric(kind="reception.visits", period="2026-01", name="x", value=1))
            with pytest.raises(ReadOnly):
                db.session.flush()


def sessions_do_not_travel(app: Flask, world: World) -> None:
    """A session serves the frame it was opened in; another tenant cannot be nested."""
    with app.app_context():
        with acting_in(scope_of(HERE)):
            session = db.session()
            with internal(), pytest.raises(CrossTenant):
                session.scalars(select(Unit)).all()
        here, there = scope_of(HERE), scope_of(THERE)
        with acting_in(here), pytest.raises(CrossTenant), acting_in(there):
            pass


def numbers_stay_in_their_tenant(app: Flask, world: World) -> None:
    """No frame counts in another tenant's book."""
    from core.db.numbering import next_number

    with app.app_context():
        other = scope_of(THERE)
    with in_tenant(app, HERE, writes=True) as scope:
        with pytest.raises(CrossTenant):
            next_number(other, "probe", 2026)
        assert next_number(scope, "probe", 2026) == 1


EVERYWHERE: tuple[Probe, ...] = (
    no_frame_raises,
    no_tenant_raises,
    reading_frame_cannot_write,
    orm_bulk_is_refused,
    orm_reads_only_own_rows,
    flush_refuses_other_tenants,
    links_stay_inside,
    overseers_read_granted_numbers_only,
    sessions_do_not_travel,
    numbers_stay_in_their_tenant,
)
POSTGRES: tuple[Probe, ...] = (database_knows_who_acts, database_hides_and_keeps_rows)
