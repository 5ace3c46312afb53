"""The program ``tiepdan`` as other programs meet it: real processes, exit codes, JSON, no questions."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.testing.demo import copy_demo

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("tiepdan")
#: Seconds a server may take to stop after SIGTERM.
STOP_SECONDS = 8
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(data: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEPDAN_")}
    return kept | {"TIEPDAN_DATA": str(data), "TIEPDAN_LOG_LEVEL": "ERROR"} | settings


def tiepdan(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the program with its standard input closed."""
    return subprocess.run(
        [PROGRAM, *arguments],
        env=environment(data, **settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A data folder with the demo world, and what the program prints of it."""
    data = copy_demo(tmp_path_factory.mktemp("demo"))
    done = tiepdan(data, "demo", "--no-serve", "--json", "--port", "8123", "--data", str(data))
    assert done.returncode == 0, done.stderr
    return data, json.loads(done.stdout)


@pytest.fixture
def data(made: tuple[Path, dict[str, Any]]) -> Path:
    """The demo's data folder."""
    return made[0]


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A data folder with nothing in it but a migrated database."""
    assert tiepdan(tmp_path, "db", "upgrade").returncode == 0
    return tmp_path


# --- demo ---------------------------------------------------------------------------------------


def test_the_demo_prints_one_object_with_every_account(made: tuple[Path, dict[str, Any]]) -> None:
    data, printed = made
    assert set(printed) == {"base_url", "accounts"}
    assert printed["base_url"] == "http://127.0.0.1:8123"
    accounts = printed["accounts"]
    assert len(accounts) >= 8
    for account in accounts:
        assert {"tenant", "unit", "role", "login", "password", "start_url"} <= set(account)
        assert account["login"]
        assert account["password"]
        assert account["start_url"].startswith("http://127.0.0.1:8123/")
        if account["role"] != "operator":
            assert account["tenant"]
            assert account["unit"]
            assert f"/t/{account['tenant']}/" in account["start_url"]
    kinds = {(account["tenant"], account["role"]) for account in accounts}
    assert {("dak-rve", "reception_officer"), ("", "operator")} <= kinds
    again = tiepdan(data, "demo", "--no-serve", "--json", "--port", "8123", "--data", str(data))
    assert json.loads(again.stdout) == printed, "the same folder gives the same accounts"


@pytest.fixture
def server(data: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The demo served on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [PROGRAM, "demo", "--json", "--port", str(port), "--data", str(data)],
        env=environment(data),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process, port
    if process.poll() is None:
        process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_the_demo_serves_and_stops_when_told(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    assert process.stdout is not None
    printed = json.loads(process.stdout.readline())
    assert printed["base_url"] == f"http://127.0.0.1:{port}"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{printed['base_url']}/healthz", timeout=10) as answer:
        assert (answer.status, json.load(answer)["status"]) == (200, "ok")
    with direct.open(f"{printed['base_url']}/p/dak-rve/reception/", timeout=10) as answer:
        assert "Đắk Rve" in answer.read().decode()
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) in (0, -signal.SIGTERM)
    assert time.monotonic() - started < STOP_SECONDS
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "nobody listens any more"


def test_the_demo_is_for_this_machine_only(tmp_path: Path) -> None:
    done = tiepdan(tmp_path, "demo", "--host", "0.0.0.0", "--data", str(tmp_path))
    assert (done.returncode, "this machine only" in done.stderr) == (1, True)


# --- routes -------------------------------------------------------------------------------------


def test_every_rule_is_printed_with_what_stands_before_it(data: Path) -> None:
    found = json.loads(tiepdan(data, "routes", "--json").stdout)
    for row in found:
        assert {"rule", "endpoint", "methods", "area", "plugin", "permission", "public"} <= set(row)
        assert row["methods"]
        assert bool(row["permission"]) == (row["area"] in ("tenant", "ops", "machine")), row
        assert row["public"] == (row["area"] in ("open", "public"))
    rules = {row["rule"]: row for row in found}
    assert rules["/t/<tenant>/reception/visits/new"]["permission"] == "reception.visit.register"
    assert rules["/t/<tenant>/reception/visits/new"]["methods"] == ["GET", "POST"]
    assert rules["/p/<tenant>/reception/"]["public"]
    assert not rules["/ops/"]["public"]
    assert rules["/healthz"]["public"]


# --- plugins ------------------------------------------------------------------------------------


def test_plugins_are_listed_switched_off_and_on(data: Path) -> None:
    listed = tiepdan(data, "plugins", "list")
    assert listed.returncode == 0
    assert {line.split()[0] for line in listed.stdout.splitlines()} >= {
        "reception",
        "police",
        "massorg",
        "online_reception",
    }

    def on(plugin: str) -> bool:
        lines = tiepdan(data, "plugins", "list", "--tenant", "dak-rve").stdout.splitlines()
        return next(line for line in lines if line.startswith(plugin)).endswith("dak-rve")

    assert on("massorg")
    off = tiepdan(data, "plugins", "disable", "dak-rve", "massorg")
    assert (off.returncode, off.stdout.strip()) == (0, "massorg is now off in dak-rve.")
    assert not on("massorg")
    assert "already off" in tiepdan(data, "plugins", "disable", "dak-rve", "massorg").stdout
    assert tiepdan(data, "plugins", "enable", "dak-rve", "massorg").returncode == 0
    assert on("massorg")


PROBE = """
from pathlib import Path
from core.api import Manifest
manifest = Manifest(name={name!r}, title={name!r}, version="1", folder=Path(__file__).parent / "none",
                    owner_unit="", requires={requires!r}, levels={levels!r})
"""


@pytest.fixture
def probes(tmp_path: Path) -> dict[str, str]:
    """Settings with two installed plugins: one that needs the police's, one for a kind that no unit is of."""
    points = ["[tiepdan.plugins]"]
    for name, requires, levels in (("ferry", ("police",), ()), ("raft", (), ("harbour",))):
        (tmp_path / f"{name}_probe.py").write_text(PROBE.format(name=name, requires=requires, levels=levels))
        points.append(f"{name} = {name}_probe")
    info = tmp_path / "probe-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("\n".join(points) + "\n")
    return {"PYTHONPATH": str(tmp_path), "TIEPDAN_EXTRA_PLUGINS": "ferry,raft"}


def test_what_stands_in_the_way_of_a_switch_is_told(data: Path, probes: dict[str, str]) -> None:
    kind = tiepdan(data, "plugins", "enable", "dak-rve", "raft", **probes)
    assert (kind.returncode, kind.stderr.strip()) == (1, "Not switched. It is not meant for this kind of unit.")
    assert tiepdan(data, "plugins", "enable", "dak-rve", "ferry", **probes).returncode == 0
    needed = tiepdan(data, "plugins", "disable", "dak-rve", "police", **probes)
    assert needed.returncode == 1
    assert needed.stderr.strip() == "Not switched. The plugin “ferry” needs it and is on here."
    assert tiepdan(data, "plugins", "disable", "dak-rve", "ferry", **probes).returncode == 0
    unknown = tiepdan(data, "plugins", "enable", "dak-rve", "telepathy")
    assert (unknown.returncode, "No plugin is called 'telepathy'" in unknown.stderr) == (1, True)
    nowhere = tiepdan(data, "plugins", "enable", "nirgends", "reception")
    assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (1, False)


# --- users --------------------------------------------------------------------------------------


def test_accounts_are_made_posted_and_given_new_passwords(data: Path) -> None:
    made = tiepdan(data, "users", "create", "can-bo-moi", "Cán bộ Mới")
    assert (made.returncode, len(made.stdout.strip()) >= 10) == (0, True)
    twice = tiepdan(data, "users", "create", "can-bo-moi", "Cán bộ Mới")
    assert (twice.returncode, twice.stdout, "login" in twice.stderr) == (1, "", True)
    unit = next(a["unit"] for a in json.loads((data / "demo-accounts.json").read_text()) if a["tenant"] == "dak-rve")
    assert unit
    wrong = tiepdan(data, "users", "post", "can-bo-moi", "dak-rve", "no-such-unit", "reception_officer")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (1, False)
    nobody = tiepdan(data, "users", "post", "nobody-here", "dak-rve", "no-such-unit", "reception_officer")
    assert (nobody.returncode, "No account is called 'nobody-here'" in nobody.stderr) == (1, True)
    key = _unit_key(data)
    assert tiepdan(data, "users", "post", "can-bo-moi", "dak-rve", key, "reception_officer").returncode == 0
    reset = tiepdan(data, "users", "reset-password", "can-bo-moi")
    assert reset.returncode == 0
    assert reset.stdout.strip() not in ("", made.stdout.strip())
    assert tiepdan(data, "users", "reset-password", "nobody-here").returncode == 1


def _unit_key(data: Path) -> str:
    import sqlite3

    connection = sqlite3.connect(data / "tiepdan.db")
    row = connection.execute(
        "select u.key from core_unit u join core_tenant t on t.id = u.tenant_id where t.slug = 'dak-rve' order by u.id"
    ).fetchone()
    connection.close()
    return str(row[0])


# --- tenants ------------------------------------------------------------------------------------


def test_worlds_are_planned_applied_and_exported(fresh: Path) -> None:
    planned = tiepdan(fresh, "tenants", "plan", "kon-ray")
    assert planned.returncode == 0
    assert "'tiepdan tenants apply' makes them" in planned.stdout
    assert planned.stdout == tiepdan(fresh, "tenants", "plan", "kon-ray").stdout, "a plan changes nothing"
    assert "changes made." in tiepdan(fresh, "tenants", "apply", "kon-ray").stdout
    assert tiepdan(fresh, "tenants", "apply", "kon-ray").stdout.strip() == "No difference."
    joined = tiepdan(fresh, "tenants", "apply", "quang-ngai", "--include", "successions-2025")
    assert joined.returncode == 0, joined.stderr
    target = fresh / "out"
    assert tiepdan(fresh, "tenants", "export", str(target)).returncode == 0
    assert tiepdan(fresh, "tenants", "plan", str(target)).stdout.strip() == "No difference."
    full = tiepdan(fresh, "tenants", "export", str(target))
    assert (full.returncode, "not empty" in full.stderr) == (1, True)


def test_a_broken_declaration_is_refused_with_file_line_and_reason(fresh: Path) -> None:
    world = fresh / "world"
    world.mkdir()
    (world / "world.toml").write_text('[[tenant]]\nslug = "one"\nkind = "nothing"\nname = "Một"\n', encoding="utf-8")
    for command in ("plan", "apply"):
        done = tiepdan(fresh, "tenants", command, str(world))
        assert (done.returncode, done.stdout) == (1, "")
        assert "world.toml:" in done.stderr
        assert done.stderr.splitlines()[0].split(":")[1].isdigit()
        assert done.stderr.strip().endswith("Nothing was changed.")
    assert "no tenant yet" in tiepdan(fresh, "doctor").stdout
    nowhere = tiepdan(fresh, "tenants", "plan", "atlantis")
    assert (nowhere.returncode, "no folder atlantis" in nowhere.stderr) == (1, True)


# --- database and doctor ------------------------------------------------------------------------


def test_the_state_of_the_database_is_an_exit_code(tmp_path: Path) -> None:
    behind = tiepdan(tmp_path, "db", "status")
    assert (behind.returncode, "tiepdan db upgrade" in behind.stderr) == (1, True)
    refused = tiepdan(tmp_path, "run", "--port", "8124")
    assert (refused.returncode, "Run 'tiepdan db upgrade' first" in refused.stderr) == (1, True)
    assert tiepdan(tmp_path, "db", "upgrade").returncode == 0
    good = tiepdan(tmp_path, "db", "status")
    assert (good.returncode, good.stderr) == (0, "")
    assert tiepdan(tmp_path, "db", "upgrade").returncode == 0


def test_the_doctor_finds_what_is_missing(tmp_path: Path, data: Path) -> None:
    new = tiepdan(tmp_path, "doctor")
    assert new.returncode == 1
    assert "run 'tiepdan db upgrade'" in new.stdout
    well = tiepdan(data, "doctor")
    assert (well.returncode, "Nothing wrong was found." in well.stdout) == (0, True), well.stdout
    far = tiepdan(data, "doctor", TIEPDAN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (far.returncode, "does not answer" in far.stdout, "Traceback" in far.stderr) == (1, True, False)


# --- plain words, no questions ------------------------------------------------------------------


def test_a_misspelt_setting_stops_everything(tmp_path: Path) -> None:
    for command in (["doctor"], ["run"]):
        done = tiepdan(tmp_path, *command, TIEPDAN_HTPS="1")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("Unknown setting TIEPDAN_HTPS.")


def test_passwords_never_cross_the_network_in_the_clear(fresh: Path) -> None:
    done = tiepdan(fresh, "run", "--host", "0.0.0.0")
    assert (done.returncode, "in the clear" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["users", "create"],
        ["plugins", "enable", "dak-rve"],
        ["demo", "--port", "0"],
        ["run", "--port", "x"],
    ],
)
def test_wrong_usage_is_exit_code_two(tmp_path: Path, arguments: list[str]) -> None:
    done = tiepdan(tmp_path, *arguments)
    assert (done.returncode, "Usage:" in done.stderr) == (2, True)


def test_help_works_without_any_setting(tmp_path: Path) -> None:
    done = tiepdan(tmp_path, "--help", TIEPDAN_HTPS="1")
    assert done.returncode == 0
    for group in ("run", "demo", "tenants", "plugins", "users", "db", "routes", "doctor"):
        assert group in done.stdout
