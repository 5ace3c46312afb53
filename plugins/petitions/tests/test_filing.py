"""Filing online: outside the register until somebody takes it in, followed by code, opened by a second secret."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from core.api import clock, codes
from core.testing.rows import stored as rows
from core.testing.world import World
from plugins.petitions.tests.desks import Desks, MakeApp

PUBLIC = "/p/a-comm/petitions"
DESK = "/t/a-comm/petitions"
SECRET = "con gà vàng bảy"
MATTER = {
    "summary": "Đường thôn 4 sạt lở sau mưa",
    "demand": "Sửa đường",
    "place": "Thôn 4",
    "name": "Y Hoa Mẫu",
    "address": "Thôn 4",
    "phone": "0900000000",
    "secret": SECRET,
    "once": "a-form-key-of-24-signs-00",
}


class Online(Desks):
    """Commune A with a citizen at a phone."""

    def __init__(self, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(app, world, monkeypatch)
        self.citizen = app.test_client()
        self.on(date(2026, 11, 23))

    def send(self, **changes: str) -> str:
        """Send feedback; gives the code as it is printed."""
        answer = self.citizen.post(f"{PUBLIC}/send", data=MATTER | changes)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.text, "html.parser").select_one(".code-line").get_text()  # type: ignore[union-attr]

    def follow(self, code: str, secret: str = "") -> Any:
        return self.citizen.post(f"{PUBLIC}/follow", data={"code": code, "secret": secret})

    def act(self, code: str, act: str, **values: Any) -> Any:
        """Open by code and secret, then do something on the page."""
        page = self.follow(code, SECRET)
        opened = re.search(r'name="opened" value="([^"]+)"', page.text)
        assert opened, page.text
        return self.citizen.post(f"{PUBLIC}/follow/act", data={"opened": opened[1], "act": act} | values)

    def filings(self) -> list[Any]:
        return [
            row
            for row in rows(self.app, "petitions_filing", "a-comm")
            if row.code_hash not in ("1" * 64, "2" * 64, self.planted)
        ]

    @property
    def planted(self) -> str:
        with self.app.app_context():
            return codes.hash_code("0" * codes.LENGTH)

    def desk(self, path: str, **values: str) -> Any:
        return self.officer.post(f"{DESK}/filings/{self.filings()[0].public_id}/{path}", data=values)


@pytest.fixture(params=["sqlite", "postgres"])
def online(request: pytest.FixtureRequest, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Online:
    app, world = make_app(request.param, csrf=False)
    return Online(app, world, monkeypatch)


def petitions(online: Online) -> list[Any]:
    return [row for row in rows(online.app, "petitions_petition", "a-comm") if row.source == "online"]


def test_what_is_sent_waits_outside_the_register(online: Online) -> None:
    before = len(rows(online.app, "petitions_petition", "a-comm"))
    code = online.send()
    assert len(rows(online.app, "petitions_petition", "a-comm")) == before
    (row,) = online.filings()
    assert (row.state, row.filed_on, row.name) == ("waiting", date(2026, 11, 23), "Y Hoa Mẫu")
    assert codes.read_code(code) not in str(row._asdict() if hasattr(row, "_asdict") else row)
    assert SECRET not in str(row)


def test_the_same_form_sent_twice_is_one_filing_and_one_code(online: Online) -> None:
    assert online.send() == online.send()
    assert len(online.filings()) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summary": ""}, "Hãy điền mục này"),
        ({"name": ""}, "không nêu tên"),
        ({"secret": "ngắn"}, "8 ký tự"),
        ({"secret": "aaaaaaaaa"}, "dễ đoán"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(online: Online, changes: dict[str, str], sentence: str) -> None:
    answer = online.citizen.post(f"{PUBLIC}/send", data=MATTER | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Sửa đường" in answer.text
    assert online.filings() == []


def test_without_a_name_nothing_about_a_person_is_kept(online: Online) -> None:
    online.send(anonymous="y")
    (row,) = online.filings()
    assert (row.name, row.address, row.phone) == ("", "", "")


def test_the_code_alone_shows_state_and_limit_and_no_word_of_the_matter(online: Online) -> None:
    code = online.send()
    page = online.follow(code)
    assert page.status_code == 200
    assert "07/12/2026" in page.text  # 10 working days after 23 November, 24 November being a holiday from 2026
    for word in ("sạt lở", "Sửa đường", "Y Hoa", "Thôn 4", "0900"):
        assert word not in page.text


def test_the_words_and_the_signs_open_the_same(online: Online) -> None:
    code = online.send()
    spoken = codes.spoken(codes.read_code(code))
    assert online.follow(spoken).status_code == 200
    assert online.follow(code.upper().replace("-", " ")).status_code == 200


def test_wrong_code_other_commune_and_wrong_secret_tell_nothing(online: Online) -> None:
    code = online.send()
    wrong = online.follow("0" * 25 + "1")
    elsewhere = online.citizen.post("/p/b-comm/petitions/follow", data={"code": code})
    assert (wrong.status_code, elsewhere.status_code) == (422, 422)
    sentence = "Không tìm thấy"
    assert sentence in wrong.text
    assert sentence in elsewhere.text
    refused = online.follow(code, "con gà vàng tám")
    assert refused.status_code == 422
    assert 'name="opened"' not in refused.text


def test_registering_moves_matter_and_sender_into_the_petition(online: Online) -> None:
    code = online.send()
    online.on(date(2026, 11, 27))
    answer = online.desk("register")
    assert answer.status_code == 303, answer.text
    (petition,) = petitions(online)
    assert (petition.kind, petition.received_on, petition.summary) == (
        "recommendation",
        date(2026, 11, 23),
        MATTER["summary"],
    )
    (row,) = online.filings()
    assert (row.state, row.petition_id, row.summary, row.name) == ("registered", petition.id, "", "")
    assert online.desk("register").status_code == 409
    page = online.follow(code)
    assert "Đã tiếp nhận" in page.text
    assert "sạt lở" not in page.text


def test_a_refusal_names_its_ground_to_who_has_the_secret(online: Online) -> None:
    code = online.send()
    assert online.desk("refuse", ground="not_ours").status_code == 422
    assert online.desk("refuse", ground="not_ours", answer="Sở Xây dựng").status_code == 303
    assert petitions(online) == []
    alone, opened = online.follow(code), online.follow(code, SECRET)
    assert "Sở Xây dựng" not in alone.text
    assert "Sở Xây dựng" in opened.text


def test_a_denunciation_sent_by_mistake_leaves_nobody_behind(online: Online) -> None:
    code = online.send(summary="Tố cáo cán bộ Mẫu nhận tiền")
    online.act(code, "paper", text="Bằng chứng của tôi", file=(io.BytesIO(picture()), "anh.png"))
    assert "anh.png" in [row.name for row in rows(online.app, "core_file", "a-comm")]
    assert online.desk("refuse", ground="denunciation").status_code == 303
    (row,) = online.filings()
    assert (row.summary, row.demand, row.place, row.name, row.address, row.phone) == ("",) * 6
    assert not [note for note in rows(online.app, "petitions_filing_note", "a-comm") if "Bằng chứng" in note.text]
    assert "anh.png" not in [row.name for row in rows(online.app, "core_file", "a-comm")]


def picture() -> bytes:
    """A small picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def test_papers_reply_word_on_it_and_objection(online: Online) -> None:
    code = online.send()
    assert "Đã bổ sung" in online.act(code, "paper", text="Ảnh chụp sáng nay").text
    assert online.act(code, "judge", satisfied="yes").status_code == 409  # no reply yet
    assert online.act(code, "paper").status_code == 422
    online.desk("register")
    assert online.desk("reply", text="Sẽ sửa trước 30/12").status_code == 303
    assert "Sẽ sửa" not in online.follow(code).text
    assert "Sẽ sửa" in online.follow(code, SECRET).text
    assert online.act(code, "judge", satisfied="partly").status_code == 200
    assert online.act(code, "contest", text="Chưa nói khi nào").status_code == 200
    (row,) = online.filings()
    assert (row.satisfied, row.fresh) == ("partly", True)
    page = online.officer.get(f"{DESK}/filings/{row.public_id}").text
    assert "Chưa nói khi nào" in page
    assert "Ảnh chụp sáng nay" in page


