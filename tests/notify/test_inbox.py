"""Inbox, badge, preferences: one's own notices, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.db.base import db
from core.db.session import acting_in, internal
from core.events.models import OutboxEntry
from core.identity.models import User
from core.notify.models import InboxNotice, NoticeAddress, NoticePreference
from core.notify.service import notify, people_with
from core.testing.world import World, scope_of
from plugins.reception.jobs import DUE, LATE

Login = Callable[[str], FlaskClient]
MakeApp = Callable[..., tuple[Flask, World]]
EMAIL = {"email_url": "mailto://127.0.0.1:9?from=hop.thu@tiepdan.example&mode=insecure"}
SUBJECT = "reception:visit:abcdefghjk"


def key_of(app: Flask, login: str) -> int:
    with app.app_context(), internal():
        return db.session.scalars(select(User.id).where(User.login == login)).one()


def tell(app: Flask, slug: str, users: list[int], notice: object = DUE, subject: str = SUBJECT) -> int:
    with app.app_context(), acting_in(scope_of(slug), writes=True) as frame:
        assert frame.scope is not None
        return notify(frame.scope, users, notice, subject)  # type: ignore[arg-type]


def test_one_notice_per_person_record_and_day(engine_name: str, app: Flask, world: World) -> None:
    officer = key_of(app, world.login("a-comm", "reception_officer"))
    reader = key_of(app, world.login("a-comm", "reception_reader"))
    with clock.freeze(datetime(2026, 11, 23, 1, tzinfo=UTC)):
        assert tell(app, "a-comm", [officer]) == 1
        assert tell(app, "a-comm", [officer, reader]) == 1
        assert tell(app, "a-comm", [officer], LATE) == 1
        assert tell(app, "a-comm", [officer], DUE, SUBJECT + "2") == 1
    with clock.freeze(datetime(2026, 11, 24, 1, tzinfo=UTC)):
        assert tell(app, "a-comm", [officer]) == 1
        assert tell(app, "a-comm", [officer], LATE) == 0


def test_what_rolls_back_told_nobody(engine_name: str, app: Flask, world: World) -> None:
    officer = key_of(app, world.login("a-comm", "reception_officer"))
    with app.app_context():
        with acting_in(scope_of("a-comm"), writes=True) as frame:
            assert notify(scope_of("a-comm"), [officer], DUE, SUBJECT) == 1
            frame.give_up()
        with acting_in(scope_of("a-comm")):
            assert not db.session.scalar(select(InboxNotice.id).where(InboxNotice.subject == SUBJECT))


def test_the_badge_counts_and_opening_leads_to_the_record(
    engine_name: str, app: Flask, world: World, login: Login
) -> None:
    name = world.login("a-comm", "reception_officer")
    visit = world.id_of("a-comm", "visit")
    tell(app, "a-comm", [key_of(app, name)], DUE, f"reception:visit:{visit}")
    client = login(name)
    page = client.get("/t/a-comm/inbox").text
    assert "2 thông báo chưa đọc" in page
    assert "Ngày làm việc tới là hạn một trả lời" in page
    with app.app_context(), acting_in(scope_of("a-comm")):
        mine = db.session.scalars(select(InboxNotice.public_id).where(InboxNotice.key == DUE.key)).one()
    answer = client.post("/t/a-comm/inbox/read", data={"notice": mine})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/t/a-comm/reception/visits/{visit}")
    assert "1 thông báo chưa đọc" in client.get("/t/a-comm/").text
    assert client.post("/t/a-comm/inbox/read").status_code == 303
    assert "0 thông báo chưa đọc" in client.get("/t/a-comm/").text


def test_nobody_opens_somebody_elses_notice(engine_name: str, app: Flask, world: World, login: Login) -> None:
    tell(app, "a-comm", [key_of(app, world.login("a-comm", "reception_officer"))])
    with app.app_context(), acting_in(scope_of("a-comm")):
        theirs = list(db.session.scalars(select(InboxNotice.public_id)))
    for client in (login(world.login("a-comm", "reception_reader")), login(world.login("a-comm", "bare"))):
        assert "hạn một trả lời" not in client.get("/t/a-comm/inbox").text
        for notice in theirs:
            answer = client.post("/t/a-comm/inbox/read", data={"notice": notice})
            assert answer.headers["Location"] == "/t/a-comm/inbox"
        client.post("/t/a-comm/inbox/read")
    foreign = login(world.login("b-comm", "reception_officer"))
    assert foreign.post("/t/b-comm/inbox/read", data={"notice": theirs[0]}).headers["Location"] == "/t/b-comm/inbox"
    with app.app_context(), acting_in(scope_of("a-comm")):
        assert not db.session.scalars(select(InboxNotice.id).where(InboxNotice.read_at.is_not(None))).all()


def test_closed_accounts_and_ended_posts_are_not_told(engine_name: str, app: Flask, world: World) -> None:
    officer = key_of(app, world.login("a-comm", "reception_officer"))
    with app.app_context():
        with acting_in(scope_of("a-comm")):
            assert people_with(scope_of("a-comm"), "reception.visit.register") == [officer]
        with internal(writes=True):
            user = db.session.get(User, officer)
            assert user is not None
            user.active = False
        with acting_in(scope_of("a-comm")):
            assert people_with(scope_of("a-comm"), "reception.visit.register") == []
    assert tell(app, "a-comm", [officer]) == 0


def test_addresses_and_choices_are_ones_own(engine_name: str, make_app: MakeApp) -> None:
    app, world = make_app(engine_name, csrf=False, **EMAIL)
    from core.testing.world import log_client_in

    name = world.login("a-comm", "reception_officer")
    client, user = log_client_in(app, name), key_of(app, name)
    page = client.get("/account/preferences").text
    assert 'name="to_email"' in page
    assert "to_message" not in page
    wrong = client.post("/account/preferences", data={"to_email": "không phải@địa chỉ"})
    assert wrong.status_code == 422
    assert "Đây không phải là địa chỉ thư điện tử." in wrong.text
    for odd in ("a@b.vn,c@d.vn", "a@b.vn\r\nBcc: c@d.vn", "a@b.vn?x=y", "<a@b.vn>", "x" * 100 + "@" + "b" * 50 + ".vn"):
        assert client.post("/account/preferences", data={"to_email": odd}).status_code == 422
    answer = client.post("/account/preferences", data={"to_email": "can.bo@xa.example.vn", f"on_email_{LATE.key}": "y"})
    assert answer.status_code == 303
    assert "can.bo@xa.example.vn" in client.get("/account/preferences").text
    with app.app_context(), internal():
        assert db.session.scalars(select(NoticeAddress.user_id)).all() == [user]
        chosen = {row.notice: row.enabled for row in db.session.scalars(select(NoticePreference))}
    assert (chosen[DUE.key], chosen[LATE.key]) == (False, True)
    assert sum(chosen.values()) == 1, "what was not ticked is off"
    admin = log_client_in(app, world.login("a-comm", "tenant_admin"))
    for path in ("/t/a-comm/admin/users", "/account/preferences"):
        assert "can.bo@" not in admin.get(path).text
    tell(app, "a-comm", [user], DUE)
    with app.app_context(), internal():
        assert not db.session.scalars(select(OutboxEntry.id).where(OutboxEntry.job == "core.notify_send")).all()
    tell(app, "a-comm", [user], LATE)
    with app.app_context(), internal():
        assert len(db.session.scalars(select(OutboxEntry.id).where(OutboxEntry.job == "core.notify_send")).all()) == 1
    client.post("/account/preferences", data={"to_email": ""})
    with app.app_context(), internal():
        assert not db.session.scalars(select(NoticeAddress.user_id)).all()
