"""A unit's own .docx in place of a form: filled, tried out first, and unable to do anything else."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup

from core.testing.rows import stored
from plugins.petitions.papers.own_form import LISTS, WORDS, FormError, check, starter
from plugins.petitions.tests.desks import ROOM, Desks, MakeApp
from plugins.petitions.tests.test_papers import drafted, registered, send, words_in
from tests.isolation.routes import DOT

FORMS = f"{ROOM}/forms"


@pytest.fixture
def desks(engine_name: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Desks:
    app, world = make_app(engine_name, csrf=False)
    return Desks(app, world, monkeypatch)


def form_of(*lines: str, header: str = "") -> bytes:
    file = docx.Document()
    for line in lines:
        file.add_paragraph(line)
    if header:
        file.sections[0].header.paragraphs[0].text = header
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def put(desks: Desks, content: bytes, name: str = "mẫu.docx", kind: str = "proposal") -> tuple[int, str]:
    answer = desks.head.post(FORMS, data={"paper_kind": kind, "file": (BytesIO(content), name)})
    return answer.status_code, answer.text


def test_papers_are_issued_in_the_units_own_form(desks: Desks) -> None:
    own = form_of("MẪU CỦA XÃ", "Số {{ so_ky_hieu }}", "{%p for dong in noi_dung %}", "* {{ dong }}", "{%p endfor %}")
    assert put(desks, own)[0] == 303
    page = desks.head.get(FORMS).text
    assert "Mẫu riêng đang dùng" in page
    file_url = str(BeautifulSoup(page, "html.parser").select_one("main td a[href*='/files/']")["href"])  # type: ignore[index]
    assert "MẪU CỦA XÃ" in words_in(desks.head.get(file_url, follow_redirects=True).data)
    assert desks.officer.get(file_url).status_code == 403
    paper_id = drafted(desks, registered(desks))
    url = f"{ROOM}/papers/{paper_id}"
    assert desks.officer.get(f"{url}/draft.pdf").status_code == 404, "no PDF can be drawn from another's form"
    assert send(desks.officer, f"{url}/issue", on=desks.day.isoformat()) == 303
    files = {row.part: row for row in stored(desks.app, "core_file", "a-comm") if row.subject.endswith(paper_id)}
    assert set(files) == {"docx"}
    text = words_in(desks.officer.get(f"/t/a-comm/files/{files['docx'].public_id}", follow_redirects=True).data)
    assert "MẪU CỦA XÃ" in text
    assert "Số 01/PĐX-UBND" in text
    assert "* Đề xuất: " in text
    assert desks.head.post(f"{FORMS}/proposal/remove").status_code == 303
    other = f"{ROOM}/papers/{drafted(desks, registered(desks))}"
    assert desks.officer.get(f"{other}/draft.pdf").status_code == 200


def test_marks_in_the_words_of_a_paper_stay_words(desks: Desks) -> None:
    assert put(desks, form_of("{%p for dong in noi_dung %}", "{{ dong }}", "{%p endfor %}"))[0] == 303
    paper_id = drafted(desks, registered(desks))
    url, typed = f"{ROOM}/papers/{paper_id}", "a < b & {{ so_ky_hieu }} {% if x %}"
    assert send(desks.officer, f"{url}/edit", about="x", text=typed) == 303
    assert typed in words_in(desks.officer.get(f"{url}/draft.docx").data)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (form_of("Không có gì để điền"), "không có chỗ điền"),
        (form_of("{{ ten_nguoi_to_cao }}"), "ten_nguoi_to_cao"),
        (form_of("{{ so_ky_hieu"), "chưa đúng"),
        (form_of("{% for a in range(9) %}{{ so_ky_hieu }}{% endfor %}"), "danh sách"),
        (form_of("{% for a in noi_dung %}{% for b in noi_dung %}{{ b }}{% endfor %}{% endfor %}"), "danh sách"),
        (form_of("{{ so_ky_hieu.__class__ }}"), "Getattr"),
        (form_of("{{ so_ky_hieu|upper }}"), "Filter"),
        (form_of("{{ cycler() }}"), "Call"),
        (form_of("{{ so_ky_hieu }}", header="{{ so_ky_hieu * 99999999 }}"), "Mul"),
        (DOT, "Word"),
    ],
)
def test_what_is_no_form_is_refused_with_the_place(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    desks = Desks(*make_app("sqlite", csrf=False), monkeypatch)
    status, page = put(desks, content, "x.png" if content == DOT else "mẫu.docx")
    assert status == 422
    assert said in page
    kinds = {row.kind for row in stored(desks.app, "petitions_own_form", "a-comm")}
    assert kinds == {"minutes"}, "what was planted, and nothing else"
    assert not any(row.subject.startswith("petitions:form") for row in stored(desks.app, "core_file", "a-comm"))


def test_the_form_to_begin_from_holds_every_placeholder() -> None:
    check(starter())
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(starter())).paragraphs)
    assert all(name in text for name in (*WORDS, *LISTS))


def test_a_broken_package_is_no_form() -> None:
    with pytest.raises(FormError, match="not_docx"):
        check(b"PK\x03\x04 nothing more")


def test_only_who_manages_forms_changes_them(desks: Desks) -> None:
    for role in ("petitions_officer", "petitions_reader", "bare"):
        assert desks.who(role).get(FORMS).status_code == 403
        form = {"paper_kind": "proposal", "file": (BytesIO(starter()), "x.docx")}
        assert desks.who(role).post(FORMS, data=form).status_code == 403
    assert put(desks, starter(), kind="no-such-kind")[0] == 422
    assert desks.head.post(FORMS, data={"paper_kind": "proposal"}).status_code == 422
    assert desks.head.get(f"{ROOM}/form-start.docx").status_code == 200
