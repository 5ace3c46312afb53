"""The demo's roster: event windows, leave, three months of shifts, a swap that waits. Invented, but for the dates."""

from __future__ import annotations

from datetime import date, timedelta

from core.api import Scope, clock, db
from plugins.reception.models import Roster, Shift
from plugins.reception.queries import roster as queries
from plugins.reception.roster_rules import Wanted, make_roster
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
    return [f"{made} shifts on the roster"]


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