def test_withdrawing_is_guarded_and_taken_back(online: Online) -> None:
    code = online.send()
    assert online.act(code, "withdraw", alone="y").status_code == 409  # not in the register yet
    online.desk("register")
    assert online.act(code, "withdraw").status_code == 422  # not alone
    assert online.act(code, "withdraw", alone="y", pressed="y").status_code == 200
    wishes = [row for row in rows(online.app, "petitions_withdrawal", "a-comm") if row.channel == "online"]
    assert [(row.state, row.pressed, row.taken_by) for row in wishes] == [("asked", True, None)]
    assert petitions(online)[0].state == "received"
    assert online.act(code, "keep").status_code == 200
    assert [row.state for row in rows(online.app, "petitions_withdrawal", "a-comm") if row.channel == "online"] == [
        "taken_back"
    ]


def test_a_forged_or_old_mark_opens_nothing(online: Online) -> None:
    online.send()
    answer = online.citizen.post(f"{PUBLIC}/follow/act", data={"opened": "x.y.z", "act": "paper", "text": "x"})
    assert answer.status_code == 422
    assert not [
        note for note in rows(online.app, "petitions_filing_note", "a-comm") if note.filing_id == online.filings()[0].id
    ]


def test_lists_name_nobody_and_papers_need_the_right(online: Online) -> None:
    online.send()
    page = online.officer.get(f"{DESK}/filings").text
    assert "sạt lở" in page
    assert "Y Hoa" not in page
    key = online.filings()[0].public_id
    assert "Y Hoa" in online.officer.get(f"{DESK}/filings/{key}").text
    assert "Y Hoa" not in online.who("petitions_denunciations").get(f"{DESK}/filings/{key}").text
    assert online.who("petitions_reader").get(f"{DESK}/filings").status_code == 403


