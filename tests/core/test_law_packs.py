"""Packs of rules: reading, laying over, the dry run, and moving exactly what the law names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from core.cli.data import upgrade_all
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Refused
from core.law import (
    Acceptance,
    Change,
    Clock,
    LawBook,
    LawDataError,
    LawSource,
    Record,
    UnknownRule,
    change_of,
    compute,
    law_book,
    national_calendar,
    read_common,
)
from core.law.book import read_book
from core.law.export import to_toml
from core.law.loading import load_pack, plan_pack
from core.law.packs import Pack, read_pack
from core.law.store import law_shelf
from core.plugins.hookspecs import hookimpl
from core.tenancy.resolve import system_scope
from core.tenancy.scope import Scope
from core.toml_table import Table
from plugins.reception import plugin as reception

BASE = """\
[[rule]]
id = "CM-2"
title_vi = "Thụ lý"
title_en = "Accept"
start_event = "petition_received"

[[rule.version]]
value = 10
unit = "calendar_day"
valid_from = 2012-07-01
source = "Act A"
article = "27"
confidence = "V"

[[rule]]
id = "CM-9"
title_vi = "Đối thoại"
title_en = "Dialogue"
start_event = "accepted"

[[rule.version]]
value = 20
unit = "calendar_day"
valid_from = 2012-07-01
source = "Act A"
article = "30"
confidence = "V"

[[sample_ground]]
id = "G-1"
title_vi = "Căn cứ"
title_en = "Ground"
valid_from = 2012-07-01
source = "Act A"
article = "11"
confidence = "V"
"""

PACK = """\
[pack]
id = "trial"
title_vi = "Gói thử"
title_en = "Test pack"
source = "Act B"
in_force = 2026-07-01

[[end]]
kind = "sample_ground"
id = "G-1"
on = 2026-06-30

[[end]]
kind = "rule"
id = "CM-2"
on = 2026-06-30
followed_by = "CM-4"

[[rule]]
id = "CM-4"
title_vi = "Thụ lý mới"
title_en = "Accept anew"
start_event = "petition_received"

[[rule.version]]
value = 7
unit = "working_day"
valid_from = 2026-07-01
source = "Act B"
article = "10"
confidence = "V"

[[rule]]
id = "CM-9"
title_vi = "Đối thoại"
title_en = "Dialogue"
start_event = "accepted"

[[rule.version]]
value = 25
unit = "calendar_day"
valid_from = 2026-07-01
source = "Act B"
article = "11"
confidence = "V"
transition = "running"
transition_article = "Art 22.1"

