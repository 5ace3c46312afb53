"""The pack of July 2026 over a register with running files, loaded three weeks late.

What the transitional articles name is worked out here from the notes on the law (CM-31, DN-21, DN-23)
and from `calculator.py`, never from the product: D155 Art 22.1 and D156 Art 10.1 speak of files accepted
before 1 July 2026 and not decided. Everything else must stay as it was, to the last byte.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from core import clock
from core.db.base import Model, db
from core.db.session import internal
from core.law.impact import Change
from core.law.loading import load_pack, plan_pack
from core.law.models import LawPack
from core.law.packs import Pack, read_pack
from core.law.store import law_shelf
from core.plugins.manager import Registry
from core.tenancy.scope import Scope
from core.testing.rows import acting, owner_engine
from core.testing.world import World, scope_of
from plugins.petitions.models import Case, Clock, Pause, Petition
from plugins.petitions.services import cases, moves, register
from plugins.petitions.services.clocks import end_all, end_clock, refresh_clock, start_clock
from plugins.petitions.services.moves import Why
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from tests.law import calculator

MakeApp = Callable[..., tuple[Flask, World]]
TODAY, IN_FORCE = date(2026, 7, 20), date(2026, 7, 1)
SEED, FEW, MANY = 20260701, 48, 4000
KINDS = ("received", "running", "decided", "denounced", "suspended", "recommended", "second", "closed")
#: What D155 Art 22.1 lists: notice and absence in dialogues, telling of pauses, their grounds, withdrawals.
COMPLAINT_RULES = ("CM-17", "CM-18", "CM-25", "CM-26", "CM-27", "CM-28")
RULES = {
    "running": COMPLAINT_RULES,
    "second": ("CM-16", *COMPLAINT_RULES),
    "denounced": ("DN-21",),
    "suspended": ("DN-21",),
}

LONGER = """
[pack]
id = "2026-07-longer"
title_vi = "Gói thử"
title_en = "Trial"
source = "Act Z"
in_force = 2026-07-15

[[rule]]
id = "CM-07"
title_vi = "Giải quyết"
title_en = "Settle"
start_event = "accepted"

