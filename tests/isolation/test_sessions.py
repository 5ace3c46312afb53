"""Logins: new secret each time, limits, lists, remote end, immediate loss of rights (P23, P26)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import clock
from core.identity.sessions import FIRST_WAIT, FREE_FAILURES, LONGEST_WAIT
from core.testing.world import PASSWORD, World, log_client_in
from tests.isolation.gates import token_of
from tests.isolation.routes import TARGET, raw

Made = Callable[..., tuple[Flask, World]]
NEW = "Câu dài khác hẳn 7"


def log_in_by_form(client: FlaskClient, login: str, password: str = PASSWORD) -> int:
    """Through the login page, as people do; gives the status."""
    token = token_of(client.get("/login").text)
    form = {"login": login, "password": password, "csrf_token": token}
    return client.post("/login", data=form).status_code


def send(client: FlaskClient, path: str, **form: str) -> int:
    """A change with the right token; gives the status."""
    token = token_of(client.get("/ui").text)
    return client.post(path, data=form | {"csrf_token": token}).status_code


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def session_ids(app: Flask, login: str) -> list[str]:
    with raw(app) as connection:
        rows = connection.execute(
            text(
                "select s.public_id from core_login_session s join core_user u on u.id = s.user_id"
                " where u.login = :l order by s.id"
            ),
            {"l": login},
        )
        return list(rows.scalars())


def test_each_login_has_a_new_secret(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    client = app.test_client()
    client.get("/login")
    with client.session_transaction() as session:
        planted = dict(session)
        session["_user_id"] = "planted"
    assert not is_in(client)
    assert log_in_by_form(client, world.stray) == 303
    with client.session_transaction() as session:
        first = dict(session)
    assert first["_user_id"] not in {"planted", ""}
    assert first.get("csrf_token") != planted["csrf_token"]
    assert send(client, "/logout") == 303
    assert log_in_by_form(client, world.stray) == 303
    with client.session_transaction() as session:
        assert session["_user_id"] != first["_user_id"]


def test_the_database_does_not_know_the_secret(make_app: Made) -> None:
    app, world = make_app("sqlite")
    client = app.test_client()
    log_in_by_form(client, world.stray)
    with client.session_transaction() as session:
        secret = session["_user_id"]
    with raw(app) as connection:
        assert secret not in str(connection.execute(text("select * from core_login_session")).all())


def test_a_cookie_is_dead_after_logout(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    client = app.test_client()
    log_in_by_form(client, world.stray)
    with client.session_transaction() as session:
        kept = dict(session)
    token = token_of(client.get("/ui").text)
    response = client.post("/logout", data={"csrf_token": token})
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(kept)
    assert not is_in(client)
    assert not is_in(thief)


def test_a_login_can_be_ended_from_another_device(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    phone, desk = app.test_client(), app.test_client()
    log_in_by_form(phone, world.stray)
    log_in_by_form(desk, world.stray)
    lost, _own = session_ids(app, world.stray)
    assert lost in desk.get("/account").text
    assert send(desk, f"/account/sessions/{lost}/end") == 303
    assert (is_in(phone), is_in(desk)) == (False, True)
    other = log_client_in(app, world.operator)
    assert send(other, f"/account/sessions/{session_ids(app, world.stray)[1]}/end") == 404
    assert is_in(desk)


def test_idle_and_absolute_limits(make_app: Made) -> None:
    app, world = make_app("sqlite", idle_minutes=30)
    client = app.test_client()
    start = clock.now()
    with clock.freeze(start):
        log_in_by_form(client, world.stray)
    for minutes in range(25, 12 * 60, 25):
        with clock.freeze(start + timedelta(minutes=minutes)):
            assert is_in(client), f"use every 25 minutes keeps it alive, ended after {minutes}"
    with clock.freeze(start + timedelta(hours=12, seconds=1)):
        assert not is_in(client)
    lazy = app.test_client()
    with clock.freeze(start):
        log_in_by_form(lazy, world.stray)
    with clock.freeze(start + timedelta(minutes=31)):
        assert not is_in(lazy)


def test_a_changed_role_counts_at_the_next_request(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    reader = log_client_in(app, world.login(TARGET, "reception_reader"))
    assert reader.get(f"/t/{TARGET}/reception/visits").status_code == 200
    admin = log_client_in(app, world.login(TARGET, "tenant_admin"))
    role = world.id_of(TARGET, "role")
    assert send(admin, f"/t/{TARGET}/admin/roles/{role}") == 303
    assert reader.get(f"/t/{TARGET}/reception/visits").status_code == 403
    assert send(admin, f"/t/{TARGET}/admin/roles/{role}", permission="reception.visit.view") == 303
    assert reader.get(f"/t/{TARGET}/reception/visits").status_code == 200
    assert send(admin, f"/t/{TARGET}/admin/posts/{world.id_of(TARGET, 'post')}/end") == 303
    assert reader.get(f"/t/{TARGET}/").status_code == 404


def test_a_closed_account_is_out_at_once(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    client = log_client_in(app, world.stray)
    with raw(app) as connection:
        connection.execute(text("update core_user set active = false where login = :l"), {"l": world.stray})
    assert not is_in(client)
    assert log_in_by_form(app.test_client(), world.stray) == 422


def test_a_new_password_ends_all_other_logins(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    here, there = (log_client_in(app, world.stray) for _ in range(2))
    assert send(here, "/account", old=PASSWORD, new=NEW, again=NEW) == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert log_in_by_form(app.test_client(), world.stray) == 422
    assert log_in_by_form(app.test_client(), world.stray, NEW) == 303


def test_an_administrator_resets_a_password(engine_name: str, make_app: Made) -> None:
    app, world = make_app(engine_name)
    name = world.login(TARGET, "reception_reader")
    reader = log_client_in(app, name)
    admin = log_client_in(app, world.login(TARGET, "tenant_admin"))
    token = token_of(admin.get("/ui").text)
    path = f"/t/{TARGET}/admin/users/{world.id_of(TARGET, 'user')}/password"
    page = admin.post(path, data={"csrf_token": token}).text
    assert not is_in(reader)
    import re

    password = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", page)
    assert password
    client = app.test_client()
    assert log_in_by_form(client, name, password[0]) == 303
    for path in (f"/t/{TARGET}/", f"/t/{TARGET}/reception/visits"):
        response = client.get(path)
        assert (response.status_code, response.headers.get("Location")) == (303, "/account")
    assert send(client, "/account", old=password[0], new=NEW, again=NEW) == 303
    assert client.get(f"/t/{TARGET}/").status_code == 200


@pytest.mark.parametrize("name", ["stray", "nobody.at.all"])
def test_guessing_waits_twice_as_long_each_time(name: str, make_app: Made) -> None:
    app, _world = make_app("sqlite")
    moment = clock.now()
    client = app.test_client()
    for _attempt in range(FREE_FAILURES):
        with clock.freeze(moment):
            assert log_in_by_form(client, name, "wrong wrong wrong") == 422
    wait = FIRST_WAIT
    for _round in range(9):
        with clock.freeze(moment + wait - timedelta(seconds=1)):
            assert log_in_by_form(client, name, PASSWORD) == 429, f"let in before {wait}"
        moment += wait + timedelta(seconds=1)
        with clock.freeze(moment):
            assert log_in_by_form(client, name, "wrong wrong wrong") == 422
        wait = min(wait * 2, LONGEST_WAIT)
    with clock.freeze(moment + wait + timedelta(seconds=1)):
        assert log_in_by_form(client, name, PASSWORD) == (303 if name == "stray" else 422)


def test_cookies_over_https(make_app: Made) -> None:
    app, world = make_app("sqlite", https=True)
    client = app.test_client()
    base = "https://localhost"
    token = token_of(client.get("/login", base_url=base).text)
    form = {"login": world.stray, "password": PASSWORD, "csrf_token": token}
    response = client.post("/login", data=form, base_url=base)
    assert response.status_code == 303
    cookies = response.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= parts
        assert any(part.startswith("SameSite=") and part != "SameSite=None" for part in parts)
        assert not any(part.startswith("Domain=") for part in parts)
    assert "max-age=" in response.headers["Strict-Transport-Security"]


def test_cookies_over_plain_http(make_app: Made) -> None:
    app, world = make_app("sqlite")
    client = app.test_client()
    log_in_by_form(client, world.stray)
    cookie = client.get("/account").headers.get("Set-Cookie") or str(client.get_cookie("tiepdan"))
    assert cookie.startswith("tiepdan=")
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_private_pages_say_so(make_app: Made) -> None:
    app, world = make_app("sqlite")
    client = log_client_in(app, world.login(TARGET, "reception_officer"))
    visit = world.id_of(TARGET, "visit")
    for path in ("", "reception/visits", f"reception/visits/{visit}", "reception/book.xlsx"):
        response = client.get(f"/t/{TARGET}/{path}")
        assert response.headers["Cache-Control"] == "no-store", path
        assert {"Cookie", "HX-Request"} <= {name.strip() for name in response.headers["Vary"].split(",")}, path


def test_pages_keep_nothing_in_the_browser() -> None:
    """P23: our script stores nothing, and htmx keeps no history of private pages."""
    from pathlib import Path

    import core.web

    script = (Path(core.web.__file__).parent / "static" / "app.js").read_text(encoding="utf-8")
    for word in ("localStorage", ".setItem(", "indexedDB", "caches."):
        assert word not in script
    shell = "".join(
        p.read_text(encoding="utf-8") for p in (Path(core.web.__file__).parent / "templates").rglob("*.html")
    )
    assert '"historyCacheSize":0' in shell
