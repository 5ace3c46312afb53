"""A file goes to whoever may read its record at that moment, over a link that serves nobody else (P10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from sqlalchemy import select

from core import clock
from core.db.base import db
from core.db.session import acting_in
from core.files.links import SECONDS
from core.files.models import StoredFile
from core.files.store import path_of
from core.identity.models import Post, Role, RolePermission
from core.testing.counts import Count
from core.testing.jobs import switch_off
from core.testing.world import World, scope_of
from tests.rails_files import canaries
from tests.rails_files.conftest import put


@pytest.fixture
def scan(app: Flask, world: World) -> StoredFile:
    return put(app, canaries.pdf(), 'Đơn "số" 5.pdf', f"reception:visit:{world.id_of('a-comm', 'visit')}", part="0")


@pytest.fixture
def link(scan: StoredFile, desk: FlaskClient) -> str:
    """The officer's own link with its key."""
    answer = desk.get(f"/t/a-comm/files/{scan.public_id}")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_officer_gets_the_very_bytes(app: Flask, desk: FlaskClient, scan: StoredFile, link: str) -> None:
    answer = desk.get(link)
    assert answer.status_code == 200
    with app.app_context():
        assert answer.data == path_of(scan.tenant_id, scan.public_id).read_bytes()
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=don-so-5.pdf;")
    assert "filename*=UTF-8''%C4%90%C6%A1n%20s%E1%BB%91%205.pdf" in disposition


def test_every_other_user_is_refused(
    app: Flask, world: World, scan: StoredFile, link: str, login: Callable[[str], FlaskClient], count: Count
) -> None:
    plain = link.split("?", 1)[0]
    for (slug, role), name in sorted(world.users.items()):
        if (slug, role) == ("a-comm", "reception_officer"):
            continue
        client = login(name)
        wanted = 403 if slug == "a-comm" else 404
        assert client.get(link).status_code == wanted, name
        assert client.get(plain).status_code == wanted, name
        assert client.get(link.replace("/t/a-comm/", f"/t/{slug}/")).status_code in (403, 404), name
        count("links replayed by others", 3)
    for name in (world.operator, world.stray):
        assert login(name).get(link).status_code == 404
    assert app.test_client().get(link).status_code == 303
    assert app.test_client().get(link).headers["Location"].startswith("/login")


def test_a_second_officer_may_read_but_not_with_anothers_key(
    app: Flask, world: World, scan: StoredFile, link: str, login: Callable[[str], FlaskClient]
) -> None:
    change_role(app, world, "a-comm", "reception_reader", "reception.visit.identify", give=True)
    other = login(world.login("a-comm", "reception_reader"))
    assert other.get(link).status_code == 403
    own = other.get(link.split("?", 1)[0])
    assert own.status_code == 303
    assert other.get(own.headers["Location"]).status_code == 200


def change_role(app: Flask, world: World, slug: str, role: str, right: str, *, give: bool) -> None:
    with app.app_context():
        scope = scope_of(slug)
        with acting_in(scope, writes=True):
            found = db.session.scalars(select(Role).where(Role.key == role)).one()
            if give:
                db.session.add(RolePermission(role_id=found.id, permission=right))
            else:
                row = db.session.scalars(
                    select(RolePermission).where(RolePermission.role_id == found.id, RolePermission.permission == right)
                ).one()
                db.session.delete(row)


def test_a_link_ends_with_the_right(app: Flask, world: World, desk: FlaskClient, link: str) -> None:
    change_role(app, world, "a-comm", "reception_officer", "reception.visit.identify", give=False)
    assert desk.get(link).status_code == 403
    change_role(app, world, "a-comm", "reception_officer", "reception.visit.identify", give=True)
    assert desk.get(link).status_code == 200


def test_a_link_ends_with_the_post(app: Flask, world: World, desk: FlaskClient, link: str) -> None:
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            role = db.session.scalars(select(Role.id).where(Role.key == "reception_officer")).one()
            db.session.scalars(select(Post).where(Post.role_id == role)).one().valid_to = clock.today()
    assert desk.get(link).status_code == 404


def test_a_link_ends_with_the_login_and_with_the_plugin(app: Flask, world: World, desk: FlaskClient, link: str) -> None:
    registry: Any = app.extensions["tiepdan.registry"]
    for plugin in reversed(registry.manifests):
        switch_off(app, "a-comm", plugin)
    assert desk.get(link).status_code == 403
    desk.post("/logout")
    assert desk.get(link).status_code == 303


def test_a_link_runs_out(desk: FlaskClient, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: now + SECONDS + 2)
    answer = desk.get(link)
    assert answer.status_code == 403
    assert "hết hạn" in answer.text
    assert timedelta(seconds=SECONDS) <= timedelta(minutes=5)


def test_keys_are_bound_to_their_file(app: Flask, world: World, desk: FlaskClient, link: str) -> None:
    other = put(app, canaries.jpeg(), "b.jpg", f"reception:visit:{world.id_of('a-comm', 'visit')}", part="0")
    key = link.split("key=", 1)[1]
    assert desk.get(f"/t/a-comm/files/{other.public_id}?key={key}").status_code == 403
    for bad in (key[:-2], key + "x", "x", ".", "%00", "é"):
        assert desk.get(link.split("?", 1)[0] + f"?key={bad}").status_code in (400, 403, 404)


def test_files_of_another_tenant_do_not_exist(
    app: Flask, world: World, scan: StoredFile, link: str, login: Callable[[str], FlaskClient]
) -> None:
    theirs = login(world.login("b-comm", "reception_officer"))
    assert theirs.get(f"/t/b-comm/files/{scan.public_id}").status_code == 404
    assert theirs.get(f"/t/a-comm/files/{scan.public_id}").status_code == 404
    visit = world.id_of("b-comm", "visit")
    assert theirs.post(f"/t/b-comm/reception/visits/{visit}/scans/{scan.public_id}/remove").status_code == 404


def test_files_of_records_nobody_answers_for_are_closed(app: Flask, desk: FlaskClient, world: World) -> None:
    for subject in (
        "reception:visit:gone",
        "massorg:thing:x",
        "core:user:x",
        "nobody:thing:x",
        "reception:place:x",
    ):
        row = put(app, canaries.jpeg(), "b.jpg", subject)
        assert desk.get(f"/t/a-comm/files/{row.public_id}").status_code == 403, subject


def test_changed_or_lost_bytes_are_not_handed_out(app: Flask, desk: FlaskClient, scan: StoredFile, link: str) -> None:
    with app.app_context():
        path = path_of(scan.tenant_id, scan.public_id)
    path.write_bytes(path.read_bytes() + b" ")
    assert desk.get(link).status_code == 409
    path.unlink()
    answer = desk.get(link)
    assert answer.status_code == 409
    assert "bị hỏng" in answer.text
