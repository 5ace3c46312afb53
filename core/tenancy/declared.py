"""Records of a declared world of tenants, and the rule for their slugs; nothing here does I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from core.toml_source import DataFileError

SLUG_FORM = r"[a-z0-9]+(?:-[a-z0-9]+)*"

#: First parts of addresses that belong to the product, or that would mislead as a tenant's name.
_RESERVED = """
account admin api app assets auth core demo docs error files healthz help hub internal invite join
kiosk language live login logout me media metrics new none null operator operators ops oversight p
password ping plugin plugins public robots root search session sessions settings signup static
status support sw system t tenant tenants tiepdan ui user users well-known ws www
"""
RESERVED_SLUGS = frozenset(_RESERVED.split())

SUCCESSION_KINDS = ("merge", "split", "rename")

#: Depths of oversight that a declaration may grant. Deeper ones need a decision of their own.
GRANT_LEVELS = ("numbers",)


class DeclarationError(DataFileError):
    """A world that cannot be used, with every problem found in its files."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node, such as district or commune; a smaller `level_order` stands higher."""

    key: str
    label_vi: str
    label_en: str
    level_order: int
    overseer_title_vi: str = ""
    overseer_title_en: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ParentLink:
    """The node above, for a time; an open end is None, the last day is included."""

    slug: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class UnitDeclaration:
    """An organisational unit inside a tenant; `kind` is a word such as reception or police."""

    key: str
    name: str
    name_en: str = ""
    kind: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True)
class TenantDeclaration:
    """One node of the tree. `invented` marks what no source names."""

    slug: str
    kind: str
    name: str
    name_en: str = ""
    parents: tuple[ParentLink, ...] = ()
    since: date | None = None
    until: date | None = None
    code: str = ""
    aliases: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    address: str = ""
    place: str = ""
    place_en: str = ""
    invented: bool = False
    plugins: tuple[str, ...] = ()
    units: tuple[UnitDeclaration, ...] = ()

    def parent_on(self, day: date) -> str | None:
        """Slug of the node above on a day; None for the top of the tree."""
        for link in self.parents:
            if (link.valid_from or day) <= day <= (link.valid_to or day):
                return link.slug
        return None


@dataclass(frozen=True, slots=True)
class Succession:
    """On `day` the nodes `sources` became the nodes `targets` by the act named in `basis`."""

    day: date
    kind: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Grant:
    """`overseer` may read `kind` of `subject` at `level`; with `subtree` also of all below it."""

    overseer: str
    subject: str
    kind: str
    level: str
    basis: str
    valid_from: date
    valid_to: date | None = None
    subtree: bool = False


@dataclass(frozen=True, slots=True)
class WorldDeclaration:
    """Everything one folder declares, as written, but each node after those above it."""

    title_vi: str = ""
    title_en: str = ""
    requires: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    tenants: tuple[TenantDeclaration, ...] = ()
    successions: tuple[Succession, ...] = ()
    grants: tuple[Grant, ...] = ()
    name: str = field(default="", compare=False)
    on_request: tuple[str, ...] = field(default=(), compare=False)

    def tenant(self, slug: str) -> TenantDeclaration | None:
        """The declared node of that slug, if this folder declares it."""
        return next((node for node in self.tenants if node.slug == slug), None)


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot name a tenant, as one sentence, or None when it can."""
    if not 2 <= len(slug) <= 40:
        return f'The slug "{slug}" must have 2 to 40 characters.'
    if not re.fullmatch(SLUG_FORM, slug, re.ASCII):
        return f'The slug "{slug}" may hold only a-z, 0-9 and single hyphens between them.'
    if slug in RESERVED_SLUGS:
        return f'The slug "{slug}" is reserved for the product itself.'
    return None
