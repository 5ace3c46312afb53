"""The audit log for the tenant administrator: in words, newest first, without values."""

from __future__ import annotations

from typing import Any

from core.access.permissions import AUDIT_READ
from core.audit.log import head
from core.audit.reading import chain_page
from core.web.context import scope
from core.web.paging import keyset, neighbours
from core.web.render import page
from core.web.views.tenant import bp


@bp.route("/admin/audit", permission=AUDIT_READ)
def audit_log() -> Any:
    """What was done in this tenant, by whom and when."""
    position = keyset()
    after = position.after[1] if position.after else None
    before = position.before[1] if position.before and after is None else None
    lines, cursors, more = chain_page(scope(), after, before, position.size)
    newer, older = neighbours(cursors, position, more=more)
    seq, value = head(scope())
    return page("admin/audit.html", lines=lines, newer=newer, older=older, seq=seq, code=value[:16])
