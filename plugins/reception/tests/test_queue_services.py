"""Numbers and what happens to them, on services: gapless, timed, fair, and without anybody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from core.api import Invalid, NotFound, Refused, Scope, clock
from core.testing.rows import acting, stored
from core.testing.world import text_columns
from plugins.reception.jobs import clear_hall
from plugins.reception.models import Place, Ticket
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.services import queue as services
from plugins.reception.services.queue import TicketInput
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.queue_world import LAND, RECEPTION, make_counters
from plugins.reception.tests.typed import NOON, officer


@pytest.fixture
def desk(app: Flask) -> Iterator[Scope]:
    """The scope of an officer, in a writing frame, with a hall of three counters and nobody in it."""
    with app.app_context():
        scope = officer()
    with clock.freeze(NOON), acting(app, scope, writes=True):
        make_counters(scope)
        yield scope


def place_of(scope: Scope) -> Place:
    return list_places(scope)[0]


def give(scope: Scope, minute: int = 0, **values: str) -> Ticket:
    with clock.freeze(NOON + timedelta(minutes=minute)):
        ticket, _token = services.take_number(
            scope, TicketInput(place_of(scope).public_id, **({"serves": RECEPTION} | values))
        )
    return ticket


def counter(scope: Scope, name: str = "Quầy 1") -> queries.Counter:
    return next(one for one in queries.list_counters(scope) if one.name == name)


def line(scope: Scope, serves: str = RECEPTION) -> list[str]:
    return [p.ticket.code for p in queries.hall_of(scope, place_of(scope)).line(serves)]


def test_numbers_are_gapless_for_a_day_and_begin_anew_on_the_next(desk: Scope) -> None:
    assert [give(desk).code for _turn in range(3)] == ["A-001", "A-002", "A-003"]
    assert give(desk, serves=LAND).code == "A-004"
    assert give(desk, minute=24 * 60).code == "A-001"


def test_each_place_has_its_letter_and_its_numbers(desk: Scope) -> None:
    from plugins.reception.services.places import save_place

    give(desk)
    second = save_place(desk, None, "Nhà B", "x", "", "", [])
    services.save_counter(desk, None, second.public_id, "Quầy B", RECEPTION)
    ticket, _token = services.take_number(desk, TicketInput(second.public_id, RECEPTION))
    assert ticket.code == "B-001"


def test_the_same_sending_gives_the_same_number_with_a_new_link(desk: Scope) -> None:
    where = place_of(desk).public_id
    one, first = services.take_number(desk, TicketInput(where, RECEPTION, once="k"))
    two, second = services.take_number(desk, TicketInput(where, RECEPTION, once="k"))
    assert one is two
    assert len(first) >= 22, "128 random bits and more"
    with pytest.raises(NotFound):
        queries.ticket_by_token(desk, first)
    assert queries.ticket_by_token(desk, second) is one
    assert second not in {getattr(one, column) for column in ("token_hash", "public_id", "once")}


def test_a_link_leads_nowhere_after_the_day(desk: Scope) -> None:
    _ticket, token = services.take_number(desk, TicketInput(place_of(desk).public_id))
    with clock.freeze(NOON + timedelta(days=1)), pytest.raises(NotFound):
        queries.ticket_by_token(desk, token)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"place": "nirgends"}, "place"),
        ({"serves": "Nơi không có"}, "serves"),
        ({"ground": "vip"}, "ground"),
        ({"kind": "denunciation"}, "kind"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_only_closed_lists_and_no_denunciation(desk: Scope, values: dict[str, str], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.take_number(desk, TicketInput(**({"place": place_of(desk).public_id} | values)))
    assert list(refused.value.problems) == [wrong]


def test_the_order_at_the_desk_is_the_rule(desk: Scope) -> None:
    give(desk, 0)
    for minute in (1, 2, 3):
        give(desk, minute, ground="elderly")
    give(desk, 4)
    assert line(desk) == ["A-002", "A-003", "A-001", "A-004", "A-005"]
    called = [services.call_next(desk, counter(desk, name)).code for name in ("Quầy 1", "Quầy 2")]
    assert called == ["A-002", "A-003"]
    assert line(desk) == ["A-001", "A-004", "A-005"], "what was called counts in the next order, too"


def test_a_turn_from_waiting_to_the_visit_with_every_period(desk: Scope) -> None:
    ticket = give(desk, 0, ground="pregnant", language="bahnar")
    for minute, act in ((10, "next"), (11, "recall"), (12, "start"), (20, "hold"), (25, "resume")):
        with clock.freeze(NOON + timedelta(minutes=minute)):
            if act == "next":
                services.call_next(desk, counter(desk))
            else:
                services.move_ticket(desk, ticket.public_id, act)
    from plugins.reception.services.visits import register_visit

    with clock.freeze(NOON + timedelta(minutes=40)):
        visit = register_visit(desk, visit_input(received_on=clock.today()))
        services.attach_visit(desk, ticket.public_id, visit)
    assert ticket.state == "finished"
    assert visit.queue_ref == f"reception:ticket:{ticket.public_id}"
    assert ticket.visit_ref == f"reception:visit:{visit.public_id}"
    assert (ticket.ground, ticket.language) == ("", ""), "asked for the session only"
    periods = [
        (step.state, int((step.ended_at - step.began_at).total_seconds() // 60))
        for step in queries.steps_of(desk, ticket)
        if step.ended_at
    ]
    assert periods == [
        ("waiting", 10),
        ("called", 1),
        ("called", 1),
        ("in_session", 8),
        ("held", 5),
        ("in_session", 15),
        ("finished", 0),
    ]


def test_a_second_visit_does_not_take_the_number_again(desk: Scope) -> None:
    from plugins.reception.services.visits import register_visit

    ticket = give(desk)
    one, two = (register_visit(desk, visit_input()) for _turn in range(2))
    services.attach_visit(desk, ticket.public_id, one)
    services.attach_visit(desk, ticket.public_id, two)
    services.attach_visit(desk, "nirgends", two)
    assert (ticket.visit_ref.split(":")[-1], two.queue_ref) == (one.public_id, "")


def test_missed_only_after_the_calls_that_the_settings_want_and_back_with_the_old_arrival(desk: Scope) -> None:
    first, second = give(desk, 0), give(desk, 1)
    services.call_next(desk, counter(desk))
    for _call in range(2):
        with pytest.raises(Refused, match="call_again_first"):
            services.move_ticket(desk, first.public_id, "miss")
        services.move_ticket(desk, first.public_id, "recall")
    with pytest.raises(Refused, match="called_enough"):
        services.move_ticket(desk, first.public_id, "recall")
    services.move_ticket(desk, first.public_id, "miss")
    assert (line(desk), first.counter_id) == ([second.code], None)
    services.move_ticket(desk, first.public_id, "return")
    assert line(desk) == [first.code, second.code]


def test_sent_to_another_unit_or_counter_the_arrival_is_kept(desk: Scope) -> None:
    early, late = give(desk, 0), give(desk, 1, serves=LAND)
    services.redirect_ticket(desk, early.public_id, LAND)
    assert (line(desk), line(desk, LAND)) == ([], [early.code, late.code])
    services.redirect_ticket(desk, early.public_id, counter(desk, "Quầy 2").public_id)
    assert line(desk) == [early.code]
    with pytest.raises(Refused, match="nobody_waits"):
        services.call_next(desk, counter(desk, "Quầy 1"))
    assert services.call_next(desk, counter(desk, "Quầy 2")) is early
    with pytest.raises(Invalid):
        services.redirect_ticket(desk, early.public_id, "Nơi không có")


def test_one_counter_receives_one_number_at_a_time(desk: Scope) -> None:
    give(desk, 0)
    give(desk, 1)
    one = services.call_next(desk, counter(desk))
    with pytest.raises(Refused, match="counter_taken"):
        services.call_next(desk, counter(desk))
    services.move_ticket(desk, one.public_id, "start")
    services.move_ticket(desk, one.public_id, "hold")
    two = services.call_next(desk, counter(desk))
    with pytest.raises(Refused, match="counter_taken"):
        services.move_ticket(desk, one.public_id, "resume")
    services.move_ticket(desk, two.public_id, "leave")
    assert services.move_ticket(desk, one.public_id, "resume").state == "in_session"


@pytest.mark.parametrize("act", ["recall", "start", "miss", "return", "finish", "resume"])
def test_what_does_not_fit_the_state_is_refused(desk: Scope, act: str) -> None:
    ticket = give(desk)
    with pytest.raises(Refused, match="moved_meanwhile"):
        services.move_ticket(desk, ticket.public_id, act)


def test_unknown_acts_and_numbers_of_other_days(desk: Scope) -> None:
    ticket = give(desk)
    with pytest.raises(NotFound):
        services.move_ticket(desk, ticket.public_id, "delete")
    with clock.freeze(NOON + timedelta(days=1)), pytest.raises(NotFound):
        services.move_ticket(desk, ticket.public_id, "leave")


def test_a_renamed_unit_takes_its_line_along(desk: Scope) -> None:
    ticket = give(desk, serves=LAND)
    land = counter(desk, "Quầy 3")
    services.save_counter(desk, land.public_id, place_of(desk).public_id, "Quầy 3", "Bộ phận Đất đai")
    assert line(desk, "Bộ phận Đất đai") == [ticket.code]
    assert services.call_next(desk, land) is ticket


def test_the_expected_wait_is_a_median_of_what_was_measured_or_nothing(desk: Scope) -> None:
    place = place_of(desk)
    for number, minutes in enumerate((4, 6, 8, 50, 5)):
        assert queries.turn_seconds(desk, place, RECEPTION) is None, "too few"
        give(desk, number)
        with clock.freeze(NOON + timedelta(minutes=number)):
            called = services.call_next(desk, counter(desk))
            services.move_ticket(desk, called.public_id, "start")
        with clock.freeze(NOON + timedelta(minutes=number + minutes)):
            services.move_ticket(desk, called.public_id, "finish")
    assert queries.turn_seconds(desk, place, RECEPTION) == 6 * 60
    assert queries.turn_seconds(desk, place, LAND) is None
    with clock.freeze(NOON + timedelta(minutes=10)):
        for _turn in range(3):
            give(desk, 10)
        hall = queries.hall_of(desk, place)
        placed = hall.line(RECEPTION)[-1]
        assert (placed.before, queries.expected_minutes(hall, placed, 360)) == (2, 18)
        assert queries.expected_minutes(hall, placed, None) is None


def test_nothing_in_the_hall_can_hold_a_name() -> None:
    tables = ("reception_ticket", "reception_ticket_step", "reception_hall_day")
    texts = {
        f"{table}.{column}" for table, column, length in text_columns() if table in tables and (length or 9999) > 64
    }
    assert texts == {"reception_ticket.serves"}, "the unit's name; everything else is an id or a closed list"


def both(app: Flask, jobs: list[Callable[[Scope], str]]) -> list[str]:
    """Do things at the same moment, each in a thread and transaction of its own."""
    with app.app_context():
        scope = officer()
    gate, found = Barrier(len(jobs)), ["" for _job in jobs]

    def run(position: int) -> None:
        gate.wait(30)
        with clock.freeze(NOON), acting(app, scope, writes=True) as frame:
            try:
                found[position] = jobs[position](scope)
            except Refused as error:
                frame.give_up()
                found[position] = str(error)

    threads = [Thread(target=run, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def prepared(app: Flask, waiting: int) -> None:
    with app.app_context():
        scope = officer()
    with clock.freeze(NOON), acting(app, scope, writes=True):
        make_counters(scope)
        for minute in range(waiting):
            give(scope, minute)


def test_two_officers_who_press_next_at_once_get_different_numbers(app: Flask, engine_name: str) -> None:
    prepared(app, 2)
    jobs = [lambda s, name=name: services.call_next(s, counter(s, name)).code for name in ("Quầy 1", "Quầy 2")]
    assert sorted(both(app, jobs)) == ["A-001", "A-002"]


def test_one_waiting_number_goes_to_one_officer(app: Flask, engine_name: str) -> None:
    prepared(app, 1)
    jobs = [lambda s, name=name: services.call_next(s, counter(s, name)).code for name in ("Quầy 1", "Quầy 2")]
    assert sorted(both(app, jobs)) == ["A-001", "nobody_waits"]


def test_the_same_counter_pressed_twice_calls_one(app: Flask, engine_name: str) -> None:
    prepared(app, 2)
    jobs = [lambda s: services.call_next(s, counter(s)).code for _turn in range(2)]
    assert sorted(both(app, jobs)) == ["A-001", "counter_taken"]


def test_numbers_given_out_at_once_have_no_gap(app: Flask, engine_name: str) -> None:
    prepared(app, 0)
    assert sorted(both(app, [lambda s: give(s).code] * 12)) == [f"A-{n:03d}" for n in range(1, 13)]
    rows = [row.number for row in stored(app, "reception_ticket", "a-comm") if row.day == NOON.date()]
    assert sorted(rows) == list(range(1, 13))


def test_old_numbers_become_counts_and_medians(app: Flask) -> None:
    """Sixty days by default; what is younger stays."""
    with app.app_context():
        scope = officer()
    with clock.freeze(NOON - timedelta(days=70)), acting(app, scope, writes=True):
        place, counters = make_counters(scope)
        for minutes in (10, 20, 60):
            services.take_number(scope, TicketInput(place.public_id, RECEPTION))
            called = clock.now() + timedelta(minutes=minutes)
            with clock.freeze(called):
                ticket = services.call_next(scope, counters[0])
                services.move_ticket(scope, ticket.public_id, "start")
            with clock.freeze(called + timedelta(minutes=5)):
                services.move_ticket(scope, ticket.public_id, "finish")
    with clock.freeze(NOON), acting(app, scope, writes=True):
        services.take_number(scope, TicketInput(place.public_id))
        clear_hall(scope)
        clear_hall(scope)
    days = [row for row in stored(app, "reception_hall_day", "a-comm") if row.day == (NOON - timedelta(days=70)).date()]
    assert [(d.given, d.finished, d.missed, d.waited, d.lasted) for d in days] == [(3, 3, 0, 20 * 60, 5 * 60)]
    assert [row.day for row in stored(app, "reception_ticket", "a-comm")] == [NOON.date()]
    assert len(stored(app, "reception_ticket_step", "a-comm")) == 1
