"""Three lives of petitions on screen, from intake to the closed file, each on the days it would take.

Due dates are counted by hand here: the day of the event does not count, working days leave out weekends (no
holiday falls into these weeks), and a limit in calendar days that ends on a day off ends on the next working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.e2e import papers
from tests.e2e.stage import ROOM, Limit, Person, Stage

OFFICER, CUSTODIAN, HEAD, UNIT = "donthu.dakrve", "tocao.dakrve", "phochutich.dakrve", "diachinh.dakrve"
#: Monday; the three lives begin on this day and later.
START = date(2026, 9, 28)
#: Typed by mistake in a denunciation, and what is left when it was taken out.
HIDDEN = "Trần Thị Kín"
TRANSCRIPT = "Cán bộ thu tiền đóng góp làm đường của 14 hộ thôn 3 không ghi biên lai"
#: Papers of the complaint: after acceptance, before the dialogue; each with words that stand in it.
FIRST_PAPERS = (
    ("accept_complaint", "/TB-UBND", "Y Nhung", "02 tháng 11 năm 2026"),
    ("assign_complaint", "/QĐ-UBND", "120 m²"),
)
DIALOGUE_PAPERS = (
    ("report", "Đo lại thiếu 35 m²", "khác với"),
    ("invite", "Phòng họp 1", "08:00", "02 tháng 11 năm 2026"),
)
#: The first days that do not count.
WEEKEND = (date(2026, 10, 3), date(2026, 10, 4))


def take_in(stage: Stage, login: str, **fields: Any) -> str:
    """Write a petition into the register; gives the address of its page."""
    clerk = stage.who(login)
    clerk.take(f"{ROOM}/petitions/new", "/petitions/new", **fields)
    return clerk.page.url.removeprefix(stage.set.base_url)


def day(number: int, month: int) -> date:
    """A day of the year in which the lives happen."""
    return date(START.year, month, number)


def accept(stage: Stage, login: str, petition: str, **classes: Any) -> None:
    """Classify, propose to accept, let the head agree; both declare that nothing ties them to the case."""
    clerk, head = stage.who(login), stage.who(HEAD)
    clerk.open(f"{petition}/classify")
    met = [str(box.get_attribute("value")) for box in clerk.page.locator("[name=met]").all()]
    assert clerk.send("/classify", competence="mine", met=met, **classes) == 200
    clerk.take(f"{petition}/propose", "/propose", result="accept", reason="Đủ điều kiện, đúng thẩm quyền")
    head.take(petition, "/decide", paper_no="12/TB-UBND")
    for person in (clerk, head):
        area = "steps" if person is clerk else "decisions"
        person.take(f"{petition}/case/{area}/declare", conflicted="no")


def group(stage: Stage) -> None:
    """A recommendation of twelve people, one of whose representatives withdraws."""
    officer, head, unit = stage.who(OFFICER), stage.who(HEAD), stage.who(UNIT)
    officer.open(f"{ROOM}/petitions/new")
    officer.page.check("[name=kind][value=recommendation]")
    for _more in range(2):
        officer.page.locator("[name=add_people]").click()
    speakers = ("A Brông", "Y Xuân", "A Thôi")
    typed = {f"people-{place}-name": name for place, name in enumerate(speakers)}
    typed |= {f"people-{place}-role": "representative" for place in range(3)}
    others = "\n".join(f"Người ký {number}" for number in range(4, 13))
    status = officer.send(
        "/petitions/new",
        kind="recommendation",
        **typed,
        names=others,
        mandate=True,
        summary="Kiến nghị sửa đoạn đường bê tông thôn 4 bị sạt lở",
        place="Thôn 4",
    )
    assert status == 200, officer.words[:600]
    petition = officer.page.url.removeprefix(stage.set.base_url)
    accept(stage, OFFICER, petition)
    case, people = f"{petition}/case", f"{petition}/people"

    officer.proven(petition, "Trả lời", Limit("RC-13", START, day(12, 10), (*WEEKEND, day(10, 10), day(11, 10))))

    due = (stage.day + timedelta(days=3)).strftime("%d/%m/%Y")
    officer.take(
        f"{case}/steps/task", unit="Công chức Văn hóa – Xã hội", question="Đo chiều dài đoạn sạt lở thôn 4", due_on=due
    )
    unit.open(f"{ROOM}/tasks")
    unit.page.get_by_role("link", name="Đo chiều dài đoạn sạt lở thôn 4").click()
    assert "A Brông" not in unit.words
    assert unit.send(result="Sạt lở 18 m, cần kè đá") == 200

    officer.open(people)
    officer.page.get_by_text("Có người muốn rút đơn").click()
    status = officer.send("/withdrawals", party="Y Xuân", channel="desk", pressed="no")
    assert status == 422, "nobody is asked in front of others"
    officer.picture("group-withdrawal-refused")
    assert officer.send("/withdrawals", alone=True) == 200
    assert "Xác nhận" not in head.open(people), "the wish rests three days"
    minutes = papers.write(officer, petition, "withdrawal", "toàn bộ", "không bị ép buộc")
    stage.on(stage.day + timedelta(days=3))
    head.take(people, "/confirm", paper_no="5/BB")
    assert "11 trên 12" in officer.open(people)
    assert "kết thúc" not in officer.open(case).lower(), "the others go on"

    head.take(f"{case}/decisions/answer", result="Sẽ kè đá trước mùa mưa", paper_no="31/UBND")
    answer = papers.write(officer, petition, "reply", "Sẽ kè đá trước mùa mưa", "A Brông", sign=True)
    told = papers.bundle(officer, petition)
    assert set(told) == {minutes[1], *answer[1:]}, "what is printed and the signed scan, in the bundle's index"
    officer.open(f"{case}/steps/close")
    assert officer.send() == 409, "everybody gets their own reply"
    officer.picture("group-close-refused")
    officer.page.get_by_role("link", name="Ghi người đã nhận").click()
    officer.picture("group-replies")
    assert officer.send("/replies") == 200
    officer.take(f"{case}/steps/close")
    closed = officer.open(case)
    assert "Kết thúc" in closed
    assert "đúng hạn" in closed
    officer.picture("group-closed")


def complaint(stage: Stage) -> None:
    """A complaint with a dialogue and a longer limit."""
    officer, head = stage.who(OFFICER), stage.who(HEAD)
    petition = take_in(
        stage,
        OFFICER,
        kind="complaint",
        **{"people-0-name": "Y Nhung", "people-0-address": "Thôn 2"},
        respondent="Công chức Địa chính",
        respondent_level="commune_staff",
        summary="Khiếu nại biên bản đo đạc ghi thiếu 120 m² đất vườn",
        demand="Đo lại thửa đất và sửa biên bản",
        place="Thôn 2",
    )
    received = officer.page.locator(".clock").inner_text()
    assert "07/10/2026" in received, "seven working days, without the weekend"
    stage.on(day(1, 10))
    accept(stage, OFFICER, petition)
    officer.proven(petition, "Thụ lý hoặc không thụ lý", Limit("CM-04", START, day(7, 10), WEEKEND))
    officer.proven(petition, "Giải quyết", Limit("CM-07", day(1, 10), day(2, 11), (day(31, 10), day(1, 11))))
    steps, decisions = f"{petition}/case/steps", f"{petition}/case/decisions"
    made = papers.write_all(officer, petition, *FIRST_PAPERS)

    stage.on(day(20, 10))
    officer.take(f"{steps}/verify", paper_no="40/QĐ")
    assert "Hãy chọn ít nhất một tiêu chí" in officer.refused(f"{steps}/complex", 422, paper_no="44/QĐ"), (
        "complex by a criterion of the law"
    )
    officer.send("/complex", criteria=["a"])
    officer.proven(petition, "Giải quyết", Limit("CM-08", day(1, 10), day(16, 11), (day(15, 11),)))

    stage.on(day(26, 10))
    officer.take(f"{steps}/report", verification="Đo lại thiếu 35 m²", paper_no="9/BC", differs="yes")
    head.open(f"{decisions}/decide")
    assert head.page.locator(".submit-bar button").count() == 0, "first the dialogue"
    assert "31/10/2026" in officer.open(f"{steps}/call_dialogue"), "five days after the notice"
    words = officer.refused(
        f"{steps}/call_dialogue", 422, notice_no="15/GM", planned_on="30/10/2026", hour="08:00", place="Phòng họp 1"
    )
    assert "5 ngày" in words
    officer.picture("complaint-dialogue-refused")
    assert officer.send(planned_on="02/11/2026") == 200
    made += papers.write_all(officer, petition, *DIALOGUE_PAPERS)
    stage.on(day(2, 11))
    officer.refused(f"{steps}/end_dialogue", 422, outcome="held")
    assert officer.send(outcome="held", minutes_no="3/BB", agreed="Nhận thiếu 35 m²", open_points="Còn 85 m²") == 200

    stage.on(day(5, 11))
    head.take(f"{decisions}/decide", verdict="partly", result="Công nhận thiếu 35 m²", paper_no="60/QĐ")
    said = "đúng một phần", "khiếu nại lần hai"
    made += papers.write_all(officer, petition, ("dialogue", "Nhận thiếu 35 m²", "Còn 85 m²"))
    made += papers.write(officer, petition, "decide_complaint", *said, sign=True)
    officer.proven(
        petition,
        "Gửi quyết định hoặc kết luận",
        Limit("CM-19", day(5, 11), day(10, 11), (day(7, 11), day(8, 11))),
    )
    officer.proven(petition, "Quyết định có hiệu lực", Limit("CM-24", day(5, 11), day(7, 12), (day(5, 12), day(6, 12))))
    stage.on(day(9, 11))
    officer.take(f"{steps}/send", paper_no="60/QĐ")
    stage.on(day(7, 12))
    assert "hiệu lực" in officer.refused(f"{steps}/take_effect"), "the last day for a second complaint"
    stage.on(day(8, 12))
    officer.take(f"{steps}/take_effect")
    officer.take(f"{steps}/enforce", paper_no="70/KH")
    officer.take(f"{steps}/close")
    assert set(papers.bundle(officer, petition)) < set(made), "the hashes in the bundle are those of the files"
    closed = officer.open(f"{petition}/case")
    assert "Kết thúc" in closed
    assert "quá hạn" not in closed.lower()
    assert closed.count("đúng hạn") == 3, "accepted, settled and sent in time"
    officer.picture("complaint-closed")


def seal(custodian: Person) -> None:
    """Take a denunciation in: what may betray somebody is marked, corrected, and each text confirmed as it then stands."""
    custodian.open(f"{ROOM}/petitions/new")
    typed: dict[str, Any] = {
        "kind": "denunciation",
        "respondent": "Cán bộ thôn 3",
        "respondent_level": "commune_staff",
        "summary": f"{TRANSCRIPT}, {HIDDEN} 0905 123 456 chứng kiến",
        "demand": "Kiểm tra và trả lại tiền",
    }
    assert custodian.send("/petitions/new", **typed) == 422
    marks = custodian.page.locator("mark").all_inner_texts()
    assert marks == [HIDDEN, "0905 123 456"]
    custodian.picture("denunciation-read-again")
    texts = [str(box.get_attribute("value")) for box in custodian.page.locator("[name=confirmed]").all()]
    assert texts == ["summary", "demand", "respondent"]
    assert custodian.send("/petitions/new", confirmed=texts, summary=TRANSCRIPT) == 422, (
        "a corrected text is read again"
    )
    assert custodian.page.locator("mark").count() == 0
    assert custodian.send("/petitions/new", confirmed=texts[:2]) == 422, "every field is confirmed"
    assert custodian.send("/petitions/new", confirmed=texts) == 200
    assert "PB-0001/2026" in custodian.page.locator("[role=status]").first.inner_text(), "to be written on the envelope"


def denunciation(stage: Stage) -> None:
    """A denunciation in custody, whose transcript names nobody."""
    custodian, head, officer = stage.who(CUSTODIAN), stage.who(HEAD), stage.who(OFFICER)
    seal(custodian)
    petition = custodian.page.url.removeprefix(stage.set.base_url)
    answer = officer.page.goto(petition)
    assert answer is not None
    assert answer.status == 404, "for whoever has no need it does not exist"
    assert TRANSCRIPT not in officer.open(f"{ROOM}/petitions")

    stage.on(day(2, 10))
    accept(stage, CUSTODIAN, petition)
    custodian.proven(petition, "Thụ lý hoặc không thụ lý", Limit("DN-01", START, day(7, 10), WEEKEND))
    custodian.proven(petition, "Giải quyết", Limit("DN-09", day(2, 10), day(2, 11), (day(1, 11),)))
    steps, decisions = f"{petition}/case/steps", f"{petition}/case/decisions"
    accepted = ("accept_denunciation", "01.TC/QĐ-UBND", TRANSCRIPT)
    made = papers.write_all(custodian, petition, accepted, ("tell_denounced", TRANSCRIPT), clean=True)
    custodian.take(f"{steps}/verify", paper_no="41/QĐ")
    custodian.open(f"{ROOM}/envelopes")
    custodian.page.get_by_role("link", name="PB-0001/2026").click()
    address = custodian.page.url.removeprefix(stage.set.base_url)
    custodian.refused(address, 422, "", kind="opened", reason="Xác minh chữ ký")
    assert custodian.send(second="Nguyễn Thanh Bình · Phó Chủ tịch UBND thị trấn") == 200, custodian.words
    assert "Nguyễn Thanh Bình" in custodian.words
    custodian.picture("denunciation-envelope")

    stage.on(day(23, 10))
    custodian.take(f"{steps}/report", verification="11 trên 14 hộ không có biên lai", paper_no="10/BC")
    head.take(f"{decisions}/conclude", verdict="partly", result="Tố cáo đúng một phần về 11 hộ", paper_no="5/KL")
    made += papers.write(custodian, petition, "conclude", "tố cáo đúng một phần", "01.TC/KL-UBND", clean=True)
    ends = (day(24, 10), day(25, 10))
    custodian.proven(petition, "Gửi quyết định hoặc kết luận", Limit("DN-14", day(23, 10), day(30, 10), ends))
    week = (*ends, day(31, 10), day(1, 11))
    custodian.proven(petition, "Xử lý kết luận tố cáo", Limit("DN-15", day(23, 10), day(3, 11), week))
    custodian.proven(petition, "Công khai kết luận", Limit("DN-17", day(23, 10), day(3, 11), week))
    stage.on(day(30, 10))
    custodian.take(f"{steps}/act", paper_no="80/QĐ")
    custodian.take(f"{steps}/publish", paper_no="5/KL")
    custodian.proven(
        petition, "Niêm yết kết luận", Limit("DN-18", day(30, 10), day(16, 11), (day(14, 11), day(15, 11)))
    )
    made += papers.write(custodian, petition, "publish", "11 hộ", clean=True)
    assert set(papers.bundle(custodian, petition)) < set(made)
    stage.on(day(13, 11))
    custodian.refused(f"{steps}/close")
    stage.on(day(16, 11))
    custodian.take(f"{steps}/close")
    closed = custodian.open(f"{petition}/case")
    assert "Kết thúc" in closed
    assert closed.count("đúng hạn") == 5
    custodian.picture("denunciation-closed")
    assert custodian.page.locator("h1 .tag-sealed").count() == 1
    for file in stage.set.folder.rglob("*"):
        assert not file.is_file() or HIDDEN.encode() not in file.read_bytes(), f"{file.name} holds the name"


LIVES = (group, complaint, denunciation)
