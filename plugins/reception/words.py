"""Words of the desk: labels of the closed lists and sentences for the rules of visit_rules.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.api import _, _l, dmy
from plugins.reception.models import COPY_KINDS, ID_TYPES, KINDS, OUTCOMES

KIND_LABELS: dict[str, Any] = dict(
    zip(
        KINDS,
        (
            _l("Complaint"),
            _l("Denunciation"),
            _l("Recommendation or feedback"),
            _l("Other matter"),
        ),
        strict=True,
    )
)
OUTCOME_LABELS: dict[str, Any] = dict(
    zip(
        OUTCOMES,
        (
            _l("Received, answer to follow"),
            _l("Guided to the competent body"),
            _l("Registered as petition"),
            _l("Transferred"),
            _l("Refused on a legal ground"),
            _l("Left without a matter"),
        ),
        strict=True,
    )
)
ID_TYPE_LABELS: dict[str, Any] = dict(
    zip(
        ID_TYPES,
        (
            _l("Unknown"),
            _l("Citizen ID"),
            _l("ID certificate"),
            _l("Personal number"),
            _l("Passport"),
            _l("Other paper"),
        ),
        strict=True,
    )
)
COPY_LABELS: dict[str, Any] = dict(
    zip(
        COPY_KINDS,
        (
            _l("Original"),
            _l("Copy"),
            _l("Certified copy"),
        ),
        strict=True,
    )
)
#: Column 6 of the book 03/TCD, in the papers' language.
BOOK_KINDS = {"complaint": "KN", "denunciation": "TC", "recommendation": "KN, PA", "other": ""}
PAPER_KINDS = {
    "complaint": "Khiếu nại",
    "denunciation": "Tố cáo",
    "recommendation": "Kiến nghị, phản ánh",
    "other": "Khác",
}
PAPER_ID_TYPES = {
    "unknown": "",
    "citizen_id": "CCCD",
    "id_certificate": "Giấy CNCC",
    "personal_number": "Số định danh",
    "passport": "Hộ chiếu",
    "other": "Giấy tờ khác",
}
FIELD_LABELS: dict[str, Any] = {
    "received_on": _l("Day of the visit"),
    "kind": _l("Kind of matter"),
    "headcount": _l("Number of people"),
    "people": _l("Who came"),
    "papers": _l("Papers received"),
    "summary": _l("Matter"),
    "demand": _l("Demand"),
    "prior_settlement": _l("Bodies that already settled it"),
    "envelope_no": _l("Number of the sealed envelope"),
    "in_competence": _l("In our competence"),
    "by_head": _l("The head received in person"),
    "outcome": _l("Outcome of the visit"),
    "outcome_body": _l("Competent body"),
    "outcome_paper": _l("Number of the paper"),
    "refusal_ground": _l("Ground of refusal"),
    "refusal_explained": _l("Reason explained"),
    "earlier_notice": _l("Earlier written notice"),
    "result": _l("Result"),
    "answer_due_on": _l("Answer due by"),
    "note": _l("Remarks"),
}


def change_lines(fields: Iterable[dict[str, str]]) -> list[str]:
    """What a correction changed, one sentence a field; values only where they were kept."""
    return [_change_line(field) for field in fields]


def _change_line(field: dict[str, str]) -> str:
    name = field["name"]
    label = str(FIELD_LABELS.get(name, name))
    if "old" not in field:
        return _("%(field)s: changed", field=label)
    return _(
        "%(field)s: %(old)s → %(new)s", field=label, old=_shown(name, field["old"]), new=_shown(name, field["new"])
    )


def _shown(name: str, value: str) -> str:
    """A kept value in the reader's words."""
    if name in ("received_on", "answer_due_on"):
        return dmy(date.fromisoformat(value))
    if name in ("in_competence", "by_head"):
        return _("yes") if value == "True" else _("no")
    labels = {"kind": KIND_LABELS, "outcome": OUTCOME_LABELS}.get(name, {})
    return str(labels.get(value, value)) or "–"


def sentence(key: str) -> str:
    """What to tell the officer when a rule is broken, and what to do next."""
    return {
        "required": _("Please fill this in."),
        "no_head_day": _("No reception day of the head is planned on that day. Plan it first, or untick this."),
        "day_future": _("The day of the visit lies in the future. Enter the day on which the visit took place."),
        "day_too_old": _("The book begins on 01/07/2014. Enter a later day."),
        "offline_denunciation": _(
            "Denunciations are not taken without network. Write it on paper, and register it here afresh."
        ),
        "offline_moment": _("Slip and time of this visit do not fit together. Register it here afresh."),
        "offline_day": _("The day of the visit differs from the day on its slip. Enter the day of the slip."),
        "slip_taken": _("Another visit has this slip already. Compare the two before you register this one afresh."),
        "other_year": _(
            "The number belongs to the book of another year. Register the visit again "
            "in the right year and note it here."
        ),
        "sealed_identity": _(
            "For a denunciation no name, address or paper is stored. The fields were "
            "cleared: write the identity on the slip in the sealed envelope and save again."
        ),
        "envelope_needed": _("Put the identity into a sealed envelope and enter its number here."),
        "person_needed": _("Enter at least one person: a name and a commune are enough."),
        "name_and_commune": _("Each person needs a name and a commune; write “unknown” if it cannot be told."),
        "fewer_than_listed": _("More people are listed than came. Correct the number of people."),
        "representatives_no_people": _("Enter how many people came."),
        "representatives_negative": _("Enter how many people came."),
        "representatives_more_than_people": _("More people are listed than came. Correct the number of people."),
        "representatives_too_few": _("A group of 5 or more needs at least one representative."),
        "representatives_too_many": _(
            "Too many representatives: 5 to 10 people name 1 or 2, more than "
            "10 people at most 5 (Law on Citizen Reception, Art 29)."
        ),
        "body_needed": _("Name the body the citizen is guided or the matter is transferred to."),
        "ground_needed": _("A refusal needs a ground from the list."),
        "ground_not_in_force": _("This ground was not in force on the day of the visit. Choose another one."),
        "earlier_notice_needed": _("This ground rests on an earlier written notice. Enter its number and date."),
        "explain_needed": _("Tell the citizen the reason on the spot, then tick this box (Decree 154/2026, Art 4.2)."),
        "answered": _("No answer is owed here: it was noted already, or the outcome asks for none."),
        "hours_reversed": _("A period ends before it begins. Correct the hours."),
    }.get(key, key)
