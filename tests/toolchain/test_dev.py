"""dev.py and the Makefile offer the same targets, and say no with an exit status."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *arguments], check=False, capture_output=True, text=True, cwd="/"
    )


def test_help_lists_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    promised = re.search(r"^TARGETS := (.+)$", makefile, re.MULTILINE)
    assert promised
    done = dev("help")
    assert done.returncode == 0
    assert re.findall(r"^  (\w+) +\S", done.stdout, re.MULTILINE) == promised[1].split()


def test_an_unknown_target_is_refused() -> None:
    done = dev("fly")
    assert done.returncode == 2
    assert "fly" in done.stderr


def test_a_port_that_is_no_number_is_refused() -> None:
    assert dev("help", "--port", "eight").returncode == 2


def test_dev_needs_nothing_but_the_standard_library() -> None:
    names = set(re.findall(r"^(?:from|import) ([a-z_]+)", (ROOT / "dev.py").read_text(encoding="utf-8"), re.MULTILINE))
    assert names <= sys.stdlib_module_names