[[rule.version]]
value = 40
unit = "calendar_day"
valid_from = 2026-07-15
source = "Act Z"
article = "1"
confidence = "V"
transition = "running"
transition_article = "Art 9"
"""


@dataclass(frozen=True, slots=True)
class File:
    """One petition of the register as the test made it."""

    kind: str
    received_on: date
    accepted_on: date | None


def subject(public_id: str) -> str:
    return f"petitions:petition:{public_id}"


def fill(app: Flask, scope: Scope, number: int) -> dict[str, File]:
    """Reference -> file: received from 18 May to 14 July, in every state, counted by the law before the pack."""
    chance, made = random.Random(SEED), {}
    for first in range(0, number, 200):
        with acting(app, scope, writes=True):
            for index in range(first, min(first + 200, number)):
                kind = KINDS[index % len(KINDS)]
                received = date(2026, 5, 18) + timedelta(days=chance.randrange(58))
                if kind == "received" and index % 16 == 0:
                    received = IN_FORCE + timedelta(days=chance.randrange(14))
                accepted = min(received + timedelta(days=chance.randrange(10)), TODAY)
                petition = _made(scope, kind, received, accepted)
                key = subject(petition.public_id)
                made[key] = File(kind, received, None if kind in ("received", "recommended") else accepted)
    return made


def _made(scope: Scope, kind: str, received: date, accepted: date) -> Petition:
    if kind in ("denounced", "suspended"):
        petition = register.register_petition(scope, denunciation_input(received_on=received))
    elif kind == "recommended":
        petition = register.register_petition(scope, petition_input(received_on=received, kind="recommendation"))
    else:
        petition = register.register_petition(scope, petition_input(received_on=received))
    if kind in ("received", "recommended"):
        return petition
    why = Why(accepted)
    for name in ("classify", "propose", "accept"):
        moves.move_petition(scope, petition, name, why)
    case = cases.open_case(scope, petition, why, level=2 if kind == "second" else 1)
    if kind == "suspended":
        _suspend(scope, petition, case, accepted)
    if kind == "decided":
        end_clock(scope, petition, "settle", TODAY)
        start_clock(scope, petition, "send", "CM-19", TODAY, case=case)
        case.state = "decided"
    if kind == "closed":
        end_all(scope, petition, TODAY)
        case.state = "closed"
    return petition


def _suspend(scope: Scope, petition: Petition, case: Case, on: date) -> None:
    db.session.add(
        Pause(
            petition_id=petition.id,
            case_id=case.id,
            kind="suspension",
            open_kind="suspension",
            ground="TC-34-a",
            from_on=on + timedelta(days=1),
        )
    )
    case.state = "suspended"
    db.session.flush()
    running = db.session.scalar(select(Clock).where(Clock.petition_id == petition.id, Clock.kind == "settle"))
    assert running is not None
    refresh_clock(scope, running, case)


def named(files: dict[str, File]) -> dict[str, tuple[str, ...]]:
    """Reference -> rules, of the files that the transitional articles of July 2026 name."""
    return {
        key: RULES[file.kind]
        for key, file in files.items()
        if file.kind in RULES and file.accepted_on is not None and file.accepted_on < IN_FORCE
    }


def waiting(files: dict[str, File]) -> dict[str, date]:
    """Reference -> day, of complaints received under CM-04 that were given ten calendar days all the same."""
    found = {}
    for key, file in files.items():
        if file.kind == "received" and file.received_on >= IN_FORCE:
            day = calculator.due("CM-04", file.received_on)
            if day is not None and day != calculator._count(file.received_on, 10, calculator.CAL):
                found[key] = day
    return found


def longer(files: dict[str, File]) -> dict[str, date]:
    """Reference -> day, of the first complaints that a later pack would give forty days."""
    found = {}
    for key, file in files.items():
        if file.kind == "running" and file.accepted_on is not None and file.accepted_on < date(2026, 7, 15):
            old = calculator.due("CM-07", file.accepted_on)
            if old is not None and old >= date(2026, 7, 15):
                found[key] = calculator._count(file.accepted_on, 40, calculator.CAL)
    return found


def tables(app: Flask) -> dict[str, dict[int, Any]]:
    """Every row of every table, past the ORM."""
    engine = owner_engine(app.extensions["tiepdan.config"])
    with engine.connect() as connection:
        found = {
            table.name: {tuple(row[: len(table.primary_key)]) or index: tuple(row) for index, row in enumerate(rows)}
            for table in Model.metadata.sorted_tables
            for rows in [connection.execute(select(*table.primary_key, *table.columns)).all()]
        }
    engine.dispose()
    return found  # type: ignore[return-value]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Table -> keys of the rows that came, went or differ; tables without any are left out."""
    found = {}
    for name, rows in after.items():
        known = before[name]
        keys = [key for key in rows.keys() | known.keys() if rows.get(key) != known.get(key)]
        if keys:
            found[name] = sorted(keys)
    return found


def clocks(app: Flask, scope: Scope) -> dict[tuple[str, str], tuple[date | None, str, dict[str, Any]]]:
    """(reference, clock) -> due date, rule and derivation of every live limit of the register."""
    with acting(app, scope):
        rows = db.session.execute(
            select(Petition.public_id, Clock.kind, Clock.due_on, Clock.rule_id, Clock.derivation)
            .join(Petition, Petition.id == Clock.petition_id)
            .where(Clock.live.is_(True))
        )
        return {(subject(key), kind): (due_on, rule, told) for key, kind, due_on, rule, told in rows}


@dataclass(slots=True)
class Told:
    """What was counted and measured, for docs/proofs/packs.md."""

    files: int = 0
    clocks: int = 0
    named: int = 0
    waiting: int = 0
    longer: int = 0
    plan_s: float = 0
    load_s: float = 0
    again: int = 0


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def _own(found: list[Any]) -> list[Change]:
    return [change for impact in found if impact.tenant == "a-comm" for _plugin, change in impact.changes]


