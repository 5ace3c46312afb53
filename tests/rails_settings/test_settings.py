"""Settings: own value, the nearest one above, the default; one page per plugin; a history without texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import dataclass as plain
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.audit.models import AuditEntry
from core.audit.reading import history_lines
from core.db.base import db
from core.db.session import acting_in, internal
from core.errors import Invalid
from core.plugins.manager import load
from core.plugins.manifest import ManifestError
from core.settings.core_settings import CoreSettings
from core.settings.models import Setting, SettingOffer
from core.settings.schema import SettingsSchema, schema_problems, setting
from core.settings.values import change_setting, origins, settings, subjects_of
from core.tenancy.models import Tenant, TenantParent
from core.testing.world import World, scope_of
from plugins.reception.queries import visits as queries
from plugins.reception.settings import ReceptionSettings

NAME = "warn_days_before"


def put(slug: str, value: Any, name: str = NAME, schema: type[SettingsSchema] = ReceptionSettings) -> bool:
    scope = scope_of(slug)
    with acting_in(scope, writes=True):
        return change_setting(scope, schema, name, value)


def shown(client: FlaskClient, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with some fields typed over."""
    form = BeautifulSoup(client.get(PAGE).text, "html.parser")
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("main input[name^=set_]")}
    return fields | changes


def origin(slug: str, name: str = NAME) -> tuple[Any, str, str]:
    scope = scope_of(slug)
    with acting_in(scope):
        found = origins(scope, ReceptionSettings)[name]
        assert getattr(settings(scope, ReceptionSettings), name) == found.value
        return found.value, found.kind, found.tenant


def test_a_value_comes_from_the_nearest_tenant_above(engine_name: str, app: Flask) -> None:
    with app.app_context():
        assert origin("a1-vill") == (0, "default", "")
        assert put("p-prov", 4)
        assert origin("a1-vill") == (4, "above", "Đơn vị p-prov")
        assert origin("b-comm")[:2] == (4, "above")
        assert put("a-comm", 2)
        assert origin("a-comm") == (2, "own", "")
        assert origin("a1-vill") == (2, "above", "Đơn vị a-comm")
        assert origin("b-comm")[:2] == (4, "above")
        assert origin("z-comm")[:2] == (0, "default"), "no parent, nothing inherited"
        assert put("a1-vill", 0), "a value equal to the default can be one's own"
        assert origin("a1-vill") == (0, "own", "")
        assert put("a-comm", None)
        assert not put("a-comm", None)
        assert origin("a-comm") == (4, "above", "Đơn vị p-prov")


def test_parent_links_count_on_their_days_only(app: Flask) -> None:
    with app.app_context():
        put("d-dist", 3)
        with internal(writes=True):
            ids = {tenant.slug: tenant.id for tenant in db.session.scalars(select(Tenant))}
            link = db.session.scalars(select(TenantParent).where(TenantParent.tenant_id == ids["b-comm"])).one()
            link.valid_to = clock.today() - timedelta(days=1)
            db.session.add(TenantParent(tenant_id=ids["z-comm"], parent_id=ids["d-dist"], valid_from=clock.today()))
        assert origin("b-comm")[1] == "default"
        assert origin("z-comm")[:2] == (3, "above")


def test_a_circle_of_parents_ends(app: Flask) -> None:
    with app.app_context():
        with internal(writes=True):
            ids = {tenant.slug: tenant.id for tenant in db.session.scalars(select(Tenant))}
            db.session.add(TenantParent(tenant_id=ids["p-prov"], parent_id=ids["a-comm"], valid_from=date(2024, 1, 1)))
        put("a-comm", 5)
        assert origin("a-comm") == (5, "own", "")
        assert origin("p-prov")[:2] == (5, "above")
        put("a-comm", None)
        assert origin("a-comm")[1] == "default"


def test_values_outside_the_bounds_never_hold(app: Flask) -> None:
    with app.app_context():
        for wrong in (-1, 11, True, "3", 2.0):
            with pytest.raises(Invalid):
                put("a-comm", wrong)
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            db.session.add(Setting(plugin="reception", name=NAME, value="nonsense"))
        assert origin("a-comm")[1] == "default"


def test_offers_follow_and_hold_nothing_else(engine_name: str, app: Flask) -> None:
    with app.app_context():
        put("d-dist", 3)
        put("d-dist", 6)
        with internal():
            assert db.session.execute(select(SettingOffer.name, SettingOffer.value)).all() == [(NAME, 6)]
        put("d-dist", None)
        with internal():
            assert db.session.execute(select(SettingOffer.name)).all() == []


