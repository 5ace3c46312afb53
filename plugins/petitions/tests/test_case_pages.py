"""The way of a case through its screens: every step offered when it is lawful, and every refusal in words."""

from __future__ import annotations

from datetime import date

import pytest

from core.api import db, officials_of, units_of
from core.testing.rows import stored
from plugins.petitions.models import Screen
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp, links, typed
from plugins.petitions.tests.factories import denunciation_input


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    return Desks(app, world, monkeypatch)


def case_page(key: str) -> str:
    return f"{ROOM}/petitions/{key}/case"


def test_a_complaint_from_acceptance_to_its_closed_file(desks: Desks) -> None:
    key = desks.accepted()
    officer, head = desks.officer, desks.head
    assert links(officer.get(case_page(key)).text) == {"declare"}, "first the word on conflict of interest"
    assert desks.step(officer, key, "declare", conflicted="no").status_code == 303
    assert desks.decision(head, key, "declare", conflicted="no").status_code == 303
    assert "verify" in links(officer.get(case_page(key)).text)
    assert desks.step(officer, key, "verify", paper_no="1/QĐ-XM").status_code == 303
    answer = desks.step(officer, key, "report", verification="Đo lại 312 m², biên bản ghi 300 m²")
    assert answer.status_code == 422, "whether it differs from the demand is asked"
    answer = desks.step(officer, key, "report", verification="Đo lại 312 m²", differs="yes")
    assert answer.status_code == 303
    shown = officer.get(case_page(key)).text
    assert "call_dialogue" in links(shown)
    assert "/decisions/decide" not in head.get(case_page(key)).text, "not offered before the dialogue"
    form = head.get(f"{case_page(key)}/decisions/decide")
    assert (form.status_code, "submit-bar" in form.text, "đối thoại" in form.text) == (200, False, True)
    answer = desks.decision(head, key, "decide", verdict="right", result="x", paper_no="9/QĐ")
    assert answer.status_code == 409
    assert "đối thoại" in answer.text
    answer = desks.step(officer, key, "call_dialogue", planned_on="04/09/2026", place="Phòng họp")
    assert (answer.status_code, "Phòng họp" in answer.text) == (422, True)
    answer = desks.step(officer, key, "call_dialogue", planned_on="10/09/2026", place="Phòng họp", hour="08:00")
    assert answer.status_code == 303
    desks.on(date(2026, 9, 10))
    answer = desks.step(officer, key, "end_dialogue", outcome="held", agreed="Đo lại", minutes_no="3/BB")
    assert answer.status_code == 303
    answer = desks.decision(head, key, "decide", verdict="partly", result="Sửa quyết định", paper_no="9/QĐ")
    assert answer.status_code == 303
    assert desks.look(key)[2]["send"] == ("running", date(2026, 9, 15))
    assert desks.step(officer, key, "send", paper_no="").status_code == 303
    answer = desks.step(officer, key, "take_effect")
    assert answer.status_code == 409
    desks.on(date(2026, 10, 13))
    for name in ("take_effect", "enforce", "close"):
        assert desks.step(officer, key, name).status_code == 303, name
    petition, case, clocks = desks.look(key)
    assert (case.state, petition.state) == ("closed", "accepted")
    assert not [kind for kind, (state, _due) in clocks.items() if state in ("running", "stopped")]
    assert links(officer.get(case_page(key)).text) == set()


