"""The way of a case: every step the law knows, and every one it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core.api import Invalid, Refused, Scope, clock, law
from core.testing.rows import acting
from core.testing.world import World, scope_of
from plugins.petitions.inputs import PartyInput
from plugins.petitions.models import Case, Petition
from plugins.petitions.queries import cases as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import cases, dialogues, moves, pauses, register, tasks, withdrawals
from plugins.petitions.services.dialogues import DialogueInput
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights

MakeApp = Callable[..., tuple[Flask, World]]


class Desk:
    """Two officers of one commune with every right, and a day that can be chosen."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.monkeypatch = app, monkeypatch
        with app.app_context():
            bare = with_all_rights(scope_of("a-comm"))
        self.first = replace(bare, actor_id=101, post_title="Chủ tịch")
        self.second = replace(bare, actor_id=102, post_title="Phó Chủ tịch")
        self.on(date(2026, 9, 1))

    def on(self, day: date) -> None:
        """Let it be noon of that day."""
        self.day = day
        noon = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
        self.monkeypatch.setattr(clock, "now", lambda: noon)

    @contextmanager
    def as_first(self) -> Iterator[Scope]:
        with acting(self.app, self.first, writes=True):
            yield self.first

    @contextmanager
    def as_second(self) -> Iterator[Scope]:
        with acting(self.app, self.second, writes=True):
            yield self.second

    def accepted(self, **changes: Any) -> str:
        """A petition that became a case today; both officers declared to be free."""
        values = changes.pop("values", None) or petition_input(received_on=self.day, **changes)
        with self.as_first() as scope:
            petition = register.register_petition(scope, values)
            for name in ("classify", "propose", "accept"):
                moves.move_petition(scope, petition, name, Why(self.day))
            cases.open_case(scope, petition, Why(self.day))
            cases.declare(scope, petition.public_id, conflicted=False)
        with self.as_second() as scope:
            cases.declare(scope, petition.public_id, conflicted=False)
        return petition.public_id

    def look(self, petition_id: str) -> tuple[Petition, Case, dict[str, Any]]:
        """The petition, its case, and its clocks by kind as (state, due day)."""
        with acting(self.app, self.first):
            petition = get_petition(self.first, petition_id)
            found = {c.kind: (c.state, c.due_on) for c in reversed(queries.list_clocks(self.first, petition))}
            return petition, queries.require_case(self.first, petition), found


