"""Writing, issuing, signing and sending papers. What was issued is frozen; its number is never used again."""

from __future__ import annotations

from datetime import date
from typing import IO

from core.api import (
    Invalid,
    NotFound,
    Refused,
    Scope,
    agency_of,
    clock,
    db,
    documents,
    next_number,
    store_made,
    store_upload,
)
from plugins.petitions.models import CasePaper, Petition
from plugins.petitions.models.papers import SENT_HOW
from plugins.petitions.papers import own_form
from plugins.petitions.papers.kinds import BY_NAME, PaperKind, kinds_for
from plugins.petitions.papers.layout import Words, document_of
from plugins.petitions.permissions import PAPER_ISSUE
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.own_forms import content_of_form
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.redaction import scan
from plugins.petitions.services.decide import grounds_of
from plugins.petitions.services.moves import Why, note_step

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MEDIA = {"docx": DOCX, "pdf": PDF}
#: Papers one petition holds at most.
MOST = 100


def offers(scope: Scope, petition: Petition) -> tuple[list[PaperKind], list[PaperKind]]:
    """(papers that the state of things asks for, the others of this kind of petition)."""
    return kinds_for(queries.situation_of(scope, petition))


def make_paper(scope: Scope, petition_id: str, kind_name: str, *, once: str = "") -> CasePaper:
    """Draft a paper of the kind from what is known; a second sending of the same form finds the first one.

    Raises NotFound, Forbidden, Invalid for a kind that this petition has not, Refused when there are too many.
    """
    petition = get_petition(scope, petition_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    queries.require_names(scope, petition)
    if once and (made := queries.get_by_once(scope, petition, once)):
        return made
    kind = BY_NAME.get(kind_name)
    if kind is None or petition.kind not in kind.kinds:
        raise Invalid({"kind": "choose_paper"})
    if len(queries.list_papers(scope, petition)) >= MOST:
        raise Refused("too_many_papers")
    material = queries.material_of(scope, petition, dict(grounds_of(petition)))
    draft = kind.write(material)
    paper = CasePaper(
        petition_id=petition.id,
        kind=kind.name,
        form_id=queries.choose_form(kind, material),
        about=kind.about(material),
        addressee=draft.addressee[:1000],
        grounds=draft.grounds[:2000],
        text=draft.text,
        recipients=draft.recipients[:1000],
        made_at=clock.now(),
        made_by=scope.actor_id,
    )
    if once:
        paper.once = once
    db.session.add(paper)
    db.session.flush()
    return paper


def betraying(paper: CasePaper, words: Words) -> list[str]:
    """What looks like a name or a number in the new words and did not stand in the draft before."""
    known = {hit.text for name in Words.__dataclass_fields__ for hit in scan(getattr(paper, name))}
    hits = [hit.text for name in Words.__dataclass_fields__ for hit in scan(getattr(words, name))]
    return [text for text in dict.fromkeys(hits) if text not in known]


def edit_paper(scope: Scope, paper_id: str, words: Words, *, seen: int | None, clean: bool = False) -> CasePaper:
    """Change the words of a draft.

    Raises NotFound, Forbidden, Refused when it is none or was changed meanwhile, Invalid when words about a
    denunciation look like somebody's name or number and nobody confirmed (``clean``) that they betray no one.
    """
    paper, petition = _draft(scope, paper_id, seen)
    if petition.is_sealed and not clean and betraying(paper, words):
        raise Invalid({"clean": "paper_not_clean"})
    for name in Words.__dataclass_fields__:
        setattr(paper, name, getattr(words, name))
    paper.version += 1
    db.session.flush()
    return paper


def drop_paper(scope: Scope, paper_id: str) -> str:
    """Throw a draft away; gives the petition's public id. Raises NotFound, Forbidden, Refused for an issued paper."""
    paper, petition = _draft(scope, paper_id, None)
    db.session.delete(paper)
    db.session.flush()
    return petition.public_id


def issue_paper(scope: Scope, paper_id: str, on: date, *, seen: int | None, clean: bool = False) -> CasePaper:
    """Freeze a draft on the day ``on``: the next number of its kind in that year, .docx and PDF with their hashes.

    ``clean`` says that nothing in it tells who denounced; it is asked of papers about denunciations
    alone (Law on Denunciations Art 8.3). Raises NotFound, Forbidden, Invalid, Refused.
    """
    paper, petition = _draft(scope, paper_id, seen)
    if on > clock.today():
        raise Invalid({"on": "future"})
    if on < petition.received_on:
        raise Invalid({"on": "before_receipt"})
    if petition.is_sealed and not clean:
        raise Invalid({"clean": "paper_not_clean"})
    kind = BY_NAME[paper.kind]
    paper.state, paper.issued_on, paper.issued_by = "issued", on, scope.actor_id
    paper.version += 1
    if kind.numbered:
        paper.book = f"{kind.symbol}.TC" if petition.is_sealed else kind.symbol
        paper.year = on.year
        paper.number = next_number(scope, f"petitions.paper.{paper.book}", on.year)
    db.session.flush()
    name = f"{kind.name}-{queries.number_of(paper) or paper.public_id[:6]}"
    for part, content in drawn(scope, paper).items():
        store_made(scope, queries.reference(paper), f"{name}.{part}", content, MEDIA[part], part)
    _note(scope, petition, "paper_issued", paper)
    return paper


def sign_paper(scope: Scope, paper_id: str, filename: str, stream: IO[bytes] | None) -> CasePaper:
    """Attest that an issued paper was signed by hand, with its scan; papers of denunciations are not scanned.

    Raises NotFound, Forbidden, Refused (FileRefused) for a paper that is not issued, or without a scan.
    """
    paper, petition = queries.get_paper(scope, paper_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    if paper.state != "issued":
        raise Refused("paper_not_issued")
    if not petition.is_sealed:
        if stream is None:
            raise Refused("scan_missing")
        store_upload(scope, queries.reference(paper), filename, stream, "scan")
    paper.state, paper.attested_by = "signed", scope.actor_id
    paper.version += 1
    db.session.flush()
    _note(scope, petition, "paper_signed", paper)
    return paper


def send_paper(scope: Scope, paper_id: str, on: date, how: str) -> CasePaper:
    """Note that a signed paper went out or was handed over; ``how`` is one of ``SENT_HOW``, to whom is not noted.

    Raises NotFound, Forbidden, Invalid, Refused.
    """
    paper, petition = queries.get_paper(scope, paper_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    if paper.state != "signed":
        raise Refused("paper_not_signed")
    if on > clock.today():
        raise Invalid({"on": "future"})
    if paper.issued_on and on < paper.issued_on:
        raise Invalid({"on": "before_issue"})
    if how not in SENT_HOW:
        raise Invalid({"how": "not_listed"})
    paper.state, paper.sent_on, paper.sent_how = "sent", on, how
    paper.version += 1
    db.session.flush()
    _note(scope, petition, "paper_sent", paper)
    return paper


def take_back(scope: Scope, paper_id: str, reason: str) -> CasePaper:
    """Take an issued paper back, with the reason; it stays on record and its number stays used.

    Raises NotFound, Forbidden, Invalid without a reason, Refused for a draft or one that was taken back.
    """
    paper, petition = queries.get_paper(scope, paper_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    if paper.state in ("draft", "taken_back"):
        raise Refused("paper_not_issued")
    if not reason.strip():
        raise Invalid({"reason": "required"})
    paper.state, paper.reason = "taken_back", reason.strip()
    paper.version += 1
    db.session.flush()
    _note(scope, petition, "paper_taken_back", paper, reason.strip())
    return paper


def drawn(scope: Scope, paper: CasePaper) -> dict[str, bytes]:
    """The paper as it stands: ``docx`` and ``pdf``, or in the unit's own form as ``docx`` alone.

    Raises Refused when the own form is damaged or cannot be filled any more.
    """
    document, own = render(scope, paper), content_of_form(scope, paper.kind)
    if own is None:
        return {"docx": documents.to_docx(document), "pdf": documents.to_pdf(document)}
    try:
        return {"docx": own_form.fill(own, document, document.form_code)}
    except own_form.FormError as error:
        raise Refused("own_form_broken") from error


def render(scope: Scope, paper: CasePaper) -> documents.Document:
    """The paper as it stands, ready for .docx and PDF."""
    kind = BY_NAME.get(paper.kind)
    if kind is None:
        raise NotFound("paper")
    words = Words(
        paper.about, paper.addressee, paper.grounds, paper.text, paper.recipients, paper.capacity, paper.signer
    )
    number = queries.number_of(paper)
    return document_of(agency_of(scope), kind, words, queries.form_code(paper.form_id), number, paper.issued_on)


def _draft(scope: Scope, paper_id: str, seen: int | None) -> tuple[CasePaper, Petition]:
    paper, petition = queries.get_paper(scope, paper_id, to_change=True)
    scope.require(PAPER_ISSUE.name)
    if paper.state != "draft":
        raise Refused("paper_frozen")
    if seen is not None and seen != paper.version:
        raise Refused("paper_stale")
    return paper, petition


def _note(scope: Scope, petition: Petition, name: str, paper: CasePaper, more: str = "") -> None:
    """A line of the petition's history.

    What the paper is about stays out: officers write names there, and the history is read by people who
    may not see who petitioned.
    """
    number = f"{queries.number_of(paper)}/{BY_NAME[paper.kind].symbol}" if paper.number else ""
    reason = ". ".join(part for part in (BY_NAME[paper.kind].type, more) if part)
    note_step(scope, petition, name, Why(clock.today(), paper_no=number, reason=reason))
