"""Invented petitions for the demo: same seed, same petitions. No word here is about a real person."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from core.api import Scope, calendar_of, clock, colleagues_with
from plugins.petitions import demo_cases
from plugins.petitions.inputs import Classification, PartyInput, PetitionInput, Proposal
from plugins.petitions.models import Petition
from plugins.petitions.permissions import ALL, PETITION_PROCESS
from plugins.petitions.petition_rules import REDACTED
from plugins.petitions.services import classify, decide, filing, links, register, transfers
from plugins.petitions.services.classify import conditions_of
from plugins.petitions.services.decide import Decision
from plugins.petitions.services.links import Part

PEOPLE = (
    *(
        "Nguyễn Văn Bình",
        "Trần Thị Lan",
        "Lê Quốc Hùng",
        "Phạm Thị Mai",
        "Hoàng Đức Long",
        "Võ Thị Thảo",
        "Bùi Minh Sơn",
    ),
    *("A Brông", "Y Blang", "A Chương", "Y Nhớt", "A Hlang", "Y Xuân", "A Thôi", "Đặng Ngọc Yến", "Đỗ Hữu Khánh"),
)
COMPLAINTS = (
    (
        "Khiếu nại quyết định thu hồi đất làm đường liên thôn, diện tích đo lại không đúng thực địa",
        "Thôn 3",
        "41/QĐ-UBND",
    ),
    ("Khiếu nại mức bồi thường cây cà phê khi mở rộng kênh mương nội đồng", "Thôn 5", "58/QĐ-UBND"),
    ("Khiếu nại việc chậm cấp giấy chứng nhận quyền sử dụng đất ở", "Thôn 1", ""),
    ("Khiếu nại quyết định xử phạt vi phạm hành chính về xây dựng nhà ở", "Thôn 2", "17/QĐ-XPHC"),
    ("Khiếu nại kết quả xét duyệt hộ được hỗ trợ làm nhà", "Thôn 6", "23/QĐ-UBND"),
)
RECOMMENDATIONS = (
    ("Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa lũ", "Thôn 4"),
    ("Phản ánh nước sinh hoạt tập trung bị đục nhiều ngày", "Thôn 2"),
    ("Kiến nghị lắp thêm đèn chiếu sáng khu dân cư", "Thôn 1"),
    ("Phản ánh mùi hôi từ điểm tập kết rác", "Thôn 5"),
    ("Kiến nghị hỗ trợ giống cây trồng cho hộ cận nghèo", "Thôn 6"),
)
DENUNCIATIONS = (
    "Tố cáo việc thu tiền đóng góp ngoài quy định khi xác nhận hồ sơ (bản chép đã lược bỏ thông tin nhận biết)",
    "Tố cáo việc sử dụng sai nguồn kinh phí hỗ trợ hộ nghèo (bản chép đã lược bỏ thông tin nhận biết)",
)
BODIES = ("Chi nhánh Văn phòng đăng ký đất đai", "Phòng Kinh tế", "Ban Quản lý dự án đầu tư xây dựng")
#: In days: what came since then is not looked at yet, and what is older is done with, but for a few.
FRESH, OLD = 2, 12
SETTLED = 0.85
ENDS = ("received", "classified", "proposed", "accept", "accept", "guide", "transfer", "answer", "file", "split")


def fill(scope: Scope) -> list[str]:
    """Petitions of the last ninety days in every state."""
    chance = random.Random(f"petitions-{scope.tenant.slug}")  # noqa: S311 - invented records, no secret
    officers = colleagues_with(scope, PETITION_PROCESS.name)
    actor = officers[0].key if officers else scope.actor_id
    scope = replace(scope, actor_id=actor, permissions=scope.permissions | {right.name for right in ALL})
    count = 60 if scope.tenant.kind == "town" else chance.randint(12, 20)
    calendar, today = calendar_of(scope), clock.today()
    days = [day for day in (today - timedelta(days=n) for n in range(90, 0, -1)) if calendar.is_working(day)]
    made: list[Petition] = []
    for number, day in enumerate(sorted(chance.choice(days) for _number in range(count))):
        moment = datetime.combine(day, time(8, number * 7 % 60), tzinfo=clock.ZONE)
        with clock.freeze(min(moment, clock.local_now())):
            petition = _register(scope, chance, day, number)
        later = datetime.combine(min(day + timedelta(days=3), today), time(9, number * 11 % 60), tzinfo=clock.ZONE)
        with clock.freeze(min(later, clock.local_now())):
            end = ENDS[number % len(ENDS)]
            age = (today - day).days
            if age > OLD and end in ("received", "classified", "proposed") and chance.random() < SETTLED:
                end = chance.choice(("guide", "transfer", "answer", "file"))
            _take_on(scope, chance, petition, end if age > FRESH else "received")
        made.append(petition)
    cases = demo_cases.settle(scope, made)
    told = [f"{len(made)} petitions in the register", f"{cases} cases under settlement"]
    if scope.tenant.kind != "town":
        return told
    sent, written = _send_online(scope, chance, today), demo_cases.write_papers(scope, made)
    return [*told, f"{sent} sent online", f"{written} papers"]


def _send_online(scope: Scope, chance: random.Random, today: date) -> int:
    """Recommendations that came in online in the last days and wait; their codes are nobody's."""
    for age, (summary, place) in enumerate(RECOMMENDATIONS[:3]):
        name = chance.choice(PEOPLE) if age else ""
        values = filing.FilingInput(summary, "mật khẩu của bản dùng thử", place=place, name=name, anonymous=not name)
        sent = datetime.combine(today - timedelta(days=age), time(), tzinfo=clock.ZONE)
        with clock.freeze(sent):
            filing.file_feedback(replace(scope, actor_id=None), values)
    return 3