[[sample_ground]]
id = "G-2"
title_vi = "Căn cứ mới"
title_en = "New ground"
valid_from = 2026-07-01
source = "Act B"
article = "12"
confidence = "V2"
"""


def read_ground(table: Table) -> Record:
    row = Record(**read_common(table))
    table.finish()
    return row


KINDS = {"sample_ground": read_ground}


def source(folder: Path, text: str = BASE) -> LawSource:
    path = folder / "base.toml"
    path.write_text(text, encoding="utf-8")
    return LawSource((path,), tuple(KINDS.items()))


def pack(text: str = PACK) -> Pack:
    return read_pack(text.encode(), "pack.toml", KINDS)


@pytest.fixture
def book(tmp_path: Path) -> LawBook:
    return read_book([source(tmp_path)])


def test_a_pack_ends_adds_and_leaves_the_past(book: LawBook) -> None:
    new = book.with_pack(pack())
    assert book.packs == ()
    assert new.packs == ("trial",)
    assert new.version != book.version
    assert new.version.startswith("trial@")
    assert [v.valid_to for v in new.rules.rule("CM-2").versions] == [date(2026, 6, 30)]
    assert [(v.value, v.valid_to) for v in new.rules.rule("CM-9").versions] == [(20, date(2026, 6, 30)), (25, None)]
    assert [row.id for row in new.records("sample_ground", date(2026, 6, 30))] == ["G-1"]
    assert [row.id for row in new.records("sample_ground", date(2026, 7, 1))] == ["G-2"]
    assert new.record("sample_ground", "G-1").title("en") == "Ground"
    with pytest.raises(UnknownRule):
        new.record("sample_ground", "G-3")
    calendar = national_calendar()
    for day in (date(2026, 6, 30), date(2020, 2, 3)):
        for rules in (book.rules, new.rules):
            assert compute(Clock("CM-2", day), rules, calendar).rule_version == "2012-07-01"


def test_the_export_reads_back_as_the_same_book(book: LawBook, tmp_path: Path) -> None:
    new = book.with_pack(pack())
    again = read_book([source(tmp_path, to_toml(new))])
    assert {rule.id: rule for rule in again.rules} == {rule.id: rule for rule in new.rules}
    assert again.records("sample_ground") == new.records("sample_ground")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "trial"', 'id = "July 2026"', "short name such as 2026-07"),
        ("in_force = 2026-07-01", "in_force = 2026-08-01", '"CM-4" would hold from 2026-07-01'),
        ("[[sample_ground]]", "[[other_ground]]", '"other_ground" is not known'),
        ("[pack]", "[packet]", "no \\[pack\\]"),
        ("on = 2026-06-30", "until = 2026-06-30", '"until" is not known'),
        ('transition = "running"\n', "", "transition_article"),
        ("[pack]", "[pack", "not valid TOML"),
    ],
)
def test_a_bad_pack_is_refused_with_the_place(old: str, new: str, words: str) -> None:
    assert old in PACK
    with pytest.raises(LawDataError, match=words):
        pack(PACK.replace(old, new, 1))


def test_a_stored_pack_outlives_the_plugin_that_read_its_records() -> None:
    assert read_pack(PACK.encode(), "pack", {}, lenient=True).records == {}
    with pytest.raises(LawDataError, match="sample_ground"):
        read_pack(PACK.encode(), "pack", {})


def test_a_pack_cannot_end_what_is_not_there(book: LawBook) -> None:
    stray = pack(PACK.replace('id = "CM-2"', 'id = "CM-3"', 1))
    with pytest.raises(UnknownRule, match="CM-3"):
        book.with_pack(stray)
    assert book.with_pack(stray, lenient=True).rules.rule("CM-4")


# --- loading ----------------------------------------------------------------------------------


class Clocks:
    """Running clocks of a throw-away plugin, by tenant, and what was accepted for them."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        self.accepted: list[tuple[str, str, Acceptance]] = []


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def law_app(
    make_app: Callable[..., tuple[Flask, Any]], clocks: Clocks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """An application in which reception, on in every tenant, also keeps clocks of its own."""
    made = source(tmp_path)

    @hookimpl
    def declare_law() -> list[LawSource]:
        return [made]

    @hookimpl
    def law_impact(scope: Scope, old_book: LawBook, new_book: LawBook) -> list[Change]:
        own = clocks.stored.get(scope.tenant.slug, {})
        found = [change_of(s, "settle", d, new_book, national_calendar()) for s, d in own.items()]
        return [change for change in found if change]

    @hookimpl
    def law_accepted(scope: Scope, changes: list[Change], acceptance: Acceptance) -> None:
        own = clocks.stored[scope.tenant.slug]
        for change in changes:
            own[change.subject] = compute(own[change.subject].clock, law_book().rules, national_calendar())
            clocks.accepted.append((scope.tenant.slug, change.subject, acceptance))

    module = ModuleType("keeps_clocks")
    vars(module).update({k: v for k, v in vars(reception).items() if not k.startswith("__")})
    vars(module).update(declare_law=declare_law, law_impact=law_impact, law_accepted=law_accepted)
    app, _world = make_app("sqlite", plugins=(), plugin_modules=(module,))
    return app


def test_loading_moves_exactly_what_a_transitional_article_names(law_app: Flask, clocks: Clocks) -> None:
    registry = law_app.extensions["tiepdan.registry"]
    calendar = national_calendar()
    with law_app.app_context():
        with internal():
            base = law_shelf().in_force()
        for slug in ("a-comm", "b-comm"):
            clocks.stored[slug] = {
                "x:case:accept-30-june": compute(Clock("CM-2", date(2026, 6, 30)), base.rules, calendar),
                "x:case:dialogue": compute(Clock("CM-9", date(2026, 6, 25)), base.rules, calendar),
                "x:case:over": compute(Clock("CM-9", date(2026, 5, 4)), base.rules, calendar),
            }
        before = {slug: dict(own) for slug, own in clocks.stored.items()}
        _old, new, impacts = plan_pack(registry, pack())
        assert clocks.stored == before
        with internal():
            assert law_shelf().in_force().version == base.version != new.version
        expected = Change(
            "x:case:dialogue", "settle", date(2026, 7, 15), date(2026, 7, 20), "transition", "Art 22.1, Act B"
        )  # type: ignore[arg-type]
        assert [(impact.tenant, impact.changes) for impact in impacts] == [
            ("a-comm", (("reception", expected),)),
            ("b-comm", (("reception", expected),)),
        ]
        load_pack(registry, pack(), "Trưởng bộ phận")
        assert [(tenant, subject) for tenant, subject, _ in clocks.accepted] == [
            ("a-comm", "x:case:dialogue"),
            ("b-comm", "x:case:dialogue"),
        ]
        assert clocks.accepted[0][2].by == "Trưởng bộ phận"
        assert clocks.accepted[0][2].basis == "pack trial"
        for slug, own in clocks.stored.items():
            moved = {subject for subject in own if own[subject] != before[slug][subject]}
            assert moved == {"x:case:dialogue"}
        with acting_in(system_scope("a-comm")):
            assert law_book().version == new.version
        clocks.accepted.clear()
        load_pack(registry, pack(), "again")
        assert clocks.accepted == []
        with pytest.raises(Refused, match="name of its own"):
            load_pack(registry, pack(PACK.replace("Act B", "Act C")), "other")
        db.engine.dispose()


def test_a_correction_is_listed_and_waits_for_somebody(law_app: Flask, clocks: Clocks) -> None:
    registry = law_app.extensions["tiepdan.registry"]
    text = (
        PACK.split("[[end]]", maxsplit=1)[0].replace("in_force", "correction = true\nin_force")
        + BASE.split("[[sample_ground]]", maxsplit=1)[0]
    )
    with law_app.app_context():
        with internal():
            base = law_shelf().in_force()
        stored = compute(Clock("CM-9", date(2026, 6, 25)), base.rules, national_calendar())
        clocks.stored["a-comm"] = {"x:case:1": stored}
        impacts = load_pack(registry, pack(text.replace("value = 20", "value = 21")), "x")
        assert [(c.new_due, c.by_law) for _plugin, c in impacts[0].changes] == [(date(2026, 7, 16), False)]
        assert clocks.accepted == []
        assert clocks.stored["a-comm"]["x:case:1"] == stored
        db.engine.dispose()


def test_loaded_packs_belong_to_the_installation(make_app: Callable[..., tuple[Flask, Any]], engine_name: str) -> None:
    app, _world = make_app(engine_name)
    head, rule = PACK.split("[[end]]", maxsplit=1)[0], PACK[PACK.index("[[rule]]") : PACK.rindex("[[rule]]")]
    with app.app_context():
        before = _packs()
        load_pack(app.extensions["tiepdan.registry"], read_pack((head + rule).encode(), "p", {}), "x")
        assert _packs() == [*before, "trial"]
        db.engine.dispose()


def _packs() -> list[str]:
    with internal():
        return list(law_shelf().in_force().packs)


def test_upgrading_twice_loads_nothing_twice(make_app: Callable[..., tuple[Flask, Any]]) -> None:
    app, _world = make_app("sqlite")
    with app.app_context():
        before = _packs()
    upgrade_all(app, app.extensions["tiepdan.config"])
    with app.app_context():
        assert _packs() == before == [p.id for p in law_shelf().shipped_packs()]
        db.engine.dispose()
