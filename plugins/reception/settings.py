"""What each tenant decides about its reception desk."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import SettingsSchema, _l, setting


@dataclass(frozen=True)
class ReceptionSettings(SettingsSchema):
    """Settings of the desk."""

    plugin = "reception"

    receipt_copies: int = setting(
        2,
        title=_l("Copies of the receipt 02/TCD"),
        help=_l("The receipt says in how many copies it was written; the giver keeps one."),
        least=1,
        most=5,
    )
    warn_days_before: int = setting(
        0,
        title=_l("Warn so many working days before an answer is due"),
        help=_l("0 warns on the day itself. Counts in the number beside the menu."),
        least=0,
        most=10,
    )
    most_recalls: int = setting(
        2,
        title=_l("So often a number is called again before it may be marked as missed"),
        help=_l("Whoever comes back later waits on, with the time of arrival kept."),
        least=0,
        most=9,
    )
    queue_keep_days: int = setting(
        60,
        title=_l("Keep the numbers of the waiting hall for so many days"),
        help=_l("Then only counts and medians of each day remain. Numbers hold no name in any case."),
        least=1,
        most=366,
    )
    roster_officers: int = setting(
        1,
        title=_l("Officers on duty at the same time"),
        help=_l("The roster wants so many for each morning and afternoon; fewer count as a gap."),
        least=1,
        most=5,
    )
