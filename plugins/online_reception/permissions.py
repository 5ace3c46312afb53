"""Rights of online reception between points."""

from __future__ import annotations

from core.api import Permission

SESSION_VIEW = Permission("online_reception.session.view", "See planned online sessions")
SESSION_PLAN = Permission("online_reception.session.plan", "Plan online sessions and invite points")
SESSION_CHAIR = Permission("online_reception.session.chair", "Chair an online session", sensitive=True)
POINT_OPERATE = Permission("online_reception.point.operate", "Operate a reception point")

ALL = [SESSION_VIEW, SESSION_PLAN, SESSION_CHAIR, POINT_OPERATE]
