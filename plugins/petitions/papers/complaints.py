"""The words of papers of complaints (D124 as amended), and the answer to a recommendation."""

from __future__ import annotations

from plugins.petitions.papers.material import BLANK, Material, day
from plugins.petitions.papers.words import VERDICTS, Draft, about, articles, came, grounds_of, lines


def accept_complaint(m: Material) -> Draft:
    """Notice of acceptance (D124 form 03; Complaints Law Art 27)."""
    due = f" Thời hạn giải quyết đến hết {day(m.due_on)}." if m.due_on else ""
    return Draft(
        lines(
            came(m),
            f"Địa chỉ: {m.address}.",
            about(m),
            f"Đơn khiếu nại đủ điều kiện thụ lý và thuộc thẩm quyền giải quyết của {m.agency.head_title} {m.agency.name}.",
            f"{m.agency.name} thông báo đã thụ lý giải quyết khiếu nại từ {day(m.accepted_on)}.{due}/.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=grounds_of(m),
    )


def refuse(m: Material) -> Draft:
    """Notice of non-acceptance with its ground (D124 form 04; Complaints Law Art 11)."""
    return Draft(
        lines(
            came(m),
            f"Địa chỉ: {m.address}.",
            about(m),
            f"Khiếu nại không được thụ lý vì: {m.ground or m.reason or BLANK}.",
            f"{m.agency.name} thông báo để {m.person} được biết./.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=grounds_of(m),
    )


def assign(m: Material) -> Draft:
    """Who verifies, what, and until when."""
    asked = [f"{unit}: {question} (trước {day(due)})" for unit, question, due in m.questions]
    return Draft(
        articles(
            f"Giao {m.unit or m.officer or BLANK} xác minh nội dung khiếu nại của {m.person}: {m.matter}.",
            "; ".join(asked) + "." if asked else f"Thời gian xác minh: {BLANK} ngày, kể từ ngày ký.",
            "Người được giao xác minh báo cáo kết quả bằng văn bản, chịu trách nhiệm về kết quả xác minh; các cơ quan, "
            "tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành quyết định này./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def invite(m: Material) -> Draft:
    """Invitation to a dialogue, at least five days before (CM-17)."""
    talk = m.talk
    when = f"{talk.hour or '….. giờ …..'}, {day(talk.planned_on)}" if talk else BLANK
    return Draft(
        lines(
            f"Kính mời {m.person} và các cơ quan, cá nhân có liên quan dự buổi đối thoại giải quyết khiếu nại.",
            f"Nội dung: {m.matter}.",
            f"Thời gian: {when}.",
            f"Địa điểm: {talk.place if talk else BLANK}.",
            f"Người chủ trì: {(talk.chair if talk else '') or BLANK}.",
            "Người khiếu nại mang theo giấy tờ tùy thân, giấy mời và tài liệu liên quan; nếu vắng mặt, đề nghị báo trước "
            "và nêu lý do./.",
        ),
        addressee=lines(m.person[0].upper() + m.person[1:], m.respondent, talk.others if talk else ""),
        grounds=grounds_of(m),
    )


def dialogue(m: Material) -> Draft:
    """Minutes of the dialogue (D124 form 14): who took part, opinions, agreed and open points, who refused to sign."""
    talk = m.talk
    absent = bool(talk and talk.absent)
    return Draft(
        lines(
            f"Vào hồi {(talk.hour if talk else '') or '….. giờ …..'}, {day(talk.planned_on if talk else None)}, "
            f"tại {talk.place if talk else BLANK}.",
            "I. THÀNH PHẦN THAM GIA ĐỐI THOẠI",
            f"1. Người chủ trì: {(talk.chair if talk else '') or BLANK}",
            f"2. Người ghi biên bản: {BLANK}",
            f"3. Người khiếu nại: {m.person}{' (vắng mặt; lý do: ' + BLANK + ')' if absent else ''}",
            f"4. Người bị khiếu nại: {m.respondent or BLANK}",
            f"5. Cơ quan, tổ chức, cá nhân liên quan: {(talk.others if talk else '') or BLANK}",
            "II. NỘI DUNG ĐỐI THOẠI",
            f"Kết quả xác minh: {m.verification.strip() or BLANK}",
            f"Ý kiến của các bên: {BLANK}",
            "III. KẾT QUẢ ĐỐI THOẠI",
            f"Nội dung thống nhất: {(talk.agreed.strip() if talk else '') or BLANK}",
            f"Nội dung chưa thống nhất: {(talk.open_points.strip() if talk else '') or BLANK}",
            "Đối thoại kết thúc hồi ….. giờ …... Biên bản được đọc lại cho mọi người nghe, lập thành 03 bản, mỗi bên giữ "
            f"01 bản. Người không ký và lý do: {BLANK}",
        ),
        recipients="Lưu: hồ sơ",
    )


def decide(m: Material) -> Draft:
    """Decision on a complaint (Complaints Law Art 31.2, 40.2), with the way to go on."""
    verdict = VERDICTS["complaint"].get(m.verdict, BLANK)
    talk = m.talk
    held = f"Kết quả đối thoại: {(talk.agreed or talk.open_points).strip() or BLANK}" if talk and talk.held else ""
    more = (
        "Nếu không đồng ý, người khiếu nại có quyền khởi kiện vụ án hành chính tại Tòa án theo quy định của Luật Tố tụng "
        "hành chính."
        if m.level == 2
        else f"Nếu không đồng ý, người khiếu nại có quyền khiếu nại lần hai trong thời hạn {m.second_days[0]} ngày (vùng "
        f"sâu, vùng xa đi lại khó khăn: {m.second_days[1]} ngày), kể từ ngày nhận được quyết định này, hoặc khởi kiện tại "
        "Tòa án."
    )
    return Draft(
        lines(
            f"Xét {m.petition} của {m.person}, địa chỉ: {m.address}.",
            about(m),
            f"Kết quả xác minh: {m.verification.strip() or BLANK}",
            held,
            f"Kết luận: {verdict}.",
            "QUYẾT ĐỊNH:",
            articles(
                m.result.strip() or BLANK,
                more,
                "Các cơ quan, tổ chức, cá nhân có liên quan và người khiếu nại chịu trách nhiệm thi hành quyết định này./.",
            ),
        ),
        grounds=grounds_of(m),
        recipients=lines("Người khiếu nại", "Người bị khiếu nại", "Cơ quan cấp trên trực tiếp", "Lưu: VT, hồ sơ"),
    )


def reply(m: Material) -> Draft:
    """Answer to a recommendation or feedback."""
    return Draft(
        lines(
            came(m),
            about(m),
            f"Kết quả xem xét: {m.result.strip() or BLANK}",
            f"{m.agency.name} thông báo để {m.person} được biết và cảm ơn ý kiến đóng góp./.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=grounds_of(m),
    )
