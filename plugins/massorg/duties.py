"""Duties of the plan for mass mobilisation, the Fatherland Front and the associations."""

from __future__ import annotations

from core.api import Duty, Verdict

UNIT_VI = "Dân vận, Tuyên giáo Đảng ủy, Mặt trận Tổ quốc và các đoàn thể"
UNIT_EN = "Mass mobilisation, Party information, Fatherland Front and associations"

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="II.8.a",
        title_vi="Thư viện thông tin pháp luật, buổi phổ biến, hỏi đáp và giải thích chính thức, "
        "giới thiệu trợ giúp pháp lý",
        title_en="Library of legal information, outreach events, questions with official answers, "
        "referral to legal aid",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.8 (1)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 8.4; Luật Khiếu nại 02/2011/QH13, Điều 12.1.b",
        verdict=Verdict.NARROWED,
        not_built_vi="Không đánh dấu ai là người theo đạo, đối tượng chính sách hay người có công. "
        "Nội dung dành cho mọi người dân; tôn giáo là dữ liệu cá nhân nhạy cảm.",
        not_built_en="Nobody is marked as a believer, a policy beneficiary or a person of merit. "
        "The material is for everyone; religion is sensitive personal data.",
    ),
    Duty(
        id="II.8.b",
        title_vi="Lịch công bố và tài liệu tuyên truyền chính sách, pháp luật",
        title_en="Publishing schedule and materials on policy and law",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.8 (2)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 8.4",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.8.c",
        title_vi="Tài liệu cho hội viên, đoàn viên về quyền khiếu nại, tố cáo; đặt lịch hòa giải khi các bên muốn",
        title_en="Material for members on the right to complain and denounce; conciliation booked "
        "when the parties want it",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.8 (3)",
        basis="Luật Hòa giải ở cơ sở 35/2013/QH13; Luật Tố cáo 25/2018/QH14, Điều 8",
        verdict=Verdict.NARROWED,
        not_built_vi="Không kiểm tra người khiếu nại, tố cáo có phải hội viên hay không, không ghi "
        "việc vận động họ rút đơn. Người thực hiện quyền không được bị gây sức ép hay trả thù.",
        not_built_en="Whether a petitioner is a member is not checked, and no attempt to make "
        "anyone withdraw is recorded. Nobody who uses the right may be pressed or punished.",
    ),
)
