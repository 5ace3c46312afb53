"""Duties of the plan that departments and officials have about petitions."""

from __future__ import annotations

from core.api import Duty, Verdict

DUTIES: tuple[Duty, ...] = (
    Duty(
        id="II.6.a",
        title_vi="Tiếp nhận, phân loại, giải quyết đơn đúng thẩm quyền, đúng hạn; hồ sơ về người ứng cử "
        "nằm trong danh sách niêm phong và ngừng xem xét từ mười ngày trước bầu cử",
        title_en="Take in, classify and settle petitions within competence and in time; files on "
        "candidates lie in a sealed list and rest from ten days before the election",
        unit_vi="Các ban, ngành, cán bộ, công chức",
        unit_en="Departments and officials",
        paragraph="II.6 (1)",
        basis="Luật Khiếu nại 02/2011/QH13; Luật Tố cáo 25/2018/QH14; Luật Bầu cử 85/2015/QH13, Điều 61",
        verdict=Verdict.BUILD,
    ),
    Duty(
        id="II.6.b",
        title_vi="Giao việc xác minh cho từng đơn vị trong vụ việc đông người, phức tạp, kéo dài; mỗi đơn vị "
        "chỉ thấy phần cần cho việc của mình",
        title_en="Give verification tasks to units in mass, complex and prolonged cases; each unit sees "
        "only what its task needs",
        unit_vi="Các ban, ngành, cán bộ, công chức",
        unit_en="Departments and officials",
        paragraph="II.6 (2)",
        basis="Luật Tiếp công dân 42/2013/QH13, Điều 31; Nghị định 154/2026/NĐ-CP, Điều 26.2",
        verdict=Verdict.BUILD,
    ),
)
