"""The test of the tests: take each lock away in turn; a lock nobody misses is not tested (D9.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text, true
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.attributes import set_committed_value

from core.db import session as listeners
from core.db.base import Model, db
from core.db.frame import Frame
from core.db.scoped import Scoped
from core.db.tenant_session import TenantSession
from core.errors import NotFound
from core.identity import sessions
from core.identity.models import LoginSession, User
from core.tenancy.models import Metric
from core.tenancy.scope import Scope
from core.testing.counts import Count
from core.testing.world import World
from core.web import context, security
from core.web.views import admin
from tests.isolation import gates, probes
from tests.isolation.probes import Probe
from tests.isolation.routes import raw

Patch = pytest.MonkeyPatch
Removal = Callable[[Patch, Flask], Any]


@contextmanager
def without(identifier: str, listener: Callable[..., Any]) -> Iterator[None]:
    """One listener of the session class taken off, and put back."""
    event.remove(TenantSession, identifier, listener)
    try:
        yield
    finally:
        event.listen(TenantSession, identifier, listener)


def _open_criteria(patch: Patch, app: Flask) -> None:
    patch.setattr(listeners, "_own_option", lambda _tenant: with_loader_criteria(Scoped, lambda _cls: true()))


def _open_oversight(patch: Patch, app: Flask) -> None:
    patch.setattr(listeners, "_oversight_option", lambda *_: with_loader_criteria(Metric, lambda _cls: true()))


def _any_frame(patch: Patch, app: Flask) -> None:
    patch.setattr(TenantSession, "checked_frame", lambda session: session.frame or Frame(None, writes=True))


def _all_tenants_own(patch: Patch, app: Flask) -> None:
    from core.tenancy.resolve import own_tenants

    with raw(app) as connection:
        keys = connection.execute(text("select id from core_tenant")).scalars().all()
    patch.setattr(context, "own_tenants", lambda user: dict.fromkeys(keys) | own_tenants(user))


def _no_post_needed(patch: Patch, app: Flask) -> None:
    from core.tenancy.resolve import with_post

    def lenient(scope: Scope, *arguments: Any) -> Any:
        try:
            return with_post(scope, *arguments)
        except NotFound:
            return replace(scope, permissions=frozenset({"core.member"})), []

    patch.setattr(context, "with_post", lenient)


def _drop_before_request(name: str) -> Removal:
    def remove(patch: Patch, app: Flask) -> None:
        kept = [f for f in app.before_request_funcs[None] if f.__name__ != name]
        assert len(kept) < len(app.before_request_funcs[None])
        patch.setitem(app.before_request_funcs, None, kept)

    return remove


def _drop_headers(patch: Patch, app: Flask) -> None:
    patch.setitem(
        app.after_request_funcs, None, [f for f in app.after_request_funcs[None] if f is not security.add_headers]
    )


def _ended_live_on(patch: Patch, app: Flask) -> None:
    def load(token: str, idle: timedelta) -> Any:
        for row in db.session.scalars(select(LoginSession)):
            set_committed_value(row, "ended_at", None)
        return sessions.load_user(token, idle)

    patch.setattr(context, "load_user", load)


def _never_idle(patch: Patch, app: Flask) -> None:
    patch.setattr(context, "load_user", lambda token, _idle: sessions.load_user(token, timedelta(days=999)))


def _first_password_stays(patch: Patch, app: Flask) -> None:
    def load(token: str, idle: timedelta) -> Any:
        user, note = sessions.load_user(token, idle)
        return (replace(user, must_change_password=False) if user else None), note

    patch.setattr(context, "load_user", load)


def _any_user_is_a_member(patch: Patch, app: Flask) -> None:
    def anybody(scope: Scope, public_id: str) -> User | None:
        return db.session.scalar(select(User).where(User.public_id == public_id))

    patch.setattr(admin, "get_member", anybody)


def _tenants_never_end(patch: Patch, app: Flask) -> None:
    from datetime import date

    from core.tenancy import resolve

    class Early:
        """A clock that stands before every end."""

        @staticmethod
        def today() -> date:
            return date(2000, 1, 1)

    patch.setattr(resolve, "clock", Early)


#: What is taken away -> (how, the probe that should notice first). All run without row security,
#: so that each lock of the program must hold alone.
LOCKS: dict[str, tuple[Removal, Probe]] = {
    "criteria of the ORM": (_open_criteria, probes.orm_reads_only_own_rows),
    "listener of statements": (
        lambda *_: without("do_orm_execute", listeners.add_tenant_criteria),
        probes.no_tenant_raises,
    ),
    "refusal without tenant": (lambda p, _a: p.setattr(listeners, "_class_of", lambda _t: ""), probes.no_tenant_raises),
    "refusal without frame": (_any_frame, probes.no_frame_raises),
    "refusal of statements that move rows": (
        lambda p, _a: p.setattr(listeners, "_moves_rows", lambda _s: False),
        probes.orm_bulk_is_refused,
    ),
    "flush guard": (lambda *_: without("before_flush", listeners.guard_writes), probes.flush_refuses_other_tenants),
    "one tenant per transaction": (
        lambda p, _a: p.setattr(listeners, "current_frame", lambda: None),
        probes.sessions_do_not_travel,
    ),
    "criteria of oversight": (_open_oversight, probes.overseers_read_granted_numbers_only),
    "frames that only read": (
        lambda p, _a: p.setattr(listeners, "Frame", lambda scope, **o: Frame(scope, **{**o, "writes": True})),
        probes.reading_frame_cannot_write,
    ),
    "GET only reads": (lambda p, _a: p.setattr(context, "SAFE", frozenset()), gates.get_runs_in_a_reading_frame),
    "membership gate": (_all_tenants_own, gates.membership_and_post_are_both_needed),
    "post gate": (_no_post_needed, gates.membership_and_post_are_both_needed),
    "plugin gate": (lambda p, _a: p.setattr(Scope, "has", lambda _s, _p: True), gates.plugins_off_get_404),
    "permission gate": (
        lambda p, _a: p.setattr(Scope, "require", lambda _s, _p: None),
        gates.insiders_without_right_get_403,
    ),
    "operator's gate": (
        lambda p, _a: p.setitem(context.GUARDS, "ops", context.guard_account),
        gates.strangers_find_no_operator_page,
    ),
    "end of tenants": (_tenants_never_end, gates.ended_tenants_are_gone),
    "token check": (_drop_before_request("csrf_protect"), gates.changes_need_a_token),
    "origin check": (
        lambda p, _a: p.setattr(context, "_check_origin", lambda: None),
        gates.changes_need_the_same_origin,
    ),
    "end of logins": (_ended_live_on, gates.ended_logins_are_dead),
    "idle limit": (_never_idle, gates.idle_and_old_logins_are_dead),
    "absolute limit": (
        lambda p, _a: p.setattr(sessions, "ABSOLUTE", timedelta(days=999)),
        gates.idle_and_old_logins_are_dead,
    ),
    "first password": (_first_password_stays, gates.first_password_must_be_changed),
    "lockout": (lambda p, _a: p.setattr(sessions, "_note_failure", lambda *_: None), gates.guessing_is_slowed),
    "look-up of members": (_any_user_is_a_member, gates.foreign_records_are_missing),
    "private headers": (_drop_headers, gates.private_pages_are_not_stored),
}


def missed_by(probe: Probe, app: Flask, world: World) -> bool:
    """Whether a probe notices that something is gone."""
    try:
        probe(app, world)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - however it is noticed
        return True
    return False


@pytest.mark.parametrize("lock", LOCKS)
def test_a_missing_lock_is_missed(lock: str, make_app: Callable[..., Any], count: Count, monkeypatch: Patch) -> None:
    remove, probe = LOCKS[lock]
    app, world = make_app("sqlite")
    with monkeypatch.context() as patch:
        removed = remove(patch, app)
        if removed is None:
            missed = missed_by(probe, app, world)
        else:
            with removed:
                missed = missed_by(probe, app, world)
    assert missed, f"nobody misses the {lock}"
    assert not missed_by(probe, *make_app("sqlite")), f"{probe.__name__} fails although every lock is there"
    count("locks removed", 1)
    count("locks missed", int(missed))


@pytest.mark.postgres
def test_a_missing_scope_of_the_database_is_missed(make_app: Callable[..., Any], count: Count) -> None:
    app, world = make_app("postgres")
    with without("after_begin", listeners.send_scope):
        assert missed_by(probes.database_knows_who_acts, app, world)
    assert not missed_by(probes.database_knows_who_acts, app, world)
    count("locks removed", 1)
    count("locks missed", 1)


@pytest.mark.postgres
@pytest.mark.parametrize("command", ["read", "insert", "update", "delete", "enable", "force"])
def test_a_missing_policy_is_missed(command: str, make_app: Callable[..., Any], count: Count) -> None:
    app, world = make_app("postgres")
    for model in probes.scoped_models():
        table = model.__table__
        _change_policy(app, table.name, command, restore=False)
        assert missed_by(lambda a, _w, t=table: probes.table_is_guarded(a, t), app, world), f"{command} on {table.name}"
        _change_policy(app, table.name, command, restore=True)
        count("locks removed", 1)
        count("locks missed", 1)
    probes.database_hides_and_keeps_rows(app, world)


def _change_policy(app: Flask, table: str, command: str, *, restore: bool) -> None:
    if command in ("enable", "force"):
        words = {("enable", False): "disable", ("force", False): "no force"}.get((command, restore), command)
        with raw(app) as owner:
            owner.execute(text(f"alter table {table} {words} row level security"))
    elif restore:
        probes.restore_policy(app, table, command)
    else:
        parts = {"insert": "with check (true)", "update": "using (true) with check (true)"}.get(command, "using (true)")
        with raw(app) as owner:
            owner.execute(text(f"alter policy {table}_{command} on {table} {parts}"))


@pytest.mark.postgres
def test_a_missing_composite_key_is_missed(make_app: Callable[..., Any], count: Count) -> None:
    app, world = make_app("postgres")
    for key in probes.composite_keys():
        table, target, column = key.table.name, key.referred_table.name, probes.column_of(key)
        with raw(app) as owner:
            owner.execute(text(f"alter table {table} drop constraint {key.name}"))
        assert missed_by(probes.links_stay_inside, app, world), f"nobody misses {key.name}"
        with raw(app) as owner:
            owner.execute(
                text(
                    f"alter table {table} add constraint {key.name} foreign key (tenant_id, {column})"
                    f" references {target} (tenant_id, id)"
                )
            )
        count("locks removed", 1)
        count("locks missed", 1)
    probes.links_stay_inside(app, world)


def test_every_class_of_lock_is_here() -> None:
    """A session listener nobody takes away would be a lock nobody tests."""
    tables = [t for t in Model.metadata.tables.values() if t.info.get("class") == "scoped"]
    assert tables
    assert {listeners.add_tenant_criteria.__name__, listeners.guard_writes.__name__, listeners.send_scope.__name__} == {
        name for name, value in vars(listeners).items() if callable(value) and name in _listening()
    }


def _listening() -> set[str]:
    found = set()
    for name in ("do_orm_execute", "before_flush", "after_begin", "after_flush", "before_commit"):
        found |= {
            f.__name__
            for f in vars(listeners).values()
            if callable(f) and hasattr(f, "__name__") and event.contains(TenantSession, name, f)
        }
    return found
