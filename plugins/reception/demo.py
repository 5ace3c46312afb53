"""Invented visits for the demo: same seed, same visits. No word here is about a real person."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from core.api import Scope, calendar_of, clock
from plugins.reception.demo_bookings import fill_bookings
from plugins.reception.demo_hall import fill_hall
from plugins.reception.inputs import PaperInput, PersonInput, VisitInput
from plugins.reception.queries.places import list_places
from plugins.reception.services import visits as services
from plugins.reception.services.places import Seats, save_place

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quốc", "Hữu")
GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dung",
    "Đông",
    "Giang",
    "Hạnh",
    "Hùng",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Phương",
    "Quân",
    "Sơn",
    "Thảo",
    "Trang",
    "Tuấn",
    "Yến",
)
LOCAL = ("A Brông", "A Chương", "A Hlang", "A Nhĩu", "Y Blang", "Y Nhớt", "Y Xuân", "A Thôi", "Y Lúi")
MATTERS = {
    "complaint": (
        "Không đồng ý với quyết định thu hồi đất làm đường liên thôn",
        "Khiếu nại mức bồi thường cây trồng khi mở rộng kênh mương",
        "Khiếu nại việc chậm cấp giấy chứng nhận quyền sử dụng đất",
        "Khiếu nại quyết định xử phạt vi phạm hành chính về xây dựng",
    ),
    "denunciation": (
        "Tố cáo việc thu tiền không đúng quy định (nội dung đã lược bỏ thông tin nhận biết)",
        "Tố cáo hành vi sử dụng sai kinh phí hỗ trợ (nội dung đã lược bỏ thông tin nhận biết)",
    ),
    "recommendation": (
        "Kiến nghị sửa đoạn đường bê tông bị sạt lở sau mưa lũ",
        "Phản ánh nước sinh hoạt tập trung bị đục nhiều ngày",
        "Kiến nghị lắp thêm đèn chiếu sáng khu dân cư",
        "Phản ánh mùi hôi từ điểm tập kết rác",
        "Kiến nghị hỗ trợ giống cây trồng cho hộ cận nghèo",
    ),
    "other": ("Hỏi thủ tục đăng ký tạm trú", "Hỏi hồ sơ hưởng trợ cấp xã hội"),
}
BODIES = (
    "Chi nhánh Văn phòng đăng ký đất đai",
    "Phòng Kinh tế",
    "Tòa án nhân dân khu vực",
    "Ban Quản lý dự án đầu tư xây dựng",
)
RESULTS = ("Đã trả lời trực tiếp tại buổi tiếp", "Đã có văn bản trả lời", "Đã kiểm tra thực tế và sửa chữa")


def fill(scope: Scope) -> list[str]:
    """Visits of the last ninety days with their answers, and one place with its hours."""
    chance = random.Random(f"reception-{scope.tenant.slug}")  # noqa: S311 - invented records, no secret
    if not list_places(scope):
        hours = [(day, opens, closes) for day in range(5) for opens, closes in ((450, 690), (810, 1020))]
        save_place(
            scope,
            None,
            f"Phòng Tiếp công dân {scope.tenant.name}",
            f"Trụ sở Ủy ban nhân dân {scope.tenant.name}",
            "",
            "Có lối đi cho xe lăn; người phiên dịch theo yêu cầu",
            hours,
            Seats(30, 2, 1),
        )
    count = 60 if scope.tenant.kind == "town" else chance.randint(18, 36)
    calendar = calendar_of(scope)
    today = clock.today()
    days = [day for day in (today - timedelta(days=n) for n in range(90, -1, -1)) if calendar.is_working(day)]
    chosen = sorted(chance.choice(days) for _number in range(count))
    for number, day in enumerate(chosen):
        moment = datetime.combine(day, time(8, number * 7 % 60), tzinfo=clock.ZONE)
        with clock.freeze(min(moment, clock.local_now())):
            _visit(scope, chance, day, number, today)
    return [f"{count} visits in the book", fill_hall(scope, chance), fill_bookings(scope, chance)]


def _visit(scope: Scope, chance: random.Random, day: date, number: int, today: date) -> None:
    kind = chance.choices(("recommendation", "complaint", "other", "denunciation"), (50, 28, 15, 7))[0]
    headcount = chance.choices((1, 2, 6, 14), (82, 10, 5, 3))[0]
    outcome = chance.choices(("received", "guided", "registered", "transferred", "refused"), (45, 25, 12, 12, 6))[0]
    if kind == "denunciation":
        headcount, outcome = 1, "received"
    listed = {1: 1, 2: 2, 6: 2, 14: 3}[headcount]
    visit = services.register_visit(
        scope,
        VisitInput(
            received_on=day,
            kind=kind,
            summary=chance.choice(MATTERS[kind]),
            outcome=outcome,
            headcount=headcount,
            people=() if kind == "denunciation" else tuple(_person(scope, chance) for _n in range(listed)),
            envelope_no=f"PB-{day.year}-{number:03d}" if kind == "denunciation" else "",
            demand="" if kind == "other" else "Đề nghị xem xét, trả lời bằng văn bản",
            papers=(PaperInput("Đơn", 2, "Rõ chữ", "original"), PaperInput("Biên bản làm việc", 1, "Bản chụp", "copy"))
            if chance.random() < 0.4
            else (),
            in_competence=outcome in ("received", "registered"),
            outcome_body=chance.choice(BODIES) if outcome in ("guided", "transferred") else "",
            outcome_paper=f"{chance.randint(10, 99)}/UBND-TCD" if outcome == "transferred" else "",
            refusal_ground="RF-h" if outcome == "refused" else "",
            refusal_explained=outcome == "refused",
            earlier_notice=f"{chance.randint(10, 99)}/TB-UBND" if outcome == "refused" else "",
        ),
    )
    overdue = (today - day).days > 13
    if not visit.answered and (chance.random() < (0.9 if overdue else 0.35)):
        services.answer_visit(scope, visit.public_id, chance.choice(RESULTS))


def _person(scope: Scope, chance: random.Random) -> PersonInput:
    if chance.random() < 0.45:
        name = chance.choice(LOCAL)
    else:
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    known = chance.random() < 0.7
    return PersonInput(
        name=name,
        commune=scope.tenant.name,
        address=f"Thôn {chance.randint(1, 6)}",
        id_type="citizen_id" if known else "unknown",
        id_number=f"0620{chance.randint(10**7, 10**8 - 1)}" if known else "",
    )