def prove(app: Flask, number: int) -> Told:
    """Fill, plan, load, compare; then a pack whose article moves dates; gives what was counted."""
    registry: Registry = app.extensions["tiepdan.registry"]
    told = Told()
    with app.app_context():
        scope = with_all_rights(scope_of("a-comm"))
        with internal(writes=True):
            db.session.execute(delete(LawPack))
        july = next(pack for pack in law_shelf().shipped_packs() if pack.id == "2026-07")
    files = fill(app, scope, number)
    told.files, told.clocks = len(files), len(clocks(app, scope))

    def plan(pack: Pack) -> list[Change]:
        with app.app_context():
            return _own(plan_pack(registry, pack)[2])

    def load(pack: Pack) -> list[Change]:
        with app.app_context():
            return _own(load_pack(registry, pack, "Trưởng phòng"))

    before = tables(app)
    listed, told.plan_s = _timed(lambda: plan(july))
    assert changed(before, tables(app)) == {}, "a dry run changes nothing"
    expected = named(files)
    assert {change.subject: change.rules for change in listed if change.by_law} == expected
    assert all(not change.moves for change in listed if change.by_law), "no article of July 2026 moves a date"
    assert {c.subject: c.new_due for c in listed if not c.by_law} == waiting(files)
    told.named, told.waiting = len(expected), len(waiting(files))

    held = clocks(app, scope)
    loaded, told.load_s = _timed(lambda: load(july))
    assert loaded == listed, "the dry run had said so"
    after, now = tables(app), clocks(app, scope)
    differing = {key for key in now if now[key] != held[key]}
    assert differing == {(key, "settle") for key in expected}
    for key, rules in expected.items():
        due_on, rule, derivation = now[key, "settle"]
        assert (due_on, rule, derivation) == (*held[key, "settle"][:2], held[key, "settle"][2] | {"under": list(rules)})
    rows = changed(before, after)
    steps = rows.pop("petitions_step")
    assert len(steps) == len(expected), "one line of history in each of these files, none elsewhere"
    assert len(rows.pop("petitions_clock")) == len(expected)
    assert len(rows.pop("core_law_pack")) == 1
    assert rows == {}, "nothing else in the database differs"

    assert [c for c in load(july) if c.by_law] == [], "a second loading finds nothing left"
    told.again = len(changed(after, tables(app)))
    assert told.again == 0
    told.longer = _moves_dates(app, scope, files, plan, load)
    return told


def _moves_dates(
    app: Flask,
    scope: Scope,
    files: dict[str, File],
    plan: Callable[[Pack], list[Change]],
    load: Callable[[Pack], list[Change]],
) -> int:
    """A pack by whose article running files get another date; gives how many."""
    expected = named(files)
    with app.app_context():
        more = read_pack(LONGER.encode(), "longer.toml", law_shelf().kinds)
    moved = [change for change in plan(more) if change.by_law]
    days = longer(files)
    assert {change.subject: change.new_due for change in moved} == days
    held = clocks(app, scope)
    load(more)
    now = clocks(app, scope)
    assert {key for key in now if now[key] != held[key]} == {(key, "settle") for key in days}
    for key, day in days.items():
        due_on, _rule, derivation = now[key, "settle"]
        assert due_on == day
        assert derivation["earlier"][0]["derivation"]["due_on"] == held[key, "settle"][2]["due_on"]
        assert derivation.get("under", []) == list(expected.get(key, ())), "what was noted stays noted"
    return len(days)


def test_the_pack_of_july_changes_the_files_that_its_articles_name(make_app: MakeApp, engine_name: str) -> None:
    app, _world = make_app(engine_name)
    with clock.freeze(datetime(2026, 7, 20, 10, tzinfo=clock.ZONE)):
        told = prove(app, FEW)
    assert min(told.named, told.waiting, told.longer) > 0, told


@pytest.mark.prove
def test_the_same_over_a_register_of_real_size(make_app: MakeApp, engine_name: str) -> None:
    app, _world = make_app(engine_name)
    with clock.freeze(datetime(2026, 7, 20, 10, tzinfo=clock.ZONE)):
        told = prove(app, MANY)
    sys.stdout.write(f"{engine_name} {told}\n")
