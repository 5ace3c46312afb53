"""The statement table of isolation.md D3 over every class of tenants' rows, lock by lock."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import exists, func, literal, select, text, union_all, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, subqueryload

from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import CrossTenant, NoScope
from core.identity.models import Role
from core.tenancy.models import Metric, Unit
from core.testing.counts import Count
from core.testing.fixtures import Place as Address
from core.testing.fixtures import make_config
from core.testing.world import World, scope_of
from plugins.reception.models import Paper, Place, Visit
from tests.isolation.probes import HERE, THERE, as_app_role, in_tenant, scoped_models, tenant_keys
from tests.isolation.routes import raw

Made = Callable[..., tuple[Flask, World]]
Read = Callable[[Any], Any]


def _joined(model: Any) -> Any:
    other = aliased(model)
    return select(other.tenant_id).select_from(model).join(other, literal(value=True))


#: Name -> statement that selects tenant keys of the rows it can see.
READS: dict[str, Read] = {
    "entity": lambda m: select(m).with_only_columns(m.tenant_id),
    "columns": lambda m: select(m.tenant_id),
    "distinct group": lambda m: select(m.tenant_id).group_by(m.tenant_id).having(func.count(m.id) > 0),
    "alias": lambda m: select(aliased(m).tenant_id),
    "subquery": lambda m: select(select(m.tenant_id).subquery().c.tenant_id),
    "cte": lambda m: select(select(m.tenant_id).cte("seen").c.tenant_id),
    "union": lambda m: union_all(select(m.tenant_id), select(aliased(m).tenant_id)),
    "union as subquery": lambda m: select(union_all(select(m.tenant_id), select(m.tenant_id)).subquery().c.tenant_id),
    "in": lambda m: select(m.tenant_id).where(m.id.in_(select(aliased(m).id))),
    "scalar subquery": lambda m: select(select(func.max(m.tenant_id)).scalar_subquery()),
    "lowest": lambda m: select(func.min(m.tenant_id)),
    "window beside a column": lambda m: select(m.tenant_id).add_columns(func.max(m.tenant_id).over()),
    "self join": _joined,
}
#: Forms SQLAlchemy does not take for the ORM's, so that criteria would not be added: refused by lock 1.
ESCAPES: dict[str, Read] = {
    "window": lambda m: select(func.max(m.tenant_id).over()),
    "filter": lambda m: select(func.max(m.tenant_id).filter(m.id > 0)),
    "core column": lambda m: select(m.__table__.c.tenant_id),
    "core join": lambda m: select(m.__table__.c.tenant_id).join(Unit.__table__.alias(), literal(value=True)).distinct(),
    "scalar window": lambda m: select(select(func.max(m.tenant_id).over()).limit(1).scalar_subquery()),
    "core rows in a condition": lambda m: select(m.tenant_id).where(m.id.in_(select(m.__table__.c.id))),
}


def seen_by(session: Any, statement: Any) -> set[int]:
    """Tenants a statement shows."""
    return set(session.execute(statement).scalars())


def orm_only(make_app: Made, engine: str) -> Flask:
    """An application whose database enforces nothing: on PostgreSQL it works as the migrator."""
    from core.app import create_app

    app, _world = make_app(engine)
    config = app.extensions["tiepdan.config"]
    if config.migration_url is None:
        return app
    place = Address(config.migration_url, config.migration_url)
    return create_app(make_config(config.data, place))


@pytest.mark.parametrize("locks", ["orm only", "both"])
def test_reads_show_the_own_tenant_alone(locks: str, engine_name: str, make_app: Made, count: Count) -> None:
    app = orm_only(make_app, engine_name) if locks == "orm only" else make_app(engine_name)[0]
    for model in scoped_models():
        with in_tenant(app, HERE) as scope:
            for name, make in READS.items():
                found = seen_by(db.session, make(model))
                assert found == {scope.tenant_id}, f"{name} on {model.__name__} shows {found}"
                count("statements tried", 1)
            total = db.session.scalar(select(func.count(model.id)))
            assert db.session.query(model).count() == total == len(db.session.scalars(select(model)).all())
            assert db.session.scalar(select(exists().where(model.tenant_id != scope.tenant_id))) is False
    with app.app_context():
        db.engine.dispose()


def test_statements_that_escape_the_criteria_are_refused(engine_name: str, make_app: Made, count: Count) -> None:
    app = orm_only(make_app, engine_name)
    for model in scoped_models():
        for name, make in ESCAPES.items():
            with in_tenant(app, HERE), pytest.raises(CrossTenant, match="the tenant would not be added"):
                db.session.execute(make(model)).all()
            count("escapes refused", 1)
            assert name
    with app.app_context():
        db.engine.dispose()


def test_foreign_rows_are_not_found_by_key(engine_name: str, make_app: Made, count: Count) -> None:
    app = orm_only(make_app, engine_name)
    with raw(app) as connection:
        there = tenant_keys(app)[THERE]
        keys = {
            model: connection.execute(
                text(f"select min(id) from {model.__tablename__} where tenant_id = {there}")
            ).scalar_one()
            for model in scoped_models()
        }
    for model, key in keys.items():
        with in_tenant(app, HERE):
            assert db.session.get(model, key) is None, model.__name__
            assert db.session.scalars(select(model).where(model.id == key)).all() == []
        count("keys tried", 1)
    with app.app_context():
        db.engine.dispose()


def test_relationships_stay_inside(engine_name: str, make_app: Made) -> None:
    app = orm_only(make_app, engine_name)
    for load in (None, joinedload, selectinload, subqueryload):
        with in_tenant(app, HERE) as scope:
            query = select(Visit).options(load(Visit.people), load(Visit.papers)) if load else select(Visit)
            for visit in db.session.scalars(query).unique():
                assert {row.tenant_id for row in (*visit.people, *visit.papers)} <= {scope.tenant_id}
            assert seen_by(db.session, select(Visit.tenant_id).where(Visit.people.any())) == {scope.tenant_id}
            assert seen_by(db.session, select(Visit.tenant_id).where(Visit.papers.any(Paper.pages > 0))) == {
                scope.tenant_id
            }
    with app.app_context():
        db.engine.dispose()


def test_a_new_row_does_not_bring_foreign_children(make_app: Made) -> None:
    """The trap of D3: without the criteria on relationship loads, a new parent loads strangers' children."""
    app, _world = make_app("sqlite")
    there = tenant_keys(app)[THERE]
    with raw(app) as connection:  # without foreign keys, as a broken import could leave it
        connection.execute(
            text(
                "insert into reception_person (tenant_id, visit_id, position, name, commune, address, id_type,"
                f" id_number, phone) values ({there}, 990, 0, 'foreign', 'x', '', 'unknown', '', '')"
            )
        )
    with in_tenant(app, HERE, writes=True):
        known = db.session.scalars(select(Visit)).all()[0]
        values = {
            c.name: getattr(known, c.name)
            for c in Visit.__table__.columns
            if c.name not in ("id", "public_id", "once", "number")
        }
        visit = Visit(id=990, number=990, **values)
        db.session.add(visit)
        db.session.flush()
        db.session.expire(visit, ["people"])
        assert visit.people == []


