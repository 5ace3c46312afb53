"""Sending files in the browser's way: what is too large, wrong or forbidden leaves nothing behind."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.db.base import db
from core.db.session import acting_in
from core.errors import NotFound
from core.files.models import StoredFile
from core.files.store import discard, path_of, store_upload
from core.settings.core_settings import CoreSettings
from core.settings.values import change_setting
from core.testing.world import World, scope_of
from tests.rails_files import canaries
from tests.rails_files.conftest import Send, files_of, put


class Sparse(io.RawIOBase):
    """So many empty lines that take no room."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self.left)
        buffer[:size] = b"\n" * size
        self.left -= size
        return size


HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="paper"\r\n\r\n0\r\n--x\r\nContent-Disposition: form-data;'
    b' name="file"; filename="a.pdf"\r\n\r\n'
)
FOOT = b"\r\n--x--\r\n"


def huge(size: int, *, told: bool) -> dict[str, Any]:
    """A multipart request with a file of ``size`` empty lines, with or without its length in the head."""

    class Whole(Sparse):
        def __init__(self) -> None:
            super().__init__(size)
            self.head, self.foot = io.BytesIO(HEAD), io.BytesIO(FOOT)

        def readinto(self, buffer: Any) -> int:
            return self.head.readinto(buffer) or super().readinto(buffer) or self.foot.readinto(buffer)

    environ: dict[str, Any] = {"wsgi.input": io.BufferedReader(Whole()), "wsgi.input_terminated": True}
    environ |= {"CONTENT_LENGTH": str(len(HEAD) + size + len(FOOT))} if told else {"HTTP_TRANSFER_ENCODING": "chunked"}
    return {"content_type": "multipart/form-data; boundary=x", "environ_overrides": environ}


def test_a_scan_is_attached_listed_and_destroyed(
    app: Flask, world: World, send: Send, desk: FlaskClient, visit: str, kept: Callable[[], list[Path]]
) -> None:
    assert send(canaries.pdf(), "../Đơn của bà H.pdf").status_code == 303
    subject = f"reception:visit:{world.id_of('a-comm', 'visit')}"
    (row,) = files_of(app, subject)
    assert (row.name, row.part, row.media_type, row.state) == ("Đơn của bà H.pdf", "0", "application/pdf", "ready")
    assert len(kept()) == 1
    page = desk.get(visit).text
    assert "Đơn của bà H.pdf" in page
    assert f"/t/a-comm/files/{row.public_id}" in page
    assert desk.post(f"{visit}/scans/{row.public_id}/remove").status_code == 303
    assert files_of(app, subject) == []
    assert kept() == []
    assert desk.post(f"{visit}/scans/{row.public_id}/remove").status_code == 404
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope):
            told = db.session.scalars(select(AuditEntry.event).where(AuditEntry.subject == subject)).all()
    assert [name for name in told if name.startswith("core.file")] == ["core.file_stored", "core.file_removed"]


