"""What the walks over all routes and tables need to know of petitions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from core.api import Scope, StoredFile, calendar_of, clock, colleagues_with, db, law
from core.testing.walk import Walk
from plugins.petitions.law import petition_law
from plugins.petitions.models import Case, CasePaper, Clock, Conflict, Filing, Link, Party, Petition, Task, Withdrawal
from plugins.petitions.papers.own_form import starter
from plugins.petitions.permissions import PETITION_PROCESS
from plugins.petitions.tests.factories import CODE
from plugins.petitions.views.public_filing import opened_mark

OTHER = "walk-petition-to-compare"
NAMES_ANOTHER = (
    *("petitions.petition_compare", "petitions.petition_together"),
    *("petitions_machine.petition_mark", "petitions_machine.petition_relate"),
    *("petitions_machine.petition_assign", "petitions_machine.petition_remind"),
)
#: Papers of a petition that is no denunciation name who petitioned: whoever may not see that reads none.
PAPERS = (
    *("paper_list", "paper_show", "paper_edit", "paper_issue", "paper_send", "paper_sign"),
    *("paper_take_back", "paper_drop", "paper_preview", "bundle_create"),
)
_PETITION = {
    "received_on": "2026-11-20",
    "kind": "complaint",
    "source": "handed_in",
    "people-0-name": "Trần Văn Bình",
    "summary": "Thu hồi đất",
}
_CLASSES = {"kind": "complaint", "respondent_level": "commune_staff", "competence": "mine"}
FORMS = {
    "petitions.petition_create": _PETITION,
    "petitions.petition_classify": _CLASSES,
    "petitions.petition_propose": {"result": "guide", "reason": "Đúng quy định", "body": "Phòng Kinh tế"},
    "petitions.petition_decide": {"answer": "back", "on": "2026-11-25", "reason": "Xem lại"},
    "petitions.petition_send_up": {"on": "2026-11-25", "body": "Tỉnh", "paper_no": "1/UBND"},
    "petitions.petition_complete": {"reason": "Đã bổ sung"},
    "petitions.petition_compare": {"how": "related", "other": OTHER},
    "petitions.petition_unmark": {"reason": "Nhầm"},
    "petitions.petition_split": {
        "parts-0-kind": "complaint",
        "parts-0-summary": "Đất",
        "parts-1-kind": "recommendation",
        "parts-1-summary": "Đường",
    },
    "petitions.petition_dispatch": {"to": "p-prov"},
    "petitions.petition_urge": {"on": "2026-11-25"},
    "petitions.petition_reply": {"on": "2026-11-25", "reply": "Đã trả lời"},
    "petitions.petition_report_back": {"on": "2026-11-25", "paper_no": "9/UBND", "text": "Đã giải quyết"},
    "petitions.attachment_add": {},
    "petitions.attachment_remove": {"scan": "walk-scan"},
    "petitions.petition_together": {"what": "remind", "chosen": OTHER},
    "petitions.link_undo": {},
    "petitions.case_handle": {"conflicted": "no"},
    "petitions.case_decide": {"conflicted": "no"},
    "petitions.roster_appoint": {"signed": "y", "people": "walk-0"},
    "petitions.roster_reply": {"on": "2026-11-25", "people": "walk-0"},
    "petitions.withdrawal_ask": {"party": "walk-{n}", "channel": "desk", "alone": "y", "pressed": "no", "whole": "yes"},
    "petitions.withdrawal_confirm": {},
    "petitions.withdrawal_take_back": {},
    "petitions.task_show": {"result": "312 m²"},
    "petitions.paper_list": {"kind": "proposal", "once": "walk-paper-{n}"},
    "petitions.paper_edit": {"about": "Về việc xử lý đơn", "text": "Nội dung {n}"},
    "petitions.paper_issue": {"on": "2026-11-25"},
    "petitions.paper_sign": {},
    "petitions.paper_send": {"sent_on": "2026-11-25", "how": "post"},
    "petitions.paper_take_back": {"reason": "Sai nội dung"},
    "petitions.paper_drop": {},
    "petitions.bundle_create": {},
    "petitions.form_replace": {"paper_kind": "proposal"},
    "petitions.form_remove": {},
    "petitions.clock_recount": {"answer": "keep", "reason": "Đã hẹn"},
    "petitions.filing_register": {},
    "petitions.filing_refuse": {"ground": "insult"},
    "petitions.filing_reply": {"text": "Đã tiếp nhận"},
    "petitions_public.feedback_public": {
        "summary": "Đường hỏng",
        "anonymous": "y",
        "secret": "con gà vàng {n}",
        "once": "walk-form-key-of-24-signs-{n}",
    },
    "petitions_public.complaint_public": {
        "to": "UBND",
        "name": "Trần Văn Bình",
        "address": "Thôn 1",
        "against": "Quyết định",
        "content": "Đất",
        "demand": "Xem lại",
    },
    "petitions_public.follow_public": {"code": CODE},
    "petitions_public.filing_act": {"act": "paper", "text": "Bổ sung"},
    "petitions.envelope_touch": {"kind": "handed_over", "on": "2026-11-25", "to_body": "Thanh tra"},
}


#: A picture of one pixel in base64.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
_SEEN = {"version": 2}
PROGRAMS: dict[str, dict[str, Any]] = {
    "petitions_machine.petition_create": {
        "received_on": "2026-11-20",
        "kind": "complaint",
        "source": "handed_in",
        "people": [{"name": "Trần Văn Bình"}],
        "summary": "Thu hồi đất",
    },
    "petitions_machine.petition_classify": _SEEN | _CLASSES,
    "petitions_machine.petition_propose": _SEEN | {"result": "guide", "reason": "Đúng quy định", "body": "x"},
    "petitions_machine.petition_decide": _SEEN | {"agree": False, "on": "2026-11-25", "reason": "Xem lại"},
    "petitions_machine.petition_complete": _SEEN | {"reason": "Đã bổ sung"},
    "petitions_machine.petition_mark": _SEEN | {"original": OTHER},
    "petitions_machine.petition_unmark": _SEEN | {"reason": "Nhầm"},
    "petitions_machine.petition_relate": {"other": OTHER},
    "petitions_machine.petition_split": _SEEN
    | {"parts": [{"kind": "complaint", "summary": "Đất"}, {"kind": "recommendation", "summary": "Đường"}]},
    "petitions_machine.petition_send_up": _SEEN | {"on": "2026-11-25", "body": "Tỉnh", "paper_no": "1/UBND"},
    "petitions_machine.petition_dispatch": _SEEN | {"to": "p-prov"},
    "petitions_machine.petition_urge": _SEEN | {"on": "2026-11-25"},
    "petitions_machine.petition_reply": _SEEN | {"on": "2026-11-25", "reply": "Đã trả lời"},
    "petitions_machine.petition_report_back": _SEEN
    | {"on": "2026-11-25", "paper_no": "9/UBND", "text": "Đã giải quyết"},
    "petitions_machine.task_answer": {"result": "312 m²"},
    "petitions_machine.case_handle": {"values": {"conflicted": "no"}, "version": 2},
    "petitions_machine.case_decide": {"values": {"conflicted": "no"}, "version": 2},
    "petitions_machine.people_appoint": _SEEN | {"people": ["walk-0"], "signed": True},
    "petitions_machine.people_reply": _SEEN | {"people": ["walk-0"], "on": "2026-11-25"},
    "petitions_machine.withdrawal_ask": {"person": "walk-0", "channel": "desk", "alone": True, "pressed": False},
    "petitions_machine.withdrawal_confirm": {},
    "petitions_machine.withdrawal_take_back": {},
    "petitions_machine.paper_create": {"kind": "proposal"},
    "petitions_machine.paper_edit": {"version": 1, "about": "Về việc xử lý đơn", "text": "Nội dung"},
    "petitions_machine.paper_issue": {"version": 1, "on": "2026-11-25"},
    "petitions_machine.paper_sign": {"scan": {"name": "x.png", "content": DOT}},
    "petitions_machine.paper_send": {"on": "2026-11-25", "how": "post"},
    "petitions_machine.paper_take_back": {"reason": "Sai nội dung"},
    "petitions_machine.paper_drop": {},
    "petitions_machine.scan_add": {"name": "x.png", "content": DOT},
    "petitions_machine.filing_register": {},
    "petitions_machine.filing_refuse": {"ground": "insult"},
    "petitions_machine.filing_reply": {"text": "Đã tiếp nhận"},
    "petitions_machine.clock_recount": {"take": False, "due": "", "reason": "Đã hẹn"},
    "petitions_machine.envelope_touch": {"kind": "handed_over", "on": "2026-11-25", "to_body": "Thanh tra"},
    "petitions_machine.petition_assign": {"petitions": [OTHER], "officer": ""},
    "petitions_machine.petition_remind": {"petitions": [OTHER]},
    "petitions_machine.link_undo": {},
}
#: The same papers for programs.
MACHINE_PAPERS = (
    *("paper_list", "paper_create", "paper_show", "paper_edit", "paper_issue", "paper_send", "paper_sign"),
    *("paper_take_back", "paper_drop", "file_list", "file_show"),
)


def ready(endpoint: str, scope: Scope) -> None:
    """Give one planted petition an id that a form can name; nobody has declared yet; the question waits."""
    if endpoint.endswith((".case_handle", ".case_decide")):
        db.session.execute(delete(Conflict))
    if endpoint.startswith(("petitions.roster_", "petitions_machine.people_")) or endpoint.endswith(".withdrawal_ask"):
        _seat_people()
    if endpoint == "petitions_public.filing_act":  # the mark of the page that code and secret have opened
        waits = db.session.scalars(select(Filing).where(Filing.state == "waiting")).one()
        FORMS[endpoint]["opened"] = opened_mark(waits.public_id)
    if endpoint.startswith(("petitions.paper_", "petitions_machine.paper_")):
        _note_papers()
    if endpoint == "petitions_machine.petition_assign":
        PROGRAMS[endpoint]["officer"] = colleagues_with(scope, PETITION_PROCESS.name)[0].public_id
    if endpoint == "petitions.bundle_create":  # the planted scan has no bytes
        db.session.execute(delete(StoredFile).where(StoredFile.subject.startswith("petitions:petition:")))
    if endpoint.endswith(".clock_recount"):
        _let_clock_move(scope, endpoint)
    if endpoint == "petitions.task_show":
        db.session.execute(update(Task).values(state="given"))
    if endpoint == "petitions.attachment_remove":
        mine = StoredFile.subject.startswith("petitions:")
        db.session.execute(update(StoredFile).where(mine).values(public_id=FORMS[endpoint]["scan"]))
    if endpoint not in NAMES_ANOTHER:
        return
    newest = select(Petition.id).where(Petition.state == "transferred").limit(1).scalar_subquery()
    db.session.execute(update(Petition).where(Petition.id == newest).values(public_id=OTHER))


def _wait_again() -> None:
    """What was sent online waits once more."""
    for row in db.session.scalars(select(Filing).where(Filing.ground.in_(("", "insult")))):
        row.state, row.petition_id, row.summary, row.ground = "waiting", None, "x", ""


def _let_clock_move(scope: Scope, endpoint: str) -> None:
    """Let the planted limit be one that ended earlier under the calendar by which it was counted."""
    found = law.compute(law.Clock("CM-04", date(2026, 11, 20)), petition_law().rules, calendar_of(scope))
    earlier = {"calendar": "before", "due_on": "2026-11-27"}
    for row in db.session.scalars(select(Clock).where(Clock.kind == "settle")):
        row.rule_id, row.due_on, row.derivation = "CM-04", date(2026, 11, 27), found.to_json() | earlier
    (FORMS if endpoint in FORMS else PROGRAMS)[endpoint]["due"] = str(found.due_on)


#: Planted paper -> its state, for the walk that changes them.
_PLANTED: dict[str, str] = {}


def _note_papers() -> None:
    """Remember the planted papers before the first change."""
    _PLANTED.clear()
    _PLANTED.update({row.public_id: row.state for row in db.session.scalars(select(CasePaper))})


def _papers_again() -> None:
    """Each planted paper is as it was, and a draft that was thrown away lies there again."""
    there = {row.public_id: row for row in db.session.scalars(select(CasePaper))}
    petition = db.session.scalars(select(CasePaper.petition_id)).first()
    for public_id, state in _PLANTED.items():
        row = there.get(public_id)
        if row is None:
            row = CasePaper(public_id=public_id, petition_id=petition, kind="proposal", text="x", made_at=clock.now())
            db.session.add(row)
        row.state, row.issued_on = state, None if state == "draft" else date(2026, 11, 20)
        row.number = row.book = row.year = None
        row.version = 1


def again(endpoint: str, scope: Scope) -> None:
    """Programs name the version they saw: bring every petition back to it, and what each change ends."""
    if endpoint.startswith(("petitions.paper_", "petitions_machine.paper_")):
        _papers_again()
    if endpoint.endswith((".filing_register", ".filing_refuse")):
        _wait_again()
    if endpoint == "petitions_public.filing_act":  # a filing holds so many papers at most
        db.session.execute(delete(StoredFile).where(StoredFile.subject.startswith("petitions:filing:")))
    if not endpoint.startswith("petitions_machine."):
        return
    db.session.execute(update(Petition).values(version=2))
    if endpoint.endswith(".petition_mark"):
        db.session.execute(update(Petition).where(Petition.state == "duplicate").values(state="classified"))
        db.session.execute(delete(Link))
    if endpoint.endswith(".withdrawal_ask"):
        db.session.execute(delete(Withdrawal).where(Withdrawal.state == "asked"))
    if endpoint.endswith(".task_answer"):
        db.session.execute(update(Task).values(state="given"))


def _seat_people() -> None:
    """Let the decided matter have people whose ids a form can name, one for each who asks."""
    case = db.session.scalars(select(Case)).first()
    if case is None:
        return
    case.decided_on = case.accepted_on
    for number in range(60):
        db.session.add(Party(public_id=f"walk-{number}", petition_id=case.petition_id, position=number + 1, name="x"))


def quiet(scope: Scope) -> None:
    """End every limit and case, so that nothing keeps the register from being switched off."""
    for row in db.session.scalars(select(Clock).where(Clock.live.is_(True))):
        row.live, row.state = None, "ended"
    for case in db.session.scalars(select(Case)):
        case.state = "closed"


WALK = Walk(
    records=("petition", "filing", "case", "link", "envelope", "task", "dialogue", "withdrawal", "clock", "paper"),
    parameters={"step": "declare", "decision": "declare", "paper_kind": "proposal"},
    uploads={"petitions.form_replace": (starter(), "mau.docx")},
    owned={
        **{f"petitions.{view}": "petitions.petition.identify" for view in PAPERS},
        **{f"petitions_machine.{view}": "petitions.petition.identify" for view in MACHINE_PAPERS},
    },
    aims={
        "petitions_machine.file_show": {"file_id": "scan"},
        "petitions_machine.paper_sign": {"paper_id": "issued_paper"},
        "petitions_machine.paper_take_back": {"paper_id": "issued_paper"},
        "petitions_machine.paper_send": {"paper_id": "signed_paper"},
        "petitions_machine.filing_reply": {"filing_id": "refused_filing"},
        "petitions.paper_sign": {"paper_id": "issued_paper"},
        "petitions.paper_take_back": {"paper_id": "issued_paper"},
        "petitions.paper_send": {"paper_id": "signed_paper"},
        "petitions.filing_reply": {"filing_id": "refused_filing"},
        "petitions.petition_decide": {"petition_id": "proposed"},
        "petitions_machine.petition_decide": {"petition_id": "proposed"},
        "petitions_machine.petition_propose": {"petition_id": "petition"},
        "petitions.petition_propose": {"petition_id": "petition"},
        "petitions.petition_send_up": {"petition_id": "upward"},
        "petitions.petition_complete": {"petition_id": "incomplete"},
        "petitions.petition_unmark": {"petition_id": "repeated"},
        "petitions.petition_dispatch": {"petition_id": "second"},
        "petitions.petition_urge": {"petition_id": "second"},
        "petitions.petition_reply": {"petition_id": "second"},
        "petitions.petition_report_back": {"petition_id": "passed"},
        "petitions_machine.petition_send_up": {"petition_id": "upward"},
        "petitions_machine.petition_complete": {"petition_id": "incomplete"},
        "petitions_machine.petition_unmark": {"petition_id": "repeated"},
        "petitions_machine.petition_dispatch": {"petition_id": "second"},
        "petitions_machine.petition_urge": {"petition_id": "second"},
        "petitions_machine.petition_reply": {"petition_id": "second"},
        "petitions_machine.petition_report_back": {"petition_id": "passed"},
    },
    forms=FORMS,
    programs=PROGRAMS,
    ready=ready,
    again=again,
    quiet=quiet,
    without_canary={
        "petitions_petition.public_id": "random id",
        "petitions_petition.once": "random id",
        "petitions_petition.book": "closed list",
        "petitions_petition.state": "closed list",
        "petitions_petition.kind": "closed list",
        "petitions_petition.source": "closed list",
        "petitions_petition.competence": "closed list",
        "petitions_petition.proposal": "closed list",
        "petitions_petition.ground": "closed list",
        "petitions_petition.field": "closed list",
        "petitions_petition.respondent_level": "closed list",
        "petitions_petition.source_ref": "a reference",
        "petitions_petition.special": "closed list",
        "petitions_link.public_id": "random id",
        "petitions_link.kind": "closed list",
        "petitions_transfer.public_id": "random id",
        "petitions_transfer.state": "closed list",
        "petitions_transfer.letter_id": "random id",
        "petitions_custody.kind": "closed list",
        "petitions_own_form.public_id": "random id",
        "petitions_own_form.kind": "closed list",
        "petitions_paper.public_id": "random id",
        "petitions_paper.once": "random id",
        "petitions_paper.kind": "closed list",
        "petitions_paper.state": "closed list",
        "petitions_paper.form_id": "closed list",
        "petitions_paper.book": "closed list",
        "petitions_party.public_id": "random id",
        "petitions_party.role": "closed list",
        "petitions_party.id_type": "closed list",
        "petitions_step.machine": "closed list",
        "petitions_step.name": "closed list",
        "petitions_step.before": "closed list",
        "petitions_step.after": "closed list",
        "petitions_step.ground": "closed list",
        "petitions_case.public_id": "random id",
        "petitions_case.kind": "closed list",
        "petitions_case.state": "closed list",
        "petitions_case.resumes_to": "closed list",
        "petitions_case.verdict": "closed list",
        "petitions_pause.kind": "closed list",
        "petitions_pause.open_kind": "closed list",
        "petitions_pause.ground": "closed list",
        "petitions_prolongation.rule_id": "closed list",
        "petitions_task.public_id": "random id",
        "petitions_task.state": "closed list",
        "petitions_dialogue.public_id": "random id",
        "petitions_dialogue.state": "closed list",
        "petitions_dialogue.hour": "an hour",
        "petitions_withdrawal.public_id": "random id",
        "petitions_withdrawal.channel": "closed list",
        "petitions_withdrawal.state": "closed list",
        "petitions_filing.public_id": "random id",
        "petitions_filing.state": "closed list",
        "petitions_filing.ground": "closed list",
        "petitions_filing.code_hash": "a hash",
        "petitions_filing.secret_hash": "a hash",
        "petitions_filing.satisfied": "closed list",
        "petitions_filing_note.kind": "closed list",
        "petitions_clock.public_id": "random id",
        "petitions_clock.kind": "closed list",
        "petitions_clock.rule_id": "closed list",
        "petitions_clock.state": "closed list",
    },
)