def test_updates_and_deletes_reach_own_rows_only(engine_name: str, make_app: Made) -> None:
    app = orm_only(make_app, engine_name)
    here = tenant_keys(app)[HERE]
    with raw(app) as connection:
        own = connection.execute(text(f"select count(*) from core_metric where tenant_id = {here}")).scalar_one()
        everything = connection.execute(text("select count(*) from core_metric")).scalar_one()
    assert 0 < own < everything
    with in_tenant(app, HERE, writes=True):
        assert db.session.execute(update(Metric).values(value=7)).rowcount == own
        assert db.session.query(Metric).delete() == own
    with app.app_context():
        db.engine.dispose()


def test_values_do_not_stick_to_the_cached_statement(engine_name: str, make_app: Made) -> None:
    """The trap of D3: one cached option, other values; tenants take turns in one process."""
    app = orm_only(make_app, engine_name)
    for slug in (HERE, THERE, HERE, "z-comm", THERE, HERE):
        with in_tenant(app, slug) as scope:
            assert seen_by(db.session, select(Unit.tenant_id)) == {scope.tenant_id}
            assert seen_by(db.session, select(Role.tenant_id)) == {scope.tenant_id}
    with app.app_context():
        db.engine.dispose()


def test_a_fresh_session_per_frame(make_app: Made) -> None:
    """The trap of D3: a warm identity map gives out foreign rows, so no session outlives its frame."""
    app, _world = make_app("sqlite")
    with in_tenant(app, THERE):
        key = db.session.scalars(select(Unit)).all()[0].id
        session = db.session()
    with in_tenant(app, HERE):
        assert db.session() is not session
        assert db.session.get(Unit, key) is None


def test_without_tenant_every_form_raises(engine_name: str, make_app: Made, count: Count) -> None:
    app = orm_only(make_app, engine_name)
    for model in scoped_models():
        statements = [make(model) for make in READS.values()]
        statements += [
            select(func.count()).select_from(model),
            select(exists().where(model.id > 0)),
            select(model.__table__),
        ]
        for statement in statements:
            with app.app_context():
                with internal(), pytest.raises(NoScope):
                    db.session.execute(statement).all()
                with pytest.raises(NoScope):
                    db.session.execute(statement).all()
                db.session.remove()
            count("refusals without tenant", 2)
        with app.app_context(), internal(writes=True), pytest.raises(NoScope):
            db.session.execute(update(model).values(id=model.id))
    with app.app_context():
        db.engine.dispose()


@pytest.mark.postgres
def test_the_database_alone_keeps_plain_statements_apart(make_app: Made, count: Count) -> None:
    """Lock 2 without lock 1: a plain session and Core statements, as the web role."""
    app, _world = make_app("postgres")
    here = tenant_keys(app)[HERE]
    for model in scoped_models():
        with as_app_role(app, here) as connection, Session(connection) as session:
            for make in (*READS.values(), *ESCAPES.values()):
                assert seen_by(session, make(model)) == {here}
                count("statements tried by the database alone", 1)
            assert seen_by(session, text(f"select tenant_id from {model.__tablename__}")) == {here}
        with as_app_role(app, None) as connection, Session(connection) as session:
            assert session.scalars(select(model)).all() == []


