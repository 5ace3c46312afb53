"""Reads of the roster: windows, shifts, leave, swaps, and where nobody is on duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Integer, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import selectinload

from core.api import Colleague, NotFound, Scope, calendar_of, clock, colleagues_with, db, settings
from plugins.reception.models import Campaign, CampaignWindow, Leave, Roster, Shift, Swap
from plugins.reception.permissions import VISIT_REGISTER
from plugins.reception.roster_rules import Absence, Slot, Window, days_to_cover, slots_of
from plugins.reception.settings import ReceptionSettings

ONE_DAY = timedelta(days=1)


def month_begin(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def officers(scope: Scope) -> list[Colleague]:
    """Who can be put on the roster: users whose post may register visits."""
    return colleagues_with(scope, VISIT_REGISTER.name)


def list_campaigns(scope: Scope) -> list[Campaign]:
    """Campaigns with their windows, the newest first."""
    query = select(Campaign).order_by(Campaign.id.desc()).options(selectinload(Campaign.windows)).limit(100)
    return list(db.session.scalars(query))


def get_campaign(scope: Scope, public_id: str) -> Campaign:
    """A campaign with its windows. Raises NotFound."""
    query = select(Campaign).where(Campaign.public_id == public_id).options(selectinload(Campaign.windows))
    if (found := db.session.scalar(query)) is None:
        raise NotFound("campaign")
    return found


@dataclass(frozen=True, slots=True)
class NamedWindow:
    """A window with the words that say what it is for."""

    first: date
    last: date
    title: str


def windows_in(scope: Scope, first: date, last: date) -> list[NamedWindow]:
    """Event windows that touch the days, in order; one statement."""
    rows = db.session.execute(
        select(CampaignWindow.first_on, CampaignWindow.last_on, CampaignWindow.title, Campaign.name)
        .join(Campaign, Campaign.id == CampaignWindow.campaign_id)
        .where(CampaignWindow.first_on <= last, CampaignWindow.last_on >= first)
        .order_by(CampaignWindow.first_on, CampaignWindow.id)
    )
    return [NamedWindow(row.first_on, row.last_on, row.title or row.name) for row in rows]


def get_roster(scope: Scope, month: date) -> Roster | None:
    """The roster of the month that contains the day, if it was made."""
    return db.session.scalar(select(Roster).where(Roster.month == month_begin(month)))


def posted_rosters(scope: Scope, first: date, last: date) -> list[Roster]:
    """Rosters of some months that stand on the public page."""
    query = select(Roster).where(Roster.month >= first, Roster.month <= last, Roster.posted_on.is_not(None))
    return list(db.session.scalars(query.order_by(Roster.month)))


def shifts_between(scope: Scope, first: date, last: date) -> list[Shift]:
    """Shifts of all officers, in the order of the days."""
    return list(
        db.session.scalars(
            select(Shift).where(Shift.day >= first, Shift.day <= last).order_by(Shift.day, Shift.half, Shift.officer_id)
        )
    )


def shifts_of(scope: Scope, user_id: int, first: date, last: date) -> list[Shift]:
    """One officer's shifts, in the order of the days."""
    return list(
        db.session.scalars(
            select(Shift)
            .where(Shift.officer_id == user_id, Shift.day >= first, Shift.day <= last)
            .order_by(Shift.day, Shift.half)
        )
    )


def get_shift(scope: Scope, public_id: str) -> Shift:
    """A shift. Raises NotFound."""
    if (found := db.session.scalar(select(Shift).where(Shift.public_id == public_id))) is None:
        raise NotFound("shift")
    return found


def shift_by_key(scope: Scope, key: int | None) -> Shift | None:
    """A shift by its key inside the tenant, as swaps name it."""
    return db.session.scalar(select(Shift).where(Shift.id == key)) if key is not None else None


def count_before(scope: Scope, month: date) -> dict[int, int]:
    """Officer -> shifts in the twelve months before the month."""
    begin = month_begin(month)
    rows = db.session.execute(
        select(Shift.officer_id, func.count())
        .where(Shift.day < begin, Shift.day >= begin.replace(year=begin.year - 1))
        .group_by(Shift.officer_id)
    )
    return {row[0]: row[1] for row in rows}


def leaves_between(scope: Scope, first: date, last: date) -> list[Leave]:
    """Leave that touches the days."""
    return list(
        db.session.scalars(
            select(Leave).where(Leave.last_on >= first, Leave.first_on <= last).order_by(Leave.first_on, Leave.id)
        )
    )


def get_leave(scope: Scope, public_id: str) -> Leave:
    """An entry of leave. Raises NotFound."""
    if (found := db.session.scalar(select(Leave).where(Leave.public_id == public_id))) is None:
        raise NotFound("leave")
    return found


def absences(leaves: list[Leave]) -> list[Absence]:
    """Leave as the rules take it."""
    return [Absence(row.officer_id, row.first_on, row.last_on, row.half) for row in leaves]


def get_swap(scope: Scope, public_id: str, *, to_change: bool = False) -> Swap:
    """A request to swap. Raises NotFound."""
    query = select(Swap).where(Swap.public_id == public_id)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    if (found := db.session.scalar(query)) is None:
        raise NotFound("swap")
    return found


