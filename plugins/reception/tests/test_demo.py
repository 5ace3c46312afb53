"""The demo's hall is filled whenever the demo starts."""

from __future__ import annotations

import random
from datetime import datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from core.api import clock, db
from core.testing.rows import acting
from plugins.reception.demo_hall import NOW, fill_hall
from plugins.reception.models import Step, Ticket
from plugins.reception.queries import queue as queries
from plugins.reception.queries.places import list_places
from plugins.reception.tests.typed import NOON, officer


@pytest.mark.parametrize("at", [time(0, 0, 5), time(0, 40), time(2, 59), time(8), time(23, 59)])
def test_the_hall_is_filled_at_any_hour(app: Flask, at: time) -> None:
    with app.app_context():
        scope = officer()
    moment = datetime.combine(NOON.astimezone(clock.ZONE).date(), at, clock.ZONE)
    with clock.freeze(moment), acting(app, scope, writes=True):
        for row in (*db.session.scalars(select(Step)), *db.session.scalars(select(Ticket))):
            db.session.delete(row)  # what was planted for other tests
        db.session.flush()
        fill_hall(scope, random.Random(1))
        hall = queries.hall_of(scope, list_places(scope)[0])
        assert {ticket.day for ticket in db.session.scalars(select(Ticket))} == {clock.today()}
        assert len(list(db.session.scalars(select(Ticket)))) == 12 + len(NOW)
        assert len(hall.line("Bộ phận Tiếp công dân")) == 5