@pytest.mark.postgres
def test_core_statements_are_closed_by_the_database(make_app: Made) -> None:
    """What the ORM's criteria cannot see: Core tables and text inside a tenant's session."""
    app, _world = make_app("postgres")
    for model in scoped_models():
        with in_tenant(app, HERE) as scope:
            textual = text(f"select tenant_id from {model.__tablename__}")
            assert seen_by(db.session, textual) == {scope.tenant_id}
            assert set(db.session.connection().execute(select(model.__table__.c.tenant_id)).scalars()) == {
                scope.tenant_id
            }


@pytest.mark.postgres
def test_an_overseer_of_the_database_reads_and_writes_nothing_more(make_app: Made) -> None:
    app, _world = make_app("postgres")
    keys = tenant_keys(app)
    lists = ",".join(str(keys[slug]) for slug in (HERE, THERE))
    with as_app_role(app, keys["d-dist"], "reception.visits", lists) as connection:
        rows = connection.execute(text("select distinct tenant_id, kind from core_metric")).all()
        assert {row.tenant_id for row in rows} == {keys[HERE], keys[THERE], keys["d-dist"]}
        for table in (m.__tablename__ for m in scoped_models() if m is not Metric):
            assert set(connection.execute(text(f"select tenant_id from {table}")).scalars()) == {keys["d-dist"]}, table
        assert (
            connection.execute(text(f"update core_metric set value = 0 where tenant_id = {keys[HERE]}")).rowcount == 0
        )
        assert connection.execute(text(f"delete from core_metric where tenant_id = {keys[HERE]}")).rowcount == 0
    with as_app_role(app, keys["d-dist"], "another.kind", lists) as connection:
        assert set(connection.execute(text("select tenant_id from core_metric")).scalars()) == {keys["d-dist"]}


@pytest.mark.postgres
def test_settings_end_with_the_transaction(make_app: Made) -> None:
    """The traps of D4: a pooled connection carries nothing over, and an empty setting is no error."""
    app, _world = make_app("postgres")
    here = tenant_keys(app)[HERE]
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("select set_config('tiepdan.tenant', :t, true)"), {"t": str(here)})
        assert connection.execute(text("select count(*) from core_unit")).scalar_one() > 0
        with connection.begin_nested() as savepoint:
            connection.execute(text("select set_config('tiepdan.tenant', '999', true)"))
            assert connection.execute(text("select count(*) from core_unit")).scalar_one() == 0
            savepoint.rollback()
        assert connection.execute(text("select count(*) from core_unit")).scalar_one() > 0
        connection.commit()
        assert connection.execute(text("select current_setting('tiepdan.tenant', true)")).scalar_one() == ""
        assert connection.execute(text("select count(*) from core_unit")).scalar_one() == 0


def _die() -> None:
    raise ZeroDivisionError


def test_one_connection_serves_many_tenants(engine_name: str, make_app: Made, count: Count) -> None:
    """A pool of one: tenants take turns, some die half-way; nothing of one reaches the next."""
    from sqlalchemy import QueuePool, create_engine

    from core.db.session import tune_sqlite

    app, _world = make_app(engine_name)
    with app.app_context():
        db.engine.dispose()
        small = create_engine(db.engine.url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=5)
        if small.dialect.name == "sqlite":
            tune_sqlite(small)
        db._app_engines[app][None] = small
    with app.app_context():
        scopes = [scope_of(slug) for slug in (HERE, THERE, "z-comm")]
        for turn in range(120):
            scope = scopes[turn % 3]
            with contextlib.suppress(ZeroDivisionError, DBAPIError), acting_in(scope, writes=turn % 2 == 0):
                assert seen_by(db.session, select(Unit.tenant_id)) == {scope.tenant_id}
                assert seen_by(db.session, select(Visit.tenant_id)) == {scope.tenant_id}
                if turn % 5 == 0:
                    _die()
                if turn % 7 == 0:
                    db.session.execute(text("select nothing from nowhere"))
            if turn % 4 == 0:
                with internal(), pytest.raises(NoScope):
                    db.session.scalars(select(Unit)).all()
        count("turns on one connection", 120)
        small.dispose()


def test_a_place_of_another_tenant_cannot_be_used(engine_name: str, make_app: Made) -> None:
    """Ids from forms go through queries: merging or linking a foreign row fails."""
    app, _world = make_app(engine_name)
    with raw(app) as connection:
        there = tenant_keys(app)[THERE]
        foreign = connection.execute(
            text(f"select min(id) from reception_place where tenant_id = {there}")
        ).scalar_one()
    with in_tenant(app, HERE, writes=True):
        row = Place(id=foreign, tenant_id=there, name="x", address="x")
        db.session.merge(row)
        with pytest.raises(CrossTenant):
            db.session.flush()
