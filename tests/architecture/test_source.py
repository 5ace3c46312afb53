"""What the source may not contain: the bans of architecture C6.8, plugin imports (C7), long files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
#: Places that may speak to the database directly, and why.
DATABASE = {
    "core/backup/": "saves and restores whole databases, as their owner",
    "core/db": "the locks themselves",
    "core/migrations": "migrations",
    "core/testing": "test worlds",
    "core/cli": "commands of the operator, as the migrator",
    "core/app.py": "boot checks",
    "core/search": "the text index has no ORM; checks frame and tenant itself",
    "core/bench": "fills databases of its own to measure them",
    "core/health.py": "asks the database about itself, no tenant's rows",
}
CALLS = {"text", "from_statement", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
ATTRIBUTES = {
    ("session", "commit"),
    ("session", "rollback"),
    ("session", "connection"),
    ("db", "engine"),
    ("session", "bulk_save_objects"),
}
REQUEST = {"current_user", "request"}


def sources() -> list[Path]:
    """Every module of core and the plugins, tests excepted."""
    found = [p for top in ("core", "plugins") for p in sorted((ROOT / top).rglob("*.py"))]
    return [p for p in found if "tests" not in p.parts]


def code_of() -> dict[str, str]:
    """Name -> text of every such module."""
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sources()}


def may_touch_database(name: str) -> bool:
    return name.startswith(tuple(DATABASE)) or "/migrations/" in name


def violations(name: str, code: str) -> Iterator[str]:
    """Banned words of one module, as ``line: what``."""
    tree = ast.parse(code)
    sql_text = any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and "text" in {a.name for a in node.names}
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
            textual = called == "text" and (sql_text if not owner else owner in {"sa", "sqlalchemy"})
            if textual or (called in CALLS - {"text"}):
                yield f"{node.lineno}: {called}("
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in ATTRIBUTES:
                yield f"{node.lineno}: {owner}.{node.attr}"
            if node.attr == "__table__" and name.startswith("plugins/"):
                yield f"{node.lineno}: .__table__"


def request_violations(name: str, code: str) -> Iterator[str]:
    """Reading the request outside the web layer."""
    rooms = {Path(name).stem, *Path(name).parent.parts}
    web = name.startswith(("core/web/", "core/i18n.py")) or bool(rooms & {"views", "forms"})
    if web:
        return
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"flask", "flask_login"}:
            for alias in node.names:
                if alias.name in REQUEST:
                    yield f"{node.lineno}: {alias.name}"


#: Single places beside those folders, as ``file: word``, and why.
ALLOWED = {
    "plugins/reception/bench.py: session.connection": "loads a million invented rows for measuring",
    "core/jobs/rq_worker.py: db.engine": "a forked work horse leaves its parent's connections alone",
}
REQUEST_ALLOWED = {
    "core/machine/guard.py": "the web layer of the interface for programs",
    "core/machine/operations.py": "the web layer of the interface for programs",
    "core/machine/problems.py": "the web layer of the interface for programs",
    "core/observe/requests.py": "measures requests",
}


def test_every_exception_is_still_needed() -> None:
    code = code_of()
    found = {f"{name}: {what.split(': ')[1]}" for name, words in code.items() for what in violations(name, words)}
    assert set(ALLOWED) <= found
    assert set(REQUEST_ALLOWED) <= {name for name, words in code.items() if list(request_violations(name, words))}


def test_only_the_locks_speak_to_the_database() -> None:
    found = [
        f"{name}:{what}"
        for name, code in code_of().items()
        if not may_touch_database(name)
        for what in violations(name, code)
        if f"{name}: {what.split(': ')[1]}" not in ALLOWED
    ]
    assert not found, "\n".join(found)


def test_the_request_stays_in_the_web() -> None:
    found = [
        f"{name}:{what}"
        for name, code in code_of().items()
        if name not in REQUEST_ALLOWED
        for what in request_violations(name, code)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "from sqlalchemy import text\ntext('select 1')",
        "import sqlalchemy as sa\nsa.text('x')",
        "query.from_statement(x)",
        "db.session.bulk_save_objects([])",
        "session.bulk_insert_mappings(A, [])",
        "db.session.commit()",
        "db.session.rollback()",
        "db.session.connection()",
        "db.engine.connect()",
        "Visit.__table__.select()",
    ],
)
def test_each_ban_notices_its_breach(line: str) -> None:
    assert list(violations("plugins/x/queries.py", line))


def test_the_request_ban_notices_its_breach() -> None:
    assert list(request_violations("plugins/x/services.py", "from flask import request"))
    assert list(request_violations("plugins/x/queries.py", "from flask_login import current_user"))
    assert not list(request_violations("plugins/x/views.py", "from flask import request"))
    assert not list(request_violations("plugins/x/views/queue.py", "from flask import request"))
    assert list(request_violations("plugins/x/services/queue.py", "from flask import request"))


def test_files_stay_short() -> None:
    code = [*sources(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "plugins").glob("*/tests/**/*.py")]
    long = {
        str(p.relative_to(ROOT)): n for p in code if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long, f"over {LONGEST} lines: {long}"


def plugin_imports() -> Iterator[tuple[str, str]]:
    """(module, imported module) across plugins."""
    for path in sources():
        name = str(path.relative_to(ROOT)).removesuffix(".py").replace("/", ".")
        if not name.startswith("plugins."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                targets = [
                    f"{node.module}.{alias.name}" if node.module == "plugins" else node.module or ""
                    for alias in node.names
                ]
            else:
                continue
            for target in targets:
                if target.startswith("plugins.") and target.split(".")[1] != name.split(".")[1]:
                    yield name, target


def refused(importer: str, target: str, requires: tuple[str, ...]) -> str:
    """Why a plugin may not import that; empty when it may (C7)."""
    other, _dot, rest = target.removeprefix("plugins.").partition(".")
    if other not in requires:
        return f"{importer} imports {target}, but does not require {other}"
    if rest.split(".")[0] not in {"api", "events"}:
        return f"{importer} imports {target}; only {other}.api and {other}.events are for others"
    return ""


def test_plugins_import_only_what_they_require() -> None:
    found = [
        why
        for importer, target in plugin_imports()
        if (
            why := refused(
                importer, target, import_module(f"plugins.{importer.split('.')[1]}.plugin").manifest.requires
            )
        )
    ]
    assert not found, "\n".join(found)


def test_the_import_rule_notices_its_breach() -> None:
    assert refused("plugins.police.views", "plugins.reception.api", ())
    assert refused("plugins.police.views", "plugins.reception.models", ("reception",))
    assert refused("plugins.police.views", "plugins.reception", ("reception",))
    assert not refused("plugins.police.views", "plugins.reception.api", ("reception",))
    assert not refused("plugins.police.views", "plugins.reception.events", ("reception",))
