"""Duties of the plan for the town police, narrowed to what a program may lawfully do.

Police work here concerns the place of reception: its safety, its posts, what happened at it. The
petitioners' files are not open to it.
"""

from __future__ import annotations

from core.api import Duty, Verdict

UNIT_VI = "Công an thị trấn"
UNIT_EN = "Town police"

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="II.5.a-1",
        title_vi="Báo trước số người dự kiến đến: nơi, thời gian, số ước tính, mã vụ việc, để bố trí buổi tiếp",
        title_en="Notice of expected attendance: place, time, estimated number and matter code, so "
        "that the reception can be prepared",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (1)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 31.2; Nghị định 155/2026/NĐ-CP, Điều 6.2",
        verdict=Verdict.NARROWED,
        not_built_vi="Không ghi tên, địa chỉ hay việc đến nhà người dân; công an không xem được hồ "
        "sơ đơn nếu không được giao việc trong vụ đó. Khiếu nại, tố cáo là quyền, thông tin của "
        "người thực hiện quyền phải được giữ kín.",
        not_built_en="No names, addresses or visits to homes are recorded, and police do not see "
        "petition files unless given a task in the case. Petitioning is a right, and the details "
        "of those who use it must be kept secret.",
    ),
    Duty(
        id="II.5.a-2",
        title_vi="Kịch bản, phương án cho từng nơi tiếp và từng đợt cao điểm",
        title_en="Scenario plans for each reception place and each event window",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (1)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 31.2",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.5.a-3",
        title_vi="Ngăn chặn người kích động, lôi kéo công dân đi khiếu kiện trái pháp luật: chỉ có "
        "kênh chuyển biên bản về một hành vi cụ thể đã xảy ra tại nơi tiếp",
        title_en="Stopping those who incite citizens to petition unlawfully: only a channel to hand "
        "over the record of a concrete act that happened at the place",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (1)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 6.7, 30.3; Luật Khiếu nại 02/2011/QH13, Điều 6.6",
        verdict=Verdict.NOT_BUILT,
        not_built_vi="Không có danh sách đối tượng, không theo dõi hay ngăn cản việc đi lại. Đến cơ "
        "quan cấp trên không phải là vi phạm; quyền đi lại và quyền khiếu nại, tố cáo được bảo vệ.",
        not_built_en="There are no lists of people and no watching or hindering of travel. Going to "
        "a higher level is not unlawful; freedom of movement and the right to petition are "
        "protected.",
    ),
    Duty(
        id="II.5.a-4",
        title_vi="Nắm và ngăn chặn phần tử cơ hội chính trị",
        title_en="Watching and stopping political opportunists",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (1)",
        basis="Nghị định 356/2025/NĐ-CP, Điều 4; Luật Tố cáo 25/2018/QH14, Điều 8; Luật Khiếu nại "
        "02/2011/QH13, Điều 6.1",
        verdict=Verdict.NOT_BUILT,
        not_built_vi="Không xây dựng dưới bất kỳ hình thức nào: không nhãn, không ghi chú, không bộ "
        "lọc, không nhập dữ liệu. Quan điểm chính trị là dữ liệu cá nhân nhạy cảm và không phải "
        "căn cứ để xử lý người khiếu nại, tố cáo.",
        not_built_en="Not built in any form: no tag, note field, filter or import. Political views "
        "are sensitive personal data, and no article of law makes an opinion a ground to act "
        "against a petitioner.",
    ),
    Duty(
        id="II.5.b",
        title_vi="Phân công vị trí bảo vệ nơi tiếp, quy trình kiểm tra ra vào, sổ gửi đồ vật, hỗ "
        "trợ khi đông người đến",
        title_en="Posts that keep the place safe, the entry check, the log of deposited objects, "
        "assistance when many people come",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (2)",
        basis="Nghị định 154/2026/NĐ-CP, Điều 4.1.a–b, 33.1, 35.4",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.5.c",
        title_vi="Biên bản về hành vi vi phạm tại nơi tiếp: hành vi, thời gian, người làm chứng, lời "
        "trình bày của người liên quan; danh mục bàn giao chính thức",
        title_en="Minutes of a breach at the place: act, time, witnesses, the person's own "
        "statement; a formal hand-over list",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="II.5 (3)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 8.6; Nghị định 154/2026/NĐ-CP, Điều 40.2",
        verdict=Verdict.NARROWED,
        not_built_vi="Không lập hồ sơ về người đi khiếu nại, tố cáo; hồ sơ đơn và bản ghi buổi tiếp "
        "không phải kho chứng cứ. Chỉ bàn giao khi có yêu cầu bằng văn bản nêu căn cứ, có ghi nhật "
        "ký và đã bỏ thông tin người tố cáo.",
        not_built_en="No files are built on people who petition; petition files and recordings of "
        "receptions are no stock of evidence. Something is handed over only on a written request "
        "with its legal ground, logged, and without the data of a denouncer.",
    ),
    Duty(
        id="III.2",
        title_vi="Kế hoạch riêng của công an được đính kèm cho từng đợt; chỉ chia sẻ phần liên hệ",
        title_en="The police's own plan attached to an event window; only its contacts are shared",
        unit_vi=UNIT_VI,
        unit_en=UNIT_EN,
        paragraph="III.2",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 31.2",
        verdict=Verdict.BUILD,
    ),
)
