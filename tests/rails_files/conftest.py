"""A commune's visit with a paper, and quick ways to send files to it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.db.session import acting_in
from core.files.models import StoredFile
from core.files.store import list_files, store_upload
from core.testing.world import World, scope_of

Send = Callable[..., TestResponse]


@pytest.fixture
def desk(world: World, login: Callable[[str], FlaskClient]) -> FlaskClient:
    """The reception officer of commune A."""
    return login(world.login("a-comm", "reception_officer"))


@pytest.fixture
def visit(world: World) -> str:
    """Address of the planted visit of commune A."""
    return f"/t/a-comm/reception/visits/{world.id_of('a-comm', 'visit')}"


@pytest.fixture
def send(desk: FlaskClient, visit: str) -> Send:
    """(content, name, paper) -> answer of the upload form."""

    def go(content: bytes, name: str = "scan.pdf", paper: str = "0") -> TestResponse:
        return desk.post(f"{visit}/scans", data={"paper": paper, "file": (io.BytesIO(content), name)})

    return go


@pytest.fixture
def kept(app: Flask) -> Callable[[], list[Path]]:
    """Every file that lies in the data folder's files, also half-written ones."""
    folder: Path = app.extensions["tiepdan.config"].data / "files"
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file())


def files_of(app: Flask, subject: str, slug: str = "a-comm") -> list[StoredFile]:
    """Rows of a subject, newest last, without the one the world planted."""
    with app.app_context():
        scope = scope_of(slug)
        with acting_in(scope):
            return [row for row in list_files(scope, subject) if row.sha256 != "0" * 64]


def put(
    app: Flask, content: bytes, name: str = "scan.pdf", subject: str = "reception:visit:x", **more: Any
) -> StoredFile:
    """Store a file through the service."""
    with app.app_context():
        scope = scope_of("a-comm")
        with acting_in(scope, writes=True):
            return store_upload(scope, subject, name, io.BytesIO(content), **more)
