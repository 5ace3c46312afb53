"""The demo's roster: event windows, leave, three months of shifts, a swap that waits. Invented, but for the dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.api import Scope, calendar_of, clock, db
from plugins.reception.inputs import PersonInput, VisitInput
from plugins.reception.models import Roster, Shift
from plugins.reception.queries import duty as duty_queries
from plugins.reception.queries import roster as queries
from plugins.reception.roster_rules import Wanted, make_roster
from plugins.reception.services import allowance, duty, visits
from plugins.reception.services import roster as services
from plugins.reception.services.swaps import ask_swap

#: The real events of the plan's own time.
CONGRESS = (date(2026, 1, 19), date(2026, 1, 23), "Đại hội đại biểu toàn quốc lần thứ XIV của Đảng")
ELECTION = (date(2026, 3, 9), date(2026, 3, 15), "Bầu cử đại biểu Quốc hội và HĐND các cấp, ngày 15/3/2026")


def fill(scope: Scope) -> list[str]:
    """Windows and rosters where at least two officers share the desk."""
    officers = queries.officers(scope)
    if len(officers) < 2:
        return []
    today = clock.today()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    services.save_campaign(
        scope,
        None,
        "Đại hội Đảng và bầu cử",
        "Kế hoạch số 153/KH-UBND ngày 07/8/2024 của UBND huyện Kon Rẫy",
        [CONGRESS, ELECTION],
    )
    services.save_campaign(
        scope,
        None,
        "Đợt tiếp công dân tập trung (dữ liệu mẫu)",
        "Đợt này được đặt ra để dùng thử",
        [(saturday - timedelta(days=2), saturday + timedelta(days=1), "Tuần cao điểm (mẫu)")],
    )
    chief = next((officer for officer in officers if "Tổ trưởng" in officer.post), None)
    if chief is not None and len(officers) > 2:
        services.enter_leave(scope, chief.key, today - timedelta(days=90), today + timedelta(days=365), "", "exempt")
    made = _past(scope, today, [officer.key for officer in officers if officer is not chief or len(officers) == 2])
    month = queries.month_begin(today)
    for begin in (month, queries.month_end(month) + timedelta(days=1)):
        made += services.make_month(scope, begin).shifts
    services.post_month(scope, month)
    _swap(scope, today)
    away = officers[-1].key
    services.enter_leave(scope, away, today + timedelta(days=4), today + timedelta(days=6), "", "leave")
    _allowance(scope, today, [officer.key for officer in officers if officer is not chief])
    return [f"{made} shifts on the roster", f"{_head(scope, today)} reception days of the head"]


def _allowance(scope: Scope, today: date, officers: list[int]) -> None:
    """Shifts of the month before are confirmed; those of this month wait. All but one officer are on the list."""
    begin = queries.month_begin(queries.month_begin(today) - timedelta(days=1))
    for number, officer in enumerate(officers[:2]):
        allowance.enter_entitlement(
            scope, officer, 1, vocational=number == 1, basis="QĐ số 01 (mẫu)", first=begin.replace(day=1)
        )
    ids = [shift.public_id for shift in queries.shifts_between(scope, begin, queries.month_end(begin))]
    allowance.confirm_shifts(scope, ids, "held")


def _head(scope: Scope, today: date) -> int:
    """Two days a month, the second and fourth Thursday: held, held without a visitor, missed, postponed, to come."""
    calendar = calendar_of(scope)
    begin = queries.month_begin(queries.month_begin(today) - timedelta(days=40))
    days = [begin + timedelta(days=n) for n in range((today - begin).days + 45)]
    days = [day for day in days if day.weekday() == 3 and (8 <= day.day <= 14 or 22 <= day.day <= 28)]
    place = f"Phòng Tiếp công dân {scope.tenant.name}"
    for number, day in enumerate(days):
        posted = datetime.combine(day - timedelta(days=4 if number == 1 else 14), time(8), tzinfo=clock.ZONE)
        with clock.freeze(min(posted, clock.local_now())):
            values = duty.HeadDayInput(
                day, 480, 660, place, "Đất đai, xây dựng, chính sách xã hội", "Công chức địa chính, tư pháp"
            )
            row = duty.plan_day(scope, values)
        if day >= today:
            continue
        if number % 4 == 2:
            duty.account_for(scope, row.public_id, "alone")
        elif number % 4 == 3:
            duty.account_for(scope, row.public_id, "absent", ground="summoned", reason="Họp khẩn tại tỉnh (mẫu)")
        elif calendar.is_working(day):
            _received(scope, day)
    coming = duty_queries.head_days(scope, today + timedelta(days=10), today + timedelta(days=60))
    if coming:
        moved = coming[0].day + timedelta(days=5)
        duty.account_for(
            scope, coming[0].public_id, "postponed", reason="Trùng kỳ họp Hội đồng nhân dân (mẫu)", moved_to=moved
        )
    return len(days)


def _received(scope: Scope, day: date) -> None:
    with clock.freeze(datetime.combine(day, time(9), tzinfo=clock.ZONE)):
        visits.register_visit(
            scope,
            VisitInput(
                received_on=day,
                kind="recommendation",
                summary="Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa lũ",
                outcome="guided",
                outcome_body="Phòng Kinh tế",
                people=(PersonInput("A Chương", scope.tenant.name),),
                by_head=True,
            ),
        )


def _past(scope: Scope, today: date, officers: list[int]) -> int:
    """Shifts of the last months, dealt out by the same rule as the coming ones."""
    begin = queries.month_begin(queries.month_begin(today) - timedelta(days=1))
    yesterday = today - timedelta(days=1)
    slots = queries.required_slots(scope, begin, yesterday, queries.windows_in(scope, begin, yesterday))
    given = make_roster(Wanted(slots, officers)).given
    db.session.add_all(
        Shift(day=slot.day, half=slot.half, officer_id=officer) for slot, who in given.items() for officer in who
    )
    for month in sorted({queries.month_begin(begin), queries.month_begin(yesterday)}):
        if queries.get_roster(scope, month) is None:
            db.session.add(Roster(month=month, made_at=clock.now(), made_by_id=scope.actor_id, posted_on=month))
            db.session.flush()
    return len(given)


def _swap(scope: Scope, today: date) -> None:
    own = queries.shifts_of(scope, scope.actor_id or 0, today + timedelta(days=2), today + timedelta(days=60))
    if own:
        ask_swap(scope, own[0].public_id, None)
