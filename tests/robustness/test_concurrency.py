"""Numbers of the book under many hands: gapless, without doubles, on both databases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.testing.rows import acting, stored
from core.testing.world import World, log_client_in
from plugins.reception.services import visits as services
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import NOON, officer, visit_form

THREADS = 50
Result = TypeVar("Result")


def at_once(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start all jobs at the same moment, each in a thread of its own, and give their results."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], Result]) -> Result:
        gate.wait(60)
        return job()

    with clock.freeze(NOON), ThreadPoolExecutor(len(jobs)) as pool:
        # each thread gets the frozen moment with a copy of this context
        found = [pool.submit(copy_context().run, run, job) for job in jobs]
        return [future.result(180) for future in found]


def clients(app: Flask, world: World, tenant: str, number: int) -> list[FlaskClient]:
    """Browsers of one officer: as many cookies of one login as threads need."""
    with clock.freeze(NOON):
        first = log_client_in(app, world.login(tenant, "reception_officer"))
        with first.session_transaction() as session:
            kept = dict(session)
        found = [first]
        for _turn in range(number - 1):
            client = app.test_client()
            with client.session_transaction() as session:
                session.update(kept)
            found.append(client)
    return found


def sender(client: FlaskClient, tenant: str, **changes: str) -> Callable[[], tuple[int, str]]:
    def send() -> tuple[int, str]:
        answer = client.post(f"/t/{tenant}/reception/visits/new", data=visit_form(**changes))
        return answer.status_code, answer.headers.get("Location", "")

    return send


def numbers(app: Flask, tenant: str, year: int = 2026) -> list[int]:
    return sorted(row.number for row in stored(app, "reception_visit", tenant) if row.year == year)


def assert_gapless(app: Flask, tenant: str, year: int, expected: int) -> None:
    assert numbers(app, tenant, year) == list(range(1, expected + 1))
    counters = [c for c in stored(app, "core_counter", tenant) if c.year == year and c.book.startswith("reception.")]
    assert [c.value for c in counters] == ([expected] if expected else [])


def test_fifty_threads_get_fifty_consecutive_numbers(app: Flask, world: World, engine_name: str) -> None:
    before = len(numbers(app, "a-comm"))
    jobs = [sender(c, "a-comm", once=f"k{n}") for n, c in enumerate(clients(app, world, "a-comm", THREADS))]
    answers = at_once(jobs)
    assert Counter(status for status, _place in answers) == {303: THREADS}
    assert len({place for _status, place in answers}) == THREADS
    assert_gapless(app, "a-comm", 2026, before + THREADS)
    kept = {m.name: m.value for m in stored(app, "core_metric", "a-comm") if m.period == "2026-11"}
    assert kept["visits"] == before + THREADS, "the overseer's number knows every visit"


def test_two_tenants_years_and_failures_in_between(app: Flask, world: World, engine_name: str) -> None:
    chance = random.Random(20261123)
    before = {(t, y): len(numbers(app, t, y)) for t in ("a-comm", "b-comm") for y in (2025, 2026)}
    jobs: list[Callable[[], tuple[int, str]]] = []
    expected: Counter[tuple[str, int]] = Counter(before)
    per_tenant = {t: clients(app, world, t, THREADS // 2) for t in ("a-comm", "b-comm")}
    statuses: Counter[int] = Counter()
    for tenant, own in per_tenant.items():
        for number, client in enumerate(own):
            year = chance.choice((2025, 2026))
            day = f"{year}-{chance.randint(1, 11):02d}-{chance.randint(1, 22):02d}"
            good = chance.random() < 0.7
            changes = {"received_on": day, "once": f"{tenant}{number}"} | ({} if good else {"summary": ""})
            expected[tenant, year] += good
            statuses[303 if good else 422] += 1
            jobs.append(sender(client, tenant, **changes))
    chance.shuffle(jobs)
    assert min(statuses.values()) > 5
    assert Counter(status for status, _place in at_once(jobs)) == statuses
    for (tenant, year), total in expected.items():
        assert_gapless(app, tenant, year, total)


def test_numbers_taken_in_work_that_fails_are_given_back(app: Flask, engine_name: str) -> None:
    with app.app_context():
        desk = officer()
    before = len(numbers(app, "a-comm"))

    def register() -> str:
        with acting(app, desk, writes=True):
            services.register_visit(desk, visit_input(received_on=date(2026, 11, 2)))
        return "kept"

    def fail() -> str:
        with acting(app, desk, writes=True) as frame:
            services.register_visit(desk, visit_input(received_on=date(2026, 11, 2)))
            frame.give_up()
        return "given back"

    jobs = [fail if number % 3 == 0 else register for number in range(30)]
    assert Counter(at_once(jobs)) == {"kept": 20, "given back": 10}
    assert_gapless(app, "a-comm", 2026, before + 20)


def test_one_form_sent_twenty_times_is_one_visit_and_one_answer(app: Flask, world: World, engine_name: str) -> None:
    before = len(numbers(app, "a-comm"))
    own = clients(app, world, "a-comm", 20)
    answers = at_once([sender(client, "a-comm", once="the-same-key") for client in own])
    assert {status for status, _place in answers} == {303}
    assert len({place for _status, place in answers}) == 1
    assert_gapless(app, "a-comm", 2026, before + 1)


def test_answers_and_registrations_at_once_leave_true_numbers(app: Flask, world: World, engine_name: str) -> None:
    with app.app_context():
        desk = officer()
    with clock.freeze(NOON), acting(app, desk, writes=True):
        open_visits = [services.register_visit(desk, visit_input()).public_id for _turn in range(10)]

    def answer(public_id: str) -> None:
        with acting(app, desk, writes=True):
            services.answer_visit(desk, public_id, "Đã trả lời")

    def register() -> None:
        with acting(app, desk, writes=True):
            services.register_visit(desk, visit_input())

    at_once([*(lambda key=key: answer(key) for key in open_visits), *[register] * 10])
    rows = [row for row in stored(app, "reception_visit", "a-comm") if f"{row.received_on:%Y-%m}" == "2026-11"]
    kept = {m.name: m.value for m in stored(app, "core_metric", "a-comm") if m.period == "2026-11"}
    assert kept["visits"] == len(rows)
    assert kept["owed"] == sum(not row.answered for row in rows) == 10


@pytest.mark.parametrize("tenant", ["a-comm"])
def test_an_answer_sent_by_two_hands_is_noted_once(app: Flask, world: World, engine_name: str, tenant: str) -> None:
    own = clients(app, world, tenant, 8)
    with clock.freeze(NOON):
        place = own[0].post(f"/t/{tenant}/reception/visits/new", data=visit_form()).headers["Location"]

    def note(client: FlaskClient) -> int:
        return client.post(f"{place}/answer", data={"result": "Đã trả lời"}).status_code

    assert Counter(at_once([lambda client=client: note(client) for client in own])) == {303: 1, 409: 7}
    assert len([c for c in stored(app, "reception_visit_change", tenant) if c.reason == "answer"]) == 1
