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
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from core import i18n


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
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache()}
