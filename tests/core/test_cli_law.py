"""``tiepdan law``: due dates in words, rules on a day, packs, refusals in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli.main import cli
from core.testing.fixtures import SECRET, Place
from core.testing.world import World

Run = Callable[..., Result]


@pytest.fixture
def run(fresh: Callable[[str], tuple[Place, World]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over a copy of the test world."""
    place, _world = fresh("sqlite")
    for name in [name for name in os.environ if name.startswith("TIEPDAN_")]:
        monkeypatch.delenv(name)
    settings = {"DATA": str(tmp_path), "DATABASE_URL": place.app, "SECRET_KEY": SECRET, "LOG_LEVEL": "ERROR"}
    for name, value in settings.items():
        monkeypatch.setenv(f"TIEPDAN_{name}", value)
    return lambda *arguments: CliRunner().invoke(cli, ["law", *arguments])


def test_a_due_date_prints_how_it_is_counted(run: Run) -> None:
    done = run("due", "RC-13", "2026-08-20")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "Bắt đầu từ: tiếp nhận nội dung trình bày, ngày 20/08/2026. Ngày này không tính."
    assert "Ngày 02/09/2026 không tính: Quốc khánh." in lines
    assert lines[-1] == "Hạn cuối: 24 giờ ngày 07/09/2026."
    raw = json.loads(run("due", "RC-13", "20/08/2026", "--tenant", "a-comm", "--json").stdout)
    assert (raw["due_on"], raw["rule"], raw["unconfirmed"]) == ("2026-09-07", "RC-13", False)


def test_circumstances_choose_the_rule(run: Run) -> None:
    lines = run("due", "CM-07", "2026-03-02", "--remote", "--complex", "--second", "--lang", "en").stdout.splitlines()
    assert "In place of CM-07, rule CM-12 holds: complex case, remote area, second complaint." in lines
    assert lines[-1] == "Due on 11/05/2026, until 24:00."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("due", "RC-99", "2026-08-20"), 'There is no rule "RC-99"'),
        (("due", "RC-16", "2026-06-30"), "not in force"),
        (("due", "RC-01", "2026-06-30"), "has no due date"),
        (("due", "CM-02", "2026-07-01"), '"CM-04" has taken its place'),
        (("due", "RC-13", "2026-08-20", "--flag", "rich"), "No rule asks for rich"),
        (("due", "RC-13", "9999-12-31"), "lies outside"),
        (("due", "RC-13", "2026-08-20", "--tenant", "nowhere"), "tenant"),
        (("show", "RC-99"), 'There is no rule "RC-99"'),
        (("load", "nothing.toml"), "cannot be read"),
        (("load", "1999-01", "--dry-run"), "no shipped pack"),
    ],
)
def test_what_the_law_does_not_hold_is_said_in_one_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_date_that_is_none_is_wrong_usage(run: Run) -> None:
    assert run("due", "RC-13", "30.02.2026").exit_code == 2


def test_rules_are_shown_as_they_read_on_a_day(run: Run) -> None:
    shown = run("show", "RC-01", "--on", "2026-06-30", "--lang", "en").stdout
    assert "* 2014-07-01 - 2026-06-30: 1 day a week" in shown
    ended = run("show", "CM-02", "--lang", "en").stdout
    assert "  2012-07-01 - 2026-06-30: 10 calendar days" in ended
    assert "-> CM-04" in ended
    listed = json.loads(run("rules", "--on", "2026-07-01", "--json").stdout)
    ids = {row["id"] for row in listed["rules"]}
    assert {"RC-02", "CM-04"} <= ids
    assert not {"RC-01", "CM-02"} & ids
    assert listed["version"].startswith("2026-07@")


def test_what_is_exported_holds_everything(run: Run) -> None:
    exported = run("export").stdout
    for line in (
        'id = "CM-04"',
        'followed_by = "CM-04"',
        "[[route]]",
        "[[outcome]]",
        'transition_article = "Điều 22.1"',
    ):
        assert line in exported


def test_the_shipped_pack_is_loaded_and_moves_nothing(run: Run) -> None:
    for arguments in (("--dry-run",), ("--by", "Trưởng phòng")):
        done = run("load", "2026-07", *arguments)
        assert done.exit_code == 0, done.output
        assert done.stdout.splitlines()[-1].startswith("0 due dates")


def test_a_pack_of_ones_own_takes_effect(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack.toml"
    pack.write_text(
        """
[pack]
id = "2027-01"
title_vi = "Gói thử"
title_en = "Trial"
source = "Act Z"
in_force = 2027-01-01

[[rule]]
id = "RC-13"
title_vi = "Trả lời"
title_en = "Answer"
start_event = "content_received"

[[rule.version]]
value = 8
unit = "working_day"
valid_from = 2027-01-01
source = "Act Z"
article = "1"
confidence = "V"
""",
        encoding="utf-8",
    )
    before = run("due", "RC-13", "2027-01-04", "--json").stdout
    assert "0 due dates would move" in run("load", str(pack), "--dry-run").stdout
    assert run("due", "RC-13", "2027-01-04", "--json").stdout == before
    assert run("load", str(pack)).exit_code == 0
    assert json.loads(run("due", "RC-13", "2027-01-04", "--json").stdout)["value"] == 8
    assert json.loads(run("due", "RC-13", "2026-12-31", "--json").stdout)["value"] == 10
    pack.write_text(pack.read_text(encoding="utf-8").replace("value = 8", "value = 9"), encoding="utf-8")
    refused = run("load", str(pack))
    assert refused.exit_code == 1
    assert "name of its own" in refused.stderr
