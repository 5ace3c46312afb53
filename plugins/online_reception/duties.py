"""Duties of the plan for online reception between points of reception."""

from __future__ import annotations

from core.api import Duty, Verdict

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="II.3.c",
        title_vi="Mô hình tiếp công dân trực tuyến: điểm cầu, thông báo, thử kết nối, buổi tiếp, "
        "biên bản và thông báo kết luận",
        title_en="The online reception model: points, notices, test connection, session, minutes "
        "and notice of conclusions",
        unit_vi="Bộ phận Văn phòng – Thống kê, công chức Văn hóa – Xã hội",
        unit_en="Office and statistics section with the culture and social affairs officer",
        paragraph="II.3 (3)",
        basis="Nghị định 154/2026/NĐ-CP, Điều 16–24",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.7.d",
        title_vi="Kết nối trực tuyến từ xã lên cấp trên; điểm cầu theo cây đơn vị đang có hiệu lực",
        title_en="Online reception from the commune to the level above; points follow the tree of units in force",
        unit_vi="Tổ công tác tiếp công dân, cán bộ, công chức",
        unit_en="Task force and officials",
        paragraph="II.7 (4)",
        basis="Nghị định 154/2026/NĐ-CP, Điều 16–24",
        verdict=Verdict.BUILD,
    ),
)
