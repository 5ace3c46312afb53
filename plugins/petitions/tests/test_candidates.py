"""Files on candidates: one list for the election body, the stop before the election, the list for handing over."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from plugins.petitions.services import register
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp
from plugins.petitions.tests.factories import petition_input

LIST, SHEET = f"{ROOM}/candidates", f"{ROOM}/candidates/handover.xlsx"
MATTER = "Lý lịch của người ứng cử chưa đúng"


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    found = Desks(app, world, monkeypatch)
    found.on(date(2026, 3, 2))
    values = petition_input(received_on=found.day, summary=MATTER, kind="recommendation", candidate=True)
    found.run(lambda scope: register.register_petition(scope, values))
    return found


def test_only_members_of_the_election_body_see_the_list(desks: Desks) -> None:
    member = desks.who("petitions_election")
    page = member.get(LIST)
    assert page.status_code == 200
    assert MATTER in page.text
    assert "15/03/2026" in page.text
    assert "05/03/2026" in page.text
    for role in ("petitions_officer", "petitions_reader", "reception_officer", "bare"):
        assert desks.who(role).get(LIST).status_code == 403
        assert desks.who(role).get(SHEET).status_code == 403
    assert MATTER not in desks.officer.get(f"{ROOM}/petitions").text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 4), ""),
        (date(2026, 3, 5), "Tạm ngừng xem xét đơn về người ứng cử"),
        (date(2026, 3, 15), "Tạm ngừng xem xét đơn về người ứng cử"),
        (date(2026, 3, 16), "Đã qua ngày bầu cử"),
    ],
)
def test_the_stop_begins_ten_days_before_and_ends_with_the_election(desks: Desks, day: date, said: str) -> None:
    desks.on(day)
    page = desks.who("petitions_election").get(LIST).text
    for words in ("Tạm ngừng xem xét đơn về người ứng cử", "Đã qua ngày bầu cử"):
        assert (words in page) == (words == said), words


def test_the_list_for_handing_over_names_files_and_nobody(desks: Desks) -> None:
    desks.on(date(2026, 3, 16))
    answer = desks.who("petitions_election").get(SHEET)
    assert answer.status_code == 200
    cells = [str(cell.value or "") for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert MATTER in cells
    assert any("khoản 4 Điều 61" in cell for cell in cells)
    assert "Trần Văn Bình" not in "\n".join(cells)
