"""Who may do what with letters, what is refused, and what the chains tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.api import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    accept_letter,
    get_letter,
    recall_letter,
    send_letter,
)
from core.audit.log import entries_after
from core.audit.verify import verify_chain
from core.db.base import db
from core.db.session import acting_in, internal
from core.envelopes import jobs
from core.envelopes.post import RECEIVE, post
from core.errors import CrossTenant
from core.events.models import OutboxEntry
from core.events.publish import enqueue
from core.plugins.manifest import ManifestError
from core.testing.rows import stored
from core.testing.world import World, scope_of
from tests.envelopes.fakes import (
    ACT,
    NAME,
    PARCEL,
    SEND,
    A,
    B,
    Parcel,
    Z,
    at,
    carried,
    chain,
    copy,
    courier,
    does,
    kind,
    sent,
    state,
    turn,
)

MakeApp = Callable[..., tuple[Flask, World]]


@pytest.fixture
def app_world(make_app: MakeApp, engine_name: str) -> tuple[Flask, World]:
    """The courier in A and B; Z has it too and must never see anything."""
    made = make_app(engine_name, plugin_modules=(courier(),), csrf=False)
    for tenant in (A, B, Z):
        turn(made[0], tenant, on=True)
    return made


def test_a_third_tenant_sees_nothing_and_invented_arguments_lead_nowhere(app: Flask) -> None:
    letter = sent(app)
    carried(app)
    for act in (get_letter, accept_letter, recall_letter):
        with pytest.raises(NotFound):
            does(app, Z, act, letter)
    with app.app_context():
        with pytest.raises(CrossTenant):
            jobs.fetch_parcel(at(Z), at(A).tenant_id, letter)
        with pytest.raises(CrossTenant):
            jobs.fetch_word(at(Z), at(B).tenant_id, letter)
        with acting_in(at(Z), writes=True):
            post(at(Z), at(Z).tenant_id, RECEIVE, {"sender": at(A).tenant_id, "letter": letter})
            enqueue(at(Z), "core", jobs.DELIVER, {"letter": letter}, dedupe="forged")
            enqueue(at(Z), "core", RECEIVE, {"sender": 999_999, "letter": letter}, dedupe="nobody")
    carried(app)
    assert copy(app, Z, letter) is None
    assert chain(app, Z, letter) == []
    assert state(app, letter) == ("delivered", "delivered")


def test_rights_are_checked_on_both_sides(app: Flask) -> None:
    letter = sent(app)
    carried(app)
    with app.app_context():
        bare = scope_of(A)
        with acting_in(bare, writes=True), pytest.raises(Forbidden) as refused:
            send_letter(bare, kind(app), B, Parcel("x", "y"))
        assert refused.value.permission == SEND.name
        for tenant, act, right in ((B, accept_letter, SEND), (A, recall_letter, ACT), (B, get_letter, SEND)):
            wrong = scope_of(tenant, right.name)
            with acting_in(wrong, writes=True), pytest.raises(Forbidden):
                act(wrong, letter)
        with acting_in(at(A), writes=True), pytest.raises(NotFound):
            accept_letter(at(A), letter)  # its own letter out
        with acting_in(at(B), writes=True), pytest.raises(NotFound):
            recall_letter(at(B), letter)


def test_bad_input_is_told_and_nothing_is_kept(app: Flask) -> None:
    before = len(stored(app, "core_letter", A))
    bad: list[tuple[str, Any, dict[str, Any], str]] = [
        (A, Parcel("x", "y"), {}, "to_tenant"),
        ("Xã Đắk Rve", Parcel("x", "y"), {}, "to_tenant"),
        (B, "no parcel", {}, "payload"),
        (B, Parcel("x", 5), {}, "matter"),  # type: ignore[arg-type]
        (B, Parcel("x\x00", "y"), {}, "payload"),
        (B, Parcel("x", "y" * 200_000), {}, "payload"),
        (B, Parcel("x", "y"), {"due_on": date(2020, 1, 1)}, "due_on"),
        (B, Parcel("x", "y"), {"reference": "Trần Văn A"}, "reference"),
    ]
    for to, payload, more, field in bad:
        with pytest.raises(Invalid) as wrong:
            does(app, A, send_letter, kind(app), to, payload, **more)
        assert set(wrong.value.problems) == {field}
    with pytest.raises(KeyError):
        does(app, A, send_letter, PARCEL if kind(app) is not PARCEL else None, B, Parcel("x", "y"))
    letter = sent(app)
    carried(app)
    for more, field in (({"receipt_no": "9" * 61}, "receipt_no"), ({"text": "\ud800"}, "text")):
        with pytest.raises(Invalid) as wrong:
            does(app, B, accept_letter, letter, **more)
        assert set(wrong.value.problems) == {field}
    assert state(app, letter) == ("delivered", "delivered")
    assert len(stored(app, "core_letter", A)) == before + 1


def test_both_chains_hold_ids_only_and_verify(app: Flask) -> None:
    letter = sent(app)
    carried(app)
    does(app, B, accept_letter, letter)
    carried(app)
    for tenant in (A, B):
        rows = [row for row in stored(app, "core_audit", tenant) if row.subject == f"core:letter:{letter}"]
        assert rows
        assert all(set(row.payload) <= {"kind", "other", "reason"} for row in rows if "letter" in row.event)
        assert NAME not in repr(rows)
        with app.app_context(), acting_in(at(tenant)):
            assert verify_chain(at(tenant).tenant_id, entries_after(at(tenant), 0, 100_000)) == []
    with app.app_context(), internal():
        entries = list(db.session.scalars(select(OutboxEntry)))
        assert NAME not in repr([entry.arguments for entry in entries])


def test_a_kind_must_be_whole(make_app: MakeApp) -> None:
    for changes in ({"key": "other.parcel"}, {"send": Permission("courier.no.such", "x")}):
        with pytest.raises(ManifestError):
            make_app("sqlite", plugin_modules=(courier(**changes),))
