"""A petition's way through the screens: taken in, classified, proposed, decided; and what hinders it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core.testing.rows import stored
from core.testing.world import World
from tests.isolation.routes import raw

LIST = "/t/a-comm/petitions/petitions"
NEW = f"{LIST}/new"


def form(**changes: str) -> dict[str, str]:
    """A lawful complaint as the intake form sends it."""
    return {
        "received_on": "20/11/2026",
        "kind": "complaint",
        "source": "handed_in",
        "people-0-name": "Nguyễn Đức An",
        "people-0-commune": "Đăk Pne",
        "summary": "Thu hồi đất làm đường không đúng diện tích",
        "once": "m1",
    } | changes


def version_of(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found, "no form about the petition"
    return found[1]


def conditions_in(page: str) -> list[str]:
    return re.findall(r'name="met"[^>]*value="([^"]+)"', page)


def take_in(client: FlaskClient, **changes: str) -> str:
    answer = client.post(NEW, data=form(**changes))
    assert answer.status_code == 303, answer.text[-2000:]
    return str(answer.headers["Location"])


def classify(client: FlaskClient, url: str, *, competence: str = "mine", **changes: object) -> None:
    page = client.get(f"{url}/classify").text
    data = {
        "version": version_of(page),
        "kind": "complaint",
        "respondent_level": "commune_staff",
        "competence": competence,
        "met": conditions_in(page),
    }
    answer = client.post(f"{url}/classify", data=data | changes)
    assert answer.status_code == 303, answer.text[-3000:]


def propose(client: FlaskClient, url: str, **values: str) -> None:
    page = client.get(f"{url}/propose").text
    data = {"version": version_of(page), "reason": "Đủ điều kiện"} | values
    answer = client.post(f"{url}/propose", data=data)
    assert answer.status_code == 303, answer.text[-3000:]


def row_of(app: Flask, url: str) -> object:
    return next(row for row in stored(app, "petitions_petition", "a-comm") if row.public_id == url.rsplit("/", 1)[1])


def test_a_complaint_is_taken_in_classified_proposed_and_accepted(
    app: Flask, officer: FlaskClient, head: FlaskClient
) -> None:
    url = take_in(officer)
    shown = officer.get(url)
    assert shown.status_code == 200
    assert "Nguyễn Đức An" in shown.text
    assert "Nguyễn Đức An" in officer.get(LIST).text
    classify(officer, url)
    assert "Thu hồi đất" in officer.get(f"{LIST}?q=thu+hoi+dat").text
    propose(officer, url, result="accept")
    page = head.get(url).text
    assert "Nguyễn Đức An" in page
    answer = head.post(f"{url}/decide", data={"version": version_of(page), "on": "23/11/2026", "answer": "agree"})
    assert answer.status_code == 303, answer.text[-3000:]
    assert row_of(app, url).state == "accepted"  # type: ignore[attr-defined]
    assert [case.kind for case in stored(app, "petitions_case", "a-comm")].count("complaint") == 2


def test_a_stale_form_is_told_so_and_changes_nothing(app: Flask, officer: FlaskClient, head: FlaskClient) -> None:
    url = take_in(officer)
    old = version_of(officer.get(f"{url}/classify").text)
    classify(officer, url)
    answer = officer.post(
        f"{url}/classify",
        data={"version": old, "kind": "complaint", "competence": "court", "competent_body": "Tòa án"},
    )
    assert answer.status_code == 409
    assert "Chưa lưu gì" in answer.text
    assert row_of(app, url).competence == "mine"  # type: ignore[attr-defined]


def test_only_lawful_outcomes_are_offered_and_taken(app: Flask, officer: FlaskClient) -> None:
    url = take_in(officer)
    classify(officer, url, competence="court", competent_body="Tòa án nhân dân khu vực")
    page = officer.get(f"{url}/propose").text
    assert set(re.findall(r'name="result"[^>]*value="(\w+)"', page)) == {"guide"}
    answer = officer.post(
        f"{url}/propose", data={"version": version_of(page), "result": "accept", "reason": "Cứ thụ lý"}
    )
    assert answer.status_code == 422
    assert row_of(app, url).state == "classified"  # type: ignore[attr-defined]


def test_a_refusal_names_its_ground(officer: FlaskClient) -> None:
    url = take_in(officer)
    classify(officer, url, met=[])
    page = officer.get(f"{url}/propose").text
    answer = officer.post(
        f"{url}/propose", data={"version": version_of(page), "result": "answer", "reason": "Không đủ"}
    )
    assert answer.status_code == 422
    propose(officer, url, result="answer", ground="LKN-11.6")


def test_a_denunciation_is_confirmed_field_by_field(app: Flask, custodian: FlaskClient, officer: FlaskClient) -> None:
    data = form(
        kind="denunciation", summary="Bà Y Blang tố cáo việc thu tiền", respondent_level="commune_staff", once="d1"
    ) | {"people-0-name": "", "people-0-commune": ""}
    page = custodian.post(NEW, data=data)
    assert page.status_code == 422
    assert "<mark>Bà Y Blang</mark>" in page.text
    shown = re.search(r'name="shown"[^>]*value="(\w{32})"', page.text)
    assert shown
    changed = custodian.post(
        NEW, data=data | {"shown": shown[1], "confirmed": "summary", "summary": "Ông Hùng thu tiền"}
    )
    assert changed.status_code == 422, "another text has to be read again"
    page = custodian.post(NEW, data=data | {"summary": "Tố cáo việc thu tiền sai quy định"})
    shown = re.search(r'name="shown"[^>]*value="(\w{32})"', page.text)
    assert shown
    good = data | {"summary": "Tố cáo việc thu tiền sai quy định", "shown": shown[1], "confirmed": "summary"}
    answer = custodian.post(NEW, data=good)
    assert answer.status_code == 303, answer.text[-3000:]
    row = row_of(app, answer.headers["Location"])
    assert row.envelope_no == "PB-0001/2026"  # type: ignore[attr-defined]
    assert "Y Blang" not in str(stored(app, "petitions_petition", "a-comm"))
    assert officer.get(answer.headers["Location"]).status_code == 404, "not for the general officer"


def test_likely_repetitions_are_shown_by_matter_alone(officer: FlaskClient) -> None:
    take_in(officer, place="Thôn 3", decision_no="41/QĐ-UBND")
    url = take_in(officer, once="m2", summary="Khiếu nại thu hồi đất làm đường, sai diện tích")
    look = {"look": "1", "kind": "complaint", "summary": "thu hoi dat lam duong sai dien tich"}
    page = officer.post(NEW, data=look, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert page.text.count('<li class="mb">') == 2
    by_name = officer.post(NEW, data=look | {"summary": "Nguyễn Đức An"}, headers={"HX-Request": "true"})
    assert "<li" not in by_name.text
    sealed = officer.post(NEW, data=look | {"kind": "denunciation"}, headers={"HX-Request": "true"})
    assert "<li" not in sealed.text
    page_text = officer.get(f"{url}/compare").text
    other = re.search(r'name="other" value="(\w+)"', page_text)
    assert other
    version = re.search(r'name="version" value="(\d+)"', page_text)
    assert version
    answer = officer.post(f"{url}/compare", data={"other": other[1], "version": version[1], "how": "duplicate"})
    assert answer.status_code == 303
    assert "Lặp lại" in officer.get(url).text or other[1] in officer.get(url).text
    back = officer.post(f"{url}/unmark", data={"reason": "Nhầm", "version": version_of(officer.get(url).text)})
    assert back.status_code == 303


def test_several_are_given_to_an_officer_at_once(app: Flask, officer: FlaskClient, custodian: FlaskClient) -> None:
    urls = [take_in(officer, once=f"b{number}") for number in range(2)]
    ids = [url.rsplit("/", 1)[1] for url in urls]
    page = officer.get(LIST).text
    people = dict(re.findall(r'<option value="(\w{20,26})">([^<]+)', page))
    other = next(key for key, name in people.items() if "petitions_denunciations" in name)
    answer = officer.post("/t/a-comm/petitions/together", data={"what": "assign", "chosen": ids, "officer": other})
    assert answer.status_code == 303, answer.text[-2000:]
    assert len({row_of(app, url).officer_id for url in urls}) == 1  # type: ignore[attr-defined]
    assert all(f"/{key}" in custodian.get(f"{LIST}?work=mine").text for key in ids)
    nobody = officer.post("/t/a-comm/petitions/together", data={"what": "assign", "officer": other})
    assert nobody.status_code == 422
    partly = {"what": "assign", "chosen": ids[:1], "officer": "nobody"}
    kept = officer.post("/t/a-comm/petitions/together?kind=complaint", data=partly, headers={"HX-Request": "true"})
    assert (kept.status_code, 'role="alert"' in kept.text) == (422, True)
    assert re.search(rf'value="{ids[0]}" form="together" checked', kept.text), "what was ticked stays ticked"
    own = next(key for key, name in people.items() if "petitions_officer" in name)
    sealed = [row.public_id for row in stored(app, "petitions_petition", "a-comm") if row.kind == "denunciation"]
    answer = custodian.post(
        "/t/a-comm/petitions/together", data={"what": "assign", "chosen": sealed[:1], "officer": own}
    )
    assert answer.status_code == 409, "no denunciation for who has no right to it"


def test_a_visit_is_registered_as_petition(app: Flask, world: World, login: Callable[[str], FlaskClient]) -> None:
    """A post that sees visits and registers petitions goes from the one to the other and back by panels."""
    visit_id = world.id_of("a-comm", "visit")
    with raw(app) as connection:
        rights = "select p.role_id, p.tenant_id from core_role_permission p join core_role r on r.id = p.role_id"
        role = connection.execute(
            text(
                f"{rights} join core_tenant t on t.id = p.tenant_id where r.key = 'petitions_officer' and t.slug = :slug"
            ),
            {"slug": "a-comm"},
        ).first()
        assert role is not None
        put = "insert into core_role_permission (tenant_id, role_id, permission) values (:tenant, :role, :right)"
        for right in ("reception.visit.view", "reception.visit.identify"):
            connection.execute(text(put), {"tenant": role.tenant_id, "role": role.role_id, "right": right})
    client = login(world.login("a-comm", "petitions_officer"))
    page = client.get(f"/t/a-comm/reception/visits/{visit_id}").text
    link = f"{NEW}?visit={visit_id}"
    assert link in page
    filled = client.get(link).text
    assert f'value="reception:visit:{visit_id}"' in filled
    assert 'value="CANARY-A-name"' in filled, "who came is filled in for those who may see it"
    url = take_in(client, source="visit", source_ref=f"reception:visit:{visit_id}", once="v1")
    assert f"/t/a-comm/reception/visits/{visit_id}" in client.get(url).text
