"""The layers are kept, and the contracts that watch them would notice a breach of each."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: (file, a line that breaks a layer, the contract that must notice)
BREACHES = (
    ("core/text.py", "import plugins.police.permissions", "The core knows no plugin"),
    ("plugins/police/views.py", "import core.clock", "Plugins see the core through core.api"),
    ("core/web/nav.py", "import pluggy", "pluggy stays inside core.plugins"),
    ("core/access/permissions.py", "import rq", "Only core.jobs and core.events speak to the queue"),
    ("plugins/reception/queries/visits.py", "import flask", "Rules and queries of a plugin know nothing of the web"),
    ("plugins/reception/models/visits.py", "import plugins.reception.services", "Inside a plugin, imports go down"),
)


def verdicts(folder: Path) -> dict[str, str]:
    """What import-linter says of the tree in ``folder``: contract name to KEPT or BROKEN."""
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
    )
    found = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", done.stdout, re.MULTILINE))
    assert found, done.stdout + done.stderr
    return found


def test_the_layers_are_kept() -> None:
    assert set(verdicts(ROOT).values()) == {"KEPT"}


def test_every_contract_notices_its_breach(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("core", "plugins"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda _folder, names: [n for n in names if n in {"static", "__pycache__"}],
        )
    for name, line, _contract in BREACHES:
        path = tmp_path / name
        if not path.is_file():
            pytest.fail(f"{name} is gone: plant the breach elsewhere")
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    broken = [name for name, verdict in verdicts(tmp_path).items() if verdict == "BROKEN"]
    for _name, _line, contract in BREACHES:
        assert any(name.startswith(contract) for name in broken), contract