def _register(scope: Scope, chance: random.Random, day: date, number: int) -> Petition:
    kind = chance.choices(("complaint", "recommendation", "denunciation", "mixed"), (42, 44, 8, 6))[0]
    source = chance.choices(("visit", "handed_in", "post", "other_body", "leader"), (35, 30, 20, 10, 5))[0]
    values = PetitionInput(
        received_on=day,
        kind=kind,
        source=source,
        source_body="Ủy ban Mặt trận Tổ quốc Việt Nam huyện" if source == "other_body" else "",
        summary="",
        written_on=day - timedelta(days=chance.randint(0, 4)),
    )
    if kind == "denunciation":
        summary = chance.choice(DENUNCIATIONS)
        values = replace(values, summary=summary, respondent_level="commune_staff", redacted=REDACTED)
    elif kind == "recommendation":
        summary, place = chance.choice(RECOMMENDATIONS)
        values = replace(values, summary=summary, place=place, **_people(scope, chance))
    else:
        summary, place, decision = chance.choice(COMPLAINTS)
        if kind == "mixed":
            summary = f"{summary}; đồng thời {chance.choice(RECOMMENDATIONS)[0].lower()}"
        values = replace(
            values,
            summary=summary,
            place=place,
            decision_no=decision,
            decision_on=day - timedelta(days=30) if decision else None,
            demand="Đề nghị xem xét lại và trả lời bằng văn bản",
            respondent=f"Ủy ban nhân dân {scope.tenant.name}",
            **_people(scope, chance),
        )
    return register.register_petition(scope, values)


def _people(scope: Scope, chance: random.Random) -> dict[str, Any]:
    number = chance.choices((1, 2, 7, 18), (80, 10, 6, 4))[0]
    names = chance.sample(PEOPLE, min(number, len(PEOPLE)))
    speaks = {7: 2, 18: 3}.get(number, 0)
    people = tuple(
        PartyInput(
            name,
            scope.tenant.name,
            f"Thôn {chance.randint(1, 6)}",
            role="representative" if place < speaks else "petitioner",
            mandate_signed=speaks > 0,
        )
        for place, name in enumerate(names)
    )
    return {"parties": people, "headcount": max(number, len(people))}


def _take_on(scope: Scope, chance: random.Random, petition: Petition, end: str) -> None:
    """Bring a petition as far as ``end``, where the law allows it; else as far as it goes."""
    if end == "received":
        return
    if petition.kind == "mixed":
        _split(scope, petition, end)
        return
    ours = end not in ("guide", "transfer")
    level = "commune_staff" if scope.tenant.kind != "district" else "district_staff"
    rows = conditions_of(petition.kind, petition.received_on)
    answers = {row.id: not (end in ("answer", "file") and place == 0) for place, row in enumerate(rows)}
    routed = petition.kind != "recommendation"
    competent = classify.competent(scope, petition.kind, level if routed else "", petition.received_on)
    ours = ours and (competent.ours or not routed)
    classify.classify(
        scope,
        petition.public_id,
        Classification(
            kind=petition.kind,
            competence="mine" if ours else "other_admin",
            respondent_level=level if routed and (ours or petition.is_sealed) else "",
            answers=answers,
            competent_body="" if ours else chance.choice(BODIES),
        ),
        seen=None,
    )
    if end == "classified":
        return
    offered = {choice.result: choice for choice in decide.choices_of(scope, petition)}
    if not offered:
        return
    result = end if end in offered else next(iter(offered))
    grounds = decide.grounds_of(petition)
    decide.propose(
        scope,
        petition.public_id,
        Proposal(
            result,
            "Đã kiểm tra hồ sơ, đề xuất theo quy định",
            ground=grounds[0][0] if grounds else "",
            body=petition.competent_body,
            article_25=True,
        ),
        seen=None,
    )
    if end == "proposed":
        return
    paper = f"{chance.randint(100, 400)}/UBND-TCD"
    decide.decide(scope, petition.public_id, Decision(agree=True, on=clock.today(), paper_no=paper), seen=None)
    if petition.state == "transferred" and chance.random() < 0.5:
        transfers.urge(scope, petition.public_id, clock.today(), f"{chance.randint(401, 600)}/UBND-TCD")


def _split(scope: Scope, petition: Petition, end: str) -> None:
    if end == "classified":
        return
    first, _word, second = petition.summary.partition("; đồng thời ")
    parts = [Part("complaint", first), Part("recommendation", second[:1].upper() + second[1:])]
    links.split_petition(scope, petition.public_id, parts, seen=None)
