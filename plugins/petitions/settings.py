"""What each tenant decides about its petitions."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import SettingsSchema, _l, setting


@dataclass(frozen=True)
class PetitionsSettings(SettingsSchema):
    """Settings of register and settlement."""

    plugin = "petitions"

    remote_area: bool = setting(
        False,  # noqa: FBT003 - the default of a setting
        title=_l("Remote area with difficult travel"),
        help=_l("Settlement of complaints has longer limits there (Law on Complaints Arts 28, 37)."),
        inheritable=False,
    )
    warn_days_before: int = setting(
        2,
        title=_l("Warn so many working days before a limit ends"),
        help=_l("0 warns on the day itself."),
        least=0,
        most=10,
    )
    head_days_after: int = setting(
        1,
        title=_l("Tell the head so many working days after a limit has passed"),
        help=_l("Whoever handles the petition hears of it on the first working day."),
        least=0,
        most=10,
    )
    cooling_days: int = setting(
        3,
        title=_l("Days before a wish to withdraw takes effect"),
        help=_l("Calendar days in which the person can take the wish back without giving a reason."),
        least=0,
        most=30,
    )
