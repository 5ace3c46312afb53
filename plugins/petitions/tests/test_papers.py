"""Papers: drafted from what is known, frozen under gapless numbers, signed by hand, sent; nobody betrayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import docx
import pikepdf
import pytest
from flask.testing import FlaskClient

from core.api import Invalid, Refused, Scope, documents, file_content
from core.testing.rows import stored
from plugins.petitions.models import CasePaper
from plugins.petitions.papers.bundle import Part, bundle_of
from plugins.petitions.papers.kinds import KINDS
from plugins.petitions.papers.layout import Words
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import papers, register
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp, typed
from plugins.petitions.tests.factories import denunciation_input, petition_input
from tests.architecture.test_statement_count import counting
from tests.isolation.routes import DOT

NAME = "Nguyễn Văn Bình"


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    return Desks(app, world, monkeypatch)


def registered(desks: Desks, values: object = None) -> str:
    wanted = values or petition_input(received_on=desks.day)
    return str(desks.run(lambda scope: register.register_petition(scope, wanted).public_id))  # type: ignore[arg-type]


def drafted(desks: Desks, key: str, kind: str = "proposal") -> str:
    return str(desks.run(lambda scope: papers.make_paper(scope, key, kind).public_id))


def issued(desks: Desks, key: str, kind: str = "proposal", *, clean: bool = False) -> str:
    made = drafted(desks, key, kind)
    desks.run(lambda scope: papers.issue_paper(scope, made, desks.day, seen=None, clean=clean))
    return made


def look(desks: Desks, paper_id: str) -> CasePaper:
    return next(row for row in stored(desks.app, "petitions_paper", "a-comm") if row.public_id == paper_id)  # type: ignore[return-value]


def words_in(content: bytes) -> str:
    file = docx.Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def send(client: FlaskClient, url: str, **values: str) -> int:
    return client.post(url, data=values).status_code


def test_a_paper_from_the_draft_to_the_post(desks: Desks) -> None:
    key, officer = registered(desks), desks.officer
    shown = officer.get(f"{ROOM}/petitions/{key}/papers")
    answer = officer.post(f"{ROOM}/petitions/{key}/papers", data=typed(shown.text) | {"kind": "proposal"})
    assert answer.status_code == 303
    url = answer.headers["Location"]
    form = typed(officer.get(f"{url}/edit").text)
    assert send(officer, f"{url}/edit", **(form | {"text": "Đề nghị hướng dẫn người dân"})) == 303
    for kind in ("docx", "pdf"):
        assert officer.get(f"{url}/draft.{kind}").status_code == 200
    assert send(officer, f"{url}/issue", on=desks.day.isoformat()) == 303
    made = look(desks, url.rsplit("/", 1)[-1])
    assert (made.state, made.number, made.year) == ("issued", 1, 2026)
    assert send(officer, f"{url}/edit", **form) == 409, "what was issued is frozen"
    assert send(officer, f"{url}/drop") == 409
    assert send(officer, f"{url}/send", sent_on=desks.day.isoformat(), how="post") == 409, "not signed yet"
    assert officer.get(f"{url}/draft.pdf").status_code == 404, "only its frozen bytes are handed out"
    assert send(officer, f"{url}/sign") == 422, "without its scan"
    assert officer.post(f"{url}/sign", data={"file": (BytesIO(DOT), "ký.png")}).status_code == 303
    assert send(officer, f"{url}/send", sent_on=desks.day.isoformat(), how="cho bà Kín") == 422, "to whom is not noted"
    assert send(officer, f"{url}/send", sent_on=desks.day.isoformat(), how="post") == 303
    page = officer.get(url).text
    assert "Gửi qua bưu điện" in page
    assert page.count("SHA-256") == 3
    assert "Đã ban hành văn bản" in officer.get(f"{ROOM}/petitions/{key}").text, "the history tells it"


def test_what_is_issued_is_kept_byte_for_byte(desks: Desks) -> None:
    paper_id = issued(desks, registered(desks))

    def read(scope: Scope) -> dict[str, tuple[str, bytes]]:
        paper, _petition = queries.get_paper(scope, paper_id)
        return {part: (row.sha256, file_content(scope, row)) for part, row in queries.files_of(scope, paper).items()}

    files = desks.run(read)
    assert set(files) == {"docx", "pdf"}
    assert all(sha256(content).hexdigest() == told for told, content in files.values())
    text = words_in(files["docx"][1])
    assert "01/PĐX-UBND" in text
    assert "PHIẾU ĐỀ XUẤT" in text.upper()
    assert len(pikepdf.open(BytesIO(files["pdf"][1])).pages) == 1


def test_numbers_run_without_gaps_and_those_of_denunciations_apart(desks: Desks) -> None:
    key, sealed = registered(desks), registered(desks, denunciation_input(received_on=desks.day))
    open_ones = [look(desks, issued(desks, key)) for _ in range(2)]
    hidden = look(desks, issued(desks, sealed, clean=True))
    third = issued(desks, key)
    desks.run(lambda scope: papers.take_back(scope, third, "Sai nội dung"))
    fourth = look(desks, issued(desks, key))
    assert [paper.number for paper in (*open_ones, look(desks, third), fourth)] == [1, 2, 3, 4]
    assert (hidden.number, hidden.book) == (1, "PĐX.TC")
    with pytest.raises(Refused, match="paper_not_issued"):
        desks.run(lambda scope: papers.take_back(scope, third, "lần nữa"))


def test_minutes_have_no_number(desks: Desks) -> None:
    paper = look(desks, issued(desks, desks.accepted(), "minutes"))
    assert (paper.number, paper.book, paper.state) == (None, None, "issued")


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_each_kind_is_drawn_and_says_what_it_is(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    desks = Desks(*make_app("sqlite", csrf=False), monkeypatch)  # what is drawn does not depend on the database
    wanted = next(one for one in KINDS if one.name == kind)
    values = {
        "denunciation": lambda: denunciation_input(received_on=desks.day),
        "recommendation": lambda: petition_input(received_on=desks.day, kind="recommendation"),
    }.get(wanted.kinds[0], lambda: petition_input(received_on=desks.day))()
    key = desks.accepted(values=values)
    sealed = wanted.kinds == ("denunciation",)
    paper_id = issued(desks, key, kind, clean=sealed)

    def read(scope: Scope) -> bytes:
        paper, _petition = queries.get_paper(scope, paper_id)
        return file_content(scope, queries.files_of(scope, paper)["docx"])

    text = words_in(desks.run(read))
    assert wanted.type.upper() in text.upper()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    people = [party.name for party in values.parties]
    if sealed:
        assert not any(name in text for name in people)


def test_drafts_say_that_their_model_was_not_seen(desks: Desks) -> None:
    assert queries.form_code("D31-04") == "Mẫu số 04 · Mẫu dự thảo"
    assert queries.form_code("D124-03") == "Mẫu số 03", "its fields were read"
    assert queries.form_code("") == queries.form_code("no such form") == "Mẫu dự thảo"


def test_the_second_decision_follows_its_own_form(desks: Desks) -> None:
    kind = next(one for one in KINDS if one.name == "decide_complaint")
    key = registered(desks)

    def chosen(scope: Scope) -> list[str]:
        petition = get_petition(scope, key)
        material = queries.material_of(scope, petition, {})
        return [queries.choose_form(kind, replace(material, level=level)) for level in (1, 2)]

    assert desks.run(chosen) == ["D124-15", "D124-16"]


def test_a_form_of_denunciations_is_not_used_for_complaints(desks: Desks) -> None:
    complaint, sealed = registered(desks), registered(desks, denunciation_input(received_on=desks.day))

    def chosen(scope: Scope) -> list[str]:
        kinds = {kind.name: kind for kind in KINDS}
        material = {key: queries.material_of(scope, get_petition(scope, key), {}) for key in (complaint, sealed)}
        ended = replace(material[sealed], case="terminated")
        return [
            *(queries.choose_form(kinds["withdrawal"], one) for one in material.values()),
            *(queries.choose_form(kinds["stop_denunciation"], one) for one in (material[sealed], ended)),
        ]

    assert desks.run(chosen) == ["", "D31-03", "D31-SUSPEND", "D31-TERMINATE"]


@pytest.mark.parametrize(
    ("day", "amended"), [(date(2026, 6, 30), ""), (date(2026, 7, 1), "Nghị định số 155/2026/NĐ-CP")]
)
def test_the_law_that_a_paper_names_is_that_of_its_day(desks: Desks, day: date, amended: str) -> None:
    desks.on(day)
    key = registered(desks)
    material = desks.run(lambda scope: queries.material_of(scope, get_petition(scope, key), {}))
    assert (material.amending, material.second_days, material.posted_days) == (amended, (30, 45), 15)


def test_the_history_keeps_the_words_of_a_paper_to_itself(desks: Desks) -> None:
    key, officer = registered(desks), desks.officer
    made = drafted(desks, key)
    url = f"{ROOM}/papers/{made}"
    about = "Về việc giải quyết khiếu nại của ông Nguyễn Kín Đáo"
    assert send(officer, f"{url}/edit", about=about, text="x") == 303
    assert send(officer, f"{url}/issue", on=desks.day.isoformat()) == 303
    page = desks.who("petitions_reader").get(f"{ROOM}/petitions/{key}").text
    assert "Đã ban hành văn bản" in page
    assert "Kín Đáo" not in page, "who may not see names reads the history"


def test_a_name_in_a_paper_on_a_denunciation_is_read_again_before_it_is_stored(desks: Desks) -> None:
    key = registered(desks, denunciation_input(received_on=desks.day))
    url, custodian = f"{ROOM}/papers/{drafted(desks, key)}", desks.who("petitions_denunciations")
    form = typed(custodian.get(f"{url}/edit").text)
    named = form | {"text": "Bà Trần Thị Kín cho biết thêm"}
    asked = custodian.post(f"{url}/edit", data=named)
    assert asked.status_code == 422
    assert "<mark>Bà Trần Thị Kín</mark>" in asked.text
    stored_texts = [row.text for row in stored(desks.app, "petitions_paper", "a-comm")]
    assert not any("Kín" in text for text in stored_texts), "nothing is kept before it is confirmed"
    again = typed(asked.text) | {"clean": "y", "text": "Bà Trần Thị Kín và ông Lê Văn Khác"}
    assert custodian.post(f"{url}/edit", data=again).status_code == 422, "other words are read anew"
    assert custodian.post(f"{url}/edit", data=typed(asked.text) | {"clean": "y"}).status_code == 303


def test_papers_of_a_denunciation_name_nobody_and_are_not_scanned(desks: Desks) -> None:
    key = registered(desks, denunciation_input(received_on=desks.day))
    made = drafted(desks, key)
    with pytest.raises(Invalid) as refused:
        desks.run(lambda scope: papers.issue_paper(scope, made, desks.day, seen=None))
    assert refused.value.problems == {"clean": "paper_not_clean"}
    desks.run(lambda scope: papers.issue_paper(scope, made, desks.day, seen=None, clean=True))
    desks.run(lambda scope: papers.sign_paper(scope, made, "x.png", BytesIO(DOT)))
    files = desks.run(lambda scope: set(queries.files_of(scope, queries.get_paper(scope, made)[0])))
    assert files == {"docx", "pdf"}, "the signed paper lies in its file, no scan is kept"
    custodian = desks.who("petitions_denunciations")
    assert custodian.get(f"{ROOM}/papers/{made}").status_code == 200
    assert desks.officer.get(f"{ROOM}/papers/{made}").status_code == 404


def test_who_may_not_see_names_reads_no_paper(desks: Desks) -> None:
    made = issued(desks, registered(desks))
    file_id = next(
        row.public_id for row in stored(desks.app, "core_file", "a-comm") if row.subject == f"petitions:paper:{made}"
    )
    for role, status in (("petitions_denunciations", 403), ("petitions_reader", 403), ("bare", 403)):
        assert desks.who(role).get(f"{ROOM}/papers/{made}").status_code == status, role
        assert desks.who(role).get(f"/t/a-comm/files/{file_id}").status_code in (403, 404), role
    assert desks.who("petitions_officer", "b-comm").get(f"{ROOM}/papers/{made}").status_code == 404
    assert desks.officer.get(f"/t/a-comm/files/{file_id}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda scope, key: papers.make_paper(scope, key, "conclude"), "choose_paper"),
        (lambda scope, key: papers.make_paper(scope, key, "no such"), "choose_paper"),
    ],
)
def test_only_papers_of_its_kind_are_drafted(desks: Desks, act: Callable[[Scope, str], object], problem: str) -> None:
    key = registered(desks)
    with pytest.raises(Invalid) as refused:
        desks.run(lambda scope: act(scope, key))
    assert refused.value.problems == {"kind": problem}


def test_days_and_versions_are_checked(desks: Desks) -> None:
    key = registered(desks)
    made = drafted(desks, key)
    for on, problem in ((date(2026, 9, 2), "future"), (date(2026, 8, 31), "before_receipt")):
        with pytest.raises(Invalid) as refused:
            desks.run(lambda scope, on=on: papers.issue_paper(scope, made, on, seen=None))
        assert refused.value.problems == {"on": problem}
    words = Words("a", "", "", "b", "", "", "")
    desks.run(lambda scope: papers.edit_paper(scope, made, words, seen=1))
    for stale in (
        lambda scope: papers.edit_paper(scope, made, words, seen=1),
        lambda scope: papers.issue_paper(scope, made, desks.day, seen=1),
    ):
        with pytest.raises(Refused, match="paper_stale"):
            desks.run(stale)
    assert look(desks, made).state == "draft"


def test_a_form_sent_twice_makes_one_draft(desks: Desks) -> None:
    key = registered(desks)
    two = {desks.run(lambda scope: papers.make_paper(scope, key, "proposal", once="k").public_id) for _ in range(2)}
    assert len(two) == 1


def test_the_bundle_holds_all_and_its_hashes_check(desks: Desks) -> None:
    key, officer = registered(desks), desks.officer
    assert officer.post(f"{ROOM}/petitions/{key}/scans", data={"file": (BytesIO(DOT), "đơn.png")}).status_code == 303
    paper_id = issued(desks, key)
    officer.post(f"{ROOM}/papers/{paper_id}/sign", data={"file": (BytesIO(DOT), "ký.png")})
    drafted(desks, key)
    answer = officer.post(f"{ROOM}/petitions/{key}/bundle")
    assert answer.status_code == 200
    with pikepdf.open(BytesIO(answer.data)) as whole:
        told = json.loads(whole.attachments["muc-luc.json"].get_file().read_bytes())["entries"]
        pages = len(whole.pages)
    rows = stored(desks.app, "core_file", "a-comm")
    own = {f"petitions:petition:{key}", f"petitions:paper:{paper_id}"}
    kept = {row.sha256 for row in rows if row.subject in own and row.media_type != papers.DOCX}
    assert {entry["sha256"] for entry in told[1:]} == kept, "scan of the petition, paper, signed paper; no draft"
    assert [entry["page"] for entry in told] == [2, 3, 4, 5]
    assert sum(entry["pages"] for entry in told) + 1 == pages
    history = officer.get(f"{ROOM}/petitions/{key}").text
    assert sha256(answer.data).hexdigest() in history, "the bundle's own hash is on record"
    for role in ("petitions_reader", "petitions_denunciations", "bare"):
        assert desks.who(role).post(f"{ROOM}/petitions/{key}/bundle").status_code == 403


def test_two_files_of_one_name_and_a_locked_one_are_all_told(desks: Desks) -> None:
    day, sheet = desks.day, documents.Document(documents.Agency("", "x", "x", "x"), "x")
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    parts = [Part("a", day, "đơn.docx", office, sha256(b"1").hexdigest(), b"1")]
    parts += [Part("b", day, "đơn.docx", office, sha256(b"2").hexdigest(), b"2")]
    parts += [Part("c", day, "khóa.pdf", "application/pdf", "0" * 64, None)]
    with pikepdf.open(BytesIO(bundle_of(documents.Agency("", "x", "x", "x"), "1/2026", day, sheet, parts))) as whole:
        files = {name: file.get_file().read_bytes() for name, file in whole.attachments.items()}
    told = json.loads(files.pop("muc-luc.json"))["entries"]
    assert files == {"02-đơn.docx": b"1", "03-đơn.docx": b"2"}
    assert [entry["title"] for entry in told[1:]] == ["a", "b", "c"]
    assert told[3]["sha256"] == "0" * 64


def test_a_bundle_of_a_denunciation_names_nobody(desks: Desks) -> None:
    key = registered(desks, denunciation_input(received_on=desks.day))
    issued(desks, key, clean=True)
    custodian = desks.who("petitions_denunciations")
    assert custodian.post(f"{ROOM}/petitions/{key}/bundle").status_code == 200
    assert desks.officer.post(f"{ROOM}/petitions/{key}/bundle").status_code == 404


def test_the_sheets_of_ticked_petitions_are_printed_together(desks: Desks) -> None:
    keys = [registered(desks) for _ in range(3)]
    url = f"{ROOM}/together"
    answer = desks.officer.post(url, data={"what": "print", "chosen": keys})
    with pikepdf.open(BytesIO(answer.data)) as whole:
        assert len(whole.pages) == 3
    assert desks.officer.post(url, data={"what": "print"}).status_code == 422
    sealed = registered(desks, denunciation_input(received_on=desks.day))
    assert desks.officer.post(url, data={"what": "print", "chosen": [keys[0], sealed]}).status_code == 404
    assert desks.who("petitions_reader").post(url, data={"what": "print", "chosen": keys}).status_code == 403


def test_printing_asks_as_little_for_many_as_for_one(desks: Desks) -> None:
    keys = [registered(desks) for _ in range(6)]

    def statements(chosen: list[str]) -> int:
        with counting(desks.app) as seen:
            assert desks.officer.post(f"{ROOM}/together", data={"what": "print", "chosen": chosen}).status_code == 200
        return len(seen)

    statements(keys[:1])  # the law book and the login are read once
    assert statements(keys) == statements(keys[:1]) <= 12
