"""How a tenant signs its papers: superior and issuing agency, place (Decree 30/2020/NĐ-CP Art 8)."""

from __future__ import annotations

from sqlalchemy import or_, select

from core import clock
from core.db.base import db
from core.documents import Agency
from core.tenancy.models import NodeKind, Tenant, TenantParent
from core.tenancy.scope import Scope


def _committee(kind_label: str, name: str) -> str:
    name = name.strip()
    label = kind_label.lower()
    full = name if name.lower().startswith(label) else f"{label} {name}"
    return f"Ủy ban nhân dân {full[0].lower()}{full[1:]}"


def _bare(kind_label: str, name: str) -> str:
    return name[len(kind_label) :].strip() if name.lower().startswith(kind_label.lower()) else name


def agency_of(scope: Scope) -> Agency:
    """Letterhead of the acting tenant today; two statements."""
    today = clock.today()
    tenant, kind = db.session.execute(
        select(Tenant, NodeKind).join(NodeKind, NodeKind.key == Tenant.kind).where(Tenant.id == scope.tenant_id)
    ).one()
    above = db.session.execute(
        select(Tenant.name, NodeKind.label_vi)
        .join(TenantParent, TenantParent.parent_id == Tenant.id)
        .join(NodeKind, NodeKind.key == Tenant.kind)
        .where(
            TenantParent.tenant_id == scope.tenant_id,
            or_(TenantParent.valid_from.is_(None), TenantParent.valid_from <= today),
            or_(TenantParent.valid_to.is_(None), TenantParent.valid_to >= today),
        )
        .order_by(TenantParent.id)
        .limit(1)
    ).one_or_none()
    return Agency(
        superior=_committee(above.label_vi, above.name) if above else "",
        name=_committee(kind.label_vi, tenant.name),
        place=_bare(kind.label_vi, tenant.name),
        head_title="Chủ tịch",
    )
