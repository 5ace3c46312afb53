"""What the register tells its officers by itself: fixed words that name no person, matter or kind."""

from __future__ import annotations

from core.api import Notice, _l

SOON = Notice(
    "petitions.limit_soon",
    _l("A legal limit ends soon"),
    _l("Open the petition: its limits say what must be done, and by which day."),
    "petitions.petition_show",
    "petition_id",
)
MISSED = Notice(
    "petitions.limit_missed",
    _l("A legal limit has passed"),
    _l("Open the petition and do what is owed, or note why it takes longer."),
    "petitions.petition_show",
    "petition_id",
)
MISSED_HEAD = Notice(
    "petitions.limit_missed_head",
    _l("A legal limit has passed and nothing was done"),
    _l("Open the petition: decide what must happen now and who does it."),
    "petitions.petition_show",
    "petition_id",
)
NOTICES = [SOON, MISSED, MISSED_HEAD]
