"""The rules of law a visit must obey, checked where every way into the book passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from core.api import Invalid, NotFound, Refused, Scope, clock
from core.testing.rows import acting, stored
from core.testing.world import World
from plugins.reception.inputs import PersonInput, VisitInput
from plugins.reception.law import refusal_grounds_on
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import NOON, officer

OLD, NEW = date(2025, 3, 10), date(2026, 11, 20)
ALL_CODES = [ground.code for day in (OLD, NEW) for ground in refusal_grounds_on(day)]


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


@pytest.fixture
def desk(app: Flask) -> Scope:
    with app.app_context():
        return officer()


def refusal(code: str, day: date = NEW, **changes: object) -> VisitInput:
    return visit_input(
        received_on=day,
        outcome="refused",
        refusal_ground=code,
        refusal_explained=True,
        earlier_notice="12/TB-UBND ngày 03/03/2026",
        **changes,
    )


def people(number: int) -> tuple[PersonInput, ...]:
    return tuple(PersonInput(f"Người {n}", "Đăk Pne") for n in range(1, number + 1))


def problems(app: Flask, scope: Scope, values: VisitInput) -> dict[str, str]:
    """What the service complains of; nothing when it stored the visit."""
    try:
        with acting(app, scope, writes=True):
            services.register_visit(scope, values)
    except Invalid as error:
        return error.problems
    return {}


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", refusal_grounds_on(NEW), ids=lambda ground: ground.code)
def test_each_ground_in_force_refuses_a_visit(app: Flask, desk: Scope, ground: object) -> None:
    assert problems(app, desk, refusal(ground.code)) == {}  # type: ignore[attr-defined]
    visit = stored(app, "reception_visit", "a-comm")[-1]
    written = ground.notice == "written"  # type: ignore[attr-defined]
    assert (visit.refusal_ground, visit.notice_due_on) == (
        ground.code,  # type: ignore[attr-defined]
        date(2026, 11, 25) if written else None,  # RC-16: 3 working days
    )
    assert visit.answered, "a refusal owes no answer"


@pytest.mark.parametrize("code", [g.code for g in refusal_grounds_on(NEW)])
def test_earlier_notice_is_asked_for_where_the_ground_rests_on_one(app: Flask, desk: Scope, code: str) -> None:
    needs = {g.code for g in refusal_grounds_on(NEW) if g.needs_earlier_notice or g.needs_written_reply}
    assert {"RF-h", "RF-i"} <= needs
    assert "RF-a" not in needs
    expected = {"earlier_notice": "earlier_notice_needed"} if code in needs else {}
    assert problems(app, desk, replace(refusal(code), earlier_notice="")) == expected


def test_a_visit_of_2025_knows_the_old_grounds_only(app: Flask, desk: Scope) -> None:
    assert [g.code for g in refusal_grounds_on(OLD)] == ["RF-9.1", "RF-9.2", "RF-9.3"]
    assert problems(app, desk, refusal("RF-h", OLD)) == {"refusal_ground": "ground_not_in_force"}
    assert problems(app, desk, refusal("RF-9.1", OLD)) == {}
    assert problems(app, desk, refusal("RF-9.3", OLD)) == {}
    assert stored(app, "reception_visit", "a-comm")[-1].notice_due_on is None, "RC-16 begins on 1 July 2026"


@pytest.mark.parametrize("code", ["", "RF-z", "rf-h", "RF-h ", "' OR 1=1"])
def test_no_other_ground_exists(app: Flask, desk: Scope, code: str) -> None:
    expected = "ground_needed" if not code else "ground_not_in_force"
    assert problems(app, desk, refusal(code)) == {"refusal_ground": expected}


def test_the_reason_is_told_on_the_spot(app: Flask, desk: Scope) -> None:
    found = problems(app, desk, replace(refusal("RF-a"), refusal_explained=False))
    assert found == {"refusal_explained": "explain_needed"}


def test_a_ground_without_a_refusal_is_dropped(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, replace(refusal("RF-h"), outcome="received")) == {}
    visit = stored(app, "reception_visit", "a-comm")[-1]
    assert (visit.refusal_ground, visit.earlier_notice, visit.refusal_explained) == ("", "", False)


# --- groups -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headcount", "named", "expected"),
    [
        (1, 1, ""),
        (2, 2, ""),
        (4, 4, ""),
        (4, 1, ""),
        (5, 1, ""),
        (5, 2, ""),
        (5, 3, "too_many"),
        (6, 3, "too_many"),
        (10, 2, ""),
        (10, 3, "too_many"),
        (11, 3, ""),
        (12, 3, ""),
        (12, 5, ""),
        (12, 6, "too_many"),
        (9999, 5, ""),
    ],
)
def test_representatives(app: Flask, desk: Scope, headcount: int, named: int, expected: str) -> None:
    found = problems(app, desk, visit_input(headcount=headcount, people=people(named)))
    assert found == ({"people": f"representatives_{expected}"} if expected else {})


def test_more_names_than_people_is_refused(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, visit_input(headcount=2, people=people(3))) == {"headcount": "fewer_than_listed"}


@pytest.mark.parametrize("person", [PersonInput("", "Đăk Pne"), PersonInput("An", "")])
def test_a_person_needs_name_and_commune(app: Flask, desk: Scope, person: PersonInput) -> None:
    assert problems(app, desk, visit_input(people=(person,))) == {"people": "name_and_commune"}


def test_somebody_must_have_come(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, visit_input(people=())) == {"people": "person_needed"}


# --- denunciations ------------------------------------------------------------------------------


def test_a_denunciation_needs_an_envelope_and_takes_no_person(app: Flask, desk: Scope) -> None:
    with_person = visit_input(kind="denunciation", envelope_no="PB-1")
    assert problems(app, desk, with_person) == {"people": "sealed_identity"}
    assert problems(app, desk, replace(with_person, people=(), envelope_no="")) == {"envelope_no": "envelope_needed"}
    assert problems(app, desk, replace(with_person, people=())) == {}


def test_an_envelope_belongs_to_denunciations_alone(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, visit_input(envelope_no="PB-1")) == {}
    assert stored(app, "reception_visit", "a-comm")[-1].envelope_no == ""


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1800, 1, 1), "day_too_old"),
        (date(2014, 6, 30), "day_too_old"),
        (date(2014, 7, 1), ""),
        (date(2026, 11, 23), ""),
        (date(2026, 11, 24), "day_future"),
        (date(3000, 1, 1), "day_future"),
    ],
)
def test_days_of_a_visit(app: Flask, desk: Scope, day: date, expected: str) -> None:
    found = problems(app, desk, visit_input(received_on=day))
    assert found == ({"received_on": expected} if expected else {})


def test_the_answer_is_due_after_ten_working_days_and_says_how_it_was_counted(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, visit_input(received_on=date(2026, 11, 2))) == {}
    visit = stored(app, "reception_visit", "a-comm")[-1]
    basis = visit.answer_basis
    assert visit.answer_due_on == date(2026, 11, 16)
    assert (basis["rule"], basis["value"], basis["unit"]) == ("RC-13", 10, "working_day")
    assert basis["clock"]["started_on"] == "2026-11-02"
    assert not basis["unconfirmed"]
    skipped = [step["day"] for step in basis["steps"] if step["kind"] == "skip"]
    assert skipped == ["2026-11-07", "2026-11-08", "2026-11-14", "2026-11-15"]
    assert not visit.answered


def test_a_due_date_over_an_unsettled_day_says_so(app: Flask, desk: Scope) -> None:
    assert problems(app, desk, visit_input(received_on=date(2026, 11, 20))) == {}
    visit = stored(app, "reception_visit", "a-comm")[-1]
    assert visit.answer_due_on == date(2026, 12, 4)
    assert visit.answer_basis["unconfirmed"], "whether 24 November 2026 is a day off is not settled yet"


# --- outcomes, corrections, answers -------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["guided", "transferred"])
def test_guiding_names_the_body(app: Flask, desk: Scope, outcome: str) -> None:
    assert problems(app, desk, visit_input(outcome=outcome)) == {"outcome_body": "body_needed"}
    assert problems(app, desk, visit_input(outcome=outcome, outcome_body="Thanh tra huyện")) == {}


def test_a_correction_keeps_number_and_says_who_why_what(app: Flask, desk: Scope) -> None:
    with acting(app, desk, writes=True):
        visit = services.register_visit(desk, visit_input())
        public_id, number = visit.public_id, visit.number
    with acting(app, desk, writes=True):
        services.edit_visit(desk, public_id, visit_input(summary="Tranh chấp đất", kind="other"), "Ghi nhầm")
    row = stored(app, "reception_visit", "a-comm")[-1]
    change = stored(app, "reception_visit_change", "a-comm")[-1]
    assert (row.number, row.summary, row.kind) == (number, "Tranh chấp đất", "other")
    assert (change.visit_id, change.reason) == (row.id, "Ghi nhầm")
    assert change.fields == [{"name": "kind", "old": "complaint", "new": "other"}, {"name": "summary"}]


def test_a_correction_needs_a_reason_and_the_year_of_its_number(app: Flask, desk: Scope) -> None:
    with acting(app, desk, writes=True):
        public_id = services.register_visit(desk, visit_input()).public_id
    for reason, day, expected in (
        ("", NEW, {"reason": "required"}),
        ("x", date(2025, 12, 31), {"received_on": "other_year"}),
    ):
        with pytest.raises(Invalid) as found, acting(app, desk, writes=True):
            services.edit_visit(desk, public_id, visit_input(received_on=day), reason)
        assert found.value.problems == expected


def test_a_correction_of_the_outcome_opens_and_closes_the_clock(app: Flask, desk: Scope) -> None:
    with acting(app, desk, writes=True):
        public_id = services.register_visit(desk, visit_input()).public_id
    for values, answered in ((visit_input(outcome="left"), True), (visit_input(), False)):
        with acting(app, desk, writes=True):
            assert services.edit_visit(desk, public_id, values, "x").answered is answered


def test_an_answer_is_noted_once(app: Flask, desk: Scope, world: World) -> None:
    with acting(app, desk, writes=True):
        public_id = services.register_visit(desk, visit_input()).public_id
    with pytest.raises(Invalid), acting(app, desk, writes=True):
        services.answer_visit(desk, public_id, "")
    with acting(app, desk, writes=True):
        services.answer_visit(desk, public_id, "Đã trả lời")
    with pytest.raises(Refused), acting(app, desk, writes=True):
        services.answer_visit(desk, public_id, "Lần hai")
    assert stored(app, "reception_visit", "a-comm")[-1].result == "Đã trả lời"
    with pytest.raises(NotFound), acting(app, desk, writes=True):
        services.answer_visit(desk, world.id_of("b-comm", "visit"), "x")


# --- numbers for the overseer -------------------------------------------------------------------


def numbers(app: Flask, tenant: str, period: str) -> dict[str, int]:
    kept = stored(app, "core_metric", tenant)
    return {row.name: row.value for row in kept if (row.kind, row.period) == ("reception.visits", period)}


def counted(app: Flask, tenant: str, period: str) -> dict[str, int]:
    rows = [row for row in stored(app, "reception_visit", tenant) if f"{row.received_on:%Y-%m}" == period]
    return {
        "visits": len(rows),
        "people": sum(row.headcount for row in rows),
        "groups": sum(row.headcount >= 5 for row in rows),
        "owed": sum(not row.answered for row in rows),
    }


def test_numbers_follow_every_change(app: Flask, desk: Scope, engine_name: str) -> None:
    with acting(app, desk, writes=True):
        first = services.register_visit(desk, visit_input()).public_id
        services.register_visit(desk, visit_input(headcount=12, people=people(3)))
        services.register_visit(desk, visit_input(received_on=date(2026, 10, 5)))
    assert numbers(app, "a-comm", "2026-11") == counted(app, "a-comm", "2026-11")
    assert numbers(app, "a-comm", "2026-10") == {"visits": 1, "people": 1, "groups": 0, "owed": 1}
    owed = numbers(app, "a-comm", "2026-11")["owed"]
    with acting(app, desk, writes=True):
        services.answer_visit(desk, first, "Đã trả lời")
    assert numbers(app, "a-comm", "2026-11")["owed"] == owed - 1
    with acting(app, desk, writes=True):
        services.edit_visit(desk, first, visit_input(received_on=date(2026, 10, 6), headcount=6, people=people(2)), "x")
    assert numbers(app, "a-comm", "2026-10") == counted(app, "a-comm", "2026-10")
    assert numbers(app, "a-comm", "2026-11") == counted(app, "a-comm", "2026-11")
    assert numbers(app, "a-comm", "2026-10")["groups"] == 1


def test_the_same_sending_twice_is_one_visit(app: Flask, desk: Scope) -> None:
    before = len(stored(app, "reception_visit", "a-comm"))
    with acting(app, desk, writes=True):
        first = services.register_visit(desk, visit_input(once="abc")).public_id
    with acting(app, desk, writes=True):
        assert services.register_visit(desk, visit_input(once="abc")).public_id == first
    assert len(stored(app, "reception_visit", "a-comm")) == before + 1