def test_the_history_says_who_and_what(app: Flask) -> None:
    with app.app_context():
        put("a-comm", 2)
        put("a-comm", None)
        scope = scope_of("a-comm")
        with acting_in(scope):
            rows = db.session.scalars(
                select(AuditEntry).where(AuditEntry.event == "core.setting_changed").order_by(AuditEntry.id)
            ).all()
            assert [row.payload for row in rows] == [
                {"plugin": "reception", "setting": NAME, "value": "2", "own": True},
                {"plugin": "reception", "setting": NAME, "value": None, "own": False},
            ]


def test_typed_text_stays_with_the_tenant_and_out_of_the_log(app: Flask) -> None:
    @dataclass(frozen=True)
    class Words(SettingsSchema):
        plugin = "reception"
        greeting: str = setting("", title="Greeting", inheritable=False)

    with app.app_context():
        put("d-dist", "CANARY-D-words", "greeting", Words)
        scope = scope_of("a-comm")
        with acting_in(scope):
            assert settings(scope, Words).greeting == ""
        scope = scope_of("d-dist")
        with acting_in(scope):
            assert settings(scope, Words).greeting == "CANARY-D-words"
            row = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "core.setting_changed")).one()
            assert row.payload == {"plugin": "reception", "setting": "greeting", "value": None, "own": True}
        with internal():
            assert db.session.scalars(select(SettingOffer)).all() == []


def test_a_schema_that_would_leak_or_lie_stops_the_boot() -> None:
    @dataclass(frozen=True)
    class Leaks(SettingsSchema):
        plugin = "sample"
        words: str = setting("", title="t")

    @plain
    class Melts(SettingsSchema):
        plugin = "sample"
        number: int = setting(1, title="t")

    @dataclass(frozen=True)
    class Lies(SettingsSchema):
        plugin = "sample"
        number: int = setting(9, title="t", most=5)
        bare: int = 3

    assert "free text" in schema_problems(Leaks, "sample")[0]
    assert "frozen" in schema_problems(Melts, "sample")[0]
    assert len(schema_problems(Lies, "sample")) == 2
    assert schema_problems(CoreSettings, "core") == []
    assert schema_problems(CoreSettings, "other") == ["CoreSettings.plugin must be 'other'"]
    with pytest.raises(ManifestError, match="free text"):
        load([("here", make_plugin(Leaks))])


def make_plugin(schema: type[SettingsSchema]) -> Any:
    from pathlib import Path
    from types import ModuleType

    from core.plugins.hookspecs import hookimpl
    from core.plugins.manifest import Manifest

    module = ModuleType("sample")
    module.manifest = Manifest(  # type: ignore[attr-defined]
        name="sample", title="X", version="1", folder=Path(__file__).parent, owner_unit="x", data_classes=()
    )

    def declare_settings() -> list[type[SettingsSchema]]:
        return [schema]

    module.declare_settings = hookimpl(declare_settings)  # type: ignore[attr-defined]
    return module


# -- the page ----------------------------------------------------------------------------------

PAGE = "/t/a-comm/admin/settings/reception"


