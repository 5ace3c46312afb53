"""The words of papers of denunciations: nothing in them tells who denounced (Law on Denunciations Art 8.3)."""

from __future__ import annotations

from plugins.petitions.papers.material import BLANK, Material, day
from plugins.petitions.papers.words import VERDICTS, Draft, articles, grounds_of, lines


def accept_denunciation(m: Material) -> Draft:
    """Decision to accept (D31 form 04; Art 29.2): content and time limit."""
    return Draft(
        articles(
            f"Thụ lý tố cáo đối với {m.respondent or BLANK}. Nội dung tố cáo được thụ lý: {m.matter}.",
            f"Thời hạn giải quyết tố cáo: đến hết {day(m.due_on)}.",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành quyết định này./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def tell_denouncer(m: Material) -> Draft:
    """Notice to the denouncer (D31 form 05); the name is written by hand."""
    return Draft(
        lines(
            f"{m.agency.name} đã thụ lý nội dung tố cáo: {m.matter}, từ {day(m.accepted_on)}.",
            f"Thời hạn giải quyết: đến hết {day(m.due_on)}.",
            "Họ tên, địa chỉ và thông tin khác của người tố cáo được giữ bí mật theo quy định của pháp luật./.",
        ),
        addressee=f"Ông (bà) {BLANK}",
        grounds=grounds_of(m),
        recipients=lines("Như trên", "Lưu: hồ sơ"),
    )


def tell_denounced(m: Material) -> Draft:
    """Notice of the content to the denounced (D31 form 06)."""
    return Draft(
        lines(
            f"{m.agency.name} đã thụ lý tố cáo đối với ông (bà).",
            f"Nội dung tố cáo: {m.matter}.",
            "Đề nghị ông (bà) giải trình bằng văn bản về nội dung trên và gửi kèm thông tin, tài liệu chứng minh trước "
            f"{day(None)}./.",
        ),
        addressee=m.respondent or f"Ông (bà) {BLANK}",
        grounds=grounds_of(m),
        recipients=lines("Như trên", "Lưu: VT, hồ sơ"),
    )


def extend(m: Material) -> Draft:
    """Decision that gives more time (D31 form 01; Art 30)."""
    days, ground, _decided = m.extended or (0, "", None)
    return Draft(
        articles(
            f"Gia hạn giải quyết tố cáo: {m.matter}; thời gian gia hạn: {days or BLANK} ngày, đến hết {day(m.due_on)}.",
            f"Lý do: {ground or BLANK}.",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành quyết định này./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def conclude(m: Material) -> Draft:
    """Conclusion on a denunciation (Art 35.2): result, basis, responsibility, measures."""
    return Draft(
        lines(
            f"Nội dung tố cáo đối với {m.respondent or BLANK}: {m.matter}.",
            f"Kết quả xác minh: {m.verification.strip() or BLANK}",
            f"Kết luận: {VERDICTS['denunciation'].get(m.verdict, BLANK)}.",
            f"Trách nhiệm của từng cơ quan, cá nhân: {BLANK}",
            f"Biện pháp xử lý và kiến nghị: {m.result.strip() or BLANK}",
        ),
        grounds=grounds_of(m),
        recipients=lines("Người bị tố cáo", "Cơ quan quản lý người bị tố cáo", "Lưu: VT, hồ sơ"),
    )


def publish(m: Material) -> Draft:
    """Publication of the conclusion for at least 15 days (Art 40), nothing of the denouncer in it."""
    return Draft(
        lines(
            f"{m.agency.name} công khai kết luận nội dung tố cáo: {m.matter}.",
            f"Kết luận: {VERDICTS['denunciation'].get(m.verdict, BLANK)}. {m.result.strip()}".rstrip(),
            f"Niêm yết tại trụ sở {m.agency.name}, ít nhất {m.posted_days} ngày liên tục kể từ {day(None)}./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Niêm yết tại trụ sở", "Lưu: VT, hồ sơ"),
    )
