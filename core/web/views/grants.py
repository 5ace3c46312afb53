"""Who may read the numbers of this tenant, since when and on what basis, with its history."""

from __future__ import annotations

from typing import Any

from core import clock
from core.access.permissions import AUDIT_READ
from core.audit.reading import history_lines
from core.events.core_events import level_words
from core.i18n import language
from core.tenancy.oversight import GrantRow, grants_over
from core.web.context import scope
from core.web.render import page
from core.web.views.tenant import bp, registry


@bp.route("/admin/grants", permission=AUDIT_READ)
def grant_list() -> Any:
    """Grants over this tenant: those in force, those that ended, those to come."""
    grants = grants_over(scope())
    lines = history_lines(scope(), {f"core:oversight:{grant.slug}": _overseer(grant) for grant in grants})
    return page("admin/grants.html", grants=[_shown(grant) for grant in grants], lines=lines)


def _overseer(grant: GrantRow) -> str:
    return grant.overseer_en if language() == "en" and grant.overseer_en else grant.overseer


def _shown(grant: GrantRow) -> dict[str, Any]:
    kind, today = registry().oversight.get(grant.kind), clock.today()
    return {
        "overseer": _overseer(grant),
        "kind": kind.title if kind else grant.kind,
        "level": level_words(grant.level),
        "since": grant.valid_from,
        "until": grant.valid_to,
        "basis": grant.basis,
        "holds": grant.valid_from <= today and (grant.valid_to is None or grant.valid_to >= today),
    }
