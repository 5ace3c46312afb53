"""The words of papers that complaints and denunciations share: verification, stops, withdrawal."""

from __future__ import annotations

from plugins.petitions.papers.material import BLANK, Material, day
from plugins.petitions.papers.words import Draft, articles, grounds_of, lines


def request(m: Material) -> Draft:
    """Papers and information that a verification needs; the petitioner is not named without need."""
    return Draft(
        lines(
            f"{m.agency.name} đang xác minh vụ việc: {m.matter}.",
            f"Đề nghị cung cấp các thông tin, tài liệu sau: {BLANK}",
            f"Thông tin, tài liệu gửi về {m.agency.name} trước {day(None)}./.",
        ),
        addressee=BLANK,
        grounds=grounds_of(m),
    )


def minutes(m: Material) -> Draft:
    """Minutes of a working meeting or a verification; who refuses to sign is noted."""
    return Draft(
        lines(
            f"Vào hồi ….. giờ ….., {day(None)}, tại {BLANK}.",
            "Thành phần làm việc:",
            f"1. {m.officer or BLANK}, chức vụ: {BLANK}",
            f"2. {BLANK}",
            f"Nội dung làm việc về vụ việc: {m.matter}.",
            BLANK + BLANK,
            f"Biên bản được đọc lại cho những người tham gia nghe, lập thành ….. bản. Người không ký và lý do: {BLANK}",
        ),
        recipients="Lưu: hồ sơ",
    )


def expert(m: Material) -> Draft:
    """Which body is to assess what, and until when."""
    return Draft(
        articles(
            f"Trưng cầu {BLANK} giám định: {BLANK}.",
            "Tài liệu, mẫu vật gửi kèm: " + BLANK + ".",
            f"Kết quả giám định gửi về {m.agency.name} trước {day(None)}./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Cơ quan giám định", "Lưu: VT, hồ sơ"),
    )


def team(m: Material) -> Draft:
    """A verification team of at least two without a conflict of interest (D31 Art 10)."""
    noun = "tố cáo" if m.sealed else "khiếu nại"
    return Draft(
        articles(
            f"Thành lập tổ xác minh nội dung {noun}: {m.matter}, gồm: 1. {m.officer or BLANK}, tổ trưởng; 2. {BLANK}, "
            "thành viên.",
            f"Tổ xác minh làm rõ nội dung {noun}; thời gian xác minh: {BLANK} ngày, kể từ ngày ký.",
            "Tổ xác minh, các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành quyết định này./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def report(m: Material) -> Draft:
    """What the verification found (D31 Art 16.2; Complaints Law Art 29.4): facts, no more persons than needed."""
    noun = "tố cáo" if m.sealed else "khiếu nại" if m.kind == "complaint" else "kiến nghị, phản ánh"
    differs = {True: "khác với", False: "phù hợp với"}.get(m.differs) if m.differs is not None else ""
    return Draft(
        lines(
            f"Nội dung {noun}: {m.matter}.",
            f"Kết quả xác minh: {m.verification.strip() or BLANK}",
            f"Kết quả xác minh {differs} yêu cầu của người khiếu nại." if differs and not m.sealed else "",
            f"Giải trình của người bị {noun}: {BLANK}" if m.kind != "recommendation" else "",
            f"Nhận xét, đánh giá: {BLANK}",
            f"Kiến nghị: {BLANK}",
        ),
        addressee=f"{m.agency.head_title} {m.agency.name}",
        recipients="Lưu: hồ sơ",
    )


def stop(m: Material) -> Draft:
    """Suspension or termination with its reason (D124 form 14a; Law on Denunciations Art 34)."""
    noun, word = ("tố cáo" if m.sealed else "khiếu nại"), ("Đình chỉ" if m.case == "terminated" else "Tạm đình chỉ")
    who = "" if m.sealed else f" của {m.person}"
    return Draft(
        articles(
            f"{word} giải quyết {noun}{who}: {m.matter}.",
            f"Lý do: {m.stop_ground or BLANK}.",
            "Quyết định này có hiệu lực kể từ ngày ký. Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def resume(m: Material) -> Draft:
    """The case goes on (D124 form 14b)."""
    noun = "tố cáo" if m.sealed else "khiếu nại"
    who = "" if m.sealed else f" của {m.person}"
    return Draft(
        articles(
            f"Tiếp tục giải quyết {noun}{who}: {m.matter}.",
            f"Thời hạn giải quyết được tính tiếp, đến hết {day(m.due_on)}.",
            "Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành quyết định này./.",
        ),
        grounds=grounds_of(m),
        recipients=lines("Như Điều 3", "Lưu: VT, hồ sơ"),
    )


def withdrawal(m: Material) -> Draft:
    """Minutes of a withdrawal (D31 form 03): of one's own will, whole or in part; the rest goes on."""
    return Draft(
        lines(
            f"Vào hồi ….. giờ ….., {day(None)}, tại {m.agency.name}.",
            f"Người rút đơn: {BLANK if m.sealed else m.person}.",
            f"Vụ việc: {m.matter}.",
            f"Nội dung rút: {m.withdrawn or BLANK}.",
            "Người rút đơn đã được hỏi riêng, tự nguyện rút, không bị ép buộc, đe dọa hay mua chuộc, và biết rằng có thể thay "
            "đổi ý kiến.",
            "Biên bản được đọc lại cho người rút đơn nghe và ký tên hoặc điểm chỉ.",
        ),
        recipients="Lưu: hồ sơ",
    )
