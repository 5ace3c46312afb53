"""From a slug in the URL and a logged-in user to a Scope, in few statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from core import clock
from core.audit.models import AuditEntry
from core.db.base import db
from core.errors import NotFound
from core.identity.models import Membership, Post, Role, RolePermission
from core.notify.models import InboxNotice
from core.tenancy.models import NodeKind, Tenant, TenantPlugin, Unit
from core.tenancy.scope import Scope, TenantRef


@dataclass(frozen=True, slots=True)
class OwnPost:
    """One post of the user in this tenant, for the switcher; ``unread`` are the user's notices here."""

    public_id: str
    title: str
    unit_name: str
    current: bool
    unread: int = 0
    #: How far the tenant's chain was before anything of the page was read.
    newest: int = 0


@dataclass(frozen=True, slots=True)
class OwnTenant:
    """A tenant the user is a member of, for the switcher."""

    slug: str
    name: str
    name_en: str


def find_tenant(slug: str) -> tuple[TenantRef, frozenset[str]]:
    """The tenant and the plugins switched on there; inside an internal frame.

    Raises NotFound for an unknown slug and for a tenant that has ended.
    """
    rows = db.session.execute(
        select(Tenant, NodeKind, TenantPlugin.plugin)
        .join(NodeKind, NodeKind.key == Tenant.kind)
        .outerjoin(TenantPlugin, and_(TenantPlugin.tenant_id == Tenant.id, TenantPlugin.enabled))
        .where(Tenant.slug == slug)
    ).all()
    if not rows or (rows[0][0].until and rows[0][0].until < clock.today()):
        raise NotFound("tenant")
    return tenant_ref(rows[0][0], rows[0][1]), frozenset(row[2] for row in rows if row[2])


def tenant_by_id(tenant_id: int) -> tuple[TenantRef, frozenset[str]]:
    """The same for a key, for jobs; raises NotFound."""
    slug = db.session.scalar(select(Tenant.slug).where(Tenant.id == tenant_id))
    if slug is None:
        raise NotFound("tenant")
    return find_tenant(slug)


def tenant_ref(tenant: Tenant, kind: NodeKind) -> TenantRef:
    """The frozen form of a tenant row."""
    return TenantRef(tenant.id, tenant.slug, tenant.kind, kind.label_vi, kind.label_en, tenant.name, tenant.name_en)


def own_tenants(user_id: int) -> dict[int, OwnTenant]:
    """Tenants the user has posts in, by key; inside an internal frame."""
    rows = db.session.execute(
        select(Tenant.id, Tenant.slug, Tenant.name, Tenant.name_en)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.user_id == user_id)
        .order_by(Tenant.id)
    )
    return {row.id: OwnTenant(row.slug, row.name, row.name_en) for row in rows}


def with_post(scope: Scope, user_id: int, name: str, wanted: str | None, today: date) -> tuple[Scope, list[OwnPost]]:
    """Add the rights of the acting post to a bare scope; inside that scope's frame.

    ``wanted`` is the public id of the chosen post; without it the oldest valid one acts. Raises
    NotFound when the user holds no valid post here.
    """
    unread = select(func.count(InboxNotice.id)).where(InboxNotice.user_id == user_id, InboxNotice.read_at.is_(None))
    newest = select(func.max(AuditEntry.seq)).where(AuditEntry.actor_tenant_id == scope.tenant_id)
    rows = db.session.execute(
        select(Post, Unit.name, RolePermission.permission, unread.scalar_subquery(), newest.scalar_subquery())
        .join(Unit, Unit.id == Post.unit_id)
        .join(Role, Role.id == Post.role_id)
        .outerjoin(RolePermission, RolePermission.role_id == Role.id)
        .where(Post.user_id == user_id, Post.valid_from <= today, or_(Post.valid_to.is_(None), Post.valid_to > today))
        .order_by(Post.id)
    ).all()
    if not rows:
        raise NotFound("post")
    posts = {row[0].id: (row[0], row[1]) for row in rows}
    acting = next((p for p, _ in posts.values() if p.public_id == wanted), rows[0][0])
    rights = frozenset(row[2] for row in rows if row[0] is acting and row[2])
    full = Scope(
        scope.tenant,
        user_id,
        acting.id,
        acting.unit_id,
        rights | {"core.member"},
        scope.plugins,
        scope.request_id,
        name,
        acting.title,
    )
    return full, [
        OwnPost(p.public_id, p.title, unit, p is acting, rows[0][3], rows[0][4] or 0) for p, unit in posts.values()
    ]


def system_scope(slug: str, rights: frozenset[str] = frozenset(), actor_id: int | None = None) -> Scope:
    """A scope for the command line and for jobs: no post, only the rights given.

    Opens its own internal frame. Raises NotFound for an unknown slug.
    """
    from core.db.session import internal  # the listeners import this package

    with internal():
        ref, plugins = find_tenant(slug)
    return Scope(ref, actor_id, permissions=rights, plugins=plugins, request_id="system")
