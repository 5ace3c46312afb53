"""Words of the petitions plugin: labels of closed lists and sentences for the rules."""

from __future__ import annotations

from typing import Any

from core.api import Refused, _, _l

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
ROLE_LABELS: dict[str, Any] = {
    "petitioner": _l("Petitioner"),
    "representative": _l("Representative of the group"),
    "proxy": _l("Proxy with a mandate"),
}
ID_TYPE_LABELS: dict[str, Any] = {
    "unknown": _l("Not known"),
    "citizen_id": _l("Citizen identity card"),
    "passport": _l("Passport"),
    "other": _l("Other paper"),
}
LEVEL_LABELS: dict[str, Any] = {
    "commune_chairman": _l("Chairman of the commune or town"),
    "commune_deputy": _l("Deputy chairman of the commune or town"),
    "commune_staff": _l("Official or staff of the commune or town"),
    "district_chairman": _l("Chairman of the district"),
    "district_deputy": _l("Deputy chairman of the district"),
    "district_staff": _l("Official or staff of the district"),
    "district_task": _l("A task taken over from the district"),
    "department_head": _l("Head of a provincial department"),
    "province_chairman": _l("Chairman of the province"),
    "province_deputy": _l("Deputy chairman of the province"),
}
COMPETENCE_LABELS: dict[str, Any] = {
    "mine": _l("Ours"),
    "other_admin": _l("Another administrative body"),
    "elected": _l("An elected body"),
    "court": _l("Court, prosecution, judgment enforcement"),
    "party": _l("A party body or mass organisation"),
    "public_unit": _l("A public service unit"),
}
SPECIAL_LABELS: dict[str, Any] = {
    "": _l("None of these"),
    "party_denunciation": _l("About a party member's breach of party rules"),
    "serious_denunciation": _l("Serious damage was done or threatens"),
    "court_matter": _l("A matter of court, prosecution or judgment enforcement"),
    "other_body_matter": _l("An internal matter of another body or organisation"),
}
OUTCOME_LABELS: dict[str, Any] = {
    "accept": _l("Accept for settlement"),
    "answer": _l("Reply with reasons"),
    "ask_to_complete": _l("Ask to complete the petition"),
    "not_accept": _l("Not accept, and tell why"),
    "guide": _l("Guide to the competent body"),
    "transfer": _l("Transfer to the competent body"),
    "return": _l("Return petition and papers"),
    "file": _l("File without action"),
    "urge": _l("Urge the body that holds it"),
    "report_up": _l("Report to the head"),
    "demand_report": _l("Demand a report from the lower body"),
}
MOVE_LABELS: dict[str, Any] = {
    "assign": _l("Given to another officer"),
    "report_back": _l("Result reported back"),
    "come_under": _l("Came under new rules of law"),
    "due_moved": _l("New due date accepted"),
    "due_kept": _l("Due date kept"),
    "paper_issued": _l("Paper issued"),
    "paper_signed": _l("Paper signed by hand"),
    "paper_sent": _l("Paper sent or handed over"),
    "paper_taken_back": _l("Paper taken back"),
    "bundle_made": _l("Case bundle made"),
    "classify": _l("Classified"),
    "propose": _l("Proposed to the head"),
    "send_back": _l("Sent back by the head"),
    "accept": _l("Accepted for settlement"),
    "guide": _l("Guided to the competent body"),
    "transfer": _l("Transferred to the competent body"),
    "return": _l("Returned with reasons"),
    "file": _l("Filed"),
    "answer": _l("Answered"),
    "ask_to_complete": _l("Asked to complete the petition"),
    "complete": _l("Completed by the petitioner"),
    "not_accept": _l("Not accepted"),
    "report_up": _l("Reported to the head"),
    "urge": _l("Body that holds it was urged"),
    "demand_report": _l("Report demanded from the lower body"),
    "send_up": _l("Passed upward by the custodian"),
    "come_back": _l("It came back"),
    "mark_duplicate": _l("Marked as a repetition"),
    "unmark_duplicate": _l("Mark of repetition taken back"),
    "split": _l("Split into several petitions"),
    "verify": _l("Verification begun"),
    "report": _l("Verification reported"),
    "call_dialogue": _l("Dialogue called"),
    "decide": _l("Decided"),
    "send": _l("Decision sent"),
    "take_effect": _l("In force"),
    "enforce": _l("Being carried out"),
    "conclude": _l("Concluded"),
    "act": _l("Conclusion being acted on"),
    "publish": _l("Published"),
    "suspend": _l("Suspended"),
    "resume": _l("Resumed"),
    "terminate": _l("Terminated"),
    "close": _l("Closed"),
    "appoint": _l("Representatives named"),
    "reply": _l("Replies handed over"),
    "complex": _l("Noted as complex"),
    "prolong": _l("Limit extended"),
    "end_dialogue": _l("Dialogue ended"),
    "tell": _l("Sent to all sides"),
    "reopen": _l("Taken up again"),
}
LINK_LABELS: dict[str, tuple[Any, Any]] = {
    "duplicate": (_l("Repeats"), _l("Is repeated by")),
    "split": (_l("Split from"), _l("Split into")),
    "related": (_l("Same matter as"), _l("Same matter as")),
}
ALIKE_LABELS: dict[str, Any] = {
    "words": _l("same words"),
    "decision_no": _l("same decision"),
    "decision_on": _l("same day of the decision"),
    "place": _l("same place"),
}
CUSTODY_LABELS: dict[str, Any] = {
    "sealed": _l("Sealed"),
    "checked": _l("Transcript confirmed field by field"),
    "handed_over": _l("Handed over"),
    "opened": _l("Opened by two officers"),
    "returned": _l("It came back"),
}
TRANSFER_LABELS: dict[str, Any] = {
    "sent": _l("Sent"),
    "received": _l("Received there"),
    "refused": _l("Refused, came back"),
    "returned": _l("Came back unanswered"),
    "answered": _l("Answered"),
}
WORK_LABELS: dict[str, Any] = {
    "mine": _l("Mine"),
    "unit": _l("My unit's"),
    "week": _l("Due this week"),
    "overdue": _l("Overdue"),
    "signature": _l("Waiting for the signature"),
    "sealed": _l("Denunciations"),
    "kept": _l("Filed, time of keeping over"),
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
            "not_listed": _("Please choose from the list."),
            "own_unit": _(
                "You or your unit would lose sight of this petition. "
                "Let an officer outside this unit take it in, then name the unit."
            ),
            "not_redacted": _("Read this text again and confirm that it betrays nobody."),
            "too_many_representatives": _(
                "The law allows fewer representatives: 1 or 2 for 5 to 10 people, at most 5 above."
            ),
            "representative_extra": _("A representative must be one of the petitioners: correct the number of people."),
            "too_many_names": _("At most 500 names. Shorten the list; the number of people may be larger."),
            "name_long": _("A line is longer than 120 characters. Write one name per line."),
            "other_custody": _(
                "A denunciation is kept in custody of its own. Take it in anew under the right kind, "
                "then answer or file this one."
            ),
            "not_for_kind": _("This applies to denunciations only."),
            "goes_up": _(
                "A denunciation against the head or a deputy of this unit cannot stay here. "
                "The custodian passes it upward at once."
            ),
            "not_ours": _("By the table of competence another body settles this. Choose the kind of that body."),
            "special_not_ours": _("Such a matter belongs to another body. Choose the kind of that body."),
            "not_allowed": _("The law leaves no such outcome for this petition. Choose one of those shown."),
            "not_allowed_now": _(
                "What was proposed is no longer lawful, because the same content was handled meanwhile. Send it back."
            ),
            "article_25": _(
                "Confirm first that the content was checked for a clear violator and concrete evidence (Article 25.2)."
            ),
            "candidates_stopped": _(
                "Petitions about candidates rest from ten days before the election (Article 61.2). Keep it sealed until then."
            ),
            "answered_for_good": _("This petition was answered for good; a new one can be registered."),
            "transferred_before": _("This petition was transferred already. Open it to see where it is."),
            "not_upward": _("Only a denunciation against the head or a deputy of this unit is passed upward this way."),
            "nobody_holds": _("No other body holds this petition, so there is nobody to remind."),
            "not_passed_on": _("No other body passed this petition on, so there is nobody to report to."),
            "not_settled_yet": _("The petition is not settled yet. Report back after the decision or the answer."),
            "reported_before": _("The result was reported back already."),
            "before_settled": _("This day lies before the settlement. Check both days."),
            "before_transfer": _("This day lies before the transfer. Check both days."),
            "no_sealed_links": _("Denunciations and files on candidates are never linked."),
            "not_an_original": _("Choose another petition that is itself no repetition as the original."),
            "link_stays": _("This link is taken back on the page of the later petition."),
            "part_incomplete": _("Each part needs its kind and its content."),
            "parts_number": _("Split into two to six parts."),
            "no_envelope": _("This petition has no envelope."),
            "envelope_away": _("The envelope is not here. Note first that it came back."),
            "envelope_here": _("The envelope is here, so it cannot come back."),
            "second_person": _("Name the second officer who was there: not yourself."),
            "nothing_chosen": _("Tick at least one petition of the list, at most 100."),
            "not_for_officer": _("One of these petitions is not for this officer. Choose another officer."),
            "no_move": _(
                "This step is not possible from the present state. Look at it again, then choose another step."
            ),
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
            "settled_already": _("The matter is settled already, so this cannot be changed any more."),
            "choose_people": _("Tick at least one person of the roster."),
            "no_reply_yet": _("There is no decision or answer yet that could be handed over."),
            "replies_missing": _(
                "Not everybody of the group has their reply. Note on the page “Who signed” who got it, then close the file."
            ),
            "withdrawal_over": _("This wish is settled already."),
            "second_officer": _("Somebody else than the officer who took the wish must confirm it."),
            "hidden_from_officer": _(
                "The petition concerns this officer or unit and is hidden from them. Choose another."
            ),
            "not_second_now": _("A second complaint is possible once the first decision is out."),
            "second_not_here": _("Another body settles the second complaint. Guide the complainant to it."),
            "late_reason": _("The time for a second complaint is over. Say which obstacle kept the complainant."),
            "case_missing": _("This petition was not accepted, so there is no case yet."),
            "choose_officer": _("Choose an officer from the list."),
            "choose_unit": _("Choose a unit from the list."),
            "choose_outcome": _("Choose from the list."),
            "mandate_unsigned": _(
                "Everybody of the group signs the paper that appoints the representatives. Tick who signed."
            ),
            "representatives_too_few": _("A group of 5 or more names representatives."),
            "representatives_too_many": _(
                "5 to 10 people name one or two representatives, more than 10 people at most five."
            ),
            "mandate_missing": _("The paper that appoints the representatives, signed by all, is not attached yet."),
            "roster_short": _("Not everybody is on the roster yet; each person gets a reply of their own."),
            "before_decision": _("This day lies before the decision. Check the date."),
            "choose_paper": _("Choose one of the papers shown."),
            "too_many_papers": _("A petition holds at most 100 papers. Throw drafts away that nobody needs."),
            "paper_frozen": _("This paper is issued already and cannot be changed. Take it back and write a new one."),
            "paper_stale": _("Somebody changed this draft meanwhile. Look at it again, then change it once more."),
            "paper_not_issued": _("This is possible only for a paper that is issued and not taken back."),
            "paper_not_signed": _("Note first that the paper was signed."),
            "paper_not_clean": _("Read the paper once more: nothing in it may tell who denounced. Then tick the box."),
            "not_base64": _("The bytes are not in base64. Send them as RFC 4648 writes them, without line breaks."),
            "scan_missing": _("Choose the scan of the signed paper."),
            "own_form_broken": _(
                "Your own form of this paper cannot be filled. Put another one in place, or use that of the program."
            ),
            "bundle_too_large": _("The papers and scans are too large for one PDF. Download them one by one."),
            "before_issue": _("This day lies before the paper was issued. Check the date."),
            "nothing_moves": _("This due date does not move any more."),
            "moves_elsewhere": _(
                "The calendar or the rules changed meanwhile. Look at the new date, then decide again."
            ),
            "still_cooling": _("The wish still rests, so that the person can take it back. Come back after that day."),
        }[key]
    )


def refusal(error: Refused) -> str:
    """What to tell the user about a step that is refused, as a sentence."""
    key = str(error)
    if " " in key:  # the core speaks in sentences
        return key
    return sentence("no_move" if key.startswith("no_move:") else key)
