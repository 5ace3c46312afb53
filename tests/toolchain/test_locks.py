"""The locks pin everything by version and hash, say nothing of any index, and agree."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "test", "dev", "build")
PIN = re.compile(
    r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))?(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)


def read(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> set[tuple[str, str, str | None]]:
    return {(pin["name"], pin["version"], pin["marker"]) for pin in PIN.finditer(read(name))}


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_nothing_but_pins_with_hashes(name: str) -> None:
    rest = PIN.sub("", read(name)).strip()
    assert rest == ""
    assert pins(name)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_host(name: str) -> None:
    assert not re.search(r"https?:|index-url|find-links|file:|@", read(name))


def test_the_larger_locks_hold_the_smaller_ones() -> None:
    assert pins("run") < pins("test") < pins("dev")


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        "run": project["dependencies"],
        "test": project["optional-dependencies"]["test"],
        "dev": project["optional-dependencies"]["dev"],
    }
    for name, requirements in asked.items():
        assert {plain(requirement) for requirement in requirements} <= {pin[0] for pin in pins(name)}


def test_the_packages_that_only_carry_files_stay_out_of_the_running_program() -> None:
    assert {"django-htmx", "bootstrap-flask", "rinoh-typeface-texgyretermes"} <= {pin[0] for pin in pins("build")}
    assert not {"django", "django-htmx", "bootstrap-flask", "hatchling", "fonttools"} & {pin[0] for pin in pins("dev")}


def test_the_build_system_and_the_build_lock_ask_for_the_same() -> None:
    system = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    locked = {pin[0]: pin[1] for pin in pins("build")}
    for requirement in system:
        name, exact, version = requirement.partition("==")
        assert plain(name) in locked
        if exact:
            assert locked[plain(name)] == version
