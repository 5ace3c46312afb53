"""Words of the petitions plugin: labels of closed lists and sentences for the rules."""

from __future__ import annotations

from typing import Any

from core.api import _, _l

KIND_LABELS: dict[str, Any] = {
    "complaint": _l("Complaint"),
    "denunciation": _l("Denunciation"),
    "recommendation": _l("Recommendation or feedback"),
    "mixed": _l("Mixed content"),
}
SOURCE_LABELS: dict[str, Any] = {
    "visit": _l("Visit to the reception place"),
    "handed_in": _l("Handed in at the desk or into the box"),
    "post": _l("By post"),
    "other_body": _l("Passed on by another body"),
    "leader": _l("Received by a leader"),
    "online": _l("Online"),
    "transfer": _l("Transferred by another unit"),
}
STATE_LABELS: dict[str, Any] = {
    "received": _l("Received"),
    "classified": _l("Classified"),
    "proposed": _l("Proposed, waits for the signature"),
    "accepted": _l("Accepted for settlement"),
    "guided": _l("Guided to the competent body"),
    "transferred": _l("Transferred to the competent body"),
    "returned": _l("Returned with reasons"),
    "filed": _l("Filed"),
    "answered": _l("Answered"),
    "duplicate": _l("Duplicate of another petition"),
    "split": _l("Split into several petitions"),
}
CASE_LABELS: dict[str, Any] = {
    "accepted": _l("Accepted for settlement"),
    "verifying": _l("Under verification"),
    "reported": _l("Verification reported"),
    "dialogue": _l("Dialogue"),
    "decided": _l("Decided"),
    "concluded": _l("Concluded"),
    "sent": _l("Decision sent"),
    "published": _l("Published"),
    "in_force": _l("In force"),
    "enforcing": _l("Being carried out"),
    "acting": _l("Conclusion being acted on"),
    "answered": _l("Answered"),
    "suspended": _l("Suspended"),
    "terminated": _l("Terminated"),
    "closed": _l("Closed"),
}


def sentence(key: str) -> str:
    """What to tell the user about a broken rule. Raises KeyError for a key nobody wrote a sentence for."""
    return str(
        {
            "required": _("Please fill this in."),
            "future": _("This day lies in the future. Enter the day on which it took place."),
            "before_receipt": _("This day lies before the receipt of the petition. Check both days."),
            "written_after_receipt": _("The petition cannot be dated after its receipt. Check both days."),
            "sealed_identity": _(
                "Nobody is named in a denunciation. Put the petition into a sealed envelope and enter its number."
            ),
            "envelope_for_denunciations": _("Only denunciations have an envelope. Leave this empty."),
            "nobody_named": _("Name at least one person, or tick that the petition names nobody."),
            "name_missing": _("A line without a name: enter the name or clear the line."),
            "headcount_low": _("More people are listed than counted. Correct the number of people."),
            "stale": _("Somebody took this petition further meanwhile. Look at its present state, then decide again."),
        }[key]
    )
