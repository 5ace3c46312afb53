"""What an officer types about a denouncer reaches nothing the system keeps, in no spelling or encoding (P12)."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.testing.counts import Count
from core.testing.rows import acting
from core.testing.world import World, log_client_in, scope_of
from plugins.petitions.services import register
from plugins.petitions.tests.factories import petition_input, with_all_rights
from plugins.reception.tests.test_visit_create import everything

A = "a-comm"
NEW = f"/t/{A}/petitions/petitions/new"
CANARY = "Rơ Châm Hoà Bích 9913"
MakeApp = Callable[..., tuple[Flask, World]]


def folded(words: str) -> str:
    """Small letters without marks, as an index of words may keep them."""
    plain = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def needles(words: str) -> Iterator[bytes]:
    """The words as UTF-8 composed and taken apart, UTF-16, without marks, and base64 of each at every shift."""
    spelled = {unicodedata.normalize(form, words) for form in ("NFC", "NFD")} | {folded(words)}
    for spelling in sorted(spelled):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = spelling.encode(encoding)
            yield raw
            for shift in range(3):
                start = 0 if shift == 0 else 4
                whole = b64encode(b"\0" * shift + raw)
                yield whole[start : len(whole) // 4 * 4 - 4]


def kept(app: Flask) -> bytes:
    """Every row or database file, the log of changes beside it, and every other file of the installation."""
    folder: Path = app.extensions["tiepdan.config"].data
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return everything(app).encode() + b"".join(files)


def hits(app: Flask) -> int:
    """How many spellings of the canary stand in what is kept."""
    everywhere = kept(app)
    return sum(needle in everywhere for needle in needles(CANARY))


def test_every_encoding_would_be_found() -> None:
    for spelling in (CANARY, unicodedata.normalize("NFD", CANARY), folded(CANARY)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = spelling.encode(encoding)
            for hay in (raw, *(b64encode(b"x" * shift + raw + b"y") for shift in range(3))):
                assert any(needle in hay for needle in needles(CANARY)), (spelling, encoding)


def test_what_is_typed_about_a_denouncer_is_kept_nowhere(
    engine_name: str, make_app: MakeApp, count: Count, capfd: pytest.CaptureFixture[str]
) -> None:
    app, world = make_app(engine_name, csrf=False)
    client = log_client_in(app, world.login(A, "petitions_denunciations"))
    form = {
        "received_on": "20/11/2026",
        "kind": "denunciation",
        "source": "handed_in",
        "summary": "Tố cáo việc thu tiền",
        "respondent_level": "commune_staff",
        "people-0-name": CANARY,
        "people-0-address": CANARY,
        "people-0-phone": CANARY,
        "people-0-id_number": CANARY,
        "names": CANARY,
        "once": "c1",
    }
    for changes in ({}, {"summary": f"{CANARY} tố cáo"}, {"note": CANARY}, {"look": "1"}):
        answer = client.post(NEW, data=form | changes)
        assert answer.status_code in (200, 422), answer.status_code
        count("forms with the canary refused", int(answer.status_code == 422))
    assert hits(app) == 0
    written = capfd.readouterr()
    assert not any(needle in (written.out + written.err).encode() for needle in needles(CANARY))
    with app.app_context(), acting(app, with_all_rights(scope_of(A)), writes=True):
        register.register_petition(with_all_rights(scope_of(A)), petition_input(summary=CANARY))
    assert hits(app) > 0, "the search is void: it does not find what was written on purpose"