@pytest.fixture
def desk(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desk:
    app, _world = make_app(engine_name)
    return Desk(app, monkeypatch)


def refused(key: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert str(caught.value) == key


def test_a_complaint_from_acceptance_to_its_closed_file(desk: Desk) -> None:
    petition_id = desk.accepted()
    with desk.as_first() as scope:
        cases.start_verifying(scope, petition_id, Why(desk.day))
        cases.report_verification(scope, petition_id, "Diện tích đo lại khác", Why(desk.day), differs=True)
    with desk.as_first() as scope:
        refused(
            "dialogue_first", lambda: cases.decide_case(scope, petition_id, "right", "x", Why(desk.day, "", "9/QĐ"))
        )
    with desk.as_first() as scope:
        late = DialogueInput(desk.day + timedelta(days=4), "Phòng họp")
        with pytest.raises(Invalid) as caught:
            dialogues.call_dialogue(scope, petition_id, late, Why(desk.day))
        assert caught.value.problems == {"planned_on": "notice_too_late"}
    with desk.as_first() as scope:
        row = dialogues.call_dialogue(scope, petition_id, DialogueInput(date(2026, 9, 10), "Phòng họp"), Why(desk.day))
        dialogue_id = row.public_id
    with desk.as_first() as scope:
        refused("dialogue_open", lambda: cases.decide_case(scope, petition_id, "right", "x", Why(desk.day, "", "9/QĐ")))
    desk.on(date(2026, 9, 10))
    with desk.as_first() as scope:
        dialogues.end_dialogue(scope, petition_id, dialogue_id, "held", agreed="Đo lại", minutes_no="3/BB")
        cases.decide_case(scope, petition_id, "partly", "Sửa quyết định", Why(desk.day, "", "9/QĐ"))
    _petition, case, clocks = desk.look(petition_id)
    assert case.state == "decided"
    assert clocks["settle"][0] == "met"
    assert clocks["send"] == ("running", date(2026, 9, 15)), "3 working days after Thursday 10 September (CM-19)"
    assert clocks["effect"] == ("running", date(2026, 10, 12)), "30 days end on Saturday 10 October (CM-24, CNT-3)"
    with desk.as_first() as scope:
        cases.send_decision(scope, petition_id, Why(desk.day))
        refused("not_in_force_yet", lambda: cases.take_effect(scope, petition_id, Why(desk.day)))
    desk.on(date(2026, 10, 13))
    with desk.as_first() as scope:
        cases.take_effect(scope, petition_id, Why(desk.day))
        cases.enforce_case(scope, petition_id, Why(desk.day))
        cases.close_case(scope, petition_id, Why(desk.day))
    _petition, case, clocks = desk.look(petition_id)
    assert (case.state, case.closed_on) == ("closed", desk.day)
    assert not [kind for kind, (state, _due) in clocks.items() if state in ("running", "stopped")]


def test_a_complaint_is_due_in_thirty_days_and_in_forty_five_when_complex(desk: Desk) -> None:
    petition_id = desk.accepted()
    assert desk.look(petition_id)[2]["settle"] == ("running", date(2026, 10, 1)), "CM-07 from 1 September"
    with desk.as_first() as scope:
        with pytest.raises(Invalid):
            cases.mark_complex(scope, petition_id, ["a"], "")
        cases.mark_complex(scope, petition_id, ["a"], "12/BC")
    assert desk.look(petition_id)[2]["settle"] == ("running", date(2026, 10, 16)), "CM-08"


def test_nobody_with_a_conflict_of_interest_handles_a_case(desk: Desk) -> None:
    with desk.as_first() as scope:
        petition = register.register_petition(scope, petition_input(received_on=desk.day))
        for name in ("classify", "propose", "accept"):
            moves.move_petition(scope, petition, name, Why(desk.day))
        cases.open_case(scope, petition, Why(desk.day))
        petition_id = petition.public_id
        refused("declare_first", lambda: cases.start_verifying(scope, petition_id, Why(desk.day)))
        cases.declare(scope, petition_id, conflicted=True)
        refused("conflicted", lambda: cases.start_verifying(scope, petition_id, Why(desk.day)))
        refused("declared", lambda: cases.declare(scope, petition_id, conflicted=False))
    with desk.as_second() as scope:
        refused("conflicted", lambda: cases.assign_case(scope, petition_id, 101, None))


def test_a_denunciation_needs_a_team_and_its_extensions_have_limits(desk: Desk) -> None:
    with desk.as_first() as scope:
        petition = register.register_petition(scope, denunciation_input(received_on=desk.day))
        for name in ("classify", "propose", "accept"):
            moves.move_petition(scope, petition, name, Why(desk.day))
        cases.open_case(scope, petition, Why(desk.day))
        petition_id = petition.public_id
        cases.declare(scope, petition_id, conflicted=False)
        refused("team_of_two", lambda: cases.start_verifying(scope, petition_id, Why(desk.day)))
    with desk.as_second() as scope:
        cases.declare(scope, petition_id, conflicted=False)
        cases.start_verifying(scope, petition_id, Why(desk.day))
    assert desk.look(petition_id)[2]["settle"] == ("running", date(2026, 10, 1)), "DN-09"
    desk.on(date(2026, 9, 28))
    with desk.as_first() as scope, pytest.raises(law.ExtensionRefused):
        pauses.prolong_case(scope, petition_id, "DN-10", 30, "Nhiều nội dung", Why(desk.day, "", "4/QĐ"))
    assert desk.look(petition_id)[2]["settle"] == ("running", date(2026, 10, 1)), "a refused extension leaves nothing"
    with desk.as_first() as scope:
        cases.mark_complex(scope, petition_id, ["a"], "12/BC")
        pauses.prolong_case(scope, petition_id, "DN-10", 30, "Nhiều nội dung", Why(desk.day, "", "4/QĐ"))
    assert desk.look(petition_id)[2]["settle"][1] > date(2026, 10, 29)
    with desk.as_first() as scope, pytest.raises(law.ExtensionRefused):
        pauses.prolong_case(scope, petition_id, "DN-10", 30, "Nhiều nội dung", Why(desk.day, "", "5/QĐ"))


def test_a_suspended_case_stands_still_and_goes_on_from_where_it_stood(desk: Desk) -> None:
    petition_id = desk.accepted()
    with desk.as_first() as scope:
        cases.start_verifying(scope, petition_id, Why(desk.day))
        ground = pauses.stop_grounds(pauses.Act.SUSPEND, "complaint", desk.day)[0].id
        with pytest.raises(Invalid) as caught:
            pauses.suspend_case(scope, petition_id, Why(desk.day, "made up"))
        assert set(caught.value.problems) == {"ground", "paper_no"}
    desk.on(date(2026, 9, 8))
    with desk.as_first() as scope:
        pauses.suspend_case(scope, petition_id, Why(desk.day, ground, "7/QĐ"))
    assert desk.look(petition_id)[2]["settle"] == ("stopped", None)
    desk.on(date(2026, 9, 18))
    with desk.as_first() as scope:
        refused("no_move:verify:suspended", lambda: cases.start_verifying(scope, petition_id, Why(desk.day)))
        pauses.resume_case(scope, petition_id, Why(desk.day, "", "8/QĐ"))
    _petition, case, clocks = desk.look(petition_id)
    assert case.state == "verifying"
    assert clocks["settle"] == ("running", date(2026, 10, 12)), "ten days later than 1 October, rolled over the weekend"


def test_a_termination_ends_every_limit(desk: Desk) -> None:
    petition_id = desk.accepted()
    with desk.as_first() as scope:
        ground = pauses.stop_grounds(pauses.Act.TERMINATE, "complaint", desk.day)[0].id
        pauses.terminate_case(scope, petition_id, Why(desk.day, ground, "7/QĐ"))
    _petition, case, clocks = desk.look(petition_id)
    assert case.state == "terminated"
    assert clocks["settle"][0] == "ended"


def test_one_withdrawal_in_a_group_changes_nothing_for_the_others(desk: Desk) -> None:
    people = tuple(PartyInput(f"Người {n}", "Đăk Pne") for n in range(12))
    petition_id = desk.accepted(parties=people, headcount=12, kind="complaint")
    petition, _case, _clocks = desk.look(petition_id)
    one = petition.parties[3].public_id
    with desk.as_first() as scope:
        with pytest.raises(Invalid) as caught:
            withdrawals.ask_withdrawal(scope, petition_id, "nobody", "desk", alone=False, pressed=False)
        assert caught.value.problems == {"alone": "ask_alone", "party": "not_on_roster"}
        wish = withdrawals.ask_withdrawal(scope, petition_id, one, "desk", alone=True, pressed=False).public_id
        refused("second_officer", lambda: withdrawals.confirm_withdrawal(scope, wish, Why(desk.day)))
    with desk.as_second() as scope:
        refused("still_cooling", lambda: withdrawals.confirm_withdrawal(scope, wish, Why(desk.day)))
    desk.on(desk.day + timedelta(days=3))
    with desk.as_second() as scope:
        assert withdrawals.confirm_withdrawal(scope, wish, Why(desk.day)).state == "confirmed"
    petition, case, clocks = desk.look(petition_id)
    assert case.state == "accepted"
    assert clocks["settle"][0] == "running"
    assert len(withdrawals.remaining(petition)) == 11
    with desk.as_first() as scope:
        withdrawals.take_back(scope, wish)
    assert len(withdrawals.remaining(desk.look(petition_id)[0])) == 12


def test_who_was_pressed_does_not_lose_the_case(desk: Desk) -> None:
    petition_id = desk.accepted()
    one = desk.look(petition_id)[0].parties[0].public_id
    with desk.as_first() as scope:
        wish = withdrawals.ask_withdrawal(scope, petition_id, one, "desk", alone=True, pressed=True).public_id
    desk.on(desk.day + timedelta(days=3))
    with desk.as_second() as scope:
        assert withdrawals.confirm_withdrawal(scope, wish, Why(desk.day)).state == "kept_going"
    assert desk.look(petition_id)[1].state == "accepted"


def test_the_withdrawal_of_all_ends_the_case(desk: Desk) -> None:
    petition_id = desk.accepted()
    one = desk.look(petition_id)[0].parties[0].public_id
    with desk.as_first() as scope:
        wish = withdrawals.ask_withdrawal(scope, petition_id, one, "desk", alone=True, pressed=False).public_id
    desk.on(desk.day + timedelta(days=3))
    with desk.as_second() as scope:
        withdrawals.confirm_withdrawal(scope, wish, Why(desk.day))
    assert desk.look(petition_id)[1].state == "terminated"


def test_files_on_candidates_rest_before_the_election_but_are_received(desk: Desk) -> None:
    desk.on(date(2026, 3, 4))
    petition_id = desk.accepted(candidate=True)
    desk.on(date(2026, 3, 5))
    with desk.as_first() as scope:
        refused("candidates_rest", lambda: cases.start_verifying(scope, petition_id, Why(desk.day)))
        register.register_petition(scope, petition_input(received_on=desk.day, candidate=True))


def test_a_task_is_answered_once_and_waited_for(desk: Desk) -> None:
    petition_id = desk.accepted()
    with desk.as_first() as scope:
        cases.start_verifying(scope, petition_id, Why(desk.day))
        task = tasks.give_task(scope, petition_id, 1, "Đo lại thửa 12", desk.day + timedelta(days=5)).public_id
        refused("tasks_open", lambda: cases.report_verification(scope, petition_id, "x", Why(desk.day), differs=False))
        tasks.finish_task(scope, task, "312 m²")
        refused("task_over", lambda: tasks.finish_task(scope, task, "313 m²"))
        cases.report_verification(scope, petition_id, "x", Why(desk.day), differs=False)
        cases.decide_case(scope, petition_id, "wrong", "Giữ nguyên", Why(desk.day, "", "9/QĐ"))
    assert desk.look(petition_id)[1].state == "decided"


def test_a_stale_page_decides_nothing(desk: Desk) -> None:
    petition_id = desk.accepted()
    seen = desk.look(petition_id)[0].version
    with desk.as_first() as scope:
        cases.start_verifying(scope, petition_id, Why(desk.day), seen=seen)
    with desk.as_second() as scope:
        refused("stale", lambda: cases.start_verifying(scope, petition_id, Why(desk.day), seen=seen))
