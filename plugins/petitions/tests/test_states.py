"""No path reaches a state the law does not know, and no sequence of steps makes two live clocks of a kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core.api import Forbidden, Invalid, Refused, law
from core.testing.rows import stored
from core.testing.world import World
from plugins.petitions.services import cases, pauses
from plugins.petitions.services.moves import Why
from plugins.petitions.states import (
    CASE_MOVES,
    CASE_STATES,
    OPEN_CASE,
    OPEN_PETITION,
    PETITION_MOVES,
    PETITION_STATES,
    case_move,
    case_moves_from,
    petition_move,
    petition_moves_from,
)
from plugins.petitions.tests.factories import denunciation_input
from plugins.petitions.tests.test_cases import Desk
from plugins.petitions.words import sentence

KINDS = ("complaint", "denunciation", "recommendation")


@given(st.sampled_from(KINDS), st.lists(st.sampled_from([m.name for m in CASE_MOVES]), max_size=30))
def test_walks_through_a_case_stay_among_its_states(kind: str, names: list[str]) -> None:
    state, seen = "accepted", ["accepted"]
    for name in names:
        move = case_move(name, state, kind)
        if move is not None:
            state = move.target
            seen.append(state)
    assert set(seen) <= set(CASE_STATES)
    if kind == "complaint" and "in_force" in seen:
        assert seen.index("decided") < seen.index("sent") < seen.index("in_force")
    if kind == "denunciation":
        assert not {"decided", "dialogue", "in_force"} & set(seen)
        if "published" in seen:
            assert seen.index("reported") < seen.index("concluded") < seen.index("published")
    if kind == "recommendation":
        assert set(seen) <= {"accepted", "verifying", "reported", "answered", "terminated", "closed"}


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    for kind in KINDS:
        reached, todo = set(), ["accepted"]
        while todo:
            state = todo.pop()
            if state not in reached:
                reached.add(state)
                todo += [m.target for m in case_moves_from(state, kind)]
        assert "closed" in reached
        for state in reached & set(OPEN_CASE):
            assert case_moves_from(state, kind), f"{kind}: nothing leads out of {state}"
        assert not case_moves_from("closed", kind)
    reached = {"received", *(m.target for m in PETITION_MOVES)}
    assert reached == set(PETITION_STATES)
    for state in OPEN_PETITION:
        assert petition_moves_from(state)


@given(st.lists(st.sampled_from([m.name for m in PETITION_MOVES]), max_size=20))
def test_no_petition_is_decided_before_it_was_classified_and_proposed(names: list[str]) -> None:
    state, seen = "received", ["received"]
    for name in names:
        move = petition_move(name, state)
        if move is not None:
            state = move.target
            seen.append(state)
            if move.decides and name != "send_back":
                assert {"classified", "proposed"} <= set(seen)


STEPS: dict[str, Callable[[object, str, Why], object]] = {
    "verify": cases.start_verifying,
    "report": lambda scope, key, why: cases.report_verification(scope, key, "x", why, differs=False),
    "decide": lambda scope, key, why: cases.decide_case(scope, key, "right", "x", why),
    "conclude": lambda scope, key, why: cases.conclude_case(scope, key, "right", "x", why),
    "send": cases.send_decision,
    "take_effect": cases.take_effect,
    "enforce": cases.enforce_case,
    "act": cases.act_on_conclusion,
    "publish": cases.publish_conclusion,
    "close": cases.close_case,
    "suspend": pauses.suspend_case,
    "resume": pauses.resume_case,
    "terminate": pauses.terminate_case,
    "assess": pauses.begin_assessment,
    "assessed": lambda scope, key, why: pauses.end_assessment(scope, key, why.on),
    "complex": lambda scope, key, _why: cases.mark_complex(scope, key, ["a"], "1/BC"),
    "prolong": lambda scope, key, why: pauses.prolong_case(scope, key, "DN-10", 10, "x", why),
}


@pytest.fixture
def desk(engine_name: str, make_app: Callable[..., tuple[Flask, World]], monkeypatch: pytest.MonkeyPatch) -> Desk:
    app, _world = make_app(engine_name)
    return Desk(app, monkeypatch)


@pytest.mark.parametrize("kind", ["complaint", "denunciation"])
def test_no_sequence_of_steps_breaks_a_clock_or_leaves_a_refusal_without_words(desk: Desk, kind: str) -> None:
    dice = random.Random(f"20261125-{kind}")
    values = denunciation_input(received_on=desk.day) if kind == "denunciation" else None
    taken = told = 0
    for _case in range(3):
        petition_id = desk.accepted(values=values)
        grounds = {
            name: pauses.stop_grounds(act, kind, desk.day)[0].id
            for name, act in (("suspend", pauses.Act.SUSPEND), ("terminate", pauses.Act.TERMINATE))
        }
        for _step in range(25):
            desk.on(desk.day + timedelta(days=dice.choice([0, 1, 3, 8])))
            name = dice.choice([n for n in STEPS if n != "terminate" or dice.random() < 0.1])
            why = Why(desk.day, grounds.get(name, ""), "1/QĐ")
            try:
                with desk.as_first() as scope:
                    STEPS[name](scope, petition_id, why)
            except Refused as problem:
                told += len(sentence(str(problem))) > 0
            except (Invalid, Forbidden, law.LawError):
                told += 1
            else:
                taken += 1
            live = [row.kind for row in stored(desk.app, "petitions_clock", "a-comm") if row.live]
            assert len(live) == len(
                {(row.petition_id, row.kind) for row in stored(desk.app, "petitions_clock", "a-comm") if row.live}
            )
    assert taken > 5
    assert told > 5
