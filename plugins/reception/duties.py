"""Duties of the plan that the reception section, the task force and the office have at the desk."""

from __future__ import annotations

from core.api import Duty, Verdict

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="II.3.a",
        title_vi="Tổ chức tiếp công dân: lịch hẹn, thứ tự chờ, sổ tiếp, hạn trả lời; trao đổi tình "
        "trạng vụ việc và số vụ việc với cấp trên",
        title_en="Run the reception: appointments, queue, book, time to answer; exchange the state "
        "of cases and the number of matters with the level above",
        unit_vi="Bộ phận Văn phòng – Thống kê",
        unit_en="Office and statistics section",
        paragraph="II.3 (1)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 15, 27.2, 28; Nghị định 154/2026/NĐ-CP, Điều 27",
        verdict=Verdict.NARROWED,
        not_built_vi="Không có danh sách người dân đi khiếu kiện ở nơi khác. Chỉ có số vụ việc do "
        "cơ quan nơi tiếp báo; tên người chỉ đi cùng vụ việc được chuyển, vì nơi tiếp phải giữ bí "
        "mật thông tin của mọi người đến trình bày.",
        not_built_en="There is no list of people who went to petition elsewhere. Only the number "
        "of matters that the receiving body reports is kept; a name comes only with a transferred "
        "case, because a receiver must keep every petitioner's details secret.",
    ),
    Duty(
        id="II.4.a",
        title_vi="Cảnh báo theo vụ việc: quá hạn, từ năm người cùng ký, chuyển nhiều lần, liên quan "
        "nhiều cơ quan, quyết định chưa thi hành",
        title_en="Alerts by case: overdue, five or more signatories, transferred again and again, "
        "several agencies, a decision not carried out",
        unit_vi="Bộ phận Tiếp công dân",
        unit_en="Citizen reception section",
        paragraph="II.4 (1)",
        basis="Nghị định 154/2026/NĐ-CP, Điều 27.3.b; Nghị định 155/2026/NĐ-CP, Điều 3a",
        verdict=Verdict.NARROWED,
        not_built_vi="Không đánh giá, chấm điểm hay theo dõi con người. Cảnh báo chỉ đọc dữ kiện "
        "của vụ việc, không đọc nhân thân, tôn giáo, dân tộc hay mạng xã hội, vì mọi người được "
        "đối xử bình đẳng và dữ liệu cá nhân được bảo vệ.",
        not_built_en="No person is rated, scored or watched. Alerts read facts of the case alone, "
        "never background, faith, ethnicity or social media, because all are to be treated equally "
        "and personal data are protected.",
    ),
    Duty(
        id="II.4.b",
        title_vi="Lịch trực ngày làm việc, thứ Bảy và Chủ nhật trong đợt cao điểm, thông báo công "
        "khai và bảng kê bồi dưỡng",
        title_en="Roster for working days and for Saturdays and Sundays around the events, public "
        "notice, and allowance sheet",
        unit_vi="Bộ phận Tiếp công dân, Tổ công tác tiếp công dân",
        unit_en="Citizen reception section and task force",
        paragraph="II.4 (2)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 24; Nghị định 154/2026/NĐ-CP, Điều 29.1; "
        "Thông tư 320/2016/TT-BTC, Thông tư 65/2026/TT-BTC",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.4.c",
        title_vi="Khi đông người đến nơi tiếp: thêm người tiếp, danh bạ liên lạc, giúp cử người đại "
        "diện, nhờ công an hỗ trợ trật tự",
        title_en="When many people come to the place: more receivers, a contact tree, help in "
        "naming representatives, a call for assistance with order",
        unit_vi="Bộ phận Tiếp công dân",
        unit_en="Citizen reception section",
        paragraph="II.4 (3)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 29–31; Nghị định 154/2026/NĐ-CP, Điều 33",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.7.b",
        title_vi="Số ngày tiếp công dân của người đứng đầu so với mức luật định, bảng việc quá hạn, "
        "cảnh báo theo vụ việc",
        title_en="The head's reception days against the legal quota, a board of what is overdue, alerts by case",
        unit_vi="Tổ công tác tiếp công dân, cán bộ, công chức; Ban quản lý các thôn",
        unit_en="Task force, officials, village management boards",
        paragraph="II.7 (2)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 15, 18; Luật 136/2025/QH15; Nghị định 154/2026/NĐ-CP, Điều 25",
        verdict=Verdict.NARROWED,
        not_built_vi="Không ghi nhận ý định hay tâm tư của người dân, không lấy việc ít đơn hay ít "
        "người đi khiếu kiện làm thành tích. Chỉ đo việc của cơ quan: đúng hạn, đủ ngày tiếp.",
        not_built_en="No person's intentions or grievances are noted, and fewer petitions or fewer "
        "travellers are no achievement here. Only the office's own work is measured: answers in "
        "time, reception days held.",
    ),
)
