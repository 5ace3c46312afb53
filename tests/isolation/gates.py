"""Small checks of what stands before a page: gates, tokens, logins. Like probes.py, one lock each."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from core import clock
from core.testing.world import World, log_client_in
from tests.isolation.probes import HERE, THERE, Probe
from tests.isolation.routes import marks_in, raw


def strangers_get_404(app: Flask, world: World) -> None:
    """The membership gate."""
    client = log_client_in(app, world.login(THERE, "tenant_admin"))
    assert client.get(f"/t/{HERE}/admin/users").status_code == 404


def plugins_off_get_404(app: Flask, world: World) -> None:
    """The plugin gate, on the staff's and the citizens' side."""
    client = log_client_in(app, world.login(HERE, "reception_officer"))
    _turn(app, on=False)
    try:
        assert client.get(f"/t/{HERE}/reception/").status_code == 404
        assert app.test_client().get(f"/p/{HERE}/reception/").status_code == 404
    finally:
        _turn(app, on=True)


def _turn(app: Flask, *, on: bool) -> None:
    with raw(app) as connection:
        connection.execute(
            text(
                "update core_tenant_plugin set enabled = :on where plugin = 'reception' and tenant_id ="
                " (select id from core_tenant where slug = :s)"
            ),
            {"on": on, "s": HERE},
        )


def insiders_without_right_get_403(app: Flask, world: World) -> None:
    """The permission gate."""
    client = log_client_in(app, world.login(HERE, "bare"))
    assert client.get(f"/t/{HERE}/admin/users").status_code == 403


def strangers_find_no_operator_page(app: Flask, world: World) -> None:
    """The operator's gate."""
    assert log_client_in(app, world.login(HERE, "tenant_admin")).get("/ops/").status_code == 404


def changes_need_a_token(app: Flask, world: World) -> None:
    """The token, on a route without a form of its own."""
    assert log_client_in(app, world.stray).post("/logout").status_code == 400


def changes_need_the_same_origin(app: Flask, world: World) -> None:
    """Origin and fetch metadata, besides the token."""
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        client = log_client_in(app, world.stray)
        token = token_of(client.get("/account").text)
        assert client.post("/logout", data={"csrf_token": token}, headers=header).status_code == 403, header


def token_of(page: str) -> str:
    """The token a page carries."""
    import re

    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page carries no token"
    return found[1]


def ended_logins_are_dead(app: Flask, world: World) -> None:
    """A login that was ended, here or elsewhere."""
    client = log_client_in(app, world.stray)
    assert client.get("/account").status_code == 200
    with raw(app) as connection:
        connection.execute(text("update core_login_session set ended_at = created_at"))
    assert client.get("/account").status_code == 303


def idle_and_old_logins_are_dead(app: Flask, world: World) -> None:
    """Idle limit, and twelve hours however busy."""
    config = app.extensions["tiepdan.config"]
    client = log_client_in(app, world.stray)
    start = clock.now()
    with clock.freeze(start + timedelta(minutes=config.idle_minutes + 1)):
        assert client.get("/account").status_code == 303
    for hour in range(1, 12):
        with clock.freeze(start + timedelta(hours=hour)):
            assert client.get("/account").status_code == 200
    with clock.freeze(start + timedelta(hours=12, minutes=1)):
        assert client.get("/account").status_code == 303


def foreign_records_are_missing(app: Flask, world: World) -> None:
    """Records of another tenant, behind scoped tables and behind memberships."""
    officer = log_client_in(app, world.login(HERE, "reception_officer"))
    assert officer.get(f"/t/{HERE}/reception/visits/{world.id_of(THERE, 'visit')}").status_code == 404
    admin = log_client_in(app, world.login(HERE, "tenant_admin"))
    assert admin.get(f"/t/{HERE}/admin/users/{world.id_of(THERE, 'user')}").status_code == 404


