"""A pack over real petitions: the dry run names them, loading moves those the law names, with acceptance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.db.base import db
from core.law.loading import load_pack, plan_pack
from core.law.packs import Pack, read_pack
from core.law.store import law_shelf
from core.tenancy.models import CalendarOverride
from core.testing.rows import acting
from core.testing.world import World, scope_of
from plugins.petitions.models import Clock
from plugins.petitions.services import register
from plugins.petitions.services.clocks import end_clock, start_clock
from plugins.petitions.tests.factories import denunciation_input, stored, with_all_rights
from plugins.reception.queries.visits import get_visit, list_changes
from plugins.reception.services import visits
from plugins.reception.tests.factories import visit_input
from plugins.reception.tests.typed import officer

TEXT = """
[pack]
id = "2026-11-trial"
title_vi = "Gói thử"
title_en = "Trial"
source = "Act Z"
in_force = 2026-11-10

[[rule]]
id = "CM-07"
title_vi = "Giải quyết"
title_en = "Settle"
start_event = "accepted"

[[rule.version]]
value = 40
unit = "calendar_day"
valid_from = 2026-11-10
source = "Act Z"
article = "1"
confidence = "V"
transition = "running"
transition_article = "Art 9"

[[rule]]
id = "DN-09"
title_vi = "Giải quyết"
title_en = "Settle"
start_event = "accepted"

[[rule.version]]
value = 20
unit = "calendar_day"
valid_from = 2026-11-10
source = "Act Z"
article = "2"
confidence = "V"
"""


def test_loading_moves_the_clocks_that_the_article_names(
    make_app: Callable[..., tuple[Flask, World]], engine_name: str
) -> None:
    app, _world = make_app(engine_name)
    registry = app.extensions["tiepdan.registry"]
    with app.test_request_context():
        scope = with_all_rights(scope_of("a-comm"))
    with acting(app, scope, writes=True):
        running = stored(scope)
        start_clock(scope, running, "settle", "CM-07", date(2026, 11, 2))
        over = stored(scope)
        start_clock(scope, over, "settle", "CM-07", date(2026, 9, 1))
        done = stored(scope)
        start_clock(scope, done, "settle", "CM-07", date(2026, 11, 2))
        end_clock(scope, done, "settle", date(2026, 11, 5))
        other = register.register_petition(scope, denunciation_input())
        start_clock(scope, other, "settle", "DN-09", date(2026, 11, 2))
        subject = f"petitions:petition:{running.public_id}"
    before = clocks(app, scope)
    with app.app_context():
        pack: Pack = read_pack(TEXT.encode(), "trial.toml", law_shelf().kinds)
        impacts = plan_pack(registry, pack)[2]
    own = [change for impact in impacts for plugin, change in impact.changes if impact.tenant == "a-comm"]
    assert [(c.subject, c.clock, c.old_due, c.new_due, c.by_law, c.article) for c in own] == [
        (subject, "settle", date(2026, 12, 2), date(2026, 12, 14), True, "Art 9, Act Z")
    ]
    assert clocks(app, scope) == before, "a dry run changes nothing"
    with app.app_context():
        load_pack(registry, pack, "Trưởng phòng")
        db.engine.dispose()
    after = clocks(app, scope)
    moved = [key for key in after if after[key] != before[key]]
    assert len(moved) == 1
    due_on, derivation = after[moved[0]]
    assert due_on == date(2026, 12, 14)
    kept = derivation["earlier"][0]
    assert kept["derivation"]["due_on"] == "2026-12-02"
    assert (kept["accepted"]["by"], kept["accepted"]["basis"]) == ("Trưởng phòng", "pack 2026-11-trial")


def clocks(app: Flask, scope: Any) -> dict[int, tuple[date | None, dict[str, Any]]]:
    """Every clock of the tenant by key: its due date and its derivation."""
    with acting(app, scope):
        return {row.id: (row.due_on, row.derivation) for row in db.session.scalars(select(Clock))}


ANSWERS = """
[pack]
id = "2026-11-answers"
title_vi = "Gói thử"
title_en = "Trial"
source = "Act Z"
in_force = 2026-11-10

[[rule]]
id = "RC-13"
title_vi = "Trả lời"
title_en = "Answer"
start_event = "content_received"

[[rule.version]]
value = 15
unit = "working_day"
valid_from = 2026-11-10
source = "Act Z"
article = "3"
confidence = "V"
transition = "running"
transition_article = "Art 9"
"""


def test_answers_that_are_owed_move_and_say_why(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, _world = make_app("sqlite")
    registry = app.extensions["tiepdan.registry"]
    with app.test_request_context():
        scope = officer()
    with acting(app, scope, writes=True):
        owed = visits.register_visit(scope, visit_input(received_on=date(2026, 11, 2))).public_id
        late = visits.register_visit(scope, visit_input(received_on=date(2026, 10, 1))).public_id
        done = visits.register_visit(scope, visit_input(received_on=date(2026, 11, 2))).public_id
        visits.answer_visit(scope, done, "x")
    with app.app_context():
        load_pack(registry, read_pack(ANSWERS.encode(), "p", law_shelf().kinds), "Trưởng phòng")
    with acting(app, scope):
        due = {key: get_visit(scope, key).answer_due_on for key in (owed, late, done)}
        change = list_changes(scope, get_visit(scope, owed))[0]
        assert change.reason == "pack 2026-11-answers: Trưởng phòng"
        assert change.fields == [{"name": "answer_due_on", "old": "2026-11-16", "new": "2026-11-23"}]
    assert due == {owed: date(2026, 11, 23), late: date(2026, 10, 15), done: date(2026, 11, 16)}


def test_a_correction_of_words_moves_no_due_date(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, _world = make_app("sqlite")
    with app.test_request_context():
        scope = officer()
    with acting(app, scope, writes=True):
        visit_id = visits.register_visit(scope, visit_input(received_on=date(2026, 11, 2))).public_id
    with acting(app, scope, writes=True):
        db.session.add(CalendarOverride(day=date(2026, 11, 5), kind="dayoff", title="Nghỉ", source="TB 1"))
    with acting(app, scope, writes=True):
        visits.edit_visit(scope, visit_id, visit_input(received_on=date(2026, 11, 2), summary="Khác"), "sửa")
        assert get_visit(scope, visit_id).answer_due_on == date(2026, 11, 16)
        visits.edit_visit(scope, visit_id, visit_input(received_on=date(2026, 11, 3), summary="Khác"), "sửa ngày")
        assert get_visit(scope, visit_id).answer_due_on == date(2026, 11, 18)
