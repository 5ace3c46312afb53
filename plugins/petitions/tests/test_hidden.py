"""Who is accused, and everyone in their unit, cannot learn that a petition exists (promise P15); no identity (P12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from core.api import Invalid, NotFound, db, officials_of, units_of
from core.testing.rows import acting
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.models import Screen
from plugins.petitions.permissions import ALL, CUSTODY_MANAGE
from plugins.petitions.queries import lists
from plugins.petitions.queries import petitions as queries
from plugins.petitions.services import register, screens
from plugins.petitions.tests.factories import denunciation_input, petition_input, with_all_rights
from plugins.petitions.tests.test_flow import LIST
from plugins.reception.tests.test_visit_create import checkpoint, everything
from tests.isolation.routes import raw

A = "a-comm"
MakeApp = Callable[..., tuple[Flask, World]]


def accused_with_every_right(app: Flask, world: World) -> tuple[FlaskClient, int]:
    """The head of commune A, whose role gets every right of the plugin."""
    login = world.login(A, "petitions_head")
    with raw(app) as connection:
        key = connection.execute(text("select id from core_user where login = :login"), {"login": login}).scalar_one()
        find = "select r.id, r.tenant_id from core_role r join core_tenant t on t.id = r.tenant_id"
        role = connection.execute(text(f"{find} where t.slug = :slug and r.key = 'petitions_head'"), {"slug": A}).one()
        held = "select permission from core_role_permission where role_id = :role"
        there = set(connection.execute(text(held), {"role": role.id}).scalars())
        put = "insert into core_role_permission (tenant_id, role_id, permission) values (:tenant, :role, :right)"
        for right in ALL:
            if right.name not in there:
                connection.execute(text(put), {"tenant": role.tenant_id, "role": role.id, "right": right.name})
    return log_client_in(app, login), int(key)


def test_an_accused_with_every_right_learns_nothing(make_app: MakeApp, engine_name: str, still: None) -> None:
    app, world = make_app(engine_name, csrf=False)
    client, key = accused_with_every_right(app, world)
    paths = (
        LIST,
        f"{LIST}?work=sealed",
        f"{LIST}?q=lam+cung+viec",
        f"{LIST}?work=mine",
        "/t/a-comm/",
        "/t/a-comm/petitions/envelopes",
    )
    paths += ("/t/a-comm/search?q=viec+can+giau", f"{LIST}?work=overdue", f"{LIST}?since=2026-11-20")
    before = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in before.values()} == {200}
    sheet = client.get("/t/a-comm/petitions/petitions.xlsx")
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            hidden = register.register_petition(scope, denunciation_input(summary="Việc cần giấu kín"))
            plain = register.register_petition(scope, petition_input(summary="Việc cần giấu kín"))
            for petition in (hidden, plain):
                db.session.add(Screen(petition_id=petition.id, user_id=key))
            db.session.flush()
            screens_there = [hidden.public_id, plain.public_id]
            from plugins.petitions.services import search

            for petition in (hidden, plain):
                search.index(scope, petition)
    for path, answer in before.items():
        after = client.get(path)
        assert visible_words(after.text) == visible_words(answer.text), f"{path} tells of the hidden petitions"
    for public_id in screens_there:
        for page in ("", "/classify", "/propose", "/compare", "/split"):
            assert client.get(f"{LIST}/{public_id}{page}").status_code == 404
        assert client.get(f"/t/a-comm/petitions/envelopes/{public_id}").status_code == 404
        assert client.post(f"{LIST}/{public_id}/decide", data={"on": "23/11/2026"}).status_code == 404
    assert len(client.get("/t/a-comm/petitions/petitions.xlsx").data) == pytest.approx(len(sheet.data), abs=40)
    look = client.post(
        f"{LIST}/new",
        data={"look": "1", "kind": "complaint", "summary": "Việc cần giấu kín"},
        headers={"HX-Request": "true"},
    )
    assert "<li" not in look.text


def visible_words(page: str) -> str:
    """A page without what differs from request to request."""
    import re

    return re.sub(
        r'(value|content|nonce|data-[\w-]+)="[^"]*"|[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}|\b[0-9a-f]{16}\b', "", page
    )


def test_colleagues_in_the_unit_of_the_accused_see_nothing(make_app: MakeApp) -> None:
    app, _world = make_app("sqlite", csrf=False)
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            accused = next(o for o in officials_of(scope) if "police" in o.name)
            petition = register.register_petition(scope, denunciation_input(screen_users=(accused.public_id,)))
            assert set(db.session.scalars(select(Screen.unit_id).where(Screen.petition_id == petition.id))) == {
                None,
                *accused.units,
            }
            colleague = replace(scope, actor_id=10**6, unit_id=accused.units[0])
            with pytest.raises(NotFound):
                queries.get_petition(colleague, petition.public_id)
            elsewhere = replace(scope, actor_id=10**6, unit_id=10**6)
            assert queries.get_petition(elsewhere, petition.public_id) is petition


def test_an_officer_cannot_hide_a_petition_from_their_own_unit(make_app: MakeApp) -> None:
    app, _world = make_app("sqlite", csrf=False)
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            unit = units_of(scope)[0]
            petition = register.register_petition(scope, denunciation_input())
            own = replace(scope, actor_id=10**6, unit_id=unit.key)
            with pytest.raises(Invalid) as refused:
                screens.screen(own, petition, (), (unit.public_id,))
            assert refused.value.problems == {"screen_users": "own_unit"}


def test_a_denunciation_against_the_head_is_for_the_custodian_alone(
    app: Flask, head: FlaskClient, custodian: FlaskClient
) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            values = denunciation_input(respondent_level="commune_deputy", summary="Tố cáo Phó Chủ tịch")
            url = f"{LIST}/{register.register_petition(scope, values).public_id}"
    assert head.get(url).status_code == 404
    assert "Tố cáo Phó Chủ tịch" not in head.get(f"{LIST}?work=sealed").text
    page = custodian.get(url)
    assert page.status_code == 200
    assert "send-up" in page.text
    assert "/propose" not in page.text
    answer = custodian.post(
        f"{url}/classify", data={"kind": "denunciation", "competence": "mine", "respondent_level": "commune_deputy"}
    )
    assert answer.status_code == 422, "it can never be ours"
    answer = custodian.post(
        f"{url}/send-up", data={"on": "23/11/2026", "body": "Chủ tịch UBND tỉnh", "paper_no": "7/UBND"}
    )
    assert answer.status_code == 303
    assert head.get(url).status_code == 404


def test_numbers_of_denunciations_are_for_custodians(app: Flask) -> None:
    with app.app_context():
        scope = with_all_rights(scope_of(A))
        with acting(app, scope, writes=True):
            petition = register.register_petition(scope, denunciation_input())
            assert lists.code_of(scope, petition).startswith(f"TC-{petition.number:04d}/")
            blind = replace(scope, permissions=scope.permissions - {CUSTODY_MANAGE.name})
            assert lists.code_of(blind, petition) == f"TC-{petition.public_id[:6].upper()}"


def test_no_word_of_the_denouncer_reaches_the_disk(make_app: MakeApp, engine_name: str, still: None) -> None:
    app, world = make_app(engine_name, csrf=False)
    client = log_client_in(app, world.login(A, "petitions_denunciations"))
    canary = "Hòa-Ngọc-Bí-Mật-9913"
    form = {
        "received_on": "20/11/2026",
        "kind": "denunciation",
        "source": "handed_in",
        "summary": f"{canary} tố cáo việc thu tiền",
        "respondent_level": "commune_staff",
        "people-0-name": canary,
        "names": canary,
        "once": "c1",
    }
    first = client.post(f"{LIST}/new", data=form)
    assert first.status_code == 422
    again = client.post(f"{LIST}/new", data=form | {"summary": "Tố cáo việc thu tiền"})
    assert again.status_code == 422
    assert f'value="{canary}"' not in again.text, "what was typed about a person does not come back"
    checkpoint(app)
    assert canary not in everything(app)


def test_a_link_to_a_hidden_petition_is_like_none(make_app: MakeApp) -> None:
    app, world = make_app("sqlite", csrf=False)
    client, key = accused_with_every_right(app, world)
    url = f"/t/{A}/petitions/links/{world.id_of(A, 'link')}/undo"
    with raw(app) as connection:
        find = text("select petition_id, tenant_id from petitions_link where public_id = :id")
        link = connection.execute(find, {"id": world.id_of(A, "link")}).one()
        put = text("insert into petitions_screen (tenant_id, petition_id, user_id) values (:tenant, :petition, :user)")
        connection.execute(put, {"tenant": link.tenant_id, "petition": link.petition_id, "user": key})
    assert client.post(url).status_code == 404
    with raw(app) as connection:
        connection.execute(text("update petitions_link set live = null where id > 0"))
    assert client.post(url).status_code == 404, "nor is one told that a link was taken back"
