"""Words of papers on screen: their names, what they are for, where they stand."""

from __future__ import annotations

from typing import Any

from core.api import _, _l

KIND_LABELS: dict[str, Any] = {
    "proposal": _l("Proposal to the head"),
    "guide": _l("Guidance to the competent body"),
    "transfer": _l("Transfer to the competent body"),
    "transfer_denunciation": _l("Transfer of a denunciation"),
    "give_back": _l("Return of a petition"),
    "split": _l("Guidance on a petition of several contents"),
    "complete": _l("Request to complete a petition"),
    "accept_complaint": _l("Acceptance of a complaint"),
    "refuse_complaint": _l("Non-acceptance of a complaint"),
    "assign_complaint": _l("Assignment of verification"),
    "request": _l("Request for information and papers"),
    "minutes": _l("Minutes of a working meeting or verification"),
    "expert": _l("Request for an expert assessment"),
    "report": _l("Report of the verification"),
    "invite": _l("Invitation to a dialogue"),
    "dialogue": _l("Minutes of a dialogue"),
    "decide_complaint": _l("Decision on a complaint"),
    "stop_complaint": _l("Suspension or termination"),
    "resume_complaint": _l("Decision to go on"),
    "accept_denunciation": _l("Acceptance of a denunciation"),
    "tell_denouncer": _l("Notice to the denouncer"),
    "tell_denounced": _l("Notice to the person denounced"),
    "team": _l("Verification team"),
    "extend": _l("Extension of the limit"),
    "withdrawal": _l("Minutes of a withdrawal"),
    "conclude": _l("Conclusion on a denunciation"),
    "stop_denunciation": _l("Suspension or termination"),
    "resume_denunciation": _l("Decision to go on"),
    "publish": _l("Publication of a conclusion"),
    "reply": _l("Answer to a recommendation or feedback"),
}
STATE_LABELS: dict[str, Any] = {
    "draft": _l("Draft"),
    "issued": _l("Issued, to be signed"),
    "signed": _l("Signed"),
    "sent": _l("Gone out"),
    "taken_back": _l("Taken back"),
}
STATE_TAGS = {"draft": "warn", "issued": "info", "signed": "info", "sent": "good", "taken_back": "neutral"}
PART_LABELS: dict[str, Any] = {"docx": "Word", "pdf": "PDF", "scan": _l("Scan of the signed paper")}
SENT_LABELS: dict[str, Any] = {
    "by_hand": _l("Handed over"),
    "post": _l("Sent by post"),
    "network": _l("Over the network of the administration"),
    "posted": _l("Put up in public"),
}
LABELS: dict[str, Any] = {
    "kinds": KIND_LABELS,
    "states": STATE_LABELS,
    "tags": STATE_TAGS,
    "parts": PART_LABELS,
    "sent": SENT_LABELS,
}


def form_refusal(key: str, what: str) -> str:
    """Why a .docx was not taken as a form, and what to do."""
    return {
        "not_docx": _("This file is no Word document (.docx). Save it as .docx and choose it again."),
        "form_waits": _("The file waits for the virus scanner. Try again in a moment."),
        "no_placeholder": _("This document holds no placeholder, so nothing could be filled in. See the list below."),
        "broken_placeholder": _(
            "A placeholder is not written right: %(what)s. Compare it with the list below.", what=what
        ),
        "loop_not_allowed": _("A list may only be gone through as the examples below show, not one inside another."),
        "unknown_placeholder": _("Nobody knows these placeholders: %(what)s. Use those of the list below.", what=what),
        "not_allowed_in_form": _(
            "Only placeholders of the list below may stand in a form, nothing else (%(what)s).", what=what
        ),
    }[key]
