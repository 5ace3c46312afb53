"""The roster over random officers, leave and windows: covered or alarmed, fair, nobody twice, nobody on leave."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.reception.roster_rules import Absence, Slot, Wanted, Window, days_to_cover, make_roster, slots_of

FIRST = date(2026, 3, 1)
CALM = settings(max_examples=120, deadline=None)


def works(day: date) -> bool:
    return day.weekday() < 5


days = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def windows(draw: st.DrawFn) -> list[Window]:
    pairs = draw(st.lists(st.tuples(days, days), max_size=3))
    return [Window(min(pair), max(pair)) for pair in pairs]


@st.composite
def absences(draw: st.DrawFn, officers: int) -> list[Absence]:
    rows = draw(
        st.lists(st.tuples(st.integers(1, max(officers, 1)), days, days, st.sampled_from(["", "am", "pm"])), max_size=8)
    )
    return [Absence(officer, min(a, b), max(a, b), half) for officer, a, b, half in rows]


@st.composite
def cases(draw: st.DrawFn, most: int = 7) -> Wanted:
    officers = draw(st.integers(0, most))
    covered = days_to_cover(FIRST, FIRST + timedelta(days=30), works, draw(windows()))
    slots = slots_of(covered)
    kept = draw(
        st.dictionaries(st.sampled_from(slots), st.sets(st.integers(1, max(officers, 1)), max_size=1), max_size=6)
    )
    return Wanted(
        slots,
        range(1, officers + 1),
        draw(absences(officers)),
        kept if officers else {},
        draw(st.dictionaries(st.integers(1, max(officers, 1)), st.integers(0, 40))),
        draw(st.integers(1, 2)),
    )


def loads(wanted: Wanted, given_: dict[Slot, tuple[int, ...]]) -> Counter[int]:
    found = Counter(dict.fromkeys(wanted.officers, 0))
    for officers in (*given_.values(), *wanted.kept.values()):
        found.update(officers)
    return found


def away(wanted: Wanted, officer: int, slot: Slot) -> bool:
    return any(
        a.officer == officer and a.first <= slot.day <= a.last and (not a.half or a.half == slot.half)
        for a in wanted.absences
    )


@CALM
@given(cases())
def test_every_slot_is_covered_or_alarmed_and_nobody_is_on_leave_or_twice(wanted: Wanted) -> None:
    made = make_roster(wanted)
    for slot in wanted.slots:
        new, old = made.given.get(slot, ()), wanted.kept.get(slot, ())
        assert len(set(new)) == len(new)
        assert not set(new) & set(old), "twice at once"
        assert not [officer for officer in new if away(wanted, officer, slot)], "on leave"
        short = len(new) + len(old) < wanted.each
        assert (slot in made.gaps) == short
        if short:  # then nobody was left who could
            able = [o for o in wanted.officers if not away(wanted, o, slot) and o not in new and o not in old]
            assert able == []
        assert not new or len(new) + len(old) <= wanted.each
    assert set(made.given) <= set(wanted.slots)


@CALM
@given(cases())
def test_no_single_move_makes_it_fairer(wanted: Wanted) -> None:
    made = make_roster(wanted)
    load = loads(wanted, made.given)
    for slot, officers in made.given.items():
        for giver, taker in product(officers, wanted.officers):
            taken = taker in officers or taker in wanted.kept.get(slot, ()) or away(wanted, taker, slot)
            assert taken or load[giver] - load[taker] <= 1, f"{giver} could give {slot} to {taker}"


@CALM
@given(st.integers(1, 9), windows(), st.integers(1, 2))
def test_without_leave_loads_and_weekends_differ_by_one_at_most(officers: int, spans: list[Window], each: int) -> None:
    slots = slots_of(days_to_cover(FIRST, FIRST + timedelta(days=30), works, spans))
    wanted = Wanted(slots, range(officers), each=each)
    made = make_roster(wanted)
    load = loads(wanted, made.given)
    assert max(load.values()) - min(load.values()) <= 1
    weekends = Counter(dict.fromkeys(wanted.officers, 0))
    for slot, who in made.given.items():
        if slot.weekend:
            weekends.update(who)
    assert max(weekends.values()) - min(weekends.values()) <= 1
    assert bool(made.gaps) == (officers < each)


@CALM
@given(st.integers(2, 8), st.lists(windows(), min_size=4, max_size=4))
def test_over_the_months_too_the_loads_differ_by_one_at_most(officers: int, spans: list[list[Window]]) -> None:
    total: Counter[int] = Counter(dict.fromkeys(range(officers), 0))
    for month in range(4):
        begin = FIRST + timedelta(days=31 * month)
        moved = [Window(*(day + timedelta(days=31 * month) for day in span)) for span in spans[month]]
        slots = slots_of(days_to_cover(begin, begin + timedelta(days=30), works, moved))
        for who in make_roster(Wanted(slots, range(officers), carried=total)).given.values():
            total.update(who)
        assert max(total.values()) - min(total.values()) <= 1


def fairest(wanted: Wanted) -> list[int]:
    """Loads of the fairest of all rosters, by trying every one of them."""
    best: list[int] | None = None
    choices = [[o for o in wanted.officers if not away(wanted, o, slot)] or [0] for slot in wanted.slots]
    for picked in product(*choices):
        load = Counter(dict.fromkeys(wanted.officers, 0))
        load.update(officer for officer in picked if officer)
        found = sorted(load.values(), reverse=True)
        if best is None or sum(n * n for n in found) < sum(n * n for n in best):
            best = found
    return best or []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_with_leave_no_roster_at_all_is_fairer(data: st.DataObject) -> None:
    slots = slots_of(FIRST + timedelta(days=n) for n in range(data.draw(st.integers(1, 3))))
    near = st.integers(0, 2).map(lambda n: FIRST + timedelta(days=n))
    rows = data.draw(st.lists(st.tuples(st.integers(1, 3), near, near, st.sampled_from(["", "am", "pm"])), max_size=6))
    wanted = Wanted(slots, (1, 2, 3), [Absence(o, min(a, b), max(a, b), half) for o, a, b, half in rows])
    made = make_roster(wanted)
    assert sorted(loads(wanted, made.given).values(), reverse=True) == fairest(wanted)


@CALM
@given(cases())
def test_the_same_input_gives_the_same_roster(wanted: Wanted) -> None:
    turned = Wanted(
        list(reversed(wanted.slots)),
        list(reversed(wanted.officers)),
        list(reversed(wanted.absences)),
        wanted.kept,
        wanted.carried,
        wanted.each,
    )
    assert make_roster(wanted) == make_roster(turned) == make_roster(wanted)


def test_election_day_and_the_congress_have_their_weekends() -> None:
    election = [Window(date(2026, 3, 9), date(2026, 3, 15))]
    covered = days_to_cover(date(2026, 3, 7), date(2026, 3, 16), works, election)
    assert date(2026, 3, 7) not in covered, "the Saturday before the window"
    assert {date(2026, 3, 14), date(2026, 3, 15)} <= set(covered)
