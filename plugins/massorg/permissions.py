"""Rights of the mass organisations: information for the public at large, nothing about petitioners."""

from __future__ import annotations

from core.api import Permission, _l

OUTREACH_VIEW = Permission("massorg.outreach.view", _l("See outreach events and questions"))
OUTREACH_EDIT = Permission("massorg.outreach.edit", _l("Plan outreach events and answer questions"))
LIBRARY_PUBLISH = Permission("massorg.library.publish", _l("Publish legal information"))
CONCILIATION_KEEP = Permission("massorg.conciliation.keep", _l("Keep conciliation sessions asked for by a party"))

ALL = [OUTREACH_VIEW, OUTREACH_EDIT, LIBRARY_PUBLISH, CONCILIATION_KEEP]
