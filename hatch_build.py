"""Build step: take the front end's files out of packages and put them below core/web/static/vendor.

The files come from Python packages that are installed only where the build runs (``requirements/
build.txt``), so neither Node nor a content network is needed and nothing of others is committed.
Every source file is checked against a SHA-256 written here: a changed package stops the build.

Hatchling calls ``AssetHook`` when a wheel is made; ``python hatch_build.py`` does the same by hand.
Both do nothing, in a moment, while the inputs are the same as last time.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("core/web/static/vendor")
ICON_NAMES = Path("core/web/static/icons.txt")
RECORD = "built.json"


class Pin(NamedTuple):
    """One file of a package, and the SHA-256 it must have."""

    package: str
    file: str
    sha256: str


HTMX = Pin(
    "django-htmx",
    "django_htmx/static/django_htmx/htmx-2.min.js",
    "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
)
BOOTSTRAP = Pin(
    "bootstrap-flask",
    "flask_bootstrap/static/bootstrap5/css/bootstrap.min.css",
    "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
)
ICONS = Pin(
    "bootstrap-flask",
    "flask_bootstrap/static/bootstrap5/icons/bootstrap-icons.svg",
    "fe7b61303ee8b160aa2d596dabbb70f4ffeaf8ea24891004e9b1d0d2877638b1",
)
SCREEN_FONTS = {
    "be-vietnam-pro-400.woff2": Pin(
        "fontpkg-be-vietnam-pro",
        "fontpkg_be_vietnam_pro/files/BeVietnamPro-Regular.ttf",
        "cd1ef6e9d7db28ad5cdb88a65ccbe693870e60d340b791f349d248342b4fe4c3",
    ),
    "be-vietnam-pro-600.woff2": Pin(
        "fontpkg-be-vietnam-pro",
        "fontpkg_be_vietnam_pro/files/BeVietnamPro-SemiBold.ttf",
        "bd8e27eb02720b9d91e59e4f10a90878643219f25ce6a8d9a4f06a8a88d3bb71",
    ),
}
#: Faces for PDF: the widths of Times New Roman, with all Vietnamese letters (GUST Font License).
PRINT_FONTS = {
    "fonts/texgyretermes-regular.otf": Pin(
        "rinoh-typeface-texgyretermes",
        "rinoh_typeface_texgyretermes/texgyretermes-regular.otf",
        "cc3fe7c707b81428d23d54df3eadd9228a2bf6a4d43125d94df56f5f63134659",
    ),
    "fonts/texgyretermes-bold.otf": Pin(
        "rinoh-typeface-texgyretermes",
        "rinoh_typeface_texgyretermes/texgyretermes-bold.otf",
        "2fb3e952065fa153c7e4e64e04b98b9d79225739b6025aa3f0f0782d299ff61e",
    ),
    "fonts/texgyretermes-italic.otf": Pin(
        "rinoh-typeface-texgyretermes",
        "rinoh_typeface_texgyretermes/texgyretermes-italic.otf",
        "6dd103a1672e50568cd2f8a706ccd48443d44d7d073a59d2286f4e6f746575d6",
    ),
    "fonts/texgyretermes-bolditalic.otf": Pin(
        "rinoh-typeface-texgyretermes",
        "rinoh_typeface_texgyretermes/texgyretermes-bolditalic.otf",
        "1bf6af99cb0e26c12951317032d79b96ae009551e59ccf02a5b24f325ecfec87",
    ),
}
LICENCES = {
    "fonts/GUST-FONT-LICENSE.txt": Pin(
        "rinoh-typeface-texgyretermes",
        "rinoh_typeface_texgyretermes/GUST-FONT-LICENSE.txt",
        "2bd69affc3da00715116f713f57eab9707e96daf3562ad0215987b15b9c16f73",
    ),
    "be-vietnam-pro-OFL.txt": Pin(
        "fontpkg-be-vietnam-pro",
        "fontpkg_be_vietnam_pro/LICENSE",
        "6b7f8f73609a25ea78c891e34cf37b06f8a676b7ea986e941e43b009110f2a85",
    ),
}

#: What the screen font keeps: Latin with all Vietnamese letters, composed and decomposed, and the
#: punctuation and signs that texts use.
_LETTERS = "ĂăĐđĨĩŨũƠơƯư"
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_SIGNS = "–—‘’“”•…₫−"
FONT_CHARACTERS = frozenset(
    {chr(code) for first, last in ((0x20, 0x7E), (0xA0, 0xFF), (0x1EA0, 0x1EF9)) for code in range(first, last + 1)}
    | set(_LETTERS + _MARKS + _SIGNS)
)


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]
    """Build the vendor folder before hatchling collects the wheel's files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the files and have hatchling take them although git ignores them."""
        build(Path(self.root))
        build_data["artifacts"].append(f"/{VENDOR.as_posix()}/")


