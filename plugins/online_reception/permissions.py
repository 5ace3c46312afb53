"""Rights of online reception between points."""

from __future__ import annotations

from core.api import Permission, _l

SESSION_VIEW = Permission("online_reception.session.view", _l("See planned online sessions"))
SESSION_PLAN = Permission("online_reception.session.plan", _l("Plan online sessions and invite points"))
SESSION_CHAIR = Permission("online_reception.session.chair", _l("Chair an online session"), sensitive=True)
POINT_OPERATE = Permission("online_reception.point.operate", _l("Operate a reception point"))

ALL = [SESSION_VIEW, SESSION_PLAN, SESSION_CHAIR, POINT_OPERATE]
