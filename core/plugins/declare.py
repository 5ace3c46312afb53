"""The small frozen things plugins hand to the core from their ``declare_*`` hooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access.permissions import Permission
from core.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class NavItem:
    """A menu entry; shown when the post has ``permission`` and the plugin is on."""

    key: str
    title: Any
    endpoint: str
    permission: Permission
    weight: int = 50
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class StartCard:
    """A card on the tenant's start page: one number or sentence, and where it leads."""

    title: str
    text: str
    url: str
    value: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A part that one plugin puts on another's page: a title, a sentence, and where it leads."""

    title: str
    url: str
    text: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True)
class OversightKind:
    """A kind of data that may be granted upward, and how its monthly numbers are counted.

    ``names`` maps each number's name to its title; ``count`` returns those numbers for the month
    of ``scope``'s tenant that contains the given day, from real records.
    """

    key: str
    title: Any
    names: dict[str, Any]
    count: Callable[[Scope, date], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Topic:
    """What open pages may listen to; ``name`` is ``plugin.things``, events name it as their ``topic``.

    Whoever holds ``permission`` hears that something changed, and the reference of what: never more.
    """

    name: str
    permission: Permission

    @property
    def plugin(self) -> str:
        """The plugin that owns the topic; with it off there is silence."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands above every full page of the plugin that gives it, and listens to the tenant's stream.

    ``template`` is a partial with one element that has an ``id``, ``data-live`` and
    ``data-live-url``; ``values`` are its words; ``script`` a file among the static ones.
    """

    template: str
    values: dict[str, Any]
    script: str = ""


@dataclass(frozen=True, slots=True)
class PublicSection:
    """A part of the tenant's public start page, under its ``title``.

    ``template`` is a partial without script; ``values`` are its words. Everybody reads it.
    """

    title: str
    template: str
    values: dict[str, Any]
    weight: int = 50


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page citizens may read without an account; listed on the tenant's public start."""

    title: Any
    endpoint: str
    weight: int = 50
