"""What the walks over all routes and tables need to know of the police."""

from __future__ import annotations

from core.testing.walk import Walk

WALK = Walk(
    records=("call",),
    forms={"police.call_accept": {}},
    without_canary={
        "police_call.public_id": "random id",
        "police_call.source_ref": "a reference",
        "police_call.place_ref": "a reference",
        "police_call.ending": "closed list",
    },
)
