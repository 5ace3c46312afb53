"""Petitions live on screen until their file is closed; the stories are in lives.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.lives import CUSTODIAN, HEAD, LIVES, OFFICER, START, UNIT
from tests.e2e.stage import Set, Stage, a_set
from tests.e2e.watching import Watch
from tests.screenshots import FOLDER, Camera

#: The server in this process leaves closing of static files to the garbage collector.
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
PROOF = Path(__file__).parents[2] / "docs" / "proofs" / "lives.md"


@pytest.fixture(scope="module")
def the_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Set]:
    with a_set(tmp_path_factory.mktemp("lives"), START, (OFFICER, CUSTODIAN, HEAD, UNIT)) as made:
        yield made


@pytest.fixture
def stage(the_set: Set, browser: Browser, monkeypatch: pytest.MonkeyPatch, watches: list[Watch]) -> Iterator[Stage]:
    made = Stage(the_set, browser, monkeypatch, watches)
    made.on(START)
    yield made
    made.close()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_petition_lives_until_its_file_is_closed(life: Callable[[Stage], None], stage: Stage) -> None:
    life(stage)
    assert stage.proofs


@pytest.mark.prove
def test_the_lives_are_written_down_with_pictures(stage: Stage) -> None:
    stage.camera = Camera(FOLDER / "lives", "webp")
    stage.camera.folder.mkdir(exist_ok=True)
    lines = [
        "# Three lives of petitions, from intake to the closed file",
        "",
        "Written by `make prove ARGS=tests/e2e/test_lives.py`: on screen, in Chromium, on the days the file would take.",
        "Each date was counted by hand beforehand; the page of the case shows the same, and the printed proof names the same start, rule, days off and end.",
    ]
    for life in LIVES:
        stage.on(START)
        before, pictures = len(stage.proofs), len(stage.camera.seen)
        life(stage)
        lines += [
            "",
            f"## {life.__doc__}",
            "",
            "| limit | rule | from | due | days that do not count |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {title} | {limit.rule} | {limit.start:%d/%m/%Y} | {limit.due:%d/%m/%Y} | "
            f"{', '.join(f'{day:%d/%m}' for day in limit.off) or '–'} |"
            for title, limit in stage.proofs[before:]
        ]
        lines += [""] + [
            f'<img src="../screens/lives/{name}.{size}.webp" width="{width}" alt="{title}">'
            for name, title in stage.camera.seen[pictures:]
            for size, width in (("pc", 480), ("phone", 135))
        ]
    PROOF.write_text("\n".join(lines) + "\n", encoding="utf-8")
