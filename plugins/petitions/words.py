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
    """What to tell the user about a broken rule. Raises KeyError for a key nobody wrote a sentence for.

    ``no_move:<step>:<state>`` tells that the law knows no such step from there.
    """
    if key.startswith("no_move:"):
        state = key.rsplit(":", 1)[-1]
        label = CASE_LABELS.get(state) or STATE_LABELS[state]
        return _("This step is not possible now. The present state is: %(state)s.", state=label)
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
            "candidates_rest": _(
                "Files on candidates rest from ten days before the election; only their receipt goes on."
            ),
            "clock_runs": _("This limit runs already."),
            "declare_first": _("First declare whether any relation or interest ties you to this case."),
            "declared": _("You have declared already; that word stands."),
            "conflicted": _("A conflict of interest was declared. Give the case to somebody else."),
            "team_of_two": _("At least two officials without a conflict of interest must declare before verifying."),
            "choose_criteria": _("Choose at least one criterion of the law."),
            "choose_ground": _("Choose a ground of the law from the list."),
            "tasks_open": _("Units still owe an answer to a task. Wait for it, or end the task."),
            "dialogue_first": _("The law asks for a dialogue before this decision. Call one."),
            "dialogue_open": _("A dialogue is called. Note first how it ended."),
            "dialogue_over": _("How this dialogue ended is noted already."),
            "before_dialogue": _("This day lies before the dialogue. Check the date."),
            "notice_too_late": _("The notice must go out at least 5 days before. Choose a later day."),
            "excused_is_postponed": _("Who stays away for a good reason is called anew: choose “postponed”."),
            "not_in_force_yet": _("The decision takes effect only after the time for a second complaint."),
            "posted_too_short": _("A conclusion stays published for at least 15 days. Close the file after that."),
            "no_assessment_now": _("An expert assessment is possible only while a denunciation is being verified."),
            "no_limit_runs": _("No limit runs that could be extended."),
            "pause_runs": _("Such a pause runs already."),
            "no_pause_runs": _("No such pause runs."),
            "before_pause": _("This day lies before the pause began. Check the date."),
            "not_verifying": _("Tasks are given only while the case is being verified."),
            "past": _("This day is over. Choose a later one."),
            "task_over": _("This task was answered already."),
            "ask_alone": _("Ask the person alone, away from staff and others, then tick the box."),
            "not_on_roster": _("This person is not on the roster of the petition."),
            "withdrawn_already": _("This person has withdrawn already."),
            "withdrawal_runs": _("A wish of this person is noted and rests."),
            "withdrawal_over": _("This wish is settled already."),
            "second_officer": _("Somebody else than the officer who took the wish must confirm it."),
            "still_cooling": _("The wish still rests, so that the person can take it back. Come back after that day."),
        }[key]
    )
