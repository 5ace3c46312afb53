"""Rights of the police plugin: places, posts and acts; none of them opens a petitioner's data."""

from __future__ import annotations

from core.api import Permission, _l

VENUE_VIEW = Permission("police.venue.view", _l("See venue safety plans"))
VENUE_EDIT = Permission("police.venue.edit", _l("Change venue safety plans, posts and rosters"))
INCIDENT_REPORT = Permission("police.incident.report", _l("Report an incident at a venue"))
ASSISTANCE_ACCEPT = Permission("police.assistance.accept", _l("Accept a call for assistance"))

ALL = [VENUE_VIEW, VENUE_EDIT, INCIDENT_REPORT, ASSISTANCE_ACCEPT]
