"""The book of law in force: base files of the loaded plugins with the installation's packs over them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import current_app, has_app_context
from sqlalchemy import select

from core.db.base import db
from core.law.book import LawBook, read_book
from core.law.models import LawPack
from core.law.packs import Pack, read_pack, read_pack_file
from core.law.records import LawSource, Reader

#: How limits are counted: the core's own part of the law.
CORE_LAW = LawSource((Path(__file__).parent / "data" / "counting.toml",), ())


class LawShelf:
    """What one application knows of the law; the book of the last combination of packs is kept."""

    def __init__(self, sources: tuple[LawSource, ...]) -> None:
        self.sources = sources
        self._kept: tuple[tuple[tuple[str, str], ...], LawBook] | None = None

    @property
    def kinds(self) -> Mapping[str, Reader]:
        """How each kind of record is read."""
        return {kind: reader for source in self.sources for kind, reader in source.kinds}

    @property
    def base(self) -> LawBook:
        """The base files alone. Raises LawDataError."""
        return base_book(self.sources)

    def shipped_packs(self) -> list[Pack]:
        """The packs that come with the plugins, by their first day. Raises LawDataError."""
        packs = [read_pack_file(path, self.kinds) for source in self.sources for path in source.packs]
        return sorted(packs, key=lambda pack: (pack.in_force, pack.id))

    def in_force(self) -> LawBook:
        """The book in force; one small statement, and the contents only when a pack was loaded since."""
        rows = db.session.execute(select(LawPack.pack_id, LawPack.sha256).order_by(LawPack.id)).all()
        loaded = tuple((pack_id, sha256) for pack_id, sha256 in rows)
        if self._kept is None or self._kept[0] != loaded:
            book = self.base
            for content in db.session.scalars(select(LawPack.content).order_by(LawPack.id)):
                book = book.with_pack(read_pack(content.encode(), "pack", self.kinds, lenient=True), lenient=True)
            self._kept = loaded, book
        return self._kept[1]

    def before(self, pack_id: str) -> LawBook:
        """The book as it was before that pack and those after it were loaded."""
        book = self.base
        for known, content in db.session.execute(select(LawPack.pack_id, LawPack.content).order_by(LawPack.id)):
            if known == pack_id:
                break
            book = book.with_pack(read_pack(content.encode(), "pack", self.kinds, lenient=True), lenient=True)
        return book


@cache
def base_book(sources: tuple[LawSource, ...]) -> LawBook:
    """The base files of these sources, read once per process. Raises LawDataError."""
    return read_book(sources)


@cache
def shipped_book(*sources: LawSource) -> LawBook:
    """Base files and shipped packs of these sources and of the core, as a new installation has them."""
    shelf = LawShelf((CORE_LAW, *sources))
    book = shelf.base
    for pack in shelf.shipped_packs():
        book = book.with_pack(pack)
    return book


def law_shelf() -> LawShelf:
    """The shelf of the running application."""
    shelf: LawShelf = current_app.extensions["tiepdan.law"]
    return shelf


def law_book(*sources: LawSource) -> LawBook:
    """The book in force in this installation; outside an application, what `sources` are shipped with.

    Inside an application a frame must be open: loaded packs stand in the database.
    """
    return law_shelf().in_force() if has_app_context() else shipped_book(*sources)
