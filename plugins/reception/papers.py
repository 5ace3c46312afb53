"""From stored visits to what the papers print. A denunciation prints a code, never a person."""

from __future__ import annotations

from core.api import clock
from core.api import documents as paper
from plugins.reception import documents
from plugins.reception.documents import BookRow, PaperForm, ReceiptData, RefusalNoticeData
from plugins.reception.law import ground
from plugins.reception.models import Person, Visit
from plugins.reception.words import BOOK_KINDS, PAPER_ID_TYPES, PAPER_KINDS


def code_of(visit: Visit) -> str:
    """What stands in the shared book in place of a person."""
    return f"TC-{visit.number:04d}/{visit.year}"


def _address(person: Person) -> str:
    return ", ".join(part for part in (person.address, person.commune) if part)


def _identity(person: Person) -> str:
    return f"{PAPER_ID_TYPES[person.id_type]} {person.id_number}".strip() if person.id_number else ""


def book_row(visit: Visit) -> BookRow:
    """One line of the book 03/TCD."""
    people = visit.people
    named = code_of(visit) if visit.is_sealed else "; ".join(f"{person.name}, {_address(person)}" for person in people)
    refused = f"Từ chối tiếp: {visit.refusal_ground}" if visit.refusal_ground else ""
    guided = visit.outcome == "guided"
    body = ", ".join(part for part in (visit.outcome_body, visit.outcome_paper) if part)
    return BookRow(
        seq=visit.number,
        received_on=visit.received_on,
        person=named,
        identity="" if visit.is_sealed else "; ".join(filter(None, map(_identity, people))),
        summary=visit.summary,
        kind_label=BOOK_KINDS[visit.kind],
        headcount=visit.headcount,
        prior_settlement=visit.prior_settlement,
        in_competence=visit.in_competence,
        guided=body if guided else "",
        accepted="" if guided else body,
        result=visit.result,
        note="; ".join(part for part in (refused, visit.note) if part),
    )


def witness_of(head: tuple[int, str]) -> str:
    """What the foot of a receipt says of the newest entry of the audit chain; nothing of an empty one."""
    number, code = head
    return f"Dấu đối chiếu nhật ký: số {number}, mã {code}" if number else ""


def receipt_of(
    visit: Visit, agency: paper.Agency, officer: str, place: str, copies: int, head: tuple[int, str] = (0, "")
) -> paper.Document:
    """Receipt 02/TCD, written in so many ``copies``; ``head`` is what ``audit_head`` gives."""
    giver = visit.people[0] if visit.people else None
    return documents.receipt(
        ReceiptData(
            agency=agency,
            received_at=visit.registered_at.astimezone(clock.ZONE),
            place=place or agency.name,
            receiver_name=officer,
            receiver_post="Người tiếp công dân",
            papers=tuple(documents.Paper(p.name, p.pages, p.condition, PaperForm(p.copy_kind)) for p in visit.papers),
            giver_name=giver.name if giver else "",
            giver_identity=_identity(giver) if giver else "",
            denunciation=visit.is_sealed,
            copies=copies,
            reference=code_of(visit) if visit.is_sealed else f"{visit.number}/{visit.year}",
            witness=witness_of(head),
        )
    )


def refusal_of(visit: Visit, agency: paper.Agency) -> paper.Document | None:
    """Refusal notice 01/TCD; None where the law asks for an oral reason only."""
    if not visit.refusal_ground or not ground(visit.refusal_ground).is_written:
        return None
    reason = ground(visit.refusal_ground)
    person = visit.people[0] if visit.people else None
    return documents.refusal_notice(
        RefusalNoticeData(
            agency=agency,
            visited_on=visit.received_on,
            kind_label=PAPER_KINDS[visit.kind],
            subject=visit.summary,
            ground_code=reason.code,
            ground_text=reason.title_vi,
            ground_basis=f"{reason.article} {reason.source}",
            earlier_notice=visit.earlier_notice,
            person_name=person.name if person else "",
            person_identity=_identity(person) if person else "",
            person_address=_address(person) if person else "",
        )
    )
