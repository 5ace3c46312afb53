"""Walking the tenant tree on a given day. No code assumes a depth or the word 'district'."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from core.db.base import db
from core.tenancy.models import TenantParent


def children_on(day: date) -> dict[int, list[int]]:
    """Parent key -> child keys by the links valid on ``day``; inside an internal frame."""
    rows = db.session.execute(
        select(TenantParent.parent_id, TenantParent.tenant_id)
        .where(
            or_(TenantParent.valid_from.is_(None), TenantParent.valid_from <= day),
            or_(TenantParent.valid_to.is_(None), TenantParent.valid_to >= day),
        )
        .order_by(TenantParent.tenant_id)
    )
    found: dict[int, list[int]] = {}
    for parent, child in rows:
        found.setdefault(parent, []).append(child)
    return found


def ancestors(node: int, day: date) -> list[int]:
    """All nodes above ``node`` on ``day``, nearest first, without ``node`` itself; inside an internal frame."""
    above: dict[int, list[int]] = {}
    for parent, children in children_on(day).items():
        for child in children:
            above.setdefault(child, []).append(parent)
    found: list[int] = []
    level = above.get(node, [])
    while level:
        found += [key for key in dict.fromkeys(level) if key not in found and key != node]
        level = [parent for key in level for parent in above.get(key, ()) if parent not in found and parent != node]
    return found


def descendants(root: int, day: date) -> list[int]:
    """All nodes under ``root`` on ``day``, nearest first, without ``root`` itself."""
    tree = children_on(day)
    found: list[int] = []
    level = list(tree.get(root, ()))
    while level:
        found += [node for node in level if node not in found and node != root]
        level = [child for node in level for child in tree.get(node, ()) if child not in found]
    return found
