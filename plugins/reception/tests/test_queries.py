"""Lists and searches of the desk, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from core.api import Keyset, Scope, clock, db
from core.testing.rows import acting
from plugins.reception.inputs import PersonInput
from plugins.reception.permissions import VISIT_IDENTIFY
from plugins.reception.queries import visits as queries
from plugins.reception.queries.visits import VisitFilter
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import NOON, officer


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.freeze(NOON):
        yield


@pytest.fixture
def desk(app: Flask, engine_name: str) -> Scope:
    with app.app_context():
        return officer()


def reader_of(desk: Scope) -> Scope:
    return replace(desk, permissions=desk.permissions - {VISIT_IDENTIFY.name})


def add(app: Flask, desk: Scope, name: str, summary: str, **changes: object) -> int:
    values = visit_input(people=(PersonInput(name, "Đăk Pne"),), summary=summary, **changes)
    with acting(app, desk, writes=True):
        return services.register_visit(desk, values).number


def found(app: Flask, scope: Scope, text: str = "", **wanted: object) -> list[int]:
    with acting(app, scope):
        rows, _cursors, _more = queries.list_visits(scope, VisitFilter(text, **wanted), Keyset(None, None, 100))  # type: ignore[arg-type]
        return [row.number for row in rows]


@pytest.mark.parametrize(
    "typed", ["nguyen duc", "NGUYỄN ĐỨC", "Nguyễn Đức", "duc nguyen", "  nguyễn   duc ", "nguye\u0302\u0303n"]
)
def test_names_are_found_without_accents(app: Flask, desk: Scope, typed: str) -> None:
    number = add(app, desk, "Nguyễn Đức", "Xin giấy xác nhận")
    add(app, desk, "Trần Văn Bình", "Xin giấy xác nhận")
    assert found(app, desk, typed) == [number]


def test_the_matter_and_the_number_are_found(app: Flask, desk: Scope) -> None:
    number = add(app, desk, "A Brơi", "Tranh chấp ranh giới đất rẫy")
    assert found(app, desk, "ranh gioi") == [number]
    assert number in found(app, desk, f"{number}/2026")
    assert found(app, desk, "ranh gioi khong co") == []


def test_a_denunciation_is_found_by_code_and_envelope(app: Flask, desk: Scope) -> None:
    values = visit_input(kind="denunciation", people=(), envelope_no="PB-77", summary="Tố cáo lấn chiếm")
    with acting(app, desk, writes=True):
        number = services.register_visit(desk, values).number
    assert found(app, desk, f"tc-{number}/2026") == found(app, desk, "pb-77") == [number]


@pytest.mark.parametrize("sign", ["%", "_", "\\"])
def test_wildcards_are_letters_like_others(app: Flask, desk: Scope, sign: str) -> None:
    plain = add(app, desk, "An", "Mất trộm gà")
    number = add(app, desk, "Bình", f"Đền bù 50{sign} giá đất")
    assert plain not in found(app, desk, sign)
    assert found(app, desk, f"50{sign}") == [number]
    assert found(app, desk, f"5{sign}0") == []


def test_without_the_right_no_name_is_shown_or_found(app: Flask, desk: Scope) -> None:
    number = add(app, desk, "Siu H'Lan Đặc Biệt", "Hỏi về chế độ")
    reader = reader_of(desk)
    assert found(app, desk, "siu h'lan") == [number]
    assert found(app, reader, "siu") == found(app, reader, "dac biet") == found(app, reader, "dak pne") == []
    assert found(app, reader, "che do") == [number]
    with acting(app, reader):
        rows, _cursors, _more = queries.list_visits(reader, VisitFilter(), Keyset(None, None, 100))
        assert {row.person for row in rows} == {""}


def test_filters(app: Flask, desk: Scope) -> None:
    guided = add(app, desk, "An", "x", outcome="guided", outcome_body="Thanh tra", received_on=date(2026, 11, 10))
    other = add(app, desk, "An", "x", kind="other", received_on=date(2026, 11, 12))
    assert found(app, desk, outcome="guided") == [guided]
    assert found(app, desk, kind="other") == [other]
    assert found(app, desk, since=date(2026, 11, 9), until=date(2026, 11, 12)) == [other, guided]
    assert guided not in found(app, desk, owed=True)
    assert other in found(app, desk, owed=True)


def test_sixty_visits_are_paged_both_ways_without_loss_or_repeat(app: Flask, desk: Scope) -> None:
    for turn in range(65):
        add(app, desk, "An", "Việc", received_on=date(2026 - turn % 2, 1 + turn % 10, 5))
    with acting(app, desk):
        every = [(row.year, row.number) for row in queries.list_visits(desk, VisitFilter(), Keyset(None, None, 500))[0]]
    assert len(every) >= 65
    assert every == sorted(every, reverse=True)
    pages: list[list[tuple[int, int]]] = []
    position = Keyset(None, None, 7)
    while True:
        with acting(app, desk):
            rows, cursors, more = queries.list_visits(desk, VisitFilter(), position)
        assert [(row.year, row.number) for row in rows] == cursors
        pages.append(cursors)
        if not more:
            break
        position = Keyset(cursors[-1], None, 7)
    assert [key for page in pages for key in page] == every
    back: list[list[tuple[int, int]]] = [pages[-1]]
    more = True
    while more:
        with acting(app, desk):
            _rows, cursors, more = queries.list_visits(desk, VisitFilter(), Keyset(None, back[0][0], 7))
        back.insert(0, cursors)
    assert [key for page in back for key in page] == every


@pytest.mark.parametrize("people", [1, 3])
def test_lists_ask_a_fixed_number_of_statements(app: Flask, desk: Scope, people: int) -> None:
    for turn in range(people):
        add(app, desk, f"Người {turn}", "Việc", headcount=2)
    asked: list[str] = []
    with acting(app, desk):
        event.listen(
            db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]) if "FROM reception_" in a[2] else None
        )
        queries.list_visits(desk, VisitFilter(), Keyset(None, None))
        assert len(asked) == 2
        asked.clear()
        queries.desk_numbers(desk)
        assert sum("FROM reception_visit" in text for text in asked) == 1, "besides the settings, one"
        asked.clear()
        visits = queries.book_visits(desk, date(2026, 1, 1), date(2026, 12, 31))
        assert len(asked) == 2
        assert all(visit.people for visit in visits if not visit.is_sealed)
        assert len(asked) == 2, "people of all visits come in one statement"


def test_desk_numbers(app: Flask, desk: Scope) -> None:
    with acting(app, desk):
        before = queries.desk_numbers(desk)
    add(app, desk, "An", "hôm nay", received_on=clock.today())
    add(app, desk, "An", "trễ", received_on=date(2026, 10, 1))
    add(app, desk, "An", "đến hạn hôm nay", received_on=date(2026, 11, 9))
    with acting(app, desk):
        after = queries.desk_numbers(desk)
        urgent = queries.owed_answers(desk)
    assert (after.today, after.owed, after.due_today, after.late) == (
        before.today + 1,
        before.owed + 3,
        before.due_today + 1,
        before.late + 1,
    )
    assert [row.summary for row in urgent][:2] == ["trễ", "đến hạn hôm nay"]
    assert {row.person for row in urgent} == {""}