@pytest.mark.parametrize("length", ["told", "not told"])
def test_200_megabytes_leave_nothing(
    desk: FlaskClient,
    visit: str,
    kept: Callable[[], list[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    length: str,
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    answer = desk.post(f"{visit}/scans", **huge(200 * 1024 * 1024, told=length == "told"))
    assert answer.status_code == 413
    assert "quá lớn" in answer.text or "quá nhiều" in answer.text
    assert kept() == []
    assert list(spool.rglob("*")) == []


def test_the_tenants_own_limit_counts(
    app: Flask, send: Send, kept: Callable[[], list[Path]], desk: FlaskClient, visit: str
) -> None:
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            change_setting(scope, CoreSettings, "upload_megabytes", 1)
    body = HEAD + b"%PDF-1.7" + bytes(3 * 1024 * 1024) + FOOT
    answer = desk.post(f"{visit}/scans", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "tối đa 1 MB" in answer.text
    assert kept() == []
    assert send(canaries.pdf()).status_code == 303


def test_other_routes_and_strangers_keep_the_small_limit(app: Flask, desk: FlaskClient, visit: str) -> None:
    assert desk.post("/t/a-comm/reception/visits/new", **huge(2 * 1024 * 1024, told=True)).status_code == 413
    assert app.test_client().post(f"{visit}/scans", **huge(2 * 1024 * 1024, told=True)).status_code == 413


def test_what_is_wrong_is_said_on_the_page(
    send: Send, kept: Callable[[], list[Path]], desk: FlaskClient, visit: str
) -> None:
    for content, name, words in (
        (b"", "a.pdf", "Tệp rỗng"),
        (b"", "", "Hãy chọn một tệp"),
        (b"MZ" + b"\0" * 50, "a.exe", "Chỉ nhận ảnh"),
        (canaries.jpeg(), "a.pdf", "Đuôi tên tệp không khớp"),
    ):
        answer = send(content, name)
        assert answer.status_code == 422
        assert words in answer.text
    for paper in ("1", "-1", "x", "", "9999", "٠"):
        answer = send(canaries.pdf(), paper=paper)
        assert answer.status_code == 422
        assert "Hãy ghi giấy tờ" in answer.text
    assert desk.post(f"{visit}/scans").status_code == 422
    assert kept() == []


def test_a_frame_that_fails_takes_its_file_along(app: Flask, kept: Callable[[], list[Path]]) -> None:
    with app.app_context():
        scope = scope_of("a-comm")

        def failing(act: Callable[[], object]) -> None:
            with acting_in(scope, writes=True):
                act()
                assert len(kept()) == 1
                raise RuntimeError

        with pytest.raises(RuntimeError):
            failing(lambda: store_upload(scope, "reception:visit:x", "a.pdf", io.BytesIO(canaries.pdf())))
        assert kept() == []
        with acting_in(scope, writes=True) as frame:
            store_upload(scope, "reception:visit:x", "a.pdf", io.BytesIO(canaries.pdf()))
            frame.give_up()
        assert kept() == []
        with acting_in(scope, writes=True), db.session.begin_nested():
            row = store_upload(scope, "reception:visit:x", "a.pdf", io.BytesIO(canaries.pdf()))
        assert len(kept()) == 1
        with pytest.raises(RuntimeError):
            failing(lambda: discard(scope, "reception:visit:x"))
        assert len(kept()) == 1, "destroyed only with the commit"
        with acting_in(scope, writes=True), pytest.raises(NotFound):
            discard(scope, "reception:visit:other", row.public_id)


# -- denunciations: originals are never stored (P16) ---------------------------------------------


def denunciation(desk: FlaskClient) -> str:
    answer = desk.post(
        "/t/a-comm/reception/visits/new",
        data={
            "received_on": "2026-11-20", "kind": "denunciation", "headcount": "1", "summary": "Tố cáo", "outcome": "received",
            "envelope_no": "12", "papers-0-name": "Đơn tố cáo", "papers-0-pages": "2", "papers-0-copy_kind": "original",
        },
    )  # fmt: skip
    assert answer.status_code == 303, re.findall(r'class="error".*', answer.text)
    return str(answer.headers["Location"])


def test_papers_of_a_denunciation_are_refused(desk: FlaskClient, kept: Callable[[], list[Path]]) -> None:
    path = denunciation(desk)
    page = desk.get(path).text
    assert "không bao giờ được lưu ở đây" in page
    assert 'type="file"' not in page
    answer = desk.post(f"{path}/scans", data={"paper": "0", "file": (io.BytesIO(canaries.pdf()), "a.pdf")})
    assert answer.status_code == 422
    assert "phong bì niêm phong" in answer.text
    assert kept() == []


def test_scans_are_destroyed_when_a_visit_becomes_a_denunciation(
    app: Flask, world: World, send: Send, desk: FlaskClient, visit: str, kept: Callable[[], list[Path]]
) -> None:
    assert send(canaries.pdf()).status_code == 303
    answer = desk.post(
        f"{visit}/edit",
        data={
            "received_on": "2026-11-20", "kind": "denunciation", "headcount": "1", "summary": "Tố cáo", "outcome": "received",
            "envelope_no": "13", "papers-0-name": "Đơn", "papers-0-pages": "1", "papers-0-copy_kind": "copy",
            "reason": "Nhầm loại",
        },
    )  # fmt: skip
    assert answer.status_code == 303, re.findall(r'class="error".*', answer.text)
    assert kept() == []
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope):
            subject = f"reception:visit:{world.id_of('a-comm', 'visit')}"
            assert (
                db.session.scalar(select(func.count()).select_from(StoredFile).where(StoredFile.subject == subject))
                == 0
            )


def test_a_reader_without_names_sees_no_scans(
    app: Flask, world: World, login: Callable[[str], FlaskClient], visit: str
) -> None:
    subject = f"reception:visit:{world.id_of('a-comm', 'visit')}"
    row = put(app, canaries.pdf(), "Đơn của bà H.pdf", subject, part="0")
    reader = login(world.login("a-comm", "reception_reader"))
    page = reader.get(visit)
    assert page.status_code == 200
    assert row.name not in page.text
    assert row.public_id not in page.text
    with app.app_context():
        assert path_of(row.tenant_id, row.public_id).is_file()
