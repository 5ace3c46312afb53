"""Records of the working-day calendar: kinds of days, days out of the ordinary, due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

SATURDAY = 5
"""`date.weekday()` of the first day of the weekend."""


class DayKind(StrEnum):
    """What a day is for deadlines. Weekend duty at the desk does not make a Saturday a workday."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    DAYOFF = "dayoff"
    SWAPPED_WORKDAY = "swapped_workday"

    @property
    def is_working(self) -> bool:
        """Whether the day counts as a working day (ngày làm việc)."""
        return self in (DayKind.WORKDAY, DayKind.SWAPPED_WORKDAY)


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def in_force(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether a period holds on the day; both ends are included, None is open."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says, or whose kind is not settled (`unconfirmed`).

    A working Saturday or Sunday is a SWAPPED_WORKDAY, never a WORKDAY; WORKDAY stands for a
    weekday that works although a holiday was expected or declared. Raises ValueError otherwise.
    """

    day: date
    kind: DayKind
    title_vi: str
    title_en: str
    source: str = ""
    confidence: str = ""
    unconfirmed: bool = False

    def __post_init__(self) -> None:
        needs_weekend = self.kind in (DayKind.SWAPPED_WORKDAY, DayKind.WEEKEND)
        needs_weekday = self.kind is DayKind.WORKDAY
        if (needs_weekend and not is_weekend(self.day)) or (needs_weekday and is_weekend(self.day)):
            raise ValueError(f'{self.day} is a {self.day:%A} and cannot be a "{self.kind}".')

    def title(self, language: str) -> str:
        """The day's name in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi


class Reason(NamedTuple):
    """Why a day was passed over."""

    kind: DayKind
    title_vi: str
    title_en: str

    def title(self, language: str) -> str:
        """The reason in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi


WEEKDAYS_OFF = {
    5: Reason(DayKind.WEEKEND, "Thứ Bảy", "Saturday"),
    6: Reason(DayKind.WEEKEND, "Chủ nhật", "Sunday"),
}


class Skipped(NamedTuple):
    """A day that did not count, and why."""

    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date with everything needed to explain it, and to see later that a rule has changed.

    `start_on` is the day of the event, which is not counted. `value` days of `unit` were counted,
    backwards when the duty must be done before the event (then `due_on` lies before `start_on`).
    `skipped` lists the days that did not count: for calendar days only those by which the end
    was moved. `rests_on_unconfirmed` is true when an official list could still change the result.
    """

    due_on: date
    start_on: date
    value: int
    unit: str
    rule_id: str
    rule_version: str
    calendar_version: str
    skipped: tuple[Skipped, ...]
    rests_on_unconfirmed: bool
