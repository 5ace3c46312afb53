"""What a plugin says about itself before anything of it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

API_VERSION = 1
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")


class ManifestError(Exception):
    """A plugin cannot be loaded; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Identity of a plugin. ``name`` is folder, URL part, table and permission prefix at once.

    ``levels`` names the node kinds that may switch it on (empty: all); ``owner_unit`` the unit of
    the plan whose duties it carries; ``data_classes`` what personal data it keeps, in words.
    """

    name: str
    title: Any
    version: str
    folder: Path
    owner_unit: str
    api_version: int = API_VERSION
    requires: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    data_classes: tuple[str, ...] = ()

    @property
    def migrations(self) -> Path:
        """Folder of the plugin's own migration chain; absent when it has no tables."""
        return self.folder / "migrations"

    @property
    def translations(self) -> Path:
        """The plugin's words, one flat file per language."""
        return self.folder / "translations"

    def problems(self) -> list[str]:
        """What keeps this manifest from loading, in plain words."""
        found = []
        if not NAME.fullmatch(self.name) or self.name == "core":
            found.append(f"'{self.name}' is no usable plugin name")
        if self.api_version != API_VERSION:
            found.append(f"it speaks plugin API {self.api_version}, this core speaks {API_VERSION}")
        if self.name in self.requires:
            found.append("it requires itself")
        return found


def boot_order(manifests: dict[str, Manifest]) -> list[str]:
    """Names sorted so that whatever is required comes first, then by name.

    Raises ManifestError on a missing requirement or a circle.
    """
    order: list[str] = []
    waiting = dict(sorted(manifests.items()))
    while waiting:
        ready = [n for n, m in waiting.items() if all(r in order for r in m.requires)]
        if not ready:
            missing = {r for m in waiting.values() for r in m.requires if r not in manifests}
            what = f"missing {sorted(missing)}" if missing else "they require each other in a circle"
            raise ManifestError(f"plugins {sorted(waiting)} cannot be loaded: {what}")
        order.append(ready[0])
        del waiting[ready[0]]
    return order


def manifest_of(plugin: Any, where: str) -> Manifest:
    """The manifest a plugin module exposes; raises ManifestError when it has none or a bad one."""
    manifest = getattr(plugin, "manifest", None)
    if not isinstance(manifest, Manifest):
        raise ManifestError(f"{where} exposes no 'manifest'")
    problems = manifest.problems()
    if problems:
        raise ManifestError(f"plugin {manifest.name}: {'; '.join(problems)}")
    return manifest
