"""What a plugin declares about searching its records, and what it hands back for those found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.access.permissions import Permission
from core.search.words import code_of
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found record as the page of finds shows it; no identity unless the reader may see it."""

    public_id: str
    title: str
    url: str
    text: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Records of one kind. ``name`` is how their references begin: ``plugin:noun``.

    ``layers`` maps each layer of a record's words to the right that opens it: whoever lacks the
    right finds nothing by those words, as if they were not there. A layer behind a sensitive right
    says who somebody is. ``hits`` gives what may be shown of records by public id, in any order;
    one that is missing is left out. ``endpoint`` is a page that lists all finds for ``?q=``.
    """

    name: str
    title: Any
    layers: dict[str, Permission]
    hits: Callable[[Scope, list[str]], list[SearchHit]]
    endpoint: str = ""

    @property
    def plugin(self) -> str:
        """The plugin whose records these are; with it off nothing is found."""
        return self.name.split(":", 1)[0]

    def codes(self, scope: Scope) -> list[str]:
        """Codes of the layers that the reader may search."""
        return [code_of(self.name, layer) for layer, right in self.layers.items() if scope.can(right.name)]

    def identifying(self) -> set[str]:
        """Layers that say who somebody is."""
        return {layer for layer, right in self.layers.items() if right.sensitive}


def search_problems(sources: dict[str, SearchSource]) -> list[str]:
    """What is wrong with the declarations of all plugins together."""
    found: list[str] = []
    owners: dict[str, str] = {}
    for source in sources.values():
        if source.name.count(":") != 1 or not source.layers:
            found.append(f"the search of '{source.name}' needs a name plugin:noun and at least one layer")
        for layer in source.layers:
            here = f"{source.name} {layer}"
            if owners.setdefault(code_of(source.name, layer), here) != here:
                found.append(f"the layers {here} and {owners[code_of(source.name, layer)]} share a code; rename one")
    return found
