"""Events: told with the change or not at all, in ids, to those who may hear (C8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.api import DomainEvent, Refused, Scope, Subscription, db, publish
from core.audit.models import AuditEntry
from core.db.session import acting_in
from core.events.publish import enqueue
from core.jobs.work import drain
from core.plugins.manifest import ManifestError
from core.tenancy.resolve import system_scope
from core.testing.counts import Count
from core.testing.world import World
from plugins.reception.tests.typed import visit_form
from tests.rails.fakes import (
    Heard,
    Knocked,
    knock,
    knocker,
    neighbour,
    outbox,
    plugin,
    switch_off,
    switch_on,
    told,
)

MakeApp = Callable[..., tuple[Flask, World]]


@dataclass(frozen=True, kw_only=True)
class Listed(DomainEvent):
    """A list could hold anything."""

    name = "knocker.listed"

    names: list[str]


@pytest.fixture
def app_world(make_app: MakeApp, engine_name: str) -> tuple[Flask, World]:
    """A knocker and a neighbour in both communes."""
    made = make_app(engine_name, plugin_modules=(knocker(), neighbour()), csrf=False)
    switch_on(made[0], "knocker", "neighbour")
    return made


@pytest.mark.parametrize("text", ["Nguyễn Văn A", "two words", "Đất", "x" * 65, "a\nb", "<b>"])
def test_no_text_that_could_be_a_name_enters_an_event(text: str) -> None:
    with pytest.raises(ValueError, match="free text"):
        Knocked(subject="knocker:door:1", note=text).payload()


@pytest.mark.parametrize("subject", ["", "door", "knocker:door", "knocker:door:Nguyễn", "knocker:door:a b", "K:d:1"])
def test_a_subject_is_a_reference(subject: str) -> None:
    with pytest.raises(ValueError, match="plugin:noun:id"):
        Knocked(subject=subject).payload()


def test_a_job_takes_no_free_text_either(app: Flask) -> None:
    with app.app_context():
        scope = system_scope("a-comm")
        for bad in ({"name": "Nguyễn Văn A"}, {"deep": [{"x": "two words"}]}, {"n": 1.5}, {"two words": 1}):
            with pytest.raises(ValueError, match="free text"), acting_in(scope, writes=True):
                enqueue(scope, "knocker", "knocker.work", bad, dedupe="1")


def test_declarations_that_would_open_a_gap_stop_the_boot(make_app: MakeApp, count: Count) -> None:
    by_class = Subscription(Knocked, _ignore, key="guest.hear")
    early = Subscription("knocker.knocked@1", _ignore, key="guest.hear", phase="same_tx")
    foreign = Subscription("knocker.knocked@1", _ignore, key="neighbour.hear")
    bad = {
        "must be called": plugin("guest", events=[Knocked]),
        "ids and small values": plugin("knocker", events=[Listed]),
        "does not require knocker": plugin("guest", subscribers=[by_class]),
        "by name, after commit": plugin("guest", subscribers=[early]),
        "may not declare": plugin("guest", subscribers=[foreign]),
    }
    for words, module in bad.items():
        with pytest.raises(ManifestError, match=words):
            make_app("sqlite", plugin_modules=(module,))
    count("refused declarations", len(bad))


def _ignore(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
    """React with nothing."""


def test_what_is_rolled_back_was_never_told(app: Flask) -> None:
    class Stop(Exception):
        """Something went wrong after the event was told."""

    with app.app_context():
        scope = system_scope("a-comm")
        with acting_in(scope, writes=True):
            first = publish(scope, Knocked(subject="knocker:door:1"))
        with acting_in(scope, writes=True) as frame:
            publish(scope, Knocked(subject="knocker:door:2"))
            frame.give_up()

        def break_off() -> None:
            with acting_in(scope, writes=True):
                publish(scope, Knocked(subject="knocker:door:3"))
                raise Stop

        with pytest.raises(Stop):
            break_off()
        with acting_in(scope, writes=True):
            assert publish(scope, Knocked(subject="knocker:door:4")) == first + 1
        drain(app)
    assert told(app, "knocker.knocked") == ["knocker:door:1", "knocker:door:4"]
    assert told(app, "neighbour.heard") == ["knocker:door:1", "knocker:door:4"]
    assert len(outbox(app)) == 2


def test_a_reaction_in_the_same_transaction_can_stop_the_sender(make_app: MakeApp, engine_name: str) -> None:
    def object_to_three(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
        if subject.endswith(":3"):
            raise Refused("no")
        publish(scope, Heard(subject=subject))

    guard = plugin(
        "neighbour",
        requires=("knocker",),
        events=[Heard],
        subscribers=[Subscription(Knocked, object_to_three, key="neighbour.guard", phase="same_tx")],
    )
    app, _world = make_app(engine_name, plugin_modules=(knocker(), guard))
    switch_on(app, "knocker", "neighbour")
    knock(app, "2")
    with pytest.raises(Refused):
        knock(app, "3")
    assert told(app, "knocker.knocked") == told(app, "neighbour.heard") == ["knocker:door:2"]
    assert outbox(app) == []


def test_a_reaction_after_the_commit_happens_once(app: Flask) -> None:
    knock(app, "1")
    assert told(app, "neighbour.heard") == [], "not in the sender's transaction"
    with app.app_context():
        assert drain(app) == 1
        assert drain(app) == 0
    assert told(app, "neighbour.heard") == ["knocker:door:1"]
    (entry,) = outbox(app)
    assert (entry.state, entry.attempts, entry.last_error) == ("done", 1, "")


def test_a_neighbour_that_is_not_installed_is_not_missed(make_app: MakeApp, engine_name: str) -> None:
    app, _world = make_app(engine_name, plugin_modules=(knocker(),))
    switch_on(app, "knocker")
    knock(app, "1")
    assert told(app, "knocker.knocked") == ["knocker:door:1"]
    assert outbox(app) == []


def test_a_listener_without_its_sender_boots_and_waits(make_app: MakeApp) -> None:
    app, _world = make_app("sqlite", plugin_modules=(neighbour(),))
    switch_on(app, "neighbour")
    assert outbox(app) == []


def test_a_plugin_that_is_off_in_one_tenant_skips_that_tenant_only(app: Flask) -> None:
    knock(app, "early", "a-comm")  # ordered while it was on, due when it is off
    switch_off(app, "neighbour", "a-comm")
    for tenant in ("a-comm", "b-comm"):
        knock(app, "late", tenant)
    with app.app_context():
        drain(app)
    assert told(app, "neighbour.heard", "a-comm") == []
    assert told(app, "neighbour.heard", "b-comm") == ["knocker:door:late"]
    assert [(row.state, row.last_error) for row in outbox(app)] == [
        ("done", "skipped: the plugin is off"),
        ("done", ""),
    ]


def test_a_whole_morning_at_the_desk_tells_no_name(
    app: Flask, login: Callable[[str], FlaskClient], world: World
) -> None:
    client = login(world.login("a-comm", "reception_officer"))
    place = client.post("/t/a-comm/reception/visits/new", data=visit_form(people__0__name="CANARYNAME")).headers[
        "Location"
    ]
    client.post(f"{place}/answer", data={"result": "CANARYRESULT"})
    with app.app_context():
        scope = system_scope("a-comm")
        with acting_in(scope):
            rows = list(db.session.scalars(select(AuditEntry)))
    text = json.dumps([[row.event, row.subject, row.payload] for row in rows], ensure_ascii=False)
    assert "reception.visit_registered" in text
    assert "reception.visit_answered" in text
    assert "CANARY" not in text
