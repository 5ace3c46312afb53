"""What officers of the police are told outside the page."""

from __future__ import annotations

from core.api import Notice, _l

CALLED = Notice(
    "police.called",
    _l("A reception place calls for help"),
    _l("Open the call and say whether you come."),
    "police.call_show",
    "call_id",
    once=True,
)