def pages_hold_no_foreign_words(app: Flask, world: World) -> None:
    """Canaries on an officer's and an administrator's page."""
    for role, path in (("reception_officer", "reception/visits"), ("tenant_admin", "admin/users")):
        page = log_client_in(app, world.login(HERE, role)).get(f"/t/{HERE}/{path}").text
        assert marks_in(page) == {HERE}


def membership_and_post_are_both_needed(app: Flask, world: World) -> None:
    """A post without membership opens nothing, nor does a membership without a running post."""
    client = log_client_in(app, world.login(HERE, "bare"))
    with raw(app) as connection:
        where = "user_id = (select id from core_user where login = :l)"
        connection.execute(text(f"delete from core_membership where {where}"), {"l": world.login(HERE, "bare")})
    assert client.get(f"/t/{HERE}/").status_code == 404
    client = log_client_in(app, world.login(HERE, "overseer"))
    with raw(app) as connection:
        connection.execute(
            text(f"update core_post set valid_to = valid_from where {where}"), {"l": world.login(HERE, "overseer")}
        )
    assert client.get(f"/t/{HERE}/").status_code == 404


def ended_tenants_are_gone(app: Flask, world: World) -> None:
    """A tenant that has ended answers nobody."""
    client = log_client_in(app, world.login("z-comm", "bare"))
    with raw(app) as connection:
        connection.execute(text("update core_tenant set until = '2020-01-01' where slug = 'z-comm'"))
    assert client.get("/t/z-comm/").status_code == 404
    assert client.get("/p/z-comm/").status_code == 404


def get_runs_in_a_reading_frame(app: Flask, world: World) -> None:
    """While a GET is answered, the frame may not write."""
    from flask import before_render_template

    from core.db.frame import current_frame

    seen: list[bool] = []

    def look(*_arguments: object, **_values: object) -> None:
        frame = current_frame()
        seen.append(frame is not None and frame.writes)

    client = log_client_in(app, world.login(HERE, "bare"))
    with before_render_template.connected_to(look, app):
        client.get(f"/t/{HERE}/")
    assert seen == [False]


def private_pages_are_not_stored(app: Flask, world: World) -> None:
    """Promise P23 on one page; the matrix asks every page."""
    response = log_client_in(app, world.login(HERE, "bare")).get(f"/t/{HERE}/")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in response.headers["Vary"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def first_password_must_be_changed(app: Flask, world: World) -> None:
    """Until then only the own account opens."""
    client = log_client_in(app, world.login(HERE, "tenant_admin"))
    with raw(app) as connection:
        connection.execute(text("update core_user set must_change_password = true"))
    response = client.get(f"/t/{HERE}/admin/users")
    assert (response.status_code, response.headers.get("Location")) == (303, "/account")


def guessing_is_slowed(app: Flask, world: World) -> None:
    """The sixth attempt waits, for a known name and for an unknown one alike."""
    from core.identity.sessions import FREE_FAILURES

    for name in (world.stray, "nobody.at.all"):
        client = app.test_client()
        statuses = []
        for _attempt in range(FREE_FAILURES + 1):
            token = token_of(client.get("/login").text)
            form = {"login": name, "password": "wrong wrong wrong", "csrf_token": token}
            statuses.append(client.post("/login", data=form).status_code)
        assert statuses == [422] * FREE_FAILURES + [429], f"{name}: {statuses}"


GATES: tuple[Probe, ...] = (
    strangers_get_404,
    membership_and_post_are_both_needed,
    plugins_off_get_404,
    insiders_without_right_get_403,
    strangers_find_no_operator_page,
    changes_need_a_token,
    changes_need_the_same_origin,
    ended_logins_are_dead,
    idle_and_old_logins_are_dead,
    foreign_records_are_missing,
    pages_hold_no_foreign_words,
    ended_tenants_are_gone,
    get_runs_in_a_reading_frame,
    private_pages_are_not_stored,
    first_password_must_be_changed,
    guessing_is_slowed,
)
