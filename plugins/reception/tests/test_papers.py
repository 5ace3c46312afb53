"""Receipt 02/TCD and refusal notice 01/TCD of a stored visit."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.testing.rows import stored
from core.testing.world import World, printable
from plugins.reception.tests.typed import NOT_THEIRS, sealed_form, visit_form

NEW = "/t/a-comm/reception/visits/new"
FORMS = ["docx", "pdf"]
PAPERS = {
    "papers__0__name": "Đơn khiếu nại",
    "papers__0__pages": "3",
    "papers__1__name": "Ảnh hiện trường",
    "papers__1__copy_kind": "original",
}
REFUSAL = {
    "outcome": "refused",
    "refusal_ground": "RF-h",
    "refusal_explained": "y",
    "earlier_notice": "12/TB-UBND",
    "kind": "recommendation",
}


def register(desk: FlaskClient, sent: dict[str, str]) -> str:
    answer = desk.post(NEW, data=sent)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def words(body: bytes) -> str:
    """The text of a paper without markup, with single blanks."""
    if body[:2] == b"PK":
        import docx

        document = docx.Document(io.BytesIO(body))
        texts = [p.text for p in document.paragraphs]
        texts += [cell.text for found in document.tables for row in found.rows for cell in row.cells]
        return " ".join(" ".join(texts).split())
    return " ".join(printable(body).split())


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_lists_papers_and_giver(desk: FlaskClient, app: Flask, form: str) -> None:
    place = register(desk, visit_form(**PAPERS, people__0__id_type="citizen_id", people__0__id_number="062190001234"))
    answer = desk.get(f"{place}/receipt.{form}")
    number = stored(app, "reception_visit", "a-comm")[-1].number
    assert answer.headers["Content-Disposition"] == f'attachment; filename="02-TCD-{number}-2026.{form}"'
    text = words(answer.data)
    for wanted in ("Nguyễn Đức An", "062190001234", "Đơn khiếu nại", "Ảnh hiện trường"):
        assert wanted in text


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_of_a_denunciation_names_nobody(desk: FlaskClient, app: Flask, form: str) -> None:
    place = register(desk, sealed_form(**PAPERS))
    number = stored(app, "reception_visit", "a-comm")[-1].number
    text = words(desk.get(f"{place}/receipt.{form}").data)
    assert f"TC-{number:04d}/2026" in text
    assert "Nguyễn Đức An" not in text


@pytest.mark.parametrize("form", FORMS)
def test_a_written_refusal_names_ground_and_earlier_notice(desk: FlaskClient, form: str) -> None:
    place = register(desk, visit_form(**REFUSAL))
    text = words(desk.get(f"{place}/refusal.{form}").data)
    for wanted in ("12/TB-UBND", "Thu hồi đất làm đường", "Nguyễn Đức An", "154/2026/NĐ-CP"):
        assert wanted in text


def test_an_oral_refusal_has_no_notice(desk: FlaskClient) -> None:
    oral = register(desk, visit_form(outcome="refused", refusal_ground="RF-a", refusal_explained="y"))
    plain = register(desk, visit_form())
    for place in (oral, plain):
        assert desk.get(f"{place}/refusal.docx").status_code == 404
        assert "/refusal." not in desk.get(place).text


def test_the_notice_is_due_after_three_working_days(desk: FlaskClient, app: Flask) -> None:
    place = register(desk, visit_form(**REFUSAL))
    assert str(stored(app, "reception_visit", "a-comm")[-1].notice_due_on) == "2026-11-26"
    assert "26/11/2026" in desk.get(place).text


@pytest.mark.parametrize("kind", ["receipt.docx", "receipt.pdf", "refusal.docx"])
def test_others_may_not(
    desk: FlaskClient, refused: Callable[..., dict[str, int]], reader: FlaskClient, kind: str
) -> None:
    place = register(desk, visit_form(**REFUSAL))
    assert refused("GET", f"{place}/{kind}") == NOT_THEIRS
    assert reader.get(f"{place}/{kind}").status_code == 403


def test_wrong_id_and_form(desk: FlaskClient, world: World) -> None:
    place = register(desk, visit_form())
    for url in (
        f"{place}/receipt.exe",
        f"{place}/receipt.",
        "/t/a-comm/reception/visits/nirgends/receipt.docx",
        f"/t/a-comm/reception/visits/{world.id_of('b-comm', 'visit')}/receipt.pdf",
        f"/t/a-comm/reception/visits/{world.id_of('b-comm', 'visit')}/refusal.docx",
    ):
        assert desk.get(url).status_code == 404


def test_wrong_method(desk: FlaskClient) -> None:
    assert desk.post(f"{register(desk, visit_form())}/receipt.docx").status_code == 405


def test_papers_hold_no_trace_of_their_maker(desk: FlaskClient, world: World) -> None:
    place = register(desk, visit_form(**PAPERS))
    with zipfile.ZipFile(io.BytesIO(desk.get(f"{place}/receipt.docx").data)) as archive:
        properties = archive.read("docProps/core.xml").decode()
    assert world.login("a-comm", "reception_officer") not in properties
    assert "python-docx" not in properties