def test_a_denunciation_from_acceptance_to_its_closed_file(desks: Desks) -> None:
    key = desks.accepted(values=denunciation_input(received_on=desks.day, respondent_level="commune_staff"))
    officer, head = desks.who("petitions_denunciations"), desks.head
    desks.step(officer, key, "declare", conflicted="no")
    answer = desks.step(officer, key, "verify")
    assert answer.status_code == 409, "a team of two (D31 Art 10)"
    desks.decision(head, key, "declare", conflicted="no")
    assert desks.step(officer, key, "verify").status_code == 303
    answer = desks.decision(head, key, "prolong", rule="DN-10", days="30", ground="Nhiều nội dung", paper_no="4/QĐ")
    assert answer.status_code == 422
    assert "DN-10" in answer.text
    assert "Điều 30.2" in answer.text
    assert 'value="4/QĐ"' in answer.text, "nothing typed is lost"
    assert desks.step(officer, key, "complex", criteria="a", paper_no="12/BC").status_code == 303
    answer = desks.decision(head, key, "prolong", rule="DN-10", days="30", ground="Nhiều nội dung", paper_no="4/QĐ")
    assert answer.status_code == 303
    assert desks.step(officer, key, "assess", paper_no="5/CV").status_code == 303
    assert desks.look(key)[2]["settle"] == ("stopped", None)
    assert desks.step(officer, key, "assessed").status_code == 303
    assert desks.step(officer, key, "report", verification="Có vi phạm").status_code == 303
    answer = desks.decision(head, key, "conclude", verdict="right", result="Tố cáo đúng", paper_no="2/KL")
    assert answer.status_code == 303
    assert desks.step(officer, key, "act", paper_no="6/QĐ").status_code == 303
    assert desks.step(officer, key, "publish").status_code == 303
    assert desks.step(officer, key, "close").status_code == 409, "posted for 15 days"
    desks.on(date(2026, 9, 17))
    assert desks.step(officer, key, "close").status_code == 303
    assert desks.look(key)[1].state == "closed"


def test_a_recommendation_is_answered(desks: Desks) -> None:
    key = desks.accepted(kind="recommendation")
    desks.decision(desks.head, key, "declare", conflicted="no")
    desks.step(desks.officer, key, "declare", conflicted="no")
    assert desks.decision(desks.head, key, "answer", result="", paper_no="1/TB").status_code == 422
    assert desks.decision(desks.head, key, "answer", result="Đã sửa đường", paper_no="1/TB").status_code == 303
    assert desks.step(desks.officer, key, "close").status_code == 303


def test_suspended_resumed_terminated_and_taken_up_again(desks: Desks) -> None:
    key = desks.accepted()
    officer, head = desks.officer, desks.head
    desks.decision(head, key, "declare", conflicted="no")
    desks.step(officer, key, "declare", conflicted="no")
    answer = desks.decision(head, key, "suspend", ground="made up", paper_no="7/QĐ")
    assert answer.status_code == 422
    assert desks.decision(head, key, "suspend", ground="D155-28b-1", paper_no="7/QĐ").status_code == 303
    shown = head.get(case_page(key)).text
    assert {"resume", "terminate"} <= links(shown)
    assert "suspend" not in links(shown)
    assert desks.decision(head, key, "resume", paper_no="8/QĐ").status_code == 303
    assert desks.decision(head, key, "terminate", ground="LKN-10", paper_no="9/QĐ").status_code == 303
    assert desks.look(key)[2]["settle"][0] == "ended"
    assert desks.decision(head, key, "reopen", reason="").status_code == 422
    assert desks.decision(head, key, "reopen", reason="Bị ép rút đơn").status_code == 303
    assert desks.look(key)[2]["settle"] == ("running", date(2026, 10, 1))


def test_only_lawful_steps_within_the_actors_rights_are_offered(desks: Desks) -> None:
    key = desks.accepted()
    desks.step(desks.officer, key, "declare", conflicted="no")
    desks.decision(desks.head, key, "declare", conflicted="no")
    officer, head = links(desks.officer.get(case_page(key)).text), links(desks.head.get(case_page(key)).text)
    assert officer == {"verify", "task", "complex"}
    assert head == {"assign", "suspend", "terminate"}
    assert links(desks.who("petitions_reader").get(case_page(key)).text) == set()


def test_whoever_lacks_the_right_gets_403_and_whoever_is_screened_404(desks: Desks) -> None:
    key = desks.accepted()
    handle, decide = f"{case_page(key)}/steps/verify", f"{case_page(key)}/decisions/suspend"
    reader = desks.who("petitions_reader")
    for url in (handle, decide):
        assert (reader.get(url).status_code, reader.post(url).status_code) == (403, 403)
    assert desks.head.post(handle).status_code == 403
    assert desks.officer.post(decide).status_code == 403
    assert desks.who("petitions_officer", "b-comm").get(case_page(key)).status_code == 404
    user = desks.user("petitions_officer")
    petition = desks.look(key)[0]

    def hide(_scope: object) -> None:
        db.session.add(Screen(petition_id=petition.id, user_id=user))

    desks.run(hide)
    for url in (case_page(key), handle, f"{ROOM}/petitions/{key}"):
        assert desks.officer.get(url).status_code == 404
    assert desks.officer.post(handle).status_code == 404
    assert desks.who("petitions_reader").get(case_page(key)).status_code == 200


