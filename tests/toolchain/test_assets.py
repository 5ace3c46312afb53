"""The front end's files are built, small, and hold what the screens use."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "core" / "web" / "static" / "vendor"
TEMPLATES = [*ROOT.glob("core/web/templates/**/*.html"), *ROOT.glob("plugins/*/templates/**/*.html")]

#: Bytes a file may take on its way to the browser (woff2 is compressed already).
BUDGET = {
    "htmx.min.js": 20_000,
    "bootstrap.css": 15_000,
    "icons.svg": 12_000,
    "be-vietnam-pro-400.woff2": 25_000,
    "be-vietnam-pro-600.woff2": 25_000,
}


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_a_built_file_is_there_and_light(name: str) -> None:
    data = (VENDOR / name).read_bytes()
    assert len(data if name.endswith("woff2") else gzip.compress(data)) <= BUDGET[name]


def test_the_record_names_every_built_file() -> None:
    record = json.loads((VENDOR / "built.json").read_text(encoding="utf-8"))
    named = {name for part in record.values() for name in part["files"]}
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found == named | {"built.json"}


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    sprite = (VENDOR / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {
        name
        for template in TEMPLATES
        for name in re.findall(
            r"""\bicon\(\s*["']([a-z0-9-]+)["']|icons\.svg#([a-z0-9-]+)""", template.read_text("utf-8")
        )
        for name in name
        if name
    }
    assert used
    assert used <= drawn


def test_the_style_sheet_keeps_what_is_used_and_drops_what_is_not() -> None:
    css = (VENDOR / "bootstrap.css").read_text(encoding="utf-8")
    assert css.startswith("/*!")
    assert "Licensed under MIT" in css
    assert ":root{--bs-blue:" in css
    assert ".carousel-item" not in css
    assert ".offcanvas-backdrop" not in css
    assert css.count("{") == css.count("}")


def test_print_faces_lie_beside_their_licence() -> None:
    names = sorted(path.name for path in (VENDOR / "fonts").iterdir())
    assert names == ["GUST-FONT-LICENSE.txt"] + [
        f"texgyretermes-{style}.otf" for style in ("bold", "bolditalic", "italic", "regular")
    ]
