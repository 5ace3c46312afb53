"""A token acts as exactly one post, as that stands at this moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from core import clock
from core.machine.problems import PROBLEM
from core.testing.jobs import switch_off
from core.testing.machine import Program, give
from core.testing.world import World, log_client_in
from plugins.reception.permissions import VISIT_REGISTER
from tests.isolation.routes import raw
from tests.machine.conftest import ROOM, VISITS, visit

ENDED = {
    "the user is inactive": "update core_user set active = false where login = :login",
    "the post has ended": "update core_post set valid_to = valid_from where user_id ="
    " (select id from core_user where login = :login)",
    "the post has not begun": "update core_post set valid_from = '2030-01-01' where user_id ="
    " (select id from core_user where login = :login)",
    "the membership is gone": "delete from core_membership where user_id ="
    " (select id from core_user where login = :login)",
    "the token was ended": "update core_api_token set ended_at = created_at where user_id ="
    " (select id from core_user where login = :login)",
}


def change(app: Flask, statement: str, login: str) -> None:
    with raw(app) as connection:
        connection.execute(text(statement), {"login": login})


@pytest.mark.parametrize("reason", ENDED)
def test_a_token_dies_at_once(app: Flask, world: World, officer: Program, reason: str) -> None:
    assert officer.get(VISITS).status_code == 200
    change(app, ENDED[reason], world.login("a-comm", "reception_officer"))
    answer = officer.get(VISITS)
    assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="tiepdan", error="invalid_token"'


def test_a_token_ends_with_its_day(officer: Program) -> None:
    with clock.freeze(clock.now() + timedelta(days=29, hours=23)):
        assert officer.get(f"{ROOM}/").status_code == 200
    with clock.freeze(clock.now() + timedelta(days=30, seconds=1)):
        assert officer.get(f"{ROOM}/").status_code == 401


def test_rights_are_those_of_today(app: Flask, officer: Program) -> None:
    with raw(app) as connection:
        connection.execute(text("delete from core_role_permission where permission = 'reception.visit.register'"))
    assert officer.post(VISITS, visit()).status_code == 403
    assert officer.get(VISITS).status_code == 200


def test_a_plugin_that_is_off_is_not_there(app: Flask, officer: Program) -> None:
    had = officer.get(f"{ROOM}/").json["plugins"]
    registry = app.extensions["tiepdan.registry"]
    off = [name for name in had if "reception" in (name, *registry.manifests[name].requires)]
    for name in sorted(off, key="reception".__eq__):  # those that need it first
        switch_off(app, "a-comm", name)
    assert officer.get(VISITS).status_code == 404
    assert officer.get(f"{ROOM}/").json["plugins"] == [name for name in had if name not in off]


def test_a_token_does_not_take_over_another_post(app: Flask, world: World, officer: Program) -> None:
    """The user gets a second post with more rights; the token stays with its own."""
    login = world.login("a-comm", "reception_reader")
    reader = Program(app, give(app, "a-comm", login))
    change(
        app,
        "insert into core_post (public_id, tenant_id, user_id, unit_id, role_id, title, valid_from)"
        " select 'second-post', p.tenant_id, u.id, p.unit_id, p.role_id, 'x', '2024-01-01' from core_post p"
        " join core_role r on r.id = p.role_id join core_tenant t on t.id = p.tenant_id"
        " cross join core_user u where r.key = 'reception_officer' and t.slug = 'a-comm' and u.login = :login",
        login,
    )
    assert reader.post(VISITS, visit()).status_code == 403
    second = Program(app, give(app, "a-comm", login, post_ref="second-post"))
    assert second.post(VISITS, visit()).status_code == 201
    change(app, "update core_post set valid_to = valid_from where public_id = 'second-post'", login)
    assert second.get(VISITS).status_code == 401
    assert reader.get(VISITS).status_code == 200


def test_only_the_hash_is_kept(app: Flask, world: World) -> None:
    secret = give(app, "a-comm", world.login("a-comm", "bare"))
    with raw(app) as connection:
        rows = connection.execute(text("select * from core_api_token")).all()
        audit = connection.execute(text("select event, payload from core_audit where event like 'core.token%'")).all()
    assert secret not in repr(rows)
    assert secret[:10] in repr(rows)
    assert len(audit) == 1


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer tdp_none", "Bearer é", "bearer tdp_x tdp_y"]
)
def test_without_a_living_token_nothing_opens(app: Flask, header: str) -> None:
    answer = app.test_client().get(VISITS, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_cookies_mean_nothing_here(app: Flask, world: World) -> None:
    client = log_client_in(app, world.login("a-comm", "reception_officer"))
    assert client.get(VISITS).status_code == 401
    token = give(app, "a-comm", world.login("a-comm", "reception_reader"))
    answer = client.get(f"{ROOM}/", headers={"Authorization": f"Bearer {token}"})
    roles = app.extensions["tiepdan.registry"].roles["reception"]
    shipped = next(role.permissions for role in roles if role.key == "reception_reader")
    assert VISIT_REGISTER not in shipped
    assert answer.json["rights"] == sorted({"core.member", *(permission.name for permission in shipped)})
    assert "Set-Cookie" not in answer.headers


def test_a_token_opens_no_screen(app: Flask, world: World) -> None:
    token = give(app, "a-comm", world.login("a-comm", "reception_officer"))
    answer = app.test_client().get("/t/a-comm/reception/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303


def test_changes_need_no_form_token_but_the_bearer(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, world = make_app("sqlite")  # form tokens are checked here
    program = Program(app, give(app, "a-comm", world.login("a-comm", "reception_officer")))
    assert program.post(VISITS, visit()).status_code == 201
    assert Program(app).post(VISITS, visit()).status_code == 401


def test_a_one_time_password_must_be_changed_first(app: Flask, world: World, officer: Program) -> None:
    change(
        app,
        "update core_user set must_change_password = true where login = :login",
        world.login("a-comm", "reception_officer"),
    )
    assert officer.get(VISITS).status_code == 403


def test_a_token_may_ask_so_often(make_app: Callable[..., tuple[Flask, World]]) -> None:
    app, world = make_app("sqlite", api_per_minute=3)
    program = Program(app, give(app, "a-comm", world.login("a-comm", "bare")))
    answers = [program.get(f"{ROOM}/") for _turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    other = Program(app, give(app, "a-comm", world.login("a-comm", "reception_reader")))
    assert other.get(f"{ROOM}/").status_code == 200


def test_the_owner_sees_and_ends_a_token(app: Flask, world: World, officer: Program) -> None:
    login = world.login("a-comm", "reception_officer")
    client = log_client_in(app, login)
    with raw(app) as connection:
        newest = connection.execute(text("select public_id from core_api_token order by id desc")).first()
    assert newest is not None
    page = client.get("/account").text
    assert officer.headers["Authorization"][7:17] in page
    assert officer.headers["Authorization"][7:] not in page
    stranger = log_client_in(app, world.login("a-comm", "tenant_admin"))
    assert stranger.post(f"/account/tokens/{newest[0]}/end").status_code == 404
    assert officer.get(VISITS).status_code == 200
    assert client.post(f"/account/tokens/{newest[0]}/end").status_code == 303
    assert officer.get(VISITS).status_code == 401
    assert officer.headers["Authorization"][7:17] not in client.get("/account").text
    with raw(app) as connection:
        ended = connection.execute(text("select count(*) from core_audit where event = 'core.token_ended'")).scalar()
    assert ended == 1
