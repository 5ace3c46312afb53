"""Groups on screen: representatives, the paper that appoints them, each one's reply, wishes to withdraw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from core.api import Refused
from core.testing.rows import stored
from plugins.petitions.inputs import Classification, PartyInput, Proposal
from plugins.petitions.services import classify, decide, roster
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.decide import Decision
from plugins.petitions.services.register import register_petition
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp
from plugins.petitions.tests.factories import denunciation_input, petition_input

TWELVE = tuple(PartyInput(f"Người {number}", "Đăk Pne") for number in range(1, 13))


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    return Desks(app, world, monkeypatch)


def page_of(key: str) -> str:
    return f"{ROOM}/petitions/{key}/people"


def group(desks: Desks, **changes: object) -> str:
    """A case of twelve people of whom three speak for the others; officer and head have declared."""
    people = tuple(
        replace(one, role="representative" if place < 3 else "petitioner", mandate_signed=True)
        for place, one in enumerate(TWELVE)
    )
    key = desks.accepted(**({"kind": "recommendation", "parties": people, "headcount": 12} | changes))
    desks.step(desks.officer, key, "declare", conflicted="no")
    desks.decision(desks.head, key, "declare", conflicted="no")
    return key


def names(client: FlaskClient, key: str) -> dict[str, str]:
    """Name -> id of who may withdraw, as the form offers them."""
    soup = BeautifulSoup(client.get(page_of(key)).text, "html.parser")
    return {one.get_text(): str(one["value"]) for one in soup.select("select[name=party] option") if one["value"]}


def ask(desks: Desks, key: str, person: str, **changes: str) -> int:
    wish = {"party": person, "channel": "desk", "alone": "y", "pressed": "no", "whole": "yes"} | changes
    return int(desks.officer.post(f"{ROOM}/petitions/{key}/withdrawals", data=wish).status_code)


def wish_of(desks: Desks, key: str) -> str:
    petition = desks.look(key)[0].id
    rows = stored(desks.app, "petitions_withdrawal", "a-comm")
    return str(next(row.public_id for row in rows if row.petition_id == petition))


def test_one_of_three_representatives_withdraws_and_eleven_get_their_reply(desks: Desks) -> None:
    key = group(desks)
    people = names(desks.officer, key)
    assert len(people) == 12
    assert ask(desks, key, people["Người 2"], alone="") == 422, "asked alone, or not at all"
    assert ask(desks, key, "nobody") == 422
    assert ask(desks, key, people["Người 2"]) == 303
    assert ask(desks, key, people["Người 2"]) == 409, "one wish at a time"
    confirm = f"{ROOM}/withdrawals/{wish_of(desks, key)}/confirm"
    assert desks.officer.post(confirm).status_code == 403
    assert desks.head.post(confirm).status_code == 409, "it rests"
    desks.on(date(2026, 9, 4))
    assert desks.head.post(confirm, data={"paper_no": "5/BB"}).status_code == 303
    shown = desks.officer.get(page_of(key)).text
    assert "Còn 11 trên 12" in shown
    assert "rút đơn ngày 04/09/2026" in shown
    assert "Người 2" not in names(desks.officer, key)
    assert desks.decision(desks.head, key, "answer", result="Đã sửa", paper_no="1/TB").status_code == 303
    assert desks.step(desks.officer, key, "close").status_code == 409, "each of them gets a reply"
    replies = f"{page_of(key)}/replies"
    left = list(names(desks.officer, key).values())
    assert desks.officer.post(replies, data={"on": "03/09/2026", "people": left}).status_code == 422, (
        "before the answer"
    )
    assert desks.officer.post(replies, data={"on": "04/09/2026", "people": [people["Người 2"]]}).status_code == 422
    assert desks.officer.post(replies, data={"on": "04/09/2026", "people": left[:5]}).status_code == 303
    assert desks.step(desks.officer, key, "close").status_code == 409
    assert desks.officer.post(replies, data={"on": "04/09/2026", "people": left[5:]}).status_code == 303
    assert desks.step(desks.officer, key, "close").status_code == 303
    assert desks.officer.post(replies, data={"on": "04/09/2026"}).status_code == 422


def test_representatives_are_on_the_roster_and_as_many_as_the_law_allows(desks: Desks) -> None:
    key = group(desks, parties=TWELVE)
    url, people = f"{page_of(key)}/representatives", list(names(desks.officer, key).values())
    assert "Nhóm chưa đủ điều kiện" in desks.officer.get(page_of(key)).text
    before = [(p.role, p.mandate_signed) for p in desks.look(key)[0].parties]
    for wrong in (
        {"people": [people[0], "somebody else"], "signed": "y"},
        {"people": people[:6], "signed": "y"},
        {"people": people[:3]},
        {"signed": "y"},
    ):
        answer = desks.officer.post(url, data=wrong)
        assert answer.status_code == 422, wrong
        assert [(p.role, p.mandate_signed) for p in desks.look(key)[0].parties] == before, "nothing half-done"
    not_there = desks.officer.post(url, data={"people": [people[0], "somebody else"], "signed": "y"}).text
    assert "không có trong danh sách" in not_there
    stale = {"people": people[:3], "signed": "y", "version": "1"}
    assert desks.officer.post(url, data=stale).status_code == 409
    assert desks.officer.post(url, data={"people": people[:3], "signed": "y"}).status_code == 303
    assert "Nhóm chưa đủ điều kiện" not in desks.officer.get(page_of(key)).text
    assert "Đã cử người đại diện" in desks.officer.get(f"{ROOM}/petitions/{key}").text
    reader = desks.who("petitions_reader")
    assert reader.post(url).status_code == 403
    assert "Người 1" not in reader.get(page_of(key)).text


def test_what_is_not_offered_any_more_is_refused_with_a_sentence_and_what_is_offered_with_its_own(desks: Desks) -> None:
    gone = "Không làm được việc này ở đây"
    alone = desks.accepted()
    answer = desks.officer.post(f"{page_of(alone)}/representatives", data={"signed": "y"})
    assert (answer.status_code, gone in answer.text) == (422, True), "who petitions alone has no representatives"
    key = group(desks)
    answer = desks.officer.post(f"{page_of(key)}/representatives", data={"signed": "y"})
    assert (answer.status_code, gone in answer.text) == (422, False), "the form itself says what is missing"
    ask(desks, key, names(desks.officer, key)["Người 2"])
    confirm, too_long = f"{ROOM}/withdrawals/{wish_of(desks, key)}/confirm", {"paper_no": "x" * 1000}
    answer = desks.head.post(confirm, data=too_long)
    assert (answer.status_code, gone in answer.text) == (422, True), "it rests"
    desks.on(date(2026, 9, 4))
    answer = desks.head.post(confirm, data=too_long)
    assert (answer.status_code, gone in answer.text) == (422, False)


def test_a_group_complaint_is_accepted_only_with_representatives_and_their_paper(desks: Desks) -> None:
    with pytest.raises(Refused, match="representatives_too_few"):
        desks.run(lambda scope: _accept(scope, TWELVE))
    unsigned = tuple(
        replace(one, role="representative" if place < 2 else "petitioner") for place, one in enumerate(TWELVE)
    )
    with pytest.raises(Refused, match="mandate_unsigned"):
        desks.run(lambda scope: _accept(scope, unsigned))
    signed = tuple(replace(one, mandate_signed=True) for one in unsigned)
    assert desks.run(lambda scope: _accept(scope, signed)) == "accepted"


def _accept(scope: object, people: tuple[PartyInput, ...]) -> str:
    made = register_petition(scope, petition_input(parties=people, headcount=12, received_on=date(2026, 9, 1)))  # type: ignore[arg-type]
    answers = {row.id: True for row in conditions_of("complaint", made.received_on)}
    key = made.public_id
    classify.classify(scope, key, Classification("complaint", "mine", "commune_staff", answers=answers), seen=None)  # type: ignore[arg-type]
    decide.propose(scope, key, Proposal("accept", "Đủ điều kiện"), seen=None)  # type: ignore[arg-type]
    decide.decide(scope, key, Decision(agree=True, on=date(2026, 9, 1)), seen=None)  # type: ignore[arg-type]
    return made.state


def test_who_was_pressed_or_takes_the_wish_back_loses_nothing(desks: Desks) -> None:
    key = group(desks)
    people = names(desks.officer, key)
    assert ask(desks, key, people["Người 5"], pressed="yes") == 303
    back = f"{ROOM}/withdrawals/{wish_of(desks, key)}/take-back"
    assert desks.officer.post(back).status_code == 303
    assert desks.officer.post(back).status_code == 303, "sent twice"
    assert len(names(desks.officer, key)) == 12
    assert ask(desks, key, people["Người 5"], whole="no") == 422, "which part"
    assert ask(desks, key, people["Người 5"], whole="no", content="Đoạn đường thôn 5") == 303


def test_a_denouncer_withdraws_without_a_name_and_the_case_goes_on(desks: Desks) -> None:
    key = desks.accepted(values=denunciation_input(received_on=desks.day, respondent_level="commune_staff"))
    custodian, url = desks.who("petitions_denunciations"), f"{ROOM}/petitions/{key}/withdrawals"
    wish = {"channel": "post", "alone": "y", "pressed": "no", "whole": "yes"}
    assert desks.officer.post(url, data=wish).status_code == 404
    assert custodian.post(url, data=wish).status_code == 303
    assert "Người tố cáo" in custodian.get(page_of(key)).text
    desks.on(date(2026, 9, 4))
    confirm = f"{ROOM}/withdrawals/{wish_of(desks, key)}/confirm"
    assert desks.head.post(confirm, data={"breach": "y", "paper_no": "5/BB"}).status_code == 303
    assert desks.look(key)[1].state == "accepted"
    assert desks.who("petitions_head", "b-comm").post(confirm).status_code == 404


def test_the_last_wish_ends_an_open_case_and_leaves_a_decided_one(desks: Desks) -> None:
    key = desks.accepted()
    desks.decision(desks.head, key, "declare", conflicted="no")
    desks.step(desks.officer, key, "declare", conflicted="no")
    assert ask(desks, key, names(desks.officer, key)["Nguyễn Đức An"]) == 303
    desks.step(desks.officer, key, "verify")
    desks.step(desks.officer, key, "report", verification="x", differs="no")
    assert desks.decision(desks.head, key, "decide", verdict="wrong", result="x", paper_no="9/QĐ").status_code == 303
    desks.on(date(2026, 9, 4))
    confirm = f"{ROOM}/withdrawals/{wish_of(desks, key)}/confirm"
    assert desks.head.post(confirm, data={"paper_no": "5/BB"}).status_code == 303
    assert desks.look(key)[1].state == "decided", "what was decided stays decided"
    assert roster.representatives(desks.look(key)[0]) == []
