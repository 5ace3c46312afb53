"""The rule of the order, over generated halls: nobody starves, nobody with a ground is passed by a later one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.reception.queue_rules import MOST_IN_A_ROW, Turn, Waiting, order, streak

START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def one(number: int, *, first: bool = False, minute: int | None = None) -> Waiting:
    return Waiting(f"n{number}", START + timedelta(minutes=number if minute is None else minute), number, first)


@st.composite
def halls(draw: st.DrawFn) -> list[Waiting]:
    """Up to a dozen people, some of whom came in the same minute, in any order of the list."""
    people = draw(st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=12))
    made = [one(n, first=first, minute=minute) for n, (minute, first) in enumerate(sorted(people), 1)]
    return draw(st.permutations(made))


def test_the_order_in_plain_cases() -> None:
    assert order([one(1), one(2)]) == [Turn("n1", "earliest"), Turn("n2", "earliest")]
    hall = [one(1), one(2, first=True), one(3, first=True), one(4, first=True), one(5)]
    assert [turn.key for turn in order(hall)] == ["n2", "n3", "n1", "n4", "n5"]
    assert [turn.reason for turn in order(hall)] == ["ground", "ground", "two_before", "earliest", "earliest"]
    assert [turn.key for turn in order(hall, in_a_row=2)] == ["n1", "n2", "n3", "n4", "n5"]
    early = [one(1, first=True), one(2, first=True), one(3, first=True), one(4)]
    assert [turn.key for turn in order(early)] == ["n1", "n2", "n3", "n4"], "whoever came earlier is never behind"


def test_the_streak_is_read_from_the_newest_call_backwards() -> None:
    assert streak([]) == streak([False, True]) == 0
    assert streak([True, True, False, True]) == 2


@settings(deadline=None)
@given(halls(), st.integers(0, 4))
def test_everybody_has_exactly_one_turn_whatever_the_order_of_the_list(hall: list[Waiting], before: int) -> None:
    turns = order(hall, before)
    assert sorted(turn.key for turn in turns) == sorted(w.key for w in hall)
    assert order(sorted(hall, key=lambda w: w.key), before) == turns


@settings(deadline=None)
@given(halls(), st.integers(0, 4))
def test_nobody_with_a_ground_stands_behind_a_later_one_without(hall: list[Waiting], before: int) -> None:
    place = {turn.key: position for position, turn in enumerate(order(hall, before))}
    for ground in (w for w in hall if w.first):
        for other in (w for w in hall if not w.first and ground.came < w.came):
            assert place[ground.key] < place[other.key]


@settings(deadline=None)
@given(halls(), st.integers(0, 4))
def test_within_a_group_the_earlier_one_goes_first(hall: list[Waiting], before: int) -> None:
    place = {turn.key: position for position, turn in enumerate(order(hall, before))}
    for first in (True, False):
        group = sorted((w for w in hall if w.first is first), key=lambda w: w.came)
        assert [place[w.key] for w in group] == sorted(place[w.key] for w in group)


@settings(deadline=None)
@given(halls(), st.integers(0, 4))
def test_at_most_two_in_a_row_pass_somebody_who_came_earlier(hall: list[Waiting], before: int) -> None:
    people = {w.key: w for w in hall}
    waiting = list(hall)
    in_a_row = before
    for turn in order(hall, before):
        chosen = people[turn.key]
        passed = [w for w in waiting if not w.first and w.came < chosen.came]
        if chosen.first and passed:
            assert in_a_row < MOST_IN_A_ROW
        in_a_row = in_a_row + 1 if chosen.first else 0
        waiting.remove(chosen)


@settings(deadline=None)
@given(halls(), st.integers(0, 12))
def test_nobody_starves_while_people_with_grounds_keep_coming(hall: list[Waiting], before: int) -> None:
    """Before every call two more with a ground arrive; everybody of the hall is called all the same.

    With k others and g of the hall ahead, a turn comes after at most g + 3 (k + 1) calls.
    """
    waiting, in_a_row, number = list(hall), before, 100
    left = {w.key for w in hall if not w.first}
    grounds = sum(w.first for w in hall)
    for _call in range(grounds + 3 * (len(left) + 1)):
        for _more in range(2):
            number += 1
            waiting.append(one(number, first=True))
        chosen = next(w for w in waiting if w.key == order(waiting, in_a_row)[0].key)
        waiting.remove(chosen)
        left.discard(chosen.key)
        in_a_row = in_a_row + 1 if chosen.first else 0
    assert not left


@settings(deadline=None)
@given(halls(), st.integers(0, 4))
def test_who_comes_later_without_a_ground_changes_nothing_for_those_before(hall: list[Waiting], before: int) -> None:
    assert order([*hall, one(50)], before) == [*order(hall, before), Turn("n50", "earliest")]
