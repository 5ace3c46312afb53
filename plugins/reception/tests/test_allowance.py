"""The allowance: an independent calculation agrees on both sides of 27 July 2026; the data file refuses mistakes."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from core.api import documents, law
from core.testing.world import World
from plugins.reception.allowance_rules import Entitled, Terms, owed
from plugins.reception.law import allowance_rate
from plugins.reception.law.allowances import RATES_FILE, read_rates

LAST_OLD, FIRST_NEW = date(2026, 7, 26), date(2026, 7, 27)


def by_hand(group: int, *, vocational: bool, central: bool, day: date, minutes: int, percent: int) -> int:
    """Written from law.md 9 alone: thousands of đồng by group, then halves, then the local part."""
    new = day >= FIRST_NEW
    if group in (3, 4):
        thousand = 100 if new else 50
    elif central:
        thousand = (200 if vocational else 250) if new else (120 if vocational else 150)
    else:
        thousand = (150 if vocational else 200) if new else (80 if vocational else 100)
    if minutes == 0:
        return 0
    whole = group == 1 or minutes >= 240
    return thousand * 10 * percent if whole else thousand * 5 * percent


groups = st.sampled_from([1, 2, 3, 4])
held = st.dictionaries(
    st.integers(-60, 60).map(lambda n: FIRST_NEW + timedelta(days=n)), st.sampled_from([0, 30, 210, 240, 450, 480])
)


@settings(max_examples=200, deadline=None)
@given(groups, st.booleans(), st.booleans(), held, st.integers(1, 120))
def test_another_calculation_agrees(
    group: int,
    vocational: bool,  # noqa: FBT001 - drawn
    central: bool,  # noqa: FBT001 - drawn
    days: dict[date, int],
    percent: int,
) -> None:
    entry = Entitled(group, vocational, date(2020, 1, 1))
    found = owed(days, [entry], Terms(percent, 480, central))
    assert found.unknown == ()
    expected = sum(
        by_hand(group, vocational=vocational, central=central, day=day, minutes=minutes, percent=percent)
        for day, minutes in days.items()
    )
    assert found.amount == expected
    assert sum(line.full_days + line.half_days for line in found.lines) == sum(1 for m in days.values() if m)


@pytest.mark.parametrize(
    ("group", "vocational", "old", "new"),
    [(1, False, 100_000, 200_000), (2, True, 80_000, 150_000), (3, False, 50_000, 100_000), (4, True, 50_000, 100_000)],
)
def test_the_border_lies_between_26_and_27_july(group: int, vocational: bool, old: int, new: int) -> None:  # noqa: FBT001
    before, after = (allowance_rate(group, day, vocational=vocational) for day in (LAST_OLD, FIRST_NEW))
    assert before is not None
    assert after is not None
    assert (before.amount, after.amount) == (old, new)
    assert "320/2016" in before.source
    assert "65/2026" in after.source


def test_one_month_with_both_rates_has_two_lines() -> None:
    days = {date(2026, 7, 24): 240, date(2026, 7, 27): 240, date(2026, 7, 28): 480}
    found = owed(days, [Entitled(1, vocational=False, first=date(2026, 1, 1))], Terms())
    assert [(line.rate, line.full_days, line.amount) for line in found.lines] == [
        (100_000, 1, 100_000),
        (200_000, 2, 400_000),
    ]


def test_short_duty_is_half_a_day_but_not_for_group_1() -> None:
    day = {FIRST_NEW: 210}
    assert owed(day, [Entitled(1, vocational=False, first=LAST_OLD)], Terms()).amount == 200_000
    assert owed(day, [Entitled(3, vocational=False, first=LAST_OLD)], Terms()).amount == 50_000


def test_days_outside_the_list_are_named_and_not_paid() -> None:
    found = owed({FIRST_NEW: 480, LAST_OLD: 480}, [Entitled(1, vocational=False, first=FIRST_NEW)], Terms())
    assert (found.amount, found.unknown) == (200_000, (LAST_OLD,))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("amount = 100_000", 'amount = "x"'), "amount"),
        (("groups = [1, 2]", "groups = [5]"), "groups"),
        (("valid_to = 2026-07-26", "valid_to = 2026-07-27"), "same people"),
        (('place = "local"', 'place = "moon"'), "moon"),
        (('confidence = "V"', 'confidenz = "V"'), "confidenz"),
    ],
)
def test_the_data_file_refuses_mistakes(tmp_path: Path, change: tuple[str, str], word: str) -> None:
    path = tmp_path / "allowances.toml"
    path.write_text(RATES_FILE.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(law.LawDataError, match=word):
        read_rates(path)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (50_000, "Năm mươi nghìn đồng"),
        (105_000, "Một trăm lẻ năm nghìn đồng"),
        (1_215_000, "Một triệu hai trăm mười lăm nghìn đồng"),
        (21_031_001, "Hai mươi mốt triệu không trăm ba mươi mốt nghìn không trăm lẻ một đồng"),
        (2_000_400_000, "Hai tỷ bốn trăm nghìn đồng"),
        (15, "Mười lăm đồng"),
    ],
)
def test_sums_in_words(amount: int, words: str) -> None:
    assert documents.amount_in_words(amount) == words


MARCH = "/t/a-comm/reception/allowance?month=2026-11"


def test_the_sheet_from_confirming_to_the_workbook(desk: FlaskClient, world: World) -> None:
    people = "/t/a-comm/reception/allowance/people"
    day = {"day": "2026-11-20"}
    page = desk.get("/t/a-comm/reception/roster/day", query_string=day)
    own = page.text.split('name="am" id="am-0" value="')[1].split('"')[0]
    assert desk.post("/t/a-comm/reception/roster/day", query_string=day, data={"am": own, "pm": own}).status_code == 303
    shifts = [part.split('"')[0] for part in desk.get(MARCH).text.split('name="shift" value="')[1:]]
    assert len(shifts) == 2
    assert desk.post(MARCH, data={"action": "held"}).status_code == 422, "nothing ticked"
    assert desk.post(MARCH, data={"action": "held", "shift": shifts, "minutes": "x"}).status_code == 422
    assert desk.post(MARCH, data={"action": "held", "shift": shifts}).status_code == 303
    assert "1 ngày" in desk.get(MARCH).text, "not on the list yet"
    wrong = desk.post(people, data={"officer": own, "group": "9", "basis": "", "first_on": "32/1/2026"})
    assert wrong.status_code == 422
    entry = {"officer": own, "group": "1", "basis": "QĐ 12", "first_on": "01/01/2026"}
    assert desk.post(people, data=entry).status_code == 303
    assert desk.post(people, data=entry).status_code == 422, "an entry of that day is there"
    assert "Hai trăm nghìn đồng" in desk.get(MARCH).text
    answer = desk.get("/t/a-comm/reception/allowance.xlsx?month=11/2026")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert 200_000 in cells
    assert "Tổng số tiền bằng chữ: Hai trăm nghìn đồng." in cells
    assert desk.get("/t/a-comm/reception/allowance.xlsx?month=99/2026").status_code == 422
