"""Every sentence a user meets has its Vietnamese words, and no text bypasses the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

from core.i18n import LANGUAGES, dmy, load_catalogue, working_left

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/plugin.py"))]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "N_": None,
}
METHODS = [("**/tests/**", "ignore"), ("**/testing/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])|%([sd%])")
LETTERS = re.compile(r"[^\W\d_]{2,}")

#: Text that stands in templates as it is, and why.
PLAIN = {
    "Tiếp Dân": "the product's name",
    "Tiếng Việt": "a language in its own words",
    "English": "a language in its own words",
    "03/TCD": "the name of a form",
    "api/openapi.json": "an address",
    "OpenAPI": "the name of a standard",
    "Authorization: Bearer …": "a header",
    "Idempotency-Key": "a header",
    "Word": "a program's name",
    "PDF": "a format's name",
    "VI": "a language's code",
    "EN": "a language's code",
    "TCD": "the name of a form, after its number",
    "TC-": "the code of a denunciation, as the book prints it",
    "main-narrow": "a class, not a text",
    "-help": "the end of an id",
    "-error": "the end of an id",
}


def messages(folder: Path) -> dict[str | tuple[str, ...], list[str]]:
    """Message id -> where it is used."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    for name, line, key, _comments, _context in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        found.setdefault(key, []).append(f"{folder.name}/{name}:{line}")
    return found


def catalogue(folder: Path) -> Catalog:
    with (folder / "translations" / "vi.po").open("rb") as handle:
        return read_po(handle, locale="vi")


def placeholders(text: str) -> list[str]:
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


@pytest.fixture(scope="module")
def core_words() -> Catalog:
    return catalogue(ROOT / "core")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_sentence_has_vietnamese_words(folder: Path, core_words: Catalog) -> None:
    own = catalogue(folder)
    used = messages(folder)
    assert used, "the extraction works"
    missing = []
    for key, places in used.items():
        ident = key if isinstance(key, str) else key[0]
        entry = own.get(ident) or core_words.get(ident)
        words = entry.string if entry else ""
        if not (words if isinstance(words, str) else words[0]):
            missing.append(f"{places[0]}: {ident!r}")
    assert missing == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_translations_keep_the_placeholders(folder: Path) -> None:
    wrong = []
    for entry in catalogue(folder):
        if not entry.id:
            continue
        ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if any(placeholders(text) not in [placeholders(ident) for ident in ids] for text in texts if text):
            wrong.append((ids[0], texts))
        assert not entry.fuzzy, ids[0]
        if entry.string and ids[0].strip() == ids[0]:
            assert all(text.strip() == text for text in texts), ids[0]
    assert wrong == []


def test_no_two_folders_disagree() -> None:
    """Catalogues are merged; a sentence means the same everywhere or it is two sentences."""
    seen: dict[str, tuple[str, object]] = {}
    clashes = []
    for folder in FOLDERS:
        for entry in catalogue(folder):
            ident = entry.id if isinstance(entry.id, str) else str(entry.id[:1])
            if not ident:
                continue
            first = seen.setdefault(ident, (folder.name, entry.string))
            if first[1] != entry.string:
                clashes.append((ident, first, (folder.name, entry.string)))
    assert clashes == []


def test_no_catalogue_keeps_sentences_nobody_says() -> None:
    said = {key if isinstance(key, str) else key[0] for folder in FOLDERS for key in messages(folder)}
    spare = []
    for folder in FOLDERS:
        idents = (entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue(folder) if entry.id)
        spare += [f"{folder.name}: {ident!r}" for ident in idents if ident not in said]
    assert spare == []


def outputs(node: nodes.Node) -> Iterator[tuple[int, str]]:
    for data in node.find_all(nodes.TemplateData):
        yield data.lineno, data.data


def raw_texts(app: Flask, path: Path) -> list[str]:
    """Letters between tags, and in attributes people read, that did not come from the catalogue."""
    source = path.read_text(encoding="utf-8")
    pieces = "".join(f"\ue000{line}\ue001{text}" for line, text in outputs(app.jinja_env.parse(source)))
    found = re.findall(r'(?:title|alt|placeholder|aria-label|data-label)="([^"\ue000]*)"', pieces)
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", pieces, flags=re.DOTALL)
    bare = re.sub(r"<[^<>]*>", "\n", bare)  # tags, also those with an expression inside
    bare = re.sub(r"&\w+;", " ", bare)
    found += [piece.partition("\ue001")[2] or piece for piece in re.split(r"[\ue000\n]", bare)]
    texts = (text.strip(" \t\r\n·–—:;,.()/+%*#0123456789?!\ue001") for text in found)
    return [
        text for text in texts if LETTERS.search(text) and "=" not in text and '"' not in text and text not in PLAIN
    ]


TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_say_nothing_by_themselves(app: Flask, path: Path) -> None:
    assert raw_texts(app, path) == []


def test_the_words_of_a_language_are_merged_in_order(tmp_path: Path) -> None:
    for name, text in (("a", "một"), ("b", "hai")):
        folder = tmp_path / name
        folder.mkdir()
        head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
        (folder / "vi.po").write_text(f'{head}msgid "x"\nmsgstr "{text}"\n', encoding="utf-8")
    found = load_catalogue([tmp_path / "a", tmp_path / "b", tmp_path / "none"], "vi")
    assert found.gettext("x") == "một"
    assert found.gettext("y") == "y"


def test_a_reader_who_chose_nothing_gets_vietnamese(app: Flask) -> None:
    client = app.test_client()
    assert 'lang="vi"' in client.get("/login", headers={"Accept-Language": "en"}).text
    client.post("/language", data={"lang": "en"})
    assert 'lang="en"' in client.get("/login").text
    assert client.post("/language", data={"lang": "fr"}).status_code == 404
    assert list(LANGUAGES) == ["vi", "en"]


@pytest.mark.parametrize(("days", "said"), [(0, "hôm nay"), (-1, "1"), (-12, "12"), (3, "3")])
def test_days_left_in_words(app: Flask, days: int, said: str) -> None:
    with app.test_request_context("/"):
        assert said in working_left(days)
        assert working_left(5) != working_left(-5)
    assert dmy(None) == ""
