"""The papers of processing and settlement: which form each follows, when it is due, how it is numbered.

The forms themselves are dated records of law (``law/forms.toml``, law.md 4.3 and 4.4); what their
official model was not seen for is printed as a draft model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plugins.petitions.papers import complaints, denunciations, processing, verifying
from plugins.petitions.papers.material import Material, Situation
from plugins.petitions.papers.words import Draft


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper.

    ``type`` is the kind of document of Decree 30/2020 (Quyết định, Thông báo …) and ``symbol`` its
    abbreviation in the number; minutes have none. ``forms`` are ids of law forms; those of another kind of petition are passed over.
    ``fits`` says whether the state of things asks for it now; ``signs`` who signs besides the head.
    """

    name: str
    type: str
    symbol: str
    about: Callable[[Material], str]
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    write: Callable[[Material], Draft]
    fits: Callable[[Situation], bool]
    signs: tuple[tuple[str, ...], ...] = ()
    #: Which of ``forms`` comes first, where that depends on the case.
    first: Callable[[Material], int] = lambda _m: 0

    @property
    def numbered(self) -> bool:
        """Whether the paper gets a number when it is issued (Decree 30/2020 Art 15)."""
        return bool(self.symbol)


def _at(*states: str) -> Callable[[Situation], bool]:
    return lambda m: m.state in states and not m.case


def _in(*states: str) -> Callable[[Situation], bool]:
    return lambda m: m.case in states


def _said(text: str) -> Callable[[Material], str]:
    return lambda _m: text


def _proposes(*outcomes: str) -> Callable[[Situation], bool]:
    return lambda m: m.proposal in outcomes and m.state not in ("received", "classified") and not m.case


ALL = ("complaint", "denunciation", "recommendation", "mixed")
COMPLAINT, DENUNCIATION, FEEDBACK = ("complaint",), ("denunciation",), ("recommendation",)
OPEN = ("accepted", "verifying", "reported", "dialogue")
DECIDED = ("decided", "sent", "in_force", "enforcing")
CONCLUDED = ("concluded", "acting", "published")
_PARTIES = (("Người ghi", "biên bản"), ("Người", "tham gia"))

KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        "proposal",
        "Phiếu đề xuất",
        "PĐX",
        _said("Về việc xử lý đơn"),
        ("C05-01",),
        ALL,
        processing.proposal,
        _at("classified", "proposed"),
    ),
    PaperKind(
        "guide",
        "Phiếu hướng dẫn",
        "HD",
        _said("Về việc hướng dẫn gửi đơn đến cơ quan có thẩm quyền"),
        ("C05-GUIDE",),
        ("complaint", "recommendation", "mixed"),
        processing.guide,
        _proposes("guide"),
    ),
    PaperKind(
        "transfer",
        "Phiếu chuyển đơn",
        "PC",
        _said("Về việc chuyển đơn kiến nghị, phản ánh"),
        ("C05-TRANSFER-KNPA",),
        ("recommendation", "complaint", "mixed"),
        processing.transfer,
        _proposes("transfer"),
    ),
    PaperKind(
        "transfer_denunciation",
        "Phiếu chuyển đơn",
        "PC",
        _said("Về việc chuyển đơn tố cáo"),
        ("C05-03",),
        DENUNCIATION,
        processing.transfer,
        lambda m: m.state == "transferred" or _proposes("transfer")(m),
    ),
    PaperKind(
        "give_back",
        "Thông báo",
        "TB",
        _said("Về việc trả lại đơn"),
        ("C05-RETURN",),
        ALL,
        processing.give_back,
        _proposes("return"),
    ),
    PaperKind(
        "split",
        "Phiếu hướng dẫn",
        "HD",
        _said("Về việc tách đơn có nhiều nội dung"),
        ("C05-SPLIT",),
        ("mixed", "complaint", "recommendation"),
        processing.split,
        lambda m: m.state == "split" or m.kind == "mixed",
    ),
    PaperKind(
        "complete",
        "Thông báo",
        "TB",
        _said("Về việc bổ sung đơn"),
        (),
        ALL,
        processing.complete,
        _proposes("ask_to_complete"),
    ),
    PaperKind(
        "accept_complaint",
        "Thông báo",
        "TB",
        _said("Về việc thụ lý giải quyết khiếu nại"),
        ("D124-03",),
        COMPLAINT,
        complaints.accept_complaint,
        _in("accepted"),
    ),
    PaperKind(
        "refuse_complaint",
        "Thông báo",
        "TB",
        _said("Về việc không thụ lý giải quyết khiếu nại"),
        ("D124-04", "C05-INELIGIBLE"),
        COMPLAINT,
        complaints.refuse,
        _proposes("not_accept"),
    ),
    PaperKind(
        "assign_complaint",
        "Quyết định",
        "QĐ",
        _said("Về việc giao xác minh nội dung khiếu nại"),
        ("D124-05-13.ASSIGN",),
        COMPLAINT,
        complaints.assign,
        _in("accepted", "verifying"),
    ),
    PaperKind(
        "request",
        "Thông báo",
        "TB",
        _said("Về việc cung cấp thông tin, tài liệu"),
        ("D124-05-13.REQUEST",),
        ("complaint", "denunciation", "recommendation"),
        verifying.request,
        _in("accepted", "verifying"),
    ),
    PaperKind(
        "minutes",
        "Biên bản",
        "",
        _said("Làm việc"),
        ("D31-08", "D124-05-13.MINUTES"),
        ("complaint", "denunciation", "recommendation"),
        verifying.minutes,
        _in("verifying"),
        _PARTIES,
    ),
    PaperKind(
        "expert",
        "Quyết định",
        "QĐ",
        _said("Về việc trưng cầu giám định"),
        ("D31-09", "D124-05-13.EXPERT"),
        ("complaint", "denunciation"),
        verifying.expert,
        _in("verifying"),
    ),
    PaperKind(
        "report",
        "Báo cáo",
        "BC",
        _said("Kết quả xác minh"),
        ("D31-10", "D124-05-13.REPORT"),
        ("complaint", "denunciation", "recommendation"),
        verifying.report,
        _in("reported", "dialogue"),
        (("Người báo cáo",),),
    ),
    PaperKind(
        "invite",
        "Giấy mời",
        "GM",
        _said("Đối thoại"),
        (),
        COMPLAINT,
        complaints.invite,
        lambda m: m.talk not in ("", "held"),
    ),
    PaperKind(
        "dialogue",
        "Biên bản",
        "",
        _said("Đối thoại"),
        ("D124-14",),
        COMPLAINT,
        complaints.dialogue,
        lambda m: bool(m.talk),
        (("Người", "khiếu nại"), ("Người bị", "khiếu nại"), ("Người ghi", "biên bản"), ("Người", "chủ trì")),
    ),
    PaperKind(
        "decide_complaint",
        "Quyết định",
        "QĐ",
        lambda m: f"Về việc giải quyết khiếu nại (lần {'hai' if m.level == 2 else 'đầu'})",
        ("D124-15", "D124-16"),
        COMPLAINT,
        complaints.decide,
        _in(*DECIDED),
        first=lambda m: m.level - 1,
    ),
    PaperKind(
        "stop_complaint",
        "Quyết định",
        "QĐ",
        lambda m: f"Về việc {'đình chỉ' if m.case == 'terminated' else 'tạm đình chỉ'} giải quyết khiếu nại",
        ("D124-14a",),
        COMPLAINT,
        verifying.stop,
        _in("suspended", "terminated"),
    ),
    PaperKind(
        "resume_complaint",
        "Quyết định",
        "QĐ",
        _said("Về việc tiếp tục giải quyết khiếu nại"),
        ("D124-14b",),
        COMPLAINT,
        verifying.resume,
        lambda m: m.stopped and m.case in OPEN,
    ),
    PaperKind(
        "accept_denunciation",
        "Quyết định",
        "QĐ",
        _said("Về việc thụ lý tố cáo"),
        ("D31-04",),
        DENUNCIATION,
        denunciations.accept_denunciation,
        _in("accepted"),
    ),
    PaperKind(
        "tell_denouncer",
        "Thông báo",
        "TB",
        _said("Về việc thụ lý tố cáo"),
        ("D31-05",),
        DENUNCIATION,
        denunciations.tell_denouncer,
        _in("accepted"),
    ),
    PaperKind(
        "tell_denounced",
        "Thông báo",
        "TB",
        _said("Về nội dung tố cáo"),
        ("D31-06",),
        DENUNCIATION,
        denunciations.tell_denounced,
        _in("accepted", "verifying"),
    ),
    PaperKind(
        "team",
        "Quyết định",
        "QĐ",
        lambda m: f"Về việc thành lập tổ xác minh nội dung {'tố cáo' if m.sealed else 'khiếu nại'}",
        ("D31-07", "D124-05-13.TEAM"),
        ("complaint", "denunciation"),
        verifying.team,
        _in("accepted", "verifying"),
    ),
    PaperKind(
        "extend",
        "Quyết định",
        "QĐ",
        _said("Về việc gia hạn giải quyết tố cáo"),
        ("D31-01",),
        DENUNCIATION,
        denunciations.extend,
        lambda m: m.extended and m.case in OPEN,
    ),
    PaperKind(
        "withdrawal",
        "Biên bản",
        "",
        lambda m: f"Ghi nhận việc rút {'tố cáo' if m.sealed else 'đơn'}",
        ("D31-03",),
        ("complaint", "denunciation", "recommendation"),
        verifying.withdrawal,
        lambda m: m.withdrawn,
        (("Người", "rút đơn"), ("Người ghi", "biên bản")),
    ),
    PaperKind(
        "conclude",
        "Kết luận",
        "KL",
        _said("Nội dung tố cáo"),
        ("D31-12",),
        DENUNCIATION,
        denunciations.conclude,
        _in(*CONCLUDED),
    ),
    PaperKind(
        "stop_denunciation",
        "Quyết định",
        "QĐ",
        lambda m: f"Về việc {'đình chỉ' if m.case == 'terminated' else 'tạm đình chỉ'} giải quyết tố cáo",
        ("D31-SUSPEND", "D31-TERMINATE"),
        DENUNCIATION,
        verifying.stop,
        _in("suspended", "terminated"),
        first=lambda m: int(m.case == "terminated"),
    ),
    PaperKind(
        "resume_denunciation",
        "Quyết định",
        "QĐ",
        _said("Về việc tiếp tục giải quyết tố cáo"),
        ("D31-RESUME",),
        DENUNCIATION,
        verifying.resume,
        lambda m: m.stopped and m.case in OPEN,
    ),
    PaperKind(
        "publish",
        "Thông báo",
        "TB",
        _said("Công khai kết luận nội dung tố cáo"),
        ("D31-PUBLISH",),
        DENUNCIATION,
        denunciations.publish,
        _in("acting", "published"),
    ),
    PaperKind(
        "reply",
        "Thông báo",
        "TB",
        _said("Về việc trả lời kiến nghị, phản ánh"),
        (),
        FEEDBACK,
        complaints.reply,
        _in("answered"),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def kinds_for(now: Situation) -> tuple[list[PaperKind], list[PaperKind]]:
    """(papers the state of things asks for now, the others of this kind of petition)."""
    own = [kind for kind in KINDS if now.kind in kind.kinds]
    return [kind for kind in own if kind.fits(now)], [kind for kind in own if not kind.fits(now)]