def test_a_denunciation_does_not_exist_for_whoever_may_not_handle_it(desks: Desks) -> None:
    key = desks.accepted(values=denunciation_input(received_on=desks.day, respondent_level="commune_staff"))
    assert desks.officer.get(case_page(key)).status_code == 404
    assert desks.officer.post(f"{case_page(key)}/steps/verify").status_code == 404


def test_a_stale_form_shows_the_newer_state_and_keeps_what_was_typed(desks: Desks) -> None:
    key = desks.accepted()
    officer = desks.officer
    desks.step(officer, key, "declare", conflicted="no")
    url = f"{case_page(key)}/steps/verify"
    old = officer.get(url).text
    sent = typed(old) | {"reason": "Hai thửa giáp ranh"}
    assert officer.post(url, data=sent).status_code == 303
    answer = officer.post(url, data=sent)
    assert answer.status_code == 409
    assert "Hai thửa giáp ranh" in answer.text
    assert "Đang xác minh" in answer.text
    assert officer.post(url, data={"on": "01/09/2026"}).status_code == 409, "a form that names no version is stale"


def test_a_conflict_of_interest_takes_the_case_away(desks: Desks) -> None:
    key = desks.accepted()
    desks.step(desks.officer, key, "declare", conflicted="yes")
    assert links(desks.officer.get(case_page(key)).text) == set()
    assert desks.step(desks.officer, key, "verify").status_code == 409
    shown = desks.head.get(f"{case_page(key)}/decisions/assign").text
    user = desks.user("petitions_officer")
    assert "</option>" in shown
    public_id = desks.run(lambda scope: next(o.public_id for o in officials_of(scope) if o.key == user))
    assert desks.decision(desks.head, key, "assign", officer=public_id).status_code == 409
    assert desks.decision(desks.head, key, "assign", officer="nobody").status_code == 422


def test_a_unit_answers_its_question_and_sees_nothing_else(desks: Desks) -> None:
    key = desks.accepted()
    officer, unit = desks.officer, desks.who("petitions_unit")
    desks.step(officer, key, "declare", conflicted="no")
    public_id = desks.run(lambda scope: units_of(scope)[0].public_id)
    answer = desks.step(officer, key, "task", unit=public_id, question="Đo lại thửa 12", due_on="07/09/2026")
    assert answer.status_code == 303
    task = next(row for row in stored(desks.app, "petitions_task", "a-comm") if row.question == "Đo lại thửa 12")
    listed = unit.get(f"{ROOM}/tasks").text
    assert "Đo lại thửa 12" in listed
    assert "Nguyễn Đức An" not in listed
    url = f"{ROOM}/tasks/{task.public_id}"
    shown = unit.get(url).text
    assert "Thu hồi đất" not in shown
    assert (unit.get(case_page(key)).status_code, unit.get(f"{ROOM}/petitions/{key}").status_code) == (403, 403)
    assert unit.post(url, data={"result": ""}).status_code == 422
    assert unit.post(url, data={"result": "312 m²"}).status_code == 303
    again = unit.post(url, data={"result": "313 m²"})
    assert (again.status_code, "313 m²" in again.text) == (409, True)
    assert desks.who("petitions_unit", "b-comm").get(url).status_code == 404
    assert "312 m²" in officer.get(case_page(key)).text


def test_the_panel_shows_what_is_left_and_how_it_was_counted(desks: Desks) -> None:
    key = desks.accepted()
    desks.on(date(2026, 9, 28))
    shown = desks.officer.get(case_page(key)).text
    assert "01/10/2026" in shown
    assert "còn 3 ngày làm việc" in shown
    assert "Điều 28" in shown
    row = next(
        r
        for r in stored(desks.app, "petitions_clock", "a-comm")
        if r.kind == "settle" and r.due_on == date(2026, 10, 1)
    )
    proof = desks.officer.get(f"{ROOM}/petitions/{key}/clocks/{row.public_id}")
    assert (proof.status_code, "CM-07" in proof.text) == (200, True)
    desks.on(date(2026, 10, 5))
    assert "quá 2 ngày làm việc" in desks.officer.get(case_page(key)).text