def open_swaps(scope: Scope) -> list[Swap]:
    """Requests that wait for the acting officer, or that he made himself; recent answers stand below."""
    since = clock.today() - timedelta(days=30)
    mine = or_(Swap.asker_id == scope.actor_id, Swap.other_id == scope.actor_id)
    asked = and_(Swap.state == "asked", or_(mine, Swap.other_id.is_(None)))
    query = select(Swap).where(or_(asked, and_(mine, Swap.day >= since))).order_by(Swap.id.desc()).limit(50)
    return list(db.session.scalars(query))


def swap_of_shift(scope: Scope, shift_id: int) -> Swap | None:
    """The request that is open for a shift."""
    return db.session.scalar(select(Swap).where(Swap.shift_id == shift_id, Swap.state == "asked"))


def required_slots(scope: Scope, first: date, last: date, windows: list[NamedWindow]) -> list[Slot]:
    """Half days on which somebody must receive: working days, and weekends inside windows; one statement."""
    works = calendar_of(scope).is_working
    return slots_of(days_to_cover(first, last, works, [Window(window.first, window.last) for window in windows]))


def coming_gaps(scope: Scope, days: int) -> list[Slot]:
    """Half days from today on, ``days`` days in all, on which fewer officers are on duty than the settings want.

    Nothing is said as long as the tenant keeps no roster: none was made for this month or the last.
    Two statements and the settings.
    """
    first = clock.today()
    last = first + timedelta(days=days - 1)
    begin = month_begin(month_begin(first) - ONE_DAY)
    nobody = literal("")
    rows = db.session.execute(
        union_all(
            select(
                literal("roster").label("what"),
                Roster.month.label("a"),
                Roster.month.label("b"),
                nobody.label("half"),
                literal(0, Integer).label("n"),
            ).where(Roster.month >= begin, Roster.month <= last),
            select(
                literal("window"), CampaignWindow.first_on, CampaignWindow.last_on, nobody, literal(0, Integer)
            ).where(CampaignWindow.first_on <= last, CampaignWindow.last_on >= first),
            select(literal("shift"), Shift.day, Shift.day, Shift.half, cast(func.count(), Integer))
            .where(Shift.day >= first, Shift.day <= last)
            .group_by(Shift.day, Shift.half),
        )
    ).all()
    if not any(row.what == "roster" for row in rows):
        return []
    windows = [NamedWindow(row.a, row.b, "") for row in rows if row.what == "window"]
    there = Counter({Slot(row.a, row.half): row.n for row in rows if row.what == "shift"})
    wanted = settings(scope, ReceptionSettings).roster_officers
    return [slot for slot in required_slots(scope, first, last, windows) if there[slot] < wanted]


@dataclass(frozen=True, slots=True)
class OneDay:
    """A day of the month as the grid shows it. ``halves``: half -> shifts; empty when nobody receives."""

    day: date
    required: bool
    halves: dict[str, list[Shift]]
    short: frozenset[str]
    event: str


@dataclass(frozen=True, slots=True)
class MonthView:
    """The roster of one month. ``loads``: officer -> (shifts, of these on weekends); ``gaps`` from today on."""

    month: date
    roster: Roster | None
    days: list[OneDay]
    windows: list[NamedWindow]
    loads: dict[int, tuple[int, int]]
    gaps: list[Slot]


def _shifts_and_roster(scope: Scope, first: date, last: date) -> tuple[list[Shift], Roster | None]:
    """Shifts of a month and its roster, in one statement unless nobody is on duty at all."""
    query = (
        select(Shift, Roster)
        .outerjoin(Roster, (Roster.tenant_id == Shift.tenant_id) & (Roster.month == first))
        .where(Shift.day >= first, Shift.day <= last)
        .order_by(Shift.day, Shift.half, Shift.officer_id)
    )
    rows = [(row[0], row[1]) for row in db.session.execute(query)]
    return [shift for shift, _ in rows], rows[0][1] if rows else get_roster(scope, first)


def month_view(scope: Scope, month: date) -> MonthView:
    """Everything the grid of a month shows; three statements and the settings."""
    first, last = month_begin(month), month_end(month)
    windows = windows_in(scope, first, last)
    required = set(required_slots(scope, first, last, windows))
    wanted = settings(scope, ReceptionSettings).roster_officers
    there: dict[Slot, list[Shift]] = {}
    loads: dict[int, tuple[int, int]] = {}
    shifts, roster = _shifts_and_roster(scope, first, last)
    for shift in shifts:
        slot = Slot(shift.day, shift.half)
        there.setdefault(slot, []).append(shift)
        total, weekend = loads.get(shift.officer_id, (0, 0))
        loads[shift.officer_id] = (total + 1, weekend + slot.weekend)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        halves = {half: there.get(Slot(day, half), []) for half in ("am", "pm")}
        short = frozenset(half for half in halves if Slot(day, half) in required and len(halves[half]) < wanted)
        event = next((window.title for window in windows if window.first <= day <= window.last), "")
        days.append(OneDay(day, Slot(day, "am") in required, halves, short, event))
    today = clock.today()
    gaps = [Slot(row.day, half) for row in days if row.day >= today for half in sorted(row.short)]
    return MonthView(first, roster, days, windows, loads, gaps)
