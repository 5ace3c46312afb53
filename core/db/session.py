"""Lock 1: the listeners every session obeys, and the only ways to open a frame.

Read isolation.md D3 and D4 before changing a line: the trap with two loader criteria built on the
same source line, and the order of events inside a transaction, were found by experiment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Alias, ClauseElement, Connection, Engine, Join, Select, Table, event, text
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.sql import and_, or_
from sqlalchemy.sql.util import find_tables
from sqlalchemy.sql.visitors import iterate

from core.db import frame as frames
from core.db.base import db
from core.db.frame import Frame, current_frame
from core.db.scoped import Log, Scoped
from core.db.tenant_session import TenantSession
from core.errors import CrossTenant, NoScope, ReadOnly
from core.tenancy.scope import OversightScope, Scope


def _own_option(tenant_id: int) -> Any:
    return with_loader_criteria(Scoped, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)


def _log_option(tenant_id: int) -> Any:
    return with_loader_criteria(
        Log, lambda cls: or_(cls.actor_tenant_id == tenant_id, cls.tenant_id == tenant_id), include_aliases=True
    )


def _oversight_option(tenant_ids: tuple[int, ...], kind: str, model: Any) -> Any:
    return with_loader_criteria(
        model,
        lambda cls: and_(cls.tenant_id.in_(tenant_ids), cls.kind == kind),
        include_aliases=True,
    )


def _class_of(table: Any) -> str:
    return str(getattr(table, "info", {}).get("class", ""))  # count(*) and sub-queries have none


def _plain_tables(source: Any) -> Iterator[Any]:
    """Tables of a FROM clause itself, not those of SELECTs nested in it."""
    if isinstance(source, Join):
        yield from _plain_tables(source.left)
        yield from _plain_tables(source.right)
    elif isinstance(source, Alias):
        yield from _plain_tables(source.element)
    elif isinstance(source, Table):
        yield source


def _escapes_criteria(statement: Any) -> bool:
    """Whether a SELECT, or one nested in it, reads tenants' rows where the criteria do not reach.

    SQLAlchemy adds criteria only to what it takes for a SELECT of the ORM. It does not when all
    columns are Core columns, window functions, FILTER aggregates, extract() or negations.
    """
    return any(
        isinstance(part, Select)
        and part._propagate_attrs.get("compile_state_plugin") != "orm"  # noqa: SLF001 - no public name
        and any(_class_of(t) == "scoped" for source in part.get_final_froms() for t in _plain_tables(source))
        for part in iterate(statement)
    )


def _moves_rows(state: ORMExecuteState) -> bool:
    """Whether an UPDATE sets the tenant, in its values or by parameters."""
    values: Any = getattr(state.statement, "_values", None) or ()  # SQLAlchemy has no public name for them
    return any(getattr(column, "key", column) == "tenant_id" for column in (*values, *(state.parameters or ())))


@event.listens_for(TenantSession, "do_orm_execute")
def add_tenant_criteria(state: ORMExecuteState) -> None:
    """Put the tenant into every statement; refuse statements that no scope covers."""
    session = state.session
    if not isinstance(session, TenantSession):  # the event is bound to TenantSession; this tells mypy
        raise NoScope("a session of a foreign class")
    frame = session.checked_frame()
    tables = find_tables(cast("ClauseElement", state.statement), include_crud=True, check_columns=True)
    classes = {_class_of(table) for table in tables}
    if (state.is_update or state.is_delete) and not frame.writes:
        raise ReadOnly("a change was attempted where only reading is allowed")
    if frame.scope is None:
        if classes & {"scoped", "log"}:
            raise NoScope("a tenant's rows were read outside any tenant")
        return
    if state.is_insert or (state.is_update and isinstance(state.parameters, list)):
        raise CrossTenant("bulk statements bypass the flush guard; use services")
    if _escapes_criteria(state.statement):
        raise CrossTenant("select a column or entity of the class too: here the tenant would not be added")
    if state.is_update and _moves_rows(state):
        raise CrossTenant("no statement may move rows to another tenant")
    if frame.oversight is not None:
        oversight = frame.oversight
        allowed = {oversight.model.__table__.name}
        named = {table.name for table in tables if _class_of(table)}
        if not named <= allowed:
            raise CrossTenant(f"the grant covers {allowed}, not {named - allowed}")
        if not frame.options:
            frame.options = (_oversight_option(oversight.tenant_ids, oversight.kind, oversight.model),)
    elif not frame.options:
        frame.options = (_own_option(frame.scope.tenant_id), _log_option(frame.scope.tenant_id))
    state.statement = state.statement.options(*frame.options)


@event.listens_for(TenantSession, "before_flush")
def guard_writes(session: TenantSession, context: UOWTransaction, instances: Any) -> None:
    """Fill ``tenant_id`` of new rows; refuse rows of other tenants and frames that only read."""
    changed = [obj for obj in session.dirty if session.is_modified(obj)]
    if not (session.new or changed or session.deleted):
        return
    frame = session.checked_frame()
    if not frame.writes or frame.oversight is not None:
        raise ReadOnly("a change was attempted where only reading is allowed")
    for obj in session.new:
        if isinstance(obj, Scoped) and frame.scope is not None and "tenant_id" not in vars(obj):
            obj.tenant_id = frame.scope.tenant_id
    for obj in (*session.new, *changed, *session.deleted):
        if isinstance(obj, Log):
            _guard_log(obj, frame, deleted=obj in session.deleted)
        if not isinstance(obj, Scoped):
            continue
        if frame.scope is None:
            raise NoScope("a tenant's row was changed outside any tenant")
        moved = get_history(obj, "tenant_id").deleted
        if obj.tenant_id != frame.scope.tenant_id or any(m != obj.tenant_id for m in moved):
            raise CrossTenant("a row of another tenant cannot be written")


def _guard_log(entry: Any, frame: Frame, *, deleted: bool) -> None:
    if frame.scope is None:
        raise NoScope("a log was written outside any tenant")
    if deleted or entry.actor_tenant_id != frame.scope.tenant_id:
        raise CrossTenant("a log only grows, and only its own tenant writes it")


@event.listens_for(TenantSession, "after_begin")
def send_scope(session: TenantSession, transaction: SessionTransaction, conn: Connection) -> None:
    """Refuse a transaction outside any frame; tell PostgreSQL who acts, for this transaction only (D4)."""
    frame = session.checked_frame()
    if conn.dialect.name != "postgresql":
        return
    scope, oversight = frame.scope, frame.oversight
    conn.execute(
        text(
            "select set_config('tiepdan.tenant', :tenant, true),"
            " set_config('tiepdan.kind', :kind, true), set_config('tiepdan.read', :read, true)"
        ),
        {
            "tenant": str(scope.tenant_id) if scope else "",
            "kind": oversight.kind if oversight else "",
            "read": ",".join(map(str, oversight.tenant_ids)) if oversight else "",
        },
    )


def tune_sqlite(engine: Engine) -> None:
    """WAL, full sync, foreign keys, erased pages overwritten; writers queue up at BEGIN."""

    @event.listens_for(engine, "connect")
    def on_connect(raw: Any, record: Any) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in (
            "busy_timeout=15000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(conn: Connection) -> None:
        frame = current_frame()
        conn.exec_driver_sql("BEGIN IMMEDIATE" if frame and frame.writes else "BEGIN")


@contextmanager
def _opened(frame: Frame) -> Iterator[Frame]:
    token = frames.current.set(frame)
    try:
        yield frame
        if frame.writes and not frame.rolled_back:
            db.session.commit()
            if frame.bells or frame.signals:
                for listener in frames.AFTER_COMMIT:
                    listener(frame)
        # else: remove() below ends the transaction and, unlike a rollback, leaves rows readable
    finally:
        db.session.remove()
        frames.current.reset(token)


@contextmanager
def acting_in(scope: Scope, *, writes: bool = False) -> Iterator[Frame]:
    """Work as ``scope``: a fresh session, one commit at the end if ``writes``, else a rollback.

    Raises CrossTenant when another tenant's transaction is still open around it.
    """
    outer = current_frame()
    if outer is not None and outer.scope is not None and outer.scope.tenant_id != scope.tenant_id:
        raise CrossTenant("finish the work in one tenant before acting in another")
    with _opened(Frame(scope, writes=writes)) as frame:
        yield frame


@contextmanager
def overseeing(scope: Scope, oversight: OversightScope) -> Iterator[Frame]:
    """Read the rows one grant covers, nothing else, and write nothing."""
    with _opened(Frame(scope, writes=False, oversight=oversight)) as frame:
        yield frame


@contextmanager
def internal(*, writes: bool = False) -> Iterator[Frame]:
    """Work on Internal and Global tables; tenants' rows raise NoScope here."""
    with _opened(Frame(None, writes=writes, internal=True)) as frame:
        yield frame
