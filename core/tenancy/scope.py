"""The scope: who acts, in which tenant, with which rights. Built once per request or job, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class TenantRef:
    """What pages and papers need to know of a tenant."""

    id: int
    slug: str
    kind: str
    kind_label_vi: str
    kind_label_en: str
    name: str
    name_en: str

    def label(self, language: str) -> str:
        """The tenant's name in the reader's language."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Scope:
    """One actor in one tenant. Carried explicitly into queries, services and jobs."""

    tenant: TenantRef
    actor_id: int | None
    post_id: int | None = None
    unit_id: int | None = None
    permissions: frozenset[str] = frozenset()
    plugins: frozenset[str] = frozenset()
    request_id: str = ""
    actor_name: str = field(default="", compare=False)
    post_title: str = field(default="", compare=False)

    @property
    def tenant_id(self) -> int:
        """Key of the acting tenant."""
        return self.tenant.id

    def has(self, plugin: str) -> bool:
        """The one gate: whether the plugin is switched on in this tenant (core always is)."""
        return plugin == "core" or plugin in self.plugins

    def can(self, permission: str) -> bool:
        """Whether the acting post carries the right; rights of a plugin that is off are inert."""
        return permission in self.permissions and self.has(permission.split(".", 1)[0])

    def require(self, permission: str) -> None:
        """Raise Forbidden, naming the missing right, unless ``can``."""
        if not self.can(permission):
            raise Forbidden(permission)

    def key(self, *parts: object) -> str:
        """A cache, lock or job key that no other tenant can share."""
        return ":".join(("t", str(self.tenant_id), *map(str, parts)))


@dataclass(frozen=True, slots=True)
class OversightScope:
    """What one kind of grant lets an overseer read: these tenants, this kind, this table."""

    kind: str
    level: str
    tenant_ids: tuple[int, ...]
    model: Any