def test_nothing_is_stored_with_an_hour(online: Online) -> None:
    online.monkeypatch.undo()
    with clock.freeze(datetime(2026, 11, 23, 5, 17, 31, tzinfo=UTC)):
        code = online.send()
        online.act(code, "paper", text="Thêm", file=(io.BytesIO(picture()), "anh.png"))
    midnight = datetime(2026, 11, 22, 17, tzinfo=UTC)  # the beginning of 23 November in Hanoi
    told = [row for row in rows(online.app, "core_audit", "a-comm") if row.event.startswith("petitions.filing")]
    assert told
    assert {row.at for row in told} == {midnight}
    assert {row.uploaded_at for row in rows(online.app, "core_file", "a-comm") if row.name == "anh.png"} == {midnight}


def test_the_prepared_complaint_is_a_paper_and_nothing_else(online: Online) -> None:
    values = {
        "to": "Chủ tịch UBND",
        "name": "Y Hoa Mẫu",
        "address": "Thôn 4",
        "against": "QĐ 12",
        "content": "Đất",
        "demand": "Xem",
    }
    before = len(rows(online.app, "petitions_petition", "a-comm"))
    page = online.citizen.post(f"{PUBLIC}/complaint/form", data=values)
    assert page.status_code == 200
    assert "ĐƠN KHIẾU NẠI" in page.text
    assert "Y Hoa Mẫu" in page.text
    assert online.filings() == []
    assert len(rows(online.app, "petitions_petition", "a-comm")) == before
    assert online.citizen.post(f"{PUBLIC}/complaint/form", data=values | {"name": ""}).status_code == 422
    again = online.citizen.post(f"{PUBLIC}/complaint/form", data=values | {"edit": "1"})
    assert 'value="QĐ 12"' in again.text


def test_there_is_no_form_for_a_denunciation(online: Online) -> None:
    page = BeautifulSoup(online.citizen.get(f"{PUBLIC}/denunciation").text, "html.parser")
    assert page.select("main form") == []
