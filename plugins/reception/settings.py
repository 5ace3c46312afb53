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
    booking_days: int = setting(
        28,
        title=_l("Times can be booked so many days ahead"),
        help=_l("Counted in calendar days from today."),
        least=1,
        most=90,
    )
    hold_minutes: int = setting(
        10,
        title=_l("A chosen time is held for so many minutes"),
        help=_l("Whoever does not confirm within them gives the time back."),
        least=2,
        most=60,
    )
    most_holds: int = setting(
        10,
        title=_l("So many times may be held at once and not confirmed yet"),
        help=_l("Keeps one person from blocking a day. Nothing is noted about who holds them."),
        least=1,
        most=100,
    )
    roster_officers: int = setting(
        1,
        title=_l("Officers on duty at the same time"),
        help=_l("The roster wants so many for each morning and afternoon; fewer count as a gap."),
        least=1,
        most=5,
    )
    morning_minutes: int = setting(
        240,
        title=_l("Length of a morning on duty, in minutes"),
        help=_l("Counts for the allowance when a shift is confirmed without another length."),
        least=30,
        most=360,
    )
    afternoon_minutes: int = setting(
        240,
        title=_l("Length of an afternoon on duty, in minutes"),
        help=_l("Counts for the allowance when a shift is confirmed without another length."),
        least=30,
        most=360,
    )
    standard_minutes: int = setting(
        480,
        title=_l("Standard working day, in minutes"),
        help=_l("Groups 2 to 4 get the whole rate from half of it on, below it half the rate."),
        least=240,
        most=600,
    )
    allowance_percent: int = setting(
        100,
        title=_l("Allowance in percent of the national maximum"),
        help=_l("As the provincial People's Council decided; at most 120 (Circular 320/2016, Art 7.2)."),
        least=1,
        most=120,
    )
    head_name: str = setting(
        "",
        title=_l("Name of the head, as notices print it"),
        help=_l("Leave it empty to print the post alone."),
        longest=120,
        inheritable=False,
    )
    notice_names: bool = setting(
        False,  # noqa: FBT003 - the default of a yes-or-no setting
        title=_l("Print the officers' names on the public roster"),
        help=_l("Without it the public reads posts only."),
    )
    public_ledger: bool = setting(
        True,  # noqa: FBT003 - the default of a yes-or-no setting
        title=_l("Show the public how many reception days of the head were due and held"),
    )
    duty_level: str = setting(
        "auto",
        title=_l("Whose quota of reception days binds the head"),
        help=_l("By the kind of unit: communes, districts and provinces have rules of their own."),
        choices=(
            ("auto", _l("by the kind of unit")),
            ("commune", _l("commune")),
            ("district", _l("district")),
            ("province", _l("province")),
            ("agency", _l("other state agency")),
            ("public-service-unit", _l("public service unit")),
            ("central", _l("central body")),
            ("none", _l("none")),
        ),
    )
