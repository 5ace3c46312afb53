"""The outcome matrix of law.md 1.4, cell by cell, and what is asked of each outcome."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.petitions.models import Petition
from plugins.petitions.outcome_rules import Past, choices, goes_up
from plugins.petitions.redaction import pieces, scan

DAY = date(2026, 11, 20)


def petition(kind: str = "complaint", **changes: object) -> Petition:
    values: dict[str, object] = {
        "kind": kind,
        "competence": "mine",
        "eligible": True,
        "source": "post",
        "special": "",
        "lower_overdue": False,
    }
    return Petition(**(values | changes))


MINE_NOT = {"eligible": False}
ELSE = {"competence": "other_admin"}
LATE = {"lower_overdue": True}
MATRIX = [
    ("complaint", {}, {"accept"}),
    ("complaint", MINE_NOT, {"answer", "ask_to_complete"}),
    ("complaint", ELSE, {"guide"}),
    ("complaint", ELSE | {"source": "other_body"}, {"guide", "return"}),
    ("complaint", LATE, {"report_up"}),
    ("denunciation", {}, {"accept"}),
    ("denunciation", MINE_NOT, {"not_accept"}),
    ("denunciation", ELSE, {"transfer"}),
    ("denunciation", ELSE | {"source": "visit"}, {"transfer", "guide"}),
    ("denunciation", LATE, {"demand_report"}),
    ("recommendation", {}, {"accept"}),
    ("recommendation", MINE_NOT, {"file"}),
    ("recommendation", ELSE, {"transfer"}),
    ("recommendation", LATE, {"urge"}),
    ("mixed", {}, set()),
    ("denunciation", ELSE | {"special": "party_denunciation"}, {"transfer"}),
    ("denunciation", {"special": "serious_denunciation"}, {"report_up"}),
    ("complaint", ELSE | {"special": "court_matter"}, {"guide", "transfer"}),
    ("recommendation", ELSE | {"special": "other_body_matter"}, {"guide", "transfer"}),
]


@pytest.mark.parametrize(("kind", "changes", "wanted"), MATRIX)
def test_the_matrix_leaves_exactly_these(kind: str, changes: dict[str, object], wanted: set[str]) -> None:
    assert {choice.result for choice in choices(petition(kind, **changes), Past(), DAY)} == wanted


def test_guidance_and_transfer_happen_once_per_content() -> None:
    again = choices(petition(**ELSE), Past(guided=True), DAY)  # type: ignore[arg-type]
    assert [(c.result, c.record) for c in again] == [("file", None)]
    again = choices(petition("denunciation", **ELSE), Past(transferred=True), DAY)  # type: ignore[arg-type]
    assert [(c.result, c.record) for c in again] == [("file", None)]


def test_a_serious_denunciation_goes_on_after_the_report() -> None:
    serious = petition("denunciation", special="serious_denunciation")
    assert {c.result for c in choices(serious, Past(reported=True), DAY)} == {"accept"}


def test_no_commune_keeps_a_denunciation_against_its_own_head() -> None:
    for kind in ("commune", "town", "village"):
        assert goes_up("denunciation", "commune_chairman", kind)
        assert goes_up("denunciation", "commune_deputy", kind)
        assert not goes_up("denunciation", "commune_staff", kind)
    assert not goes_up("denunciation", "commune_chairman", "province")


FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi")
GIVEN = ("Văn Bình", "Thị Lan", "Quốc Hùng", "Đức Long", "Ngọc Yến")
VILLAGERS = ("A Brông", "Y Blang", "A Chương", "Y Nhớt")
FRAMES = (
    "{name} tố cáo trưởng thôn thu tiền sai quy định",
    "Theo lời bà {name}, việc thu tiền diễn ra nhiều lần",
    "Người dân thấy {name} đến nộp tiền rồi không có biên lai",
    "Việc này {name} biết rõ",
)
CLEAN = (
    "Tố cáo việc thu tiền đóng góp ngoài quy định khi xác nhận hồ sơ",
    "Tố cáo việc sử dụng sai nguồn kinh phí hỗ trợ hộ nghèo năm 2025 của thôn 3",
    "Ủy ban nhân dân thị trấn Đắk Rve chậm trả lời đơn ngày 12/10/2026",
    "Đề nghị Thanh tra huyện kiểm tra việc chi trả theo Quyết định 41/QĐ-UBND",
    "Cán bộ địa chính đo sai diện tích đất của nhiều hộ",
)


def test_the_scanner_points_at_names() -> None:
    names = [f"{family} {given}" for family in FAMILIES for given in GIVEN] + list(VILLAGERS)
    texts = [(frame.format(name=name), name) for name in names for frame in FRAMES]
    found = sum(any(name in hit.text or hit.text in name for hit in scan(text)) for text, name in texts)
    assert found / len(texts) >= 0.9, f"{found} of {len(texts)} names pointed at"
    false = [text for text in CLEAN if scan(text)]
    assert len(false) <= 1, false


@pytest.mark.parametrize("text", ["0905 123 456", "CCCD 062012345678", "a.b@example.org", "gia đình tôi", "số nhà 12"])
def test_the_scanner_points_at_numbers_and_kin(text: str) -> None:
    assert scan(text)
    assert "".join(part for part, _hit in pieces(text, scan(text))) == text