def build(root: Path) -> list[str]:
    """Bring ``root``'s vendor folder up to date; return the names of the files that were written."""
    folder = root / VENDOR
    record = _read_record(folder / RECORD)
    recipe = hashlib.sha256(Path(__file__).read_bytes())
    parts: dict[str, tuple[Iterable[bytes], Callable[[], dict[str, bytes]]]] = {
        "copies": ([], _copies),
        "icons": ([(root / ICON_NAMES).read_bytes()], lambda: {"icons.svg": _sprite(root / ICON_NAMES)}),
        "styles": (_source_bytes(root), lambda: {"bootstrap.css": _styles(root)}),
    }
    written: list[str] = []
    for part, (inputs, make) in parts.items():
        digest = recipe.copy()
        for data in inputs:
            digest.update(data)
        known = record.get(part)
        if (
            known
            and known["inputs"] == digest.hexdigest()
            and all((folder / name).is_file() for name in known["files"])
        ):
            continue
        files = make()
        written += [name for name, data in files.items() if _write(folder / name, data)]
        record[part] = {"inputs": digest.hexdigest(), "files": sorted(files)}
    _write(folder / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    return written


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _write(path: Path, data: bytes) -> bool:
    """Replace ``path`` in one step, so that a running server never reads half a file."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
    return True


def _source(pin: Pin) -> bytes:
    """Return a package's file, after comparing it with its pinned SHA-256."""
    data = Path(str(distribution(pin.package).locate_file(pin.file))).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != pin.sha256:
        raise ValueError(f"{pin.package}: {pin.file} is not the pinned file (SHA-256 {found}, expected {pin.sha256})")
    return data


def _copies() -> dict[str, bytes]:
    files = {name: _source(pin) for name, pin in (PRINT_FONTS | LICENCES).items()}
    files["htmx.min.js"] = _source(HTMX)
    files |= {name: _screen_font(_source(pin)) for name, pin in SCREEN_FONTS.items()}
    return files


def _screen_font(data: bytes) -> bytes:
    """Cut a TrueType font to ``FONT_CHARACTERS`` and pack it as WOFF2."""
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk"]
    options.notdef_outline = True
    font = subset.load_font(io.BytesIO(data), options)
    missing = FONT_CHARACTERS - {chr(code) for code in font.getBestCmap()}
    if missing:
        raise ValueError(f"the screen font has no glyph for {sorted(missing)}")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={ord(character) for character in FONT_CHARACTERS})
    subsetter.subset(font)
    packed = io.BytesIO()
    subset.save_font(font, packed, options)
    return packed.getvalue()


def _sprite(names_file: Path) -> bytes:
    """Cut the icon sprite to the names listed."""
    lines = names_file.read_text(encoding="utf-8").splitlines()
    names = sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})
    whole = _source(ICONS).decode()
    found = {match[1]: match[2] for match in re.finditer(r'<symbol[^>]*\bid="([^"]+)"[^>]*>(.*?)</symbol>', whole)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise ValueError(f"{names_file.name}: no such icon: {', '.join(unknown)}")
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 16 16" fill="currentColor">{found[name]}</symbol>' for name in names
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'.encode()


# --- Bootstrap, cut to what the repository's screens use --------------------------------------


def _sources(root: Path) -> Iterator[Path]:
    """Yield the files that may name a style class, in a fixed order."""
    for top in ("core", "plugins"):
        for path in sorted((root / top).rglob("*")):
            inside = path.relative_to(root).parts
            if path.suffix in {".html", ".py", ".js"} and not {"vendor", "tests", "testing", "migrations"} & set(
                inside
            ):
                yield path


def _source_bytes(root: Path) -> Iterator[bytes]:
    for path in _sources(root):
        yield path.read_bytes()


def used_words(root: Path) -> frozenset[str]:
    """Return every word that may be a class name: all of a template's, the quoted ones elsewhere."""
    words: set[str] = set()
    prefixes: set[str] = set()
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".html":
            quoted = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", text)
            text = " ".join(part for parts in quoted for part in parts if re.fullmatch(r"[\w\s.-]+", part))
        words.update(re.findall(r"[A-Za-z][\w-]*", text))
        # btn-{{ kind }}: any class that is this beginning and another word of the sources
        prefixes.update(re.findall(r"([A-Za-z][\w-]*-)(?=\{\{|\$\{|\{)", text))
    return frozenset(words | {prefix + word for prefix in prefixes for word in words})


def _styles(root: Path) -> bytes:
    whole = _source(BOOTSTRAP).decode()
    notice = whole[whole.index("/*!") : whole.index("*/") + 2]
    return f"{notice}\n{purge(whole, used_words(root))}\n".encode()


def purge(css: str, words: frozenset[str]) -> str:
    """Keep the rules whose selectors name only classes and Bootstrap attributes among ``words``."""
    import tinycss2

    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_rules(nodes, words))
    # Animations that nothing runs any more go in a second pass.
    return re.sub(
        r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}",
        lambda match: match[0] if re.search(rf"animation[^;}}]*\b{match[1]}\b", kept) else "",
        kept,
    )


def _rules(nodes: Iterable[Any], words: frozenset[str]) -> Iterator[str]:
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [text for text, names in _selectors(node.prelude) if names <= words]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(node.content).strip()}}}"
        elif node.type == "at-rule" and node.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            body = "".join(_rules(inner, words))
            if body:
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{body}}}"
        elif node.type == "at-rule" and node.lower_at_keyword != "charset":
            yield node.serialize()


def _selectors(prelude: list[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Split a rule's selector list; yield each selector with the names it needs."""
    import tinycss2

    group: list[Any] = []
    for token in [*prelude, None]:
        if token is None or (token.type == "literal" and token.value == ","):
            yield tinycss2.serialize(group).strip(), frozenset(_names(group))
            group = []
        else:
            group.append(token)


def _names(tokens: list[Any]) -> Iterator[str]:
    previous: Any = None
    for token in tokens:
        if token.type == "ident" and previous is not None and previous.type == "literal" and previous.value == ".":
            yield token.value
        elif token.type == "function" and token.lower_name != "not":
            yield from _names(token.arguments)
        elif token.type == "[] block":
            parts = [part.value for part in token.content if part.type in {"ident", "string"}]
            if parts and parts[0].startswith("data-bs-"):
                yield from parts
        previous = token


if __name__ == "__main__":
    for changed in build(Path(__file__).resolve().parent):
        sys.stdout.write(f"built {VENDOR / changed}\n")
