"""Words of what is filed online: states as the sender reads them, grounds of refusal, answers to a reply."""

from __future__ import annotations

from typing import Any

from core.api import Refused, _, _l
from plugins.petitions.words import refusal, sentence

STATE_LABELS: dict[str, Any] = {
    "waiting": _l("Sent, waits to be registered"),
    "registered": _l("Registered"),
    "refused": _l("Not registered"),
}
#: Why something sent online does not become an entry of the register; what the sender is told stands in ``ADVICE``.
GROUND_LABELS: dict[str, Any] = {
    "complaint": _l("It is a complaint, which needs a signature or fingerprint (Law on Complaints Art 8)"),
    "denunciation": _l("It is a denunciation, made in writing on paper or in person (Law on Denunciations Art 22)"),
    "not_ours": _l("Another body is competent"),
    "settled": _l("The same matter is registered or was answered already"),
    "unclear": _l("It does not say what it is about"),
    "insult": _l("It only insults or threatens, or is an advertisement"),
}
ADVICE: dict[str, Any] = {
    "complaint": _l(
        "Please fill in the form for complaints, sign it, and hand it in at the reception place or by post."
    ),
    "denunciation": _l(
        "Please come to the reception place in person, or hand in a closed envelope. "
        "What you sent, with your name and your papers, was destroyed here."
    ),
    "not_ours": _l("Please send it to the body that is named here."),
    "settled": _l("Please read the reply to the first one."),
    "unclear": _l("Please send it once more: what happened, where and when, and what you propose."),
    "insult": _l("You may send your matter once more, in other words."),
}
SATISFIED_LABELS: dict[str, Any] = {
    "yes": _l("The reply settles my matter"),
    "partly": _l("The reply settles it in part"),
    "no": _l("The reply does not settle it"),
}
NOTE_LABELS: dict[str, Any] = {
    "paper": _l("Added by the sender"),
    "contest": _l("The sender contests the reply"),
    "reply": _l("Reply of the office"),
}


def problem(key: str) -> str:
    """What to tell about a broken rule of filing; other keys are those of the register."""
    words = {
        "secret_short": _("The secret has fewer than 8 characters. Make it longer: some words in a row are good."),
        "secret_long": _("The secret has more than 100 characters. Make it shorter."),
        "secret_common": _("The secret is too easy to guess. Choose some words that only you put together."),
        "name_or_anonymous": _("Enter your name, or tick that you do not give it."),
        "words_or_file": _("Write something, or choose a file."),
        "too_many_files": _("At most 20 papers can be added. Put several pages into one file."),
        "no_reply_yet": _("There is no reply yet that could be answered."),
        "not_open": _("It is not in the register, or settled already, so there is nothing to withdraw."),
        "register_first": _("Register or refuse it first, then reply."),
        "not_waiting": _("Somebody registered or refused this already. Look at its present state."),
        "answer_needed": _("Tell the sender what to do: name the competent body or the first matter."),
        "secret_wrong": _("Code and secret do not belong together. Check both and try again."),
        "code_wrong": _(
            "Nothing is found under this code here. Check each sign, and that you are on the page of the right place."
        ),
        "page_old": _("This page was open for too long. Enter code and secret again."),
        "alone_online": _(
            "Tick that you are alone and decide freely. If you are not, leave this page; nothing was sent."
        ),
    }
    return words[key] if key in words else sentence(key)


def refused(error: Refused) -> str:
    """The same for a step that is refused."""
    key = str(error)
    return refusal(error) if " " in key or key.startswith("no_move") else problem(key)
