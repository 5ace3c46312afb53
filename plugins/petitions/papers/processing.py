"""The words of papers of processing: proposal, guidance, transfer, return, splitting, completion (C05)."""

from __future__ import annotations

from plugins.petitions.papers.material import BLANK, Material
from plugins.petitions.papers.words import PROPOSED, Draft, about, came, lines, processing_grounds


def proposal(m: Material) -> Draft:
    """Proposal to the head (C05 form 01): source, matter, analysis, proposal, the head's opinion."""
    proposed = PROPOSED.get(m.proposal, BLANK)
    return Draft(
        lines(
            came(m),
            f"Số người có đơn: {m.headcount}. Địa chỉ: {m.address}.",
            about(m),
            f"Yêu cầu của người có đơn: {m.demand.strip() or BLANK}.",
            f"Cơ quan có thẩm quyền giải quyết: {m.competent_body or BLANK}.",
            f"Căn cứ để xử lý: {m.ground or m.reason or BLANK}.",
            f"Đề xuất: {proposed}.",
            f"Ý kiến của người đứng đầu: {BLANK}{BLANK}",
        ),
        addressee=f"{m.agency.head_title} {m.agency.name}",
        recipients="Lưu: hồ sơ",
    )


def guide(m: Material) -> Draft:
    """Guidance to the competent body, given once (C05 Art 13 ff)."""
    body = m.outcome_body or m.competent_body or BLANK
    return Draft(
        lines(
            came(m),
            about(m),
            f"Sau khi xem xét, nội dung đơn không thuộc thẩm quyền giải quyết của {m.agency.name}.",
            f"Đề nghị {m.person} gửi đơn đến {body} để được xem xét, giải quyết theo quy định của pháp luật.",
            "Việc hướng dẫn chỉ thực hiện một lần./.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=processing_grounds(),
    )


def transfer(m: Material) -> Draft:
    """Transfer to the competent body; of a denunciation the slip names nobody (Law on Denunciations Art 8.3)."""
    body = m.outcome_body or m.competent_body or BLANK
    sealed = "Thông tin về người tố cáo được giữ bí mật, chuyển riêng trong phong bì niêm phong." if m.sealed else ""
    return Draft(
        lines(
            came(m),
            about(m),
            f"{m.agency.name} chuyển đơn nêu trên cùng tài liệu kèm theo (nếu có) đến {body} để xem xét, "
            "giải quyết theo thẩm quyền.",
            sealed,
            f"Đề nghị {body} thông báo kết quả giải quyết đến {m.agency.name}./.",
        ),
        addressee=body,
        grounds=processing_grounds(),
        recipients=lines("Như trên", "" if m.sealed else "Người có đơn (để biết)", "Lưu: VT, hồ sơ"),
    )


def give_back(m: Material) -> Draft:
    """A petition goes back with its papers, with the reason."""
    return Draft(
        lines(
            came(m),
            about(m),
            f"Lý do trả lại: {m.reason or BLANK}.",
            f"{m.agency.name} trả lại đơn và tài liệu kèm theo để {m.person} gửi đến cơ quan có thẩm quyền./.",
        ),
        addressee=m.source_body or m.person[0].upper() + m.person[1:],
        grounds=processing_grounds(),
    )


def split(m: Material) -> Draft:
    """A petition of several contents is to be written apart."""
    return Draft(
        lines(
            came(m),
            "Đơn có nhiều nội dung thuộc thẩm quyền giải quyết của các cơ quan khác nhau.",
            f"Đề nghị {m.person} viết thành đơn riêng theo từng nội dung và gửi đến cơ quan có thẩm quyền:",
            f"1. {BLANK}",
            f"2. {BLANK}./.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=processing_grounds(),
    )


def complete(m: Material) -> Draft:
    """What the petition still lacks."""
    return Draft(
        lines(
            came(m),
            about(m),
            f"Đơn chưa đủ điều kiện xử lý vì: {m.reason or BLANK}.",
            f"Đề nghị {m.person} bổ sung: {BLANK}./.",
        ),
        addressee=m.person[0].upper() + m.person[1:],
        grounds=processing_grounds(),
    )
