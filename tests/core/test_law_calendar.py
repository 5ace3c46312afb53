"""The working-day calendar against an independent naive count, properties, and tenant overrides."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.calendar import WorkingCalendar
from core.law.days import CalendarDay, DayKind
from core.law.errors import DayOutOfRange, LawDataError
from core.law.national import CALENDAR_FILE, national_calendar, read_calendar

CALENDAR = national_calendar()
UNSETTLED = date(2026, 11, 24)
LAST_OFFICIAL = date(2026, 12, 31)
dates = st.dates(date(2024, 1, 1), date(2026, 12, 31))

# The oracle: written from the yearly notices, on its own, not from the shipped file.
OFF = """
1/1/2024 8/2/2024 9/2/2024 12/2/2024 13/2/2024 14/2/2024 18/4/2024 29/4/2024 30/4/2024 1/5/2024
2/9/2024 3/9/2024
1/1/2025 27/1/2025 28/1/2025 29/1/2025 30/1/2025 31/1/2025 7/4/2025 30/4/2025 1/5/2025 2/5/2025
1/9/2025 2/9/2025
1/1/2026 2/1/2026 16/2/2026 17/2/2026 18/2/2026 19/2/2026 20/2/2026 27/4/2026 30/4/2026 1/5/2026
31/8/2026 1/9/2026 2/9/2026
"""
MADE_UP = "4/5/2024 26/4/2025 10/1/2026 22/8/2026"


def parsed(text: str) -> set[date]:
    return {date(int(y), int(m), int(d)) for d, m, y in (item.split("/") for item in text.split())}


OFF_DAYS, MADE_UP_DAYS = parsed(OFF), parsed(MADE_UP)
WORKS = {
    day: day in MADE_UP_DAYS or (day.isoweekday() <= 5 and day not in OFF_DAYS)
    for day in (date(2024, 1, 1) + timedelta(days=i) for i in range(1096 + 40))
}


def naive_working(start: date, n: int) -> date | None:
    """Tick off working days one by one; None when the way leads past the official lists."""
    day = start
    while n > 0:
        day = day + timedelta(days=1)
        if day > LAST_OFFICIAL or day == UNSETTLED:
            return None
        if WORKS[day]:
            n = n - 1
    return day


def naive_calendar(start: date, n: int) -> date | None:
    """Count n days on, then wait for an office that works."""
    day = date.fromordinal(start.toordinal() + n)
    while day <= LAST_OFFICIAL and day != UNSETTLED:
        if WORKS[day]:
            return day
        day = date.fromordinal(day.toordinal() + 1)
    return None


def test_every_start_of_three_years_agrees_with_the_naive_count() -> None:
    compared = 0
    for offset in range(1096):
        start = date(2024, 1, 1) + timedelta(days=offset)
        for n in (1, 2, 3, 5, 7, 10, 30):
            if (expected := naive_working(start, n)) is not None:
                assert CALENDAR.add_working_days(start, n) == expected, (start, n)
                compared += 1
        for n in (1, 5, 10, 30, 45, 60, 90):
            if (expected := naive_calendar(start, n)) is not None:
                assert CALENDAR.add_calendar_days(start, n) == expected, (start, n)
                compared += 1
    assert compared > 14000


def test_working_days_between_agrees_with_the_naive_count() -> None:
    for offset in range(0, 1000, 3):
        first = date(2024, 1, 1) + timedelta(days=offset)
        count = 0
        for step in range(1, 70):
            day = first + timedelta(days=step)
            count += WORKS[day]
            if first < UNSETTLED <= day or day > LAST_OFFICIAL:
                break
            assert CALENDAR.working_days_between(first, day) == count, (first, day)


def test_each_day_is_what_the_oracle_says() -> None:
    for day, works in WORKS.items():
        if day <= LAST_OFFICIAL and day != UNSETTLED:
            assert CALENDAR.is_working(day) == works, day
            assert not CALENDAR.is_unconfirmed(day)


@given(start=dates, n=st.integers(1, 60))
def test_working_days_come_out_as_many_as_were_added(start: date, n: int) -> None:
    due = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working(due)
    assert CALENDAR.working_days_between(start, due) == n
    assert CALENDAR.add_working_days(start, n - 1) < due
    before = CALENDAR.add_working_days(start, -n)
    assert CALENDAR.is_working(before)
    between = CALENDAR.working_days_between(before, start)
    assert between == n - 1 + CALENDAR.is_working(start)


@given(start=dates, n=st.integers(1, 400))
def test_a_calendar_limit_never_ends_early_nor_on_a_day_off(start: date, n: int) -> None:
    due = CALENDAR.add_calendar_days(start, n)
    nominal = start + timedelta(days=n)
    assert CALENDAR.is_working(due)
    assert nominal <= due <= nominal + timedelta(days=12)
    assert CALENDAR.working_days_between(nominal, due) in (0, 1)
    assert CALENDAR.add_calendar_days(start, -n) <= start - timedelta(days=n)


@given(a=dates, b=dates, c=dates)
def test_distances_add_up_and_turn_around(a: date, b: date, c: date) -> None:
    between = CALENDAR.working_days_between
    assert between(a, b) == -between(b, a)
    assert between(a, b) + between(b, c) == between(a, c)


def test_what_is_left_and_what_is_late() -> None:
    friday, next_wednesday = date(2026, 6, 5), date(2026, 6, 10)
    assert CALENDAR.working_days_between(friday, next_wednesday) == 3
    assert CALENDAR.working_days_between(next_wednesday, next_wednesday) == 0
    assert CALENDAR.working_days_between(next_wednesday, friday) == -3


def test_at_once_is_the_day_itself() -> None:
    sunday = date(2026, 6, 7)
    assert CALENDAR.add_working_days(sunday, 0) == sunday
    assert CALENDAR.add_calendar_days(sunday, 0) == sunday


def test_kinds_of_days() -> None:
    assert CALENDAR.kind_of(date(2026, 8, 22)) is DayKind.SWAPPED_WORKDAY
    assert CALENDAR.kind_of(date(2026, 8, 31)) is DayKind.DAYOFF
    assert CALENDAR.kind_of(date(2026, 8, 29)) is DayKind.WEEKEND
    assert CALENDAR.kind_of(date(2026, 8, 28)) is DayKind.WORKDAY


def test_the_24th_of_november_2026_works_until_somebody_decides() -> None:
    assert CALENDAR.is_working(UNSETTLED)
    assert CALENDAR.is_unconfirmed(UNSETTLED)
    off = CalendarDay(UNSETTLED, DayKind.DAYOFF, "Nghỉ", "Off", "Thông báo 1")
    own = CALENDAR.with_overrides([off])
    assert not own.is_working(UNSETTLED)
    assert not own.is_unconfirmed(UNSETTLED)
    assert own.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert CALENDAR.add_working_days(date(2026, 11, 23), 1) == UNSETTLED


def test_all_of_2027_and_unknown_years_are_unconfirmed() -> None:
    assert CALENDAR.kind_of(date(2027, 2, 8)) is DayKind.DAYOFF
    assert all(row.unconfirmed for row in CALENDAR.days if row.day.year == 2027)
    assert {row.day for row in CALENDAR.days if row.unconfirmed and row.day.year < 2027} == {UNSETTLED}
    for day in (date(2027, 6, 1), date(2023, 6, 1), date(2031, 6, 3)):
        assert CALENDAR.is_unconfirmed(day)
    assert CALENDAR.is_working(date(2031, 1, 1))
    assert not CALENDAR.is_working(date(2031, 1, 4))


def test_years_outside_1900_to_2200_are_refused() -> None:
    for day in (date(1899, 12, 31), date(2201, 1, 1), date.min, date.max):
        with pytest.raises(DayOutOfRange):
            CALENDAR.is_working(day)
        with pytest.raises(DayOutOfRange):
            CALENDAR.add_working_days(day, 1)
        with pytest.raises(DayOutOfRange):
            CALENDAR.add_calendar_days(day, 1)
        with pytest.raises(DayOutOfRange):
            CALENDAR.working_days_between(date(2026, 1, 1), day)
    with pytest.raises(DayOutOfRange):
        CALENDAR.add_working_days(date(2200, 12, 31), 1)
    with pytest.raises(DayOutOfRange):
        CALENDAR.add_calendar_days(date(1900, 1, 1), -1)
    with pytest.raises(DayOutOfRange):
        CALENDAR.add_calendar_days(date(2026, 1, 1), 10**10)
    assert CALENDAR.working_days_between(date(1900, 1, 1), date(2200, 12, 31)) > 78000


def test_an_override_wins_changes_the_version_and_leaves_the_original_alone() -> None:
    flood = CalendarDay(date(2026, 10, 5), DayKind.DAYOFF, "Lũ", "Flood", "QĐ 9")
    works = CalendarDay(date(2026, 9, 1), DayKind.WORKDAY, "Làm việc", "Works", "QĐ 9")
    own = CALENDAR.with_overrides([flood, works])
    assert not own.is_working(flood.day)
    assert own.is_working(works.day)
    assert CALENDAR.is_working(flood.day)
    assert not CALENDAR.is_working(works.day)
    assert own.version.startswith(CALENDAR.version + "+")
    assert own.version == CALENDAR.with_overrides([works, flood]).version
    assert own.version != CALENDAR.with_overrides([flood]).version
    assert CALENDAR.with_overrides([]).version == CALENDAR.version
    assert own.with_overrides([]).is_working(works.day)
    back = CalendarDay(flood.day, DayKind.WORKDAY, "Làm lại", "Works again", "QĐ 10")
    assert own.with_overrides([back]).is_working(flood.day)
    assert own.listed(flood.day) == flood
    first, last = date(2026, 8, 20), date(2026, 10, 20)
    assert own.working_days_between(first, last) == CALENDAR.working_days_between(first, last)


def test_a_row_must_fit_its_weekday() -> None:
    saturday, monday = date(2026, 10, 10), date(2026, 10, 12)
    with pytest.raises(ValueError, match="Saturday"):
        CalendarDay(saturday, DayKind.WORKDAY, "x", "x")
    with pytest.raises(ValueError, match="Monday"):
        CalendarDay(monday, DayKind.SWAPPED_WORKDAY, "x", "x")
    duty = CALENDAR.with_overrides([CalendarDay(saturday, DayKind.DAYOFF, "Nghỉ", "Off")])
    assert duty.working_days_between(date(2026, 10, 9), monday) == 1


def test_skipped_days_carry_their_reason_in_both_languages() -> None:
    days = CALENDAR.walk_working_days(date(2026, 4, 24), 3)
    skipped = CALENDAR.skipped(days)
    assert [(skip.day.day, skip.reason.title("en")) for skip in skipped] == [
        (25, "Saturday"),
        (26, "Sunday"),
        (27, "Day in lieu of Hùng Kings' Commemoration"),
        (30, "Reunification Day"),
        (1, "Labour Day"),
        (2, "Saturday"),
        (3, "Sunday"),
    ]
    assert skipped[0].reason.title("vi") == "Thứ Bảy"
    assert skipped[2].reason.kind is DayKind.DAYOFF


def test_the_version_is_shipped_and_rows_have_sources() -> None:
    assert CALENDAR.version == "vn-2026.11"
    assert all(row.source and row.confidence for row in CALENDAR.days)
    assert [row.day for row in CALENDAR.days] == sorted(row.day for row in CALENDAR.days)
    assert isinstance(read_calendar(CALENDAR_FILE), WorkingCalendar)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('kind = "holiday"', '"kind" is "holiday", which is none of'),
        ('kind = "swapped_workday"', "is a Monday"),
        ('kind = "dayoff"\nconfidance = "V"', '"confidance" is not known'),
        ('kind = "dayoff"\n[[day]]\ndate = 2026-10-12', "listed twice"),
    ],
)
def test_a_bad_calendar_file_is_refused_with_the_place(tmp_path: Path, row: str, words: str) -> None:
    text = f"""version = "x"
[[day]]
title_vi = "a"
title_en = "b"
source = "c"
confidence = "V"
date = 2026-10-12
{row}
"""
    if "[[day]]\ndate" in row:
        text += 'kind = "dayoff"\ntitle_vi = "a"\ntitle_en = "b"\nsource = "c"\nconfidence = "V"\n'
    path = tmp_path / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError) as caught:
        read_calendar(path)
    assert any(words in str(problem) for problem in caught.value.problems), caught.value
    assert all(problem.file == "calendar.toml" for problem in caught.value.problems)
