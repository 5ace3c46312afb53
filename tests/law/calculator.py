"""A second opinion on due dates: written from the law notes alone, and never to import the product.

Each rule row that gives a number of days stands below under its id. Readings of what the notes leave open are
marked "Reading" where they take effect.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
FIRST, LAST = date(2023, 12, 1), date(2026, 12, 31)  # what the calendar below covers
OPEN_DAY = date(2026, 11, 24)  # Vietnam Culture Day: not established whether it is a day off

# --- calendar (Labour Code Art 112 and the yearly announcements) ---------------------------------


def _span(first: date, last: date) -> set[date]:
    return {first + DAY * n for n in range((last - first).days + 1)}


OFF = (
    # 2024
    {date(2024, 1, 1)}
    | _span(date(2024, 2, 8), date(2024, 2, 14))  # Tết
    | {date(2024, 4, 18)}  # Hùng Kings
    | _span(date(2024, 4, 29), date(2024, 5, 1))  # Monday 29 April made up on 4 May
    | _span(date(2024, 9, 2), date(2024, 9, 3))
    # 2025
    | {date(2025, 1, 1)}
    | _span(date(2025, 1, 27), date(2025, 1, 31))  # Tết
    | {date(2025, 4, 7)}  # Hùng Kings
    | _span(date(2025, 4, 30), date(2025, 5, 2))  # Friday 2 May made up on 26 April
    | _span(date(2025, 9, 1), date(2025, 9, 2))
    # 2026
    | _span(date(2026, 1, 1), date(2026, 1, 2))  # Friday 2 January made up on 10 January
    | _span(date(2026, 2, 16), date(2026, 2, 20))  # Tết
    | {date(2026, 4, 27)}  # Hùng Kings is Sunday 26 April
    | _span(date(2026, 4, 30), date(2026, 5, 1))
    | _span(date(2026, 8, 31), date(2026, 9, 2))  # Monday 31 August made up on 22 August
)
SWAPPED = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}  # Saturdays that work


class OutsideCalendar(ValueError):
    """The count needs a day of which the calendar says nothing."""


def is_working(day: date) -> bool:
    """CNT-5: Monday to Friday and not off, or a swapped Saturday; weekend reception duty changes nothing (CNT-6)."""
    if not FIRST <= day <= LAST:
        raise OutsideCalendar(f"no calendar for {day}")
    return day in SWAPPED or (day.weekday() < 5 and day not in OFF)


# --- rules ---------------------------------------------------------------------------------------

CAL, WD = "calendar days", "working days"


@dataclass(frozen=True)
class Version:
    """One row of the tables while it was in force; `flagged` holds the number that a flag puts in place of `days`."""

    days: int
    unit: str
    since: date
    until: date | None
    step: int  # 1: after the start day, -1: before it
    flagged: dict[str, int]


def _after(days: int, unit: str, since: date, until: date | None = None, **flagged: int) -> Version:
    return Version(days, unit, since, until, 1, flagged)


def _before(days: int, unit: str, since: date, until: date | None = None, **flagged: int) -> Version:
    return Version(days, unit, since, until, -1, flagged)


COMPLAINTS, RECEPTION, DENUNCIATIONS = date(2012, 7, 1), date(2014, 7, 1), date(2019, 1, 1)  # the three laws
DECREE_75, DECREE_31 = date(2012, 11, 20), date(2019, 5, 28)
AMENDED, BEFORE_AMENDED = date(2026, 7, 1), date(2026, 6, 30)  # Law 136/2025/QH15 and its decrees

RULES: dict[str, tuple[Version, ...]] = {
    # citizen reception
    "RC-11": (_before(5, WD, RECEPTION),),
    "RC-13": (_after(10, WD, RECEPTION),),
    "RC-14": (_after(7, WD, RECEPTION),),
    "RC-15": (_after(5, WD, RECEPTION),),
    "RC-16": (_after(3, WD, AMENDED),),
    "RC-18": (_after(45, CAL, AMENDED),),
    "RC-19": (_before(10, WD, RECEPTION, excuse=5),),
    "ON-01": (_before(5, WD, AMENDED),),
    "ON-02": (_before(1, WD, AMENDED),),
    # complaints
    "CM-01": (_after(90, CAL, COMPLAINTS),),
    "CM-02": (_after(10, CAL, COMPLAINTS, BEFORE_AMENDED),),
    "CM-03": (_after(10, CAL, COMPLAINTS, BEFORE_AMENDED),),
    "CM-04": (_after(7, WD, AMENDED),),
    "CM-05": (_after(7, WD, AMENDED),),  # "as CM-04", from completeness
    "CM-07": (_after(30, CAL, COMPLAINTS),),
    "CM-08": (_after(45, CAL, COMPLAINTS),),
    "CM-09": (_after(45, CAL, COMPLAINTS),),
    "CM-10": (_after(60, CAL, COMPLAINTS),),
    "CM-11": (_after(45, CAL, COMPLAINTS, complex=60),),
    "CM-12": (_after(60, CAL, COMPLAINTS, complex=70),),
    "CM-14": (_after(7, CAL, COMPLAINTS),),
    "CM-17": (_before(5, CAL, AMENDED),),
    "CM-19": (_after(3, WD, COMPLAINTS),),
    "CM-20": (_after(7, CAL, COMPLAINTS),),
    "CM-21": (_after(15, CAL, DECREE_75),),  # Reading: goes on, since Decree 124 is said to keep it
    "CM-22": (_before(3, WD, DECREE_75, date(2020, 12, 31)),),  # the notes give the month of the end only
    "CM-23": (_after(30, CAL, COMPLAINTS, remote=45),),
    "CM-24": (_after(30, CAL, COMPLAINTS, remote=45),),
    "CM-25": (_after(3, WD, AMENDED),),
    # complaints about discipline; Reading: without a date of their own they run from the law's first day
    "DC-01": (_after(15, CAL, COMPLAINTS),),
    "DC-02": (_after(10, CAL, COMPLAINTS, dismissal=30),),
    "DC-03": (_after(10, CAL, COMPLAINTS, BEFORE_AMENDED), _after(7, WD, AMENDED)),
    "DC-04": (_after(30, CAL, COMPLAINTS, complex=45),),
    # denunciations
    "DN-01": (_after(7, WD, DENUNCIATIONS),),
    "DN-02": (_after(10, WD, DENUNCIATIONS),),
    "DN-04": (_after(5, WD, DENUNCIATIONS),),
    "DN-07": (_after(20, CAL, DENUNCIATIONS),),
    "DN-08": (_after(5, WD, DENUNCIATIONS),),
    "DN-09": (_after(30, CAL, DENUNCIATIONS),),
    "DN-10": (_after(30, CAL, DENUNCIATIONS),),  # from the end of DN-09, see extended()
    "DN-11": (_after(30, CAL, DENUNCIATIONS),),  # from the end of each, see extended()
    "DN-13": (_after(5, WD, DENUNCIATIONS),),
    "DN-14": (_after(5, WD, DENUNCIATIONS),),
    "DN-15": (_after(7, WD, DENUNCIATIONS),),
    "DN-16": (_after(5, WD, DENUNCIATIONS),),
    "DN-17": (_after(7, WD, DENUNCIATIONS),),
    "DN-18": (_after(15, CAL, DECREE_31),),  # Reading: counted like a limit, the posting stays up through that day
    "DN-19": (_after(20, CAL, DENUNCIATIONS),),
    "DN-20": (_after(5, WD, DENUNCIATIONS),),  # the demand and the report: the same number, each from its own start
}
FIRST_SETTLEMENT = {  # (remote, complex) → rule
    (False, False): "CM-07",
    (False, True): "CM-08",
    (True, False): "CM-09",
    (True, True): "CM-10",
}
SECOND_SETTLEMENT = {False: "CM-11", True: "CM-12"}  # remote → rule; the flag `complex` picks the number
SETTLEMENT = {"CM-07", "CM-08", "CM-09", "CM-10", "CM-11", "CM-12", "DC-04", "DN-09", "DN-10", "DN-11"}
EXTENSIONS = {"DN-10": 1, "DN-11": 2}  # how often each may be used
LONGEST_EXTENSION = 30  # calendar days (Denunciations Art 30.2, 30.3)

# --- counting ------------------------------------------------------------------------------------


def _version(rule_id: str, start: date) -> Version | None:
    """The version in force on the start day, both end days included; a case keeps it."""
    for version in RULES[rule_id]:
        if version.since <= start and (version.until is None or start <= version.until):
            return version
    return None


def _number(rule_id: str, version: Version, flags: dict[str, bool]) -> int:
    unknown = flags.keys() - {flag for each in RULES[rule_id] for flag in each.flagged}
    if any(flags[flag] for flag in unknown):
        raise ValueError(f"{rule_id} has no number for {', '.join(sorted(unknown))}")
    return next((days for flag, days in version.flagged.items() if flags.get(flag)), version.days)


def _count(start: date, days: int, unit: str, step: int = 1, skipped: frozenset[date] = frozenset()) -> date:
    """Walk from the start day, which is not counted (CNT-1), to the last day, which counts to its end (CNT-2).

    A last calendar day on which no office works gives way to the next working day (CNT-3; a swapped Saturday works,
    a day off by swap or compensation does not). Reading: before an event it gives way to the *previous* working day,
    since moving towards the event would leave fewer days than the "at least" of the rule.
    """
    day, left = start, days
    while left:
        day += DAY * step
        if day not in skipped and (unit == CAL or is_working(day)):
            left -= 1
    while day in skipped or not is_working(day):
        day += DAY * step
    return day


def due(rule_id: str, start: date, **flags: bool) -> date | None:
    """The last day of a rule that starts on `start`, or None if the rule is not in force on that day.

    Of a rule "before", `start` is the event and the answer the latest day for the duty: the event is not counted, the
    first working day before it is day 1 (Reading: CNT-1 mirrored). Flags: `remote` (CM-23, CM-24), `complex` (CM-11,
    CM-12, DC-04), `dismissal` (DC-02), `excuse` (RC-19: the notice of absence); a flag that a row does not know
    raises ValueError. For DN-10 and DN-11 `start` is the end of the time before. Raises OutsideCalendar.
    """
    version = _version(rule_id, start)
    if version is None:
        return None
    return _count(start, _number(rule_id, version, flags), version.unit, version.step)


def _suspended(rule_id: str, suspensions: Sequence[tuple[date, date]]) -> frozenset[date]:
    if suspensions and rule_id not in SETTLEMENT:
        raise ValueError(f"{rule_id} is no settlement that could be suspended")
    for decided, resumed in suspensions:
        if resumed < decided:
            raise ValueError("a suspension cannot end before it begins")
        if not rule_id.startswith("DN") and decided < AMENDED:
            raise ValueError("complaints have been suspended only since 1 July 2026")
    return frozenset(day for decided, resumed in suspensions for day in _span(decided, resumed) - {decided})


def due_with_suspensions(
    rule_id: str, start: date, suspensions: Sequence[tuple[date, date]], **flags: bool
) -> date | None:
    """The last day of a settlement that was suspended from … to … (CNT-7), or waited for an expert (CNT-8).

    Reading, so that others can agree or argue. A suspension is (day of the suspension decision, day of the resume
    decision); an assessment (day of the request, day of its result).

    - The day of the suspension decision still counts: the suspension is itself a time in days that starts with an
      event, and the day of an event is not counted in it (CNT-1). It takes away the days after it.
    - The day of the resume decision is the last day taken away, and the next day counts: "counting resumes on the
      date of the resume decision" (Decree 155 Art 12) names the event from which counting goes on, and by CNT-1 the
      day of that event is not counted. So a suspension from the 10th to the 20th takes exactly ten days, and one
      resumed on the day it was decided takes none. Against it: "resumes on" may mean that the 20th counts (nine).
    - Overlapping suspensions take a day once; days up to the start, or after the end, take nothing.
    - Only then CNT-3: a last day on which no office works gives way to the next working day, and to one that is not
      suspended.
    - What is suspended is the settlement (tiếp tục giải quyết: resume *settlement*), so CM-07 to CM-12, DC-04 and
      DN-09 to DN-11 only. Complaints: decisions from 1 July 2026 on, also for cases accepted before (CM-31).
      Denunciations: since the law of 2019 (Art 34.2); CNT-8 is of denunciations alone (Decree 31 Art 15).

    None if the rule is not in force on the start day. Raises ValueError for anything else, OutsideCalendar as due().
    """
    skipped = _suspended(rule_id, suspensions)
    version = _version(rule_id, start)
    if version is None:
        return None
    return _count(start, _number(rule_id, version, flags), version.unit, version.step, skipped)


def extended(
    rule_id: str, start: date, extensions: Sequence[int], suspensions: Sequence[tuple[date, date]] = ()
) -> date | None:
    """The last day of a denunciation accepted on `start`, after extensions of so many calendar days each.

    DN-10 (complex) allows one, DN-11 (specially complex) two, each of at most 30 days. Reading: an extension starts
    from the "end of DN-09", or of the extension before, and by CNT-3 a time *ends* on the working day to which it gave
    way; that day is the event, so day 1 of the extension is the next day. Against it: thirty and thirty could be
    counted as sixty from the acceptance, with CNT-3 once at the end.
    """
    if len(extensions) > EXTENSIONS[rule_id]:
        raise ValueError(f"{rule_id} may be used {EXTENSIONS[rule_id]} times")
    if any(not 1 <= days <= LONGEST_EXTENSION for days in extensions):
        raise ValueError("an extension has 1 to 30 days")
    end = due_with_suspensions("DN-09", start, suspensions)
    if end is None:
        return None
    for days in extensions:
        end = _count(end, days, CAL, skipped=_suspended(rule_id, suspensions))
    return end


# --- generated cases -----------------------------------------------------------------------------


class Case(NamedTuple):
    """What to ask both programs: `due(rule, start, **flags)`."""

    rule: str
    start: date
    flags: dict[str, bool]


STRESS = (
    *(date(2024, 2, 11), date(2025, 1, 29), date(2026, 2, 18)),  # Tết
    *SWAPPED,
    *(BEFORE_AMENDED, AMENDED),
    *(date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)),
)


def _start(dice: random.Random, rule_id: str) -> date:
    """A day of the period: anywhere while the rule is in force, anywhere at all, or one that starts or ends at stress."""
    version = RULES[rule_id][-1]
    kind = dice.randrange(10)
    if kind == 0:
        return FIRST + DAY * dice.randint(0, (LAST - FIRST).days)
    if kind < 5:
        first, last = max(FIRST, RULES[rule_id][0].since), min(LAST, version.until or LAST)
        return first + DAY * dice.randint(0, max(0, (last - first).days))
    near = dice.choice(sorted(STRESS)) + DAY * dice.randint(-9, 9)
    if kind < 8:
        return near
    length = version.days if version.unit == CAL else version.days * 7 // 5
    return near - DAY * (length * version.step)


def settled(start: date, end: date | None) -> bool:
    """Neither the day that is still open nor a day outside the calendar lies between start and end."""
    first, last = sorted((start, end or start))
    return first >= FIRST and last <= LAST and not first <= OPEN_DAY <= last


def cases(seed: int, count: int) -> Iterator[Case]:
    """`count` different cases from December 2023 to December 2026, the same for the same seed; see settled().

    They include days on which a rule is not in force. Raises ValueError if there are not so many.
    """
    dice, misses = random.Random(seed), 0
    seen: set[tuple[str, date, tuple[tuple[str, bool], ...]]] = set()
    while len(seen) < count:
        rule_id = dice.choice(sorted(RULES))
        flags = {flag: dice.random() < 0.5 for version in RULES[rule_id] for flag in version.flagged}
        case = Case(rule_id, _start(dice, rule_id), flags)
        key = (rule_id, case.start, tuple(flags.items()))
        misses += 1
        if misses > 100_000:
            raise ValueError(f"there are not {count} different cases")
        if key in seen or not _within(case):
            continue
        misses = 0
        seen.add(key)
        yield case


def _within(case: Case) -> bool:
    try:
        return settled(case.start, due(case.rule, case.start, **case.flags))
    except OutsideCalendar:
        return False
