"""What the words of papers share. Papers are drafted by these; officers change them; what is not known stays dotted.

Papers speak Vietnamese whatever the reader's language is. What each must contain stands in law.md
4.3 and 4.4; where only the name of a form is known, the contents follow its purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

from plugins.petitions.papers.material import Material, day

RECIPIENTS = ("Như trên", "Lưu: VT, hồ sơ")
VERDICTS = {
    "complaint": {"right": "khiếu nại đúng", "partly": "khiếu nại đúng một phần", "wrong": "khiếu nại sai toàn bộ"},
    "denunciation": {"right": "tố cáo đúng", "partly": "tố cáo đúng một phần", "wrong": "tố cáo sai"},
}
PROPOSED = {
    "accept": "thụ lý giải quyết",
    "answer": "trả lời có nêu lý do",
    "ask_to_complete": "yêu cầu bổ sung đơn",
    "not_accept": "không thụ lý giải quyết",
    "guide": "hướng dẫn gửi đơn đến cơ quan có thẩm quyền",
    "transfer": "chuyển đơn đến cơ quan có thẩm quyền",
    "return": "trả lại đơn",
    "file": "lưu đơn",
    "urge": "đôn đốc cơ quan đang giải quyết",
    "report_up": "báo cáo người đứng đầu",
    "demand_report": "yêu cầu cấp dưới báo cáo",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before anybody changed it: addressee, grounds, paragraphs, recipients (one a line)."""

    text: str
    addressee: str = ""
    grounds: str = ""
    recipients: str = "\n".join(RECIPIENTS)


def lines(*parts: str) -> str:
    """The parts that say something, one a line."""
    return "\n".join(part for part in parts if part)


def grounds_of(m: Material, *more: str) -> str:
    """The laws and decrees a paper of settlement rests on, as they stand on its day."""
    amended = f" (sửa đổi, bổ sung theo {m.amending})" if m.amending else ""
    own = {
        "complaint": (
            "Luật Khiếu nại ngày 11 tháng 11 năm 2011",
            f"Nghị định số 124/2020/NĐ-CP ngày 19 tháng 10 năm 2020 của Chính phủ{amended}",
        ),
        "denunciation": (
            "Luật Tố cáo ngày 12 tháng 6 năm 2018",
            f"Nghị định số 31/2019/NĐ-CP ngày 10 tháng 4 năm 2019 của Chính phủ{amended}",
        ),
    }.get(m.kind, ("Luật Tiếp công dân ngày 25 tháng 11 năm 2013",))
    return lines(*own, *more)


def processing_grounds() -> str:
    """What a paper of processing rests on."""
    return lines(
        "Luật Tiếp công dân ngày 25 tháng 11 năm 2013",
        "Thông tư số 05/2021/TT-TTCP ngày 01 tháng 10 năm 2021 của Tổng Thanh tra Chính phủ",
    )


def came(m: Material) -> str:
    """When the petition came in, and from whom."""
    source = f" do {m.source_body} chuyển đến" if m.source_body else ""
    return f"{day(m.received_on).capitalize()}, {m.agency.name} nhận được {m.petition} của {m.person}{source}."


def about(m: Material) -> str:
    """The matter, against whom, and the decision complained of."""
    against = f", đối với {m.respondent}" if m.respondent else ""
    number = f" số {m.decision_no}" if m.decision_no else ""
    on = f" {day(m.decision_on)}" if m.decision_on else ""
    decision = f" (quyết định{number}{on})" if m.decision_no else ""
    return f"Nội dung: {m.matter}{against}{decision}."


def articles(*parts: str) -> str:
    """The articles of a decision."""
    return lines(*(f"Điều {number}. {part}" for number, part in enumerate(parts, 1)))
