"""Many invented visits for ``tiepdan bench``, and the pages it measures. Nothing else imports this."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import func, insert, select

from core.api import Scope, SearchRecord, clock, db, index_many, new_public_id
from plugins.reception.demo import FAMILY, GIVEN, MATTERS, MIDDLE
from plugins.reception.models import Person, Visit

BATCH = 2_000
YEARS = 5
#: One visit in so many holds this word, whatever their number is small or large: about twenty.
RARE = "thuỷ điện Đắk Ne"
RARE_VISITS = 20


def fill(scope: Scope, count: int, progress: Callable[[str], None]) -> None:
    """``count`` visits over five years, each day as many; answers of the last ten days are owed."""
    chance = random.Random(f"bench-{count}")  # noqa: S311 - the same visits each time
    today = clock.today()
    last = select(Visit.year, func.max(Visit.number).label("last")).group_by(Visit.year)
    numbers: dict[int, int] = {row.year: row.last for row in db.session.execute(last)}
    connection = db.session.connection()
    for start in range(0, count, BATCH):
        rows = []
        for index in range(start, min(start + BATCH, count)):
            day = today - timedelta(days=(count - 1 - index) * 365 * YEARS // count)
            numbers[day.year] = numbers.get(day.year, 0) + 1
            rows.append(
                _visit(scope, chance, day, today, numbers[day.year], rare=index % max(1, count // RARE_VISITS) == 0)
            )
        people = [row.pop("person") for row in rows]
        made = connection.execute(insert(Visit).returning(Visit.id, sort_by_parameter_order=True), rows)
        connection.execute(
            insert(Person),
            [
                {**person, "tenant_id": scope.tenant_id, "visit_id": key}
                for person, key in zip(people, made.scalars(), strict=True)
            ],
        )
        index_many(scope, "reception:visit", map(_record, rows, people))
        if start % (BATCH * 10) == 0:
            progress(f"{start + len(rows):,} of {count:,} visits")


def _visit(scope: Scope, chance: random.Random, day: date, today: date, number: int, *, rare: bool) -> dict[str, Any]:
    kind = chance.choice(("complaint", "recommendation", "recommendation", "other"))
    summary = chance.choice(MATTERS[kind]) + (f", gần {RARE}" if rare else "")
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)} {chance.choice(GIVEN)}"
    owed = (today - day).days < 10 and chance.random() < 0.5
    return {
        "tenant_id": scope.tenant_id, "public_id": new_public_id(), "once": new_public_id(), "year": day.year,
        "number": number, "received_on": day, "registered_at": clock.now(), "kind": kind, "headcount": 1,
        "summary": summary, "outcome": "received" if owed else chance.choice(("received", "guided", "registered")),
        "answer_due_on": day + timedelta(days=14), "answer_basis": {}, "answered": not owed,
        "person": {"position": 0, "name": name, "commune": scope.tenant.name},
    }  # fmt: skip


def _record(row: dict[str, Any], person: dict[str, Any]) -> SearchRecord:
    matter = f"{row['number']}/{row['year']} {row['summary']}"
    layers = {"matter": matter, "people": f"{person['name']} {person['commune']}"}
    return SearchRecord(f"reception:visit:{row['public_id']}", layers, row["received_on"])


def pages(scope: Scope) -> list[tuple[str, str]]:
    """(name, address) of what is measured."""
    visit = db.session.scalars(select(Visit).where(Visit.answered).order_by(Visit.id.desc()).limit(1)).one()
    middle = f"{clock.today().year - 2}-50"

    def at(endpoint: str, **values: Any) -> str:
        return url_for(f"reception.{endpoint}", tenant=scope.tenant.slug, **values)

    return [
        ("desk", at("desk")),
        ("list", at("visit_list")),
        ("list, far back", at("visit_list", after=middle)),
        ("list of one outcome", at("visit_list", outcome="guided")),
        ("search, common word", at("visit_list", q="duong")),
        ("search, rare word", at("visit_list", q="thuy dien dak ne")),
        ("search, nothing found", at("visit_list", q="khong co dau")),
        ("case", at("visit_show", visit_id=visit.public_id)),
        ("book, 200 lines", at("book_show")),
    ]
