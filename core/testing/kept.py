"""What a thousand test applications of one process have in common is worked out once.

Each test has an application of its own. Reading the catalogues, turning templates into byte code
and writing the code that builds each address costs half a second per application and gives the
same result every time, so the results are kept here, for as long as their sources are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from core import i18n


class MemoryCache(BytecodeCache):
    """Byte code of templates by the hash of name and file; jinja2 compares the source itself."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what is kept, when there is something."""
        if (found := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


def _kept_catalogues() -> Callable[..., Translations]:
    load, kept = i18n.load_catalogue, {}

    def get(folders: Iterable[Path], language: str) -> Translations:
        files = [path for folder in folders if (path := folder / f"{language}.po").is_file()]
        key = tuple((path, path.stat().st_mtime_ns) for path in files)
        if key not in kept:
            kept[key] = load([path.parent for path in files], language)
        return kept[key]

    return get


def _kept_builders() -> Callable[..., Any]:
    compile_builder, kept = Rule._compile_builder, {}  # noqa: SLF001  # werkzeug has no other door

    def get(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT001, FBT002  # werkzeug's own signature
        key = rule.rule, repr(rule.defaults), append_unknown  # all that the code is made of; converters are asked later
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return get


def keep() -> None:
    """Keep from now on; called once per process, when the fixtures are loaded."""
    i18n.load_catalogue = _kept_catalogues()
    Rule._compile_builder = _kept_builders()  # type: ignore[method-assign]  # noqa: SLF001
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": MemoryCache()}
