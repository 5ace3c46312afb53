"""Letters travel once, come back when nobody can take them, and each side writes its own copy only."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import clock
from core.api import (
    Invalid,
    Refused,
    accept_letter,
    copy_files,
    letters_about,
    list_files,
    recall_letter,
    refuse_letter,
    send_letter,
    store_upload,
)
from core.db.base import db
from core.db.session import acting_in, internal
from core.envelopes import jobs
from core.envelopes.post import RECEIVE, post
from core.events.models import OutboxEntry
from core.files.store import content_of, path_of
from core.jobs.schedule import tick
from core.jobs.work import claim, drain, run_one
from core.testing.rows import stored
from core.testing.world import World
from tests.envelopes.fakes import (
    NAME,
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
    told,
    turn,
)
from tests.isolation.routes import DOT

MakeApp = Callable[..., tuple[Flask, World]]


@pytest.fixture
def app_world(make_app: MakeApp, engine_name: str) -> tuple[Flask, World]:
    """The courier in A and B; Z has it too and must never see anything."""
    made = make_app(engine_name, plugin_modules=(courier(),), csrf=False)
    for tenant in (A, B, Z):
        turn(made[0], tenant, on=True)
    return made


def test_a_letter_is_delivered_accepted_and_receipted(app: Flask) -> None:
    letter = sent(app, reference="courier:parcel:own")
    assert state(app, letter) == ("sent", "")
    carried(app)
    assert state(app, letter) == ("delivered", "delivered")
    theirs = copy(app, B, letter)
    assert theirs is not None
    assert theirs.payload == {"person": NAME, "matter": "Đất ở", "pages": 3}
    assert (theirs.other_slug, theirs.reference, theirs.title) == (A, f"courier:arrival:{letter}", "Parcel of 3 pages")
    got = does(app, B, accept_letter, letter, text="Đã nhận đủ")
    assert (got.receipt_no, got.reference) == ("77/2026", f"courier:parcel:{letter}")
    carried(app)
    mine = copy(app, A, letter)
    assert mine is not None
    assert (mine.state, mine.receipt_no, mine.answer) == ("accepted", "77/2026", "Đã nhận đủ")
    assert mine.reference == "courier:parcel:own"
    assert told(app, A, letter) == ["receipted"]
    assert told(app, B, letter) == ["received", "accepting"]
    assert chain(app, A, letter) == ["sent", "delivered", "accepted"]
    assert chain(app, B, letter) == ["received", "accepted"]
    with app.app_context(), acting_in(at(A)):
        assert [found.payload for found in letters_about(at(A), "courier:parcel:own")] == [Parcel(NAME, "Đất ở", 3)]


def test_a_refusal_travels_back_with_its_reason(app: Flask) -> None:
    letter = sent(app)
    carried(app)
    with pytest.raises(Invalid):
        does(app, B, refuse_letter, letter, "  ")
    does(app, B, refuse_letter, letter, "Không thuộc thẩm quyền")
    carried(app)
    mine = copy(app, A, letter)
    assert mine is not None
    assert (mine.state, mine.answer) == ("refused", "Không thuộc thẩm quyền")
    assert told(app, A, letter) == ["refused"]
    assert chain(app, B, letter) == ["received", "refused"]
    with pytest.raises(Refused):
        does(app, B, accept_letter, letter)


@pytest.mark.parametrize("to", [B, "no-such-unit"])
def test_who_cannot_take_it_gives_it_back(app: Flask, to: str) -> None:
    turn(app, B, on=False)
    letter = sent(app, to)
    carried(app)
    mine = copy(app, A, letter)
    assert mine is not None
    assert (mine.state, mine.reason) == ("returned", "plugin_off" if to == B else "no_tenant")
    assert copy(app, B, letter) is None
    assert told(app, A, letter) == ["returned"]
    assert chain(app, A, letter) == ["sent", "returned"]


def test_a_plugin_that_is_gone_or_goes_off_on_the_way_loses_nothing(app: Flask) -> None:
    registry = app.extensions["tiepdan.registry"]
    kind = registry.letters["courier.parcel"]
    on_its_way, unknown = sent(app), sent(app)
    with app.app_context():
        while not _waits(app, RECEIVE, on_its_way):
            assert run_one(app)
    turn(app, B, on=False)
    del registry.letters["courier.parcel"]
    carried(app)
    registry.letters["courier.parcel"] = kind
    assert {copy(app, A, letter).reason for letter in (on_its_way, unknown)} <= {"plugin_off", "unknown_kind"}  # type: ignore[union-attr]
    assert [state(app, letter) for letter in (on_its_way, unknown)] == [("returned", "")] * 2


def _waits(app: Flask, job: str, letter: str) -> bool:
    with internal():
        found = db.session.scalars(select(OutboxEntry).where(OutboxEntry.job == job, OutboxEntry.state == "waiting"))
        return any(entry.arguments["letter"] == letter for entry in found)


def test_repeated_jobs_make_one_copy(app: Flask) -> None:
    letter = sent(app)
    carried(app)
    with app.app_context():
        for _turn in range(3):
            with acting_in(at(A), writes=True):
                post(at(A), at(A).tenant_id, jobs.DELIVER, {"letter": letter})
                post(at(A), at(B).tenant_id, RECEIVE, {"sender": at(A).tenant_id, "letter": letter})
            drain(app)
    assert [row.public_id for row in stored(app, "core_letter", B)].count(letter) == 1
    assert told(app, B, letter) == ["received"]
    assert chain(app, B, letter) == ["received"]
    does(app, B, accept_letter, letter)
    carried(app)
    with app.app_context(), acting_in(at(B), writes=True):
        post(at(B), at(A).tenant_id, jobs.ANSWER, {"receiver": at(B).tenant_id, "letter": letter})
    carried(app)
    assert told(app, A, letter) == ["receipted"]
    assert not dead(app)


def dead(app: Flask) -> list[str]:
    with app.app_context(), internal():
        return [f"{e.job}: {e.last_error}" for e in db.session.scalars(select(OutboxEntry)) if e.state == "dead"]


def test_workers_that_race_or_die_make_one_copy(app: Flask) -> None:
    letters = [sent(app) for _number in range(4)]
    with app.app_context():
        claim()  # a worker that died with an entry in its hands
    threads = [threading.Thread(target=copy_context().run, args=(carried, app)) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context(), internal(writes=True):
        db.session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.state == "running")
            .values(lease_until=clock.now() - timedelta(seconds=1))
        )
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        carried(app)
    assert {state(app, letter) for letter in letters} == {("delivered", "delivered")}
    assert [told(app, B, letter) for letter in letters] == [["received"]] * 4
    numbers = [row.number for row in stored(app, "core_letter", B) if row.public_id in letters]
    assert sorted(numbers) == list(range(2, 6)), "numbers of the book have gaps"  # the world planted one


@pytest.mark.parametrize("when", ["before delivery", "before the answer", "after the answer"])
def test_the_receivers_copy_decides_between_recall_and_answer(app: Flask, when: str) -> None:
    letter = sent(app)
    if when != "before delivery":
        carried(app)
    if when == "after the answer":
        does(app, B, accept_letter, letter)  # its word is not back yet
    does(app, A, recall_letter, letter)
    carried(app)
    wanted = "accepted" if when == "after the answer" else "recalled"
    assert state(app, letter) == (wanted, wanted)
    theirs = copy(app, B, letter)
    assert theirs is not None
    if when == "before delivery":
        assert (theirs.payload, theirs.title) == (None, "")
        assert told(app, B, letter) == []
    if when == "before the answer":
        assert told(app, B, letter) == ["received", "recalled"]
        with pytest.raises(Refused):
            does(app, B, accept_letter, letter)
    assert chain(app, A, letter).count(wanted) == 1
    assert chain(app, B, letter).count(wanted) == 1
    with pytest.raises(Refused):
        does(app, A, recall_letter, letter)


def test_recall_and_accept_at_the_same_moment_agree(app: Flask) -> None:
    letters = [sent(app) for _number in range(4)]
    carried(app)
    gate = threading.Barrier(2)

    def accept() -> None:
        for letter in letters:
            gate.wait()
            try:
                does(app, B, accept_letter, letter)
            except Refused:
                continue

    def recall() -> None:
        for letter in letters:
            gate.wait()
            does(app, A, recall_letter, letter)
            carried(app)

    threads = [threading.Thread(target=copy_context().run, args=(work,)) for work in (accept, recall)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        carried(app)
    for letter in letters:
        mine, theirs = state(app, letter)
        assert mine == theirs
        assert mine in {"accepted", "recalled"}
    assert not dead(app)


def test_files_are_copied_with_their_hash_under_the_receivers_prefix(app: Flask) -> None:
    with app.app_context(), acting_in(at(A), writes=True):
        row = store_upload(at(A), "courier:parcel:own", "ban-do.png", io.BytesIO(DOT))
        original = row.public_id
    with app.app_context(), acting_in(at(A), writes=True):
        files = list_files(at(A), "courier:parcel:own")
        letter = send_letter(at(A), kind(app), B, Parcel("x", "y"), files=files).id
    carried(app)
    with app.app_context(), acting_in(at(B), writes=True):
        (theirs,) = list_files(at(B), f"core:letter:{letter}")
        assert (theirs.name, theirs.sha256, theirs.public_id == original) == ("ban-do.png", row.sha256, False)
        assert content_of(at(B), theirs)
        assert path_of(at(B).tenant_id, theirs.public_id).is_file()
        (kept,) = copy_files(at(B), f"core:letter:{letter}", "courier:parcel:theirs")
        assert kept.sha256 == row.sha256
    with app.app_context(), acting_in(at(A)):
        (mine,) = list_files(at(A), f"core:letter:{letter}")
        assert mine.public_id not in {original, theirs.public_id}


def test_a_damaged_file_sends_the_letter_back(app: Flask) -> None:
    with app.app_context(), acting_in(at(A), writes=True):
        row = store_upload(at(A), "courier:parcel:own", "ban-do.png", io.BytesIO(DOT))
        letter = send_letter(at(A), kind(app), B, Parcel("x", "y"), files=[row]).id
    with app.app_context(), acting_in(at(A)):
        (mine,) = list_files(at(A), f"core:letter:{letter}")
        path_of(at(A).tenant_id, mine.public_id).write_bytes(b"other bytes")
    carried(app)
    assert state(app, letter) == ("returned", "")
    found = copy(app, A, letter)
    assert found is not None
    assert found.reason == "file_damaged"


MONDAY = datetime(2026, 11, 16, 2, tzinfo=UTC)


@pytest.mark.parametrize("returns", [True, False])
def test_a_letter_left_unanswered_is_noted_on_both_sides(make_app: MakeApp, engine_name: str, returns: bool) -> None:  # noqa: FBT001 - parametrised
    app, _world = make_app(engine_name, plugin_modules=(courier(answer_days=3, return_when_ignored=returns),))
    for tenant in (A, B):
        turn(app, tenant, on=True)
    with clock.freeze(MONDAY):
        letter = sent(app)
        carried(app)
    mine = copy(app, A, letter)
    assert mine is not None
    assert mine.due_on == date(2026, 11, 19)
    for day in (3, 4):
        with clock.freeze(MONDAY + timedelta(days=day)), app.app_context():
            tick(app)
            drain(app)
    wanted = "returned" if returns else "delivered"
    assert state(app, letter) == (wanted, wanted)
    for tenant in (A, B):
        assert chain(app, tenant, letter).count("ignored") == 1
        found = copy(app, tenant, letter)
        assert found is not None
        assert found.reason == ("ignored" if returns else "")
    assert told(app, A, letter) == (["returned"] if returns else [])
    if not returns:  # late is better than never
        does(app, B, accept_letter, letter)
        carried(app)
        assert state(app, letter) == ("accepted", "accepted")


def test_what_got_stuck_is_asked_after(app: Flask) -> None:
    letter = sent(app)
    with app.app_context(), internal(writes=True):
        db.session.execute(update(OutboxEntry).where(OutboxEntry.state == "waiting").values(state="dead"))
    with clock.freeze(clock.now() + timedelta(hours=2)), app.app_context():
        tick(app)
        drain(app)
    assert state(app, letter) == ("delivered", "delivered")
