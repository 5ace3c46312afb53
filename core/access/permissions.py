"""Permissions as data: declared by plugins, bundled into roles, checked by the request frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.i18n import lazy as _l


@dataclass(frozen=True, slots=True)
class Permission:
    """A right to one act. ``name`` is ``plugin.noun.verb``; titles stand in the role editor."""

    name: str
    title: Any
    sensitive: bool = False

    @property
    def plugin(self) -> str:
        """The plugin that owns the right; with it off the right is inert."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """A role a plugin proposes. It is copied into a tenant, which may then change its copy."""

    key: str
    title: str
    title_en: str
    permissions: tuple[Permission, ...]


#: Any post in the tenant will do (start page, own inbox).
ANY_MEMBER = Permission("core.member", _l("Enter the tenant"))
#: Core rights of a tenant administrator.
USER_MANAGE = Permission("core.user.manage", _l("Create users and give posts"), sensitive=True)
UNIT_MANAGE = Permission("core.unit.manage", _l("Create and rename units"))
ROLE_MANAGE = Permission("core.role.manage", _l("Change what roles may do"), sensitive=True)
CALENDAR_MANAGE = Permission("core.calendar.manage", _l("Change the working-day calendar"))
SETTING_MANAGE = Permission("core.setting.manage", _l("Change the settings of this unit"))
WEBHOOK_MANAGE = Permission("core.webhook.manage", _l("Tell other programs of events"), sensitive=True)
AUDIT_READ = Permission("core.audit.read", _l("Read the audit log"))
OVERSIGHT_READ = Permission("core.oversight.read", _l("Read the numbers of overseen tenants"))
LETTER_SEND = Permission("core.letter.send", _l("Write notes to other units"))
LETTER_ANSWER = Permission("core.letter.answer", _l("Read and answer notes from other units"))

CORE_PERMISSIONS = (
    USER_MANAGE,
    UNIT_MANAGE,
    ROLE_MANAGE,
    CALENDAR_MANAGE,
    SETTING_MANAGE,
    WEBHOOK_MANAGE,
    AUDIT_READ,
    OVERSIGHT_READ,
    LETTER_SEND,
    LETTER_ANSWER,
)
CORE_ROLES = (
    RoleTemplate(
        "tenant_admin",
        "Quản trị đơn vị",
        "Tenant administrator",
        (USER_MANAGE, UNIT_MANAGE, ROLE_MANAGE, CALENDAR_MANAGE, SETTING_MANAGE, WEBHOOK_MANAGE, AUDIT_READ),
    ),
    RoleTemplate("overseer", "Theo dõi cấp dưới", "Overseer", (OVERSIGHT_READ,)),
    RoleTemplate("clerk", "Văn thư", "Records clerk", (LETTER_SEND, LETTER_ANSWER)),
)


def by_name(permissions: Iterable[Permission]) -> dict[str, Permission]:
    """Registry form; raises ValueError when two plugins declare the same name."""
    found: dict[str, Permission] = {}
    for permission in permissions:
        if permission.name in found:
            raise ValueError(f"permission {permission.name} is declared twice")
        found[permission.name] = permission
    return found