def test_the_page_says_where_each_value_comes_from(
    app: Flask, world: World, login: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        put("d-dist", 3)
    client = login(world.login("a-comm", "tenant_admin"))
    assert "/admin/settings/reception" in client.get("/t/a-comm/admin/settings").text
    text = client.get(PAGE).text
    assert "kế thừa" in text
    assert "Đơn vị d-dist" in text
    assert "đơn vị này tự đặt" in text, "receipt_copies of the test world"
    answer = client.post(PAGE, data=shown(client))
    assert answer.status_code == 303
    with app.app_context():
        assert origin("a-comm")[1] == "above", "sending the form unchanged pins nothing"
    assert client.post(PAGE, data=shown(client, set_warn_days_before="5")).status_code == 303
    with app.app_context():
        assert origin("a-comm") == (5, "own", "")
    assert client.post(f"{PAGE}/reset", data={"name": NAME}).status_code == 303
    with app.app_context():
        assert origin("a-comm")[:2] == (3, "above")
    text = client.get(PAGE).text
    assert "đặt thành 5" in text
    assert "trả về giá trị kế thừa" in text


def test_an_inherited_value_can_be_kept_and_the_page_says_what_would_hold_without(
    app: Flask, world: World, login: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        put("d-dist", 3)
    client = login(world.login("a-comm", "tenant_admin"))
    sent = shown(client, keep=NAME)
    assert client.post(PAGE, data=sent).status_code == 303
    with app.app_context():
        assert origin("a-comm") == (3, "own", "")
        put("d-dist", 8)
        assert origin("a-comm") == (3, "own", ""), "what is above changes nothing any more"
    text = " ".join(BeautifulSoup(client.get(PAGE).text, "html.parser").get_text(" ").split())
    assert "Nếu không, giá trị 8 sẽ có hiệu lực (từ Đơn vị d-dist)" in text
    assert client.post(PAGE, data=sent | {"keep": "nothing"}).status_code == 303


def test_the_history_says_a_choice_by_its_label(app: Flask) -> None:
    @dataclass(frozen=True)
    class Chosen(SettingsSchema):
        plugin = "reception"
        order: str = setting("time", title="Order", choices=(("time", "By time"), ("place", "By place")))

    registry = app.extensions["tiepdan.registry"]
    kept = registry.settings["reception"]
    registry.settings["reception"] = Chosen
    try:
        with app.test_request_context():
            put("a-comm", "place", "order", Chosen)
            with acting_in(scope_of("a-comm")):
                lines = history_lines(scope_of("a-comm"), subjects_of(Chosen))
            assert [(str(line.what), line.text) for line in lines] == [("Order", "đặt thành By place")]
    finally:
        registry.settings["reception"] = kept


def test_wrong_values_get_a_sentence(world: World, login: Callable[[str], FlaskClient]) -> None:
    client = login(world.login("a-comm", "tenant_admin"))
    for wrong in ("99", "-1", "", "abc", "1e3", "９"):
        answer = client.post(PAGE, data=shown(client, set_warn_days_before=wrong))
        assert answer.status_code == 422, wrong
        assert 'class="error"' in answer.text
        if wrong == "99":
            assert "từ 0 đến 10" in answer.text
    assert client.post(f"{PAGE}/reset", data={"name": "other"}).status_code == 404
    assert client.get("/t/a-comm/admin/settings/massorg").status_code == 404
    assert client.get("/t/a-comm/admin/settings/nothing").status_code == 404


def test_only_the_administrator_of_the_tenant_comes_in(world: World, login: Callable[[str], FlaskClient]) -> None:
    assert login(world.login("a-comm", "reception_officer")).get(PAGE).status_code == 403
    assert login(world.login("b-comm", "tenant_admin")).get(PAGE).status_code == 404
    assert login(world.login("d-dist", "tenant_admin")).get(PAGE).status_code == 404


# -- they are used -----------------------------------------------------------------------------


def test_the_desk_warns_as_many_days_ahead_as_set(app: Flask) -> None:
    from plugins.reception.services import visits as services
    from plugins.reception.tests.factories import visit_input

    with app.app_context():
        scope = scope_of("z-comm", "reception.visit.view")
        with acting_in(scope, writes=True):
            due = services.register_visit(scope, visit_input(received_on=clock.today())).answer_due_on
        with acting_in(scope):
            assert queries.desk_numbers(scope).due_soon == 0
            assert due is not None
        put("z-comm", 10)
        with acting_in(scope):
            assert queries.desk_numbers(scope).due_soon == 1
        put("z-comm", 1)
        with acting_in(scope):
            assert queries.desk_numbers(scope).due_soon == 0


def test_the_receipt_says_how_many_copies(app: Flask, world: World, login: Callable[[str], FlaskClient]) -> None:
    from core.testing.world import printable

    with app.app_context():
        put("a-comm", 4, "receipt_copies")
    client = login(world.login("a-comm", "reception_officer"))
    path = f"/t/a-comm/reception/visits/{world.id_of('a-comm', 'visit')}/receipt.docx"
    assert "lập thành 04 bản" in printable(client.get(path).data)


def test_settings_cost_two_statements_once_per_frame(app: Flask) -> None:
    from sqlalchemy import event

    with app.app_context():
        scope = scope_of("a1-vill")
        seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        with acting_in(scope):
            settings(scope, ReceptionSettings)
            settings(scope, ReceptionSettings)
        assert len([statement for statement in seen if "core_setting" in statement]) == 2
