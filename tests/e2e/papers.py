"""Papers of petitions on screen: drafted, issued, opened as .docx and PDF; the bundle and its hashes."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO

import docx
import pikepdf

from tests.e2e.stage import Person
from tests.isolation.routes import DOT


def write(person: Person, petition: str, kind: str, *said: str, clean: bool = False, sign: bool = False) -> list[str]:
    """Draft a paper, issue it and open both files; gives their hashes.

    The words ``said`` stand in the .docx, the hashes are those that the page shows. ``clean`` is ticked
    for denunciations; ``sign`` attaches a scan of the signed paper.
    """
    person.take(f"{petition}/papers", "/papers", kind=kind)
    assert person.send("/issue", **({"clean": True} if clean else {})) == 200, person.words
    files = opened(person)
    words = _words(files["Word"])
    for text in said:
        assert text in words, f"{kind}: {text!r} is missing in {words}"
    with pikepdf.open(BytesIO(files["PDF"])) as drawn:
        assert len(drawn.pages) >= 1
    if sign:
        scan = {"name": "da-ky.png", "mimeType": "image/png", "buffer": DOT}
        person.page.set_input_files("main input[type=file]", [scan])  # type: ignore[list-item]
        assert person.send("/sign") == 200, person.words
        files = opened(person)
    person.picture(f"paper-{kind}")
    return [sha256(content).hexdigest() for content in files.values()]


def write_all(person: Person, petition: str, *papers: tuple[str, ...], clean: bool = False) -> list[str]:
    """Several papers, each (kind, words that stand in it); gives the hashes of their files."""
    return [digest for kind, *said in papers for digest in write(person, petition, kind, *said, clean=clean)]


def opened(person: Person) -> dict[str, bytes]:
    """What lies behind each link to a file of the paper on screen, compared with the hash beside it."""
    found = {}
    for line in person.page.locator(".files li").all():
        link = line.get_by_role("link")
        answer = person.page.context.request.get(str(link.get_attribute("href")))
        assert answer.ok
        content = answer.body()
        assert sha256(content).hexdigest() in line.inner_text()
        found[link.inner_text()] = content
    return found


def bundle(person: Person, petition: str) -> list[str]:
    """Download the whole case as one PDF; gives the hashes that its index tells, without that of its first sheet."""
    person.open(f"{petition}/papers")
    with person.page.expect_download() as waiting:
        person.page.get_by_role("button", name="Toàn bộ hồ sơ").click()
    content = waiting.value.path().read_bytes()
    with pikepdf.open(BytesIO(content)) as whole:
        told = json.loads(whole.attachments["muc-luc.json"].get_file().read_bytes())["entries"]
        assert sum(entry["pages"] for entry in told) < len(whole.pages)
    assert sha256(content).hexdigest() in person.open(petition), "the history keeps the hash of the bundle"
    return [entry["sha256"] for entry in told[1:]]


def _words(content: bytes) -> str:
    file = docx.Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])
