"""Rights of the police plugin: places, posts and acts; none of them opens a petitioner's data."""

from __future__ import annotations

from core.api import Permission

VENUE_VIEW = Permission("police.venue.view", "See venue safety plans")
VENUE_EDIT = Permission("police.venue.edit", "Change venue safety plans, posts and rosters")
INCIDENT_REPORT = Permission("police.incident.report", "Report an incident at a venue")
ASSISTANCE_ACCEPT = Permission("police.assistance.accept", "Accept a call for assistance")

ALL = [VENUE_VIEW, VENUE_EDIT, INCIDENT_REPORT, ASSISTANCE_ACCEPT]
