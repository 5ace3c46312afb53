"""Writes of the roster. Takes the scope first, checks, changes, tells; never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update

from core.api import Invalid, Refused, Scope, clock, db, publish, settings, take_turn
from plugins.reception.models import LEAVE_GROUNDS, Campaign, CampaignWindow, Leave, Roster, RosterGap, Shift, Swap
from plugins.reception.queries import roster as queries
from plugins.reception.roster_events import (
    CampaignSaved,
    LeaveEntered,
    LeaveRemoved,
    RosterDayChanged,
    RosterMade,
    RosterPosted,
)
from plugins.reception.roster_rules import HALVES, Slot, Wanted, make_roster
from plugins.reception.settings import ReceptionSettings

#: Nobody plans further ahead, or mends what lies further back.
YEARS_AHEAD, YEARS_BACK = 2, 3
LONGEST_LEAVE_DAYS = 5 * 366
#: Gaps are kept for so many days ahead; the menu alarms those of the next seven.
NOTED_DAYS = 40


def month_subject(day: date) -> str:
    """How events and notices name the roster of a month."""
    return f"reception:roster:{day:%Y-%m}"


def in_turn(scope: Scope) -> None:
    """Let nobody else change shifts of this tenant until commit."""
    take_turn(scope.key("reception", "roster"))


def note_gaps(scope: Scope) -> list[Slot]:
    """Work the gaps of the next weeks out anew and keep them; gives them."""
    db.session.flush()
    gaps = queries.coming_gaps(scope, NOTED_DAYS)
    db.session.execute(delete(RosterGap))
    db.session.add_all(RosterGap(day=slot.day, half=slot.half) for slot in gaps)
    db.session.flush()
    return gaps


def near(day: date) -> bool:
    """Whether a day lies where rosters are made: not long past, not far ahead."""
    today = clock.today()
    return today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD


@dataclass(frozen=True, slots=True)
class Result:
    """What making a roster did: new shifts, and half days nobody can take."""

    shifts: int
    gaps: int


def make_month(scope: Scope, month: date) -> Result:
    """Make the roster of a month, or make it anew from today on.

    Past shifts, those of today, confirmed ones and those set by hand stay. Raises Refused for a
    month that is over or too far ahead, or when nobody may receive citizens.
    """
    today, last = clock.today(), queries.month_end(month)
    if last < today or not near(month):
        raise Refused("month_closed")
    officers = queries.officers(scope)
    if not officers:
        raise Refused("no_officers")
    in_turn(scope)
    begin = queries.month_begin(month)
    windows = queries.windows_in(scope, begin, last)
    slots = [slot for slot in queries.required_slots(scope, begin, last, windows) if slot.day >= today]
    kept: dict[Slot, set[int]] = {}
    loose: list[Shift] = []
    for shift in queries.shifts_between(scope, begin, last):
        if shift.fixed or shift.day <= today or shift.held_minutes is not None:
            kept.setdefault(Slot(shift.day, shift.half), set()).add(shift.officer_id)
        else:
            loose.append(shift)
    made = make_roster(
        Wanted(
            slots,
            [officer.key for officer in officers],
            queries.absences(queries.leaves_between(scope, begin, last)),
            kept,
            queries.count_before(scope, begin),
            settings(scope, ReceptionSettings).roster_officers,
        )
    )
    wanted = {(slot, officer) for slot, given in made.given.items() for officer in given}
    release(scope, [shift for shift in loose if (Slot(shift.day, shift.half), shift.officer_id) not in wanted])
    there = {(Slot(shift.day, shift.half), shift.officer_id) for shift in loose}
    db.session.add_all(
        Shift(day=slot.day, half=slot.half, officer_id=officer) for slot, officer in sorted(wanted - there)
    )
    roster = queries.get_roster(scope, begin) or Roster(month=begin)
    roster.made_at, roster.made_by_id = clock.now(), scope.actor_id
    db.session.add(roster)
    note_gaps(scope)
    publish(scope, RosterMade(subject=month_subject(begin), shifts=len(wanted), gaps=len(made.gaps)))
    return Result(len(wanted), len(made.gaps))


def release(scope: Scope, shifts: Iterable[Shift]) -> None:
    """Take shifts off the roster; requests to swap them lapse."""
    gone = list(shifts)
    if not gone:
        return
    keys = [shift.id for shift in gone]
    for column in (Swap.shift_id, Swap.return_id):
        db.session.execute(
            update(Swap).where(column.in_(keys), Swap.state == "asked").values(state="lapsed", answered_at=clock.now())
        )
        db.session.execute(update(Swap).where(column.in_(keys)).values({column.key: None}))
    for shift in gone:
        db.session.delete(shift)
    db.session.flush()


def post_month(scope: Scope, month: date) -> Roster:
    """Put the roster of a month before the public. Raises Refused when it was not made."""
    roster = queries.get_roster(scope, month)
    if roster is None:
        raise Refused("not_made")
    roster.posted_on = roster.posted_on or clock.today()
    publish(scope, RosterPosted(subject=month_subject(roster.month)))
    return roster


def set_day(scope: Scope, day: date, chosen: Mapping[str, Collection[int]]) -> tuple[int, int]:
    """Set by hand who receives on a day, half by half; gives (added, removed).

    Who stays is held fast, too: making the roster anew then leaves the day alone. Raises Invalid
    for a day out of reach, for somebody who may not receive, or who is on leave.
    """
    if not near(day):
        raise Invalid({"day": "day_far"})
    able = {officer.key for officer in queries.officers(scope)}
    in_turn(scope)
    there = {(shift.half, shift.officer_id): shift for shift in queries.shifts_between(scope, day, day)}
    wanted = {(half, officer) for half in HALVES for officer in chosen.get(half, ())}
    away = queries.absences(queries.leaves_between(scope, day, day))
    for half, officer in wanted - there.keys():
        if officer not in able:
            raise Invalid({half: "not_an_officer"})
        if any(absence.officer == officer and absence.covers(Slot(day, half)) for absence in away):
            raise Invalid({half: "on_leave"})
    removed = [shift for key, shift in there.items() if key not in wanted]
    if any(shift.held_minutes is not None for shift in removed):
        raise Invalid({"day": "confirmed"})
    release(scope, removed)
    added = sorted(wanted - there.keys())
    db.session.add_all(Shift(day=day, half=half, officer_id=officer, fixed=True) for half, officer in added)
    for key in wanted & there.keys():
        there[key].fixed = True
    note_gaps(scope)
    publish(scope, RosterDayChanged(subject=f"reception:roster:{day:%Y-%m-%d}", added=len(added), removed=len(removed)))
    return len(added), len(removed)


def enter_leave(scope: Scope, officer: int, first: date, last: date, half: str, ground: str) -> tuple[Leave, int]:
    """Enter an officer's leave, both days included; coming shifts in it become open gaps.

    Gives the entry and how many shifts became open. Raises Invalid with one key per field.
    """
    found: dict[str, str] = {}
    if officer not in {colleague.key for colleague in queries.officers(scope)}:
        found["officer"] = "not_an_officer"
    if last < first:
        found["last_on"] = "reversed"
    elif not near(first) or (last - first).days > LONGEST_LEAVE_DAYS:
        found["last_on"] = "day_far"
    if half not in ("", *HALVES):
        found["half"] = "choose"
    if ground not in LEAVE_GROUNDS:
        found["ground"] = "choose"
    if found:
        raise Invalid(found)
    in_turn(scope)
    leave = Leave(officer_id=officer, first_on=first, last_on=last, half=half, ground=ground)
    db.session.add(leave)
    db.session.flush()
    begin = max(first, clock.today())
    opened = [
        shift
        for shift in queries.shifts_of(scope, officer, begin, last)
        if half in ("", shift.half) and shift.held_minutes is None
    ]
    release(scope, opened)
    note_gaps(scope)
    publish(scope, LeaveEntered(subject=f"reception:leave:{leave.public_id}", opened=len(opened)))
    return leave, len(opened)


def remove_leave(scope: Scope, public_id: str) -> None:
    """Take an entry of leave back; shifts that became open stay open. Raises NotFound."""
    leave = queries.get_leave(scope, public_id)
    db.session.delete(leave)
    publish(scope, LeaveRemoved(subject=f"reception:leave:{leave.public_id}"))


def save_campaign(
    scope: Scope, public_id: str | None, name: str, basis: str, windows: list[tuple[date, date, str]]
) -> Campaign:
    """Enter or change a campaign with its windows (first day, last day, title).

    Rosters that exist do not change by themselves: new weekends are gaps until somebody makes the
    roster anew. Raises NotFound, or Invalid with one key per field.
    """
    if not name:
        raise Invalid({"name": "required"})
    if not windows:
        raise Invalid({"windows": "window_needed"})
    if any(last < first for first, last, _title in windows):
        raise Invalid({"windows": "reversed"})
    if any((last - first).days > 366 for first, last, _title in windows):
        raise Invalid({"windows": "window_long"})
    in_turn(scope)
    campaign = queries.get_campaign(scope, public_id) if public_id else Campaign()
    campaign.name, campaign.basis = name, basis
    campaign.windows[:] = [
        CampaignWindow(first_on=first, last_on=last, title=title) for first, last, title in sorted(windows)
    ]
    db.session.add(campaign)
    note_gaps(scope)
    publish(scope, CampaignSaved(subject=f"reception:campaign:{campaign.public_id}", windows=len(windows)))
    return campaign


def release_departed(scope: Scope) -> int:
    """Open the coming shifts of officers who may no longer receive citizens; gives how many."""
    able = {officer.key for officer in queries.officers(scope)}
    query = select(Shift).where(Shift.day > clock.today(), Shift.officer_id.not_in(able))
    gone = list(db.session.scalars(query))
    if not gone:
        return 0
    in_turn(scope)
    release(scope, gone)
    note_gaps(scope)
    for month in sorted({queries.month_begin(shift.day) for shift in gone}):
        number = sum(queries.month_begin(shift.day) == month for shift in gone)
        publish(scope, RosterDayChanged(subject=month_subject(month), added=0, removed=number))
    return len(gone)
