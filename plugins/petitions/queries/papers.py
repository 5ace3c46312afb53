"""Reads of papers: only of petitions the actor may know of, and with names only for who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import exists, select

from core.api import Forbidden, NotFound, Scope, StoredFile, agency_of, clock, db, law, list_files, names_of, units_of
from plugins.petitions.law import Act, Model, petition_law, stop_grounds
from plugins.petitions.law import form as law_form
from plugins.petitions.models import Case, CasePaper, Clock, Dialogue, Pause, Petition, Prolongation, Step, Withdrawal
from plugins.petitions.papers.kinds import BY_NAME, PaperKind
from plugins.petitions.papers.layout import DRAFT_MODEL
from plugins.petitions.papers.material import Material, Situation, Talk
from plugins.petitions.permissions import PAPER_ISSUE, PETITION_IDENTIFY
from plugins.petitions.queries import cases
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_petition, seen_by

REFERENCE = "petitions:paper:"


def reference(paper: CasePaper) -> str:
    """How files and events name a paper."""
    return REFERENCE + paper.public_id


def require_names(scope: Scope, petition: Petition) -> None:
    """Raise Forbidden unless the actor may read papers of this petition: they name who petitioned."""
    if not petition.is_sealed:
        scope.require(PETITION_IDENTIFY.name)


def get_paper(scope: Scope, public_id: str, *, to_change: bool = False) -> tuple[CasePaper, Petition]:
    """A paper with its petition. Raises NotFound, also when the petition is hidden from the actor; Forbidden."""
    query = (
        select(CasePaper, Petition.public_id)
        .join(Petition, Petition.id == CasePaper.petition_id)
        .where(CasePaper.public_id == public_id, seen_by(scope))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound("paper")
    petition = get_petition(scope, row[1], to_change=to_change)
    require_names(scope, petition)
    if to_change:
        db.session.refresh(row[0], with_for_update=True)
    return row[0], petition


def readable(scope: Scope, subject: str) -> bool:
    """Whether the actor may read the files of a paper. Raises NotFound when the petition is hidden from the actor."""
    if not scope.can(PAPER_ISSUE.name):
        return False
    try:
        get_paper(scope, subject.removeprefix(REFERENCE))
    except Forbidden:
        return False
    return True


def get_by_once(scope: Scope, petition: Petition, once: str) -> CasePaper | None:
    """The paper that an earlier sending of the same form made."""
    return db.session.scalar(select(CasePaper).where(CasePaper.once == once, CasePaper.petition_id == petition.id))


def list_papers(scope: Scope, petition: Petition) -> list[CasePaper]:
    """Papers of a petition, the oldest first."""
    require_names(scope, petition)
    return list(
        db.session.scalars(select(CasePaper).where(CasePaper.petition_id == petition.id).order_by(CasePaper.id))
    )


def files_of(scope: Scope, paper: CasePaper) -> dict[str, StoredFile]:
    """``docx`` and ``pdf`` as they were issued, ``scan`` of the signed paper; empty for a draft."""
    return {row.part: row for row in list_files(scope, reference(paper))}


def files_of_all(scope: Scope, papers: Sequence[CasePaper]) -> dict[int, dict[str, StoredFile]]:
    """Key of a paper -> its files by part; one statement."""
    keys = {reference(paper): paper.id for paper in papers}
    found: dict[int, dict[str, StoredFile]] = {}
    if keys:
        for row in db.session.scalars(select(StoredFile).where(StoredFile.subject.in_(keys)).order_by(StoredFile.id)):
            found.setdefault(keys[row.subject], {})[row.part] = row
    return found


def happened(scope: Scope, petitions: Sequence[Petition]) -> tuple[dict[int, list[Step]], dict[int, list[Clock]]]:
    """Key of a petition -> its steps, and its limits, the oldest first; two statements."""
    keys = [petition.id for petition in petitions]
    steps: dict[int, list[Step]] = {}
    for step in db.session.scalars(select(Step).where(Step.petition_id.in_(keys)).order_by(Step.id)):
        steps.setdefault(step.petition_id, []).append(step)
    clocks: dict[int, list[Clock]] = {}
    for clock_ in db.session.scalars(select(Clock).where(Clock.petition_id.in_(keys)).order_by(Clock.id)):
        clocks.setdefault(clock_.petition_id, []).append(clock_)
    return steps, clocks


def number_of(paper: CasePaper) -> str:
    """The number as it is printed, without symbol: sealed papers have a series of their own, marked TC."""
    if paper.number is None:
        return ""
    return f"{paper.number:02d}.TC" if (paper.book or "").endswith(".TC") else str(paper.number)


def form_code(form_id: str) -> str:
    """What stands in the corner: the number of the form, and that its official model was not seen."""
    if not form_id:
        return DRAFT_MODEL
    try:
        found = law_form(form_id)
    except law.LawError:
        return DRAFT_MODEL
    number = f"Mẫu số {found.number}" if found.number else ""
    model = DRAFT_MODEL if found.model is Model.DRAFT else ""
    return " · ".join(part for part in (number, model) if part)


#: Beginning of a form's id -> the only kind of petition it is made for.
FORMS_OF = {"D124-": "complaint", "D31-": "denunciation"}


def choose_form(kind: PaperKind, material: Material) -> str:
    """The form of law that a paper of this kind follows today; empty when there is none in force for this petition."""
    for form_id in kind.forms[kind.first(material) :]:
        if any(form_id.startswith(start) and material.kind != own for start, own in FORMS_OF.items()):
            continue
        try:
            law_form(form_id, material.today)
        except law.LawError:
            continue
        return form_id
    return ""


def _amending(kind: str, today: date) -> str:
    """The decree that amends the one on this kind of petition on that day, by the forms in force; empty: none."""
    form_id, first = {"complaint": ("D124-03", "124/2020"), "denunciation": ("D31-02", "31/2019")}.get(kind, ("", ""))
    try:
        source = law_form(form_id, today).source if form_id else ""
    except law.LawError:
        return ""
    return "" if first in source else source.replace("Nghị định ", "Nghị định số ", 1)


def _days(rule_id: str, today: date, flags: tuple[str, ...] = ()) -> int:
    return petition_law().rules.version_on(rule_id, today, flags).value


def title_of(paper: CasePaper) -> str:
    """What the paper is called on screen, in the words it is printed with."""
    kind = BY_NAME.get(paper.kind)
    return f"{kind.type}: {paper.about}" if kind else paper.about


def situation_of(scope: Scope, petition: Petition) -> Situation:
    """Where a petition stands, for the choice of papers; one statement."""
    case = select(Case).where(Case.petition_id == petition.id).order_by(Case.level.desc()).limit(1).subquery()
    talk = select(Dialogue.state).where(Dialogue.case_id == case.c.id).order_by(Dialogue.id.desc()).limit(1)
    row = db.session.execute(
        select(
            case.c.state,
            talk.scalar_subquery(),
            exists().where(Pause.case_id == case.c.id, Pause.kind == "suspension"),
            exists().where(Prolongation.case_id == case.c.id),
            exists().where(Withdrawal.petition_id == petition.id, Withdrawal.state.in_(("asked", "confirmed"))),
        )
    ).one_or_none()
    found = tuple(row) if row is not None else ()
    return Situation(
        petition.kind,
        petition.state,
        petition.proposal,
        *((found[0], found[1] or "", *map(bool, found[2:])) if found else ()),
    )


def material_of(scope: Scope, petition: Petition, grounds: dict[str, str]) -> Material:
    """All that a paper of this petition may quote. ``grounds``: code -> words of what may be said against it."""
    case, today = cases.get_case(scope, petition), clock.today()
    parties = [] if petition.is_sealed else [party for party in petition.parties if party.withdrawn_on is None]
    speaks = next((party.name for party in parties if party.role == "representative"), "")
    officer = (case.officer_id if case else None) or petition.officer_id or scope.actor_id
    unit = (case.unit_id if case else None) or petition.unit_id
    units = {row.key: row.name for row in units_of(scope)}
    base = Material(
        agency=agency_of(scope),
        kind=petition.kind,
        code=code_of(scope, petition),
        received_on=petition.received_on,
        written_on=petition.written_on,
        source_body=petition.source_body,
        summary=petition.summary,
        demand=petition.demand,
        respondent=petition.respondent,
        decision_no=petition.decision_no,
        decision_on=petition.decision_on,
        headcount=petition.headcount,
        people=tuple((party.name, ", ".join(filter(None, (party.address, party.commune)))) for party in parties),
        speaks=speaks,
        competent_body=petition.competent_body,
        outcome_body=petition.outcome_body,
        proposal=petition.proposal,
        reason=petition.proposal_reason,
        ground=grounds.get(petition.ground, ""),
        officer=names_of([officer]).get(officer or 0, ""),
        unit=units.get(unit or 0, ""),
        today=today,
        amending=_amending(petition.kind, today),
        second_days=(_days("CM-23", today), _days("CM-23", today, ("remote",))),
        posted_days=_days("DN-18", today),
    )
    return base if case is None else _settled(scope, base, petition, case, units)


def _settled(scope: Scope, base: Material, petition: Petition, case: Case, units: dict[int, str]) -> Material:
    settle = cases.live_clock(scope, petition, "settle")
    dialogues = cases.list_dialogues(scope, case)
    stops = [pause for pause in cases.list_pauses(scope, case) if pause.kind == "suspension"]
    more = cases.list_prolongations(scope, case)
    wishes = [wish for wish in cases.list_withdrawals(scope, petition) if wish.state in ("asked", "confirmed")]
    return replace(
        base,
        case=case.state,
        level=case.level,
        accepted_on=case.accepted_on,
        due_on=settle.due_on if settle else None,
        verification=case.verification,
        verdict=case.verdict,
        result=case.result,
        differs=case.differs,
        talk=_talk(dialogues[-1]) if dialogues else None,
        stop_ground=_stop_words(case, stops[-1].ground) if stops else "",
        extended=(more[-1].days, more[-1].ground, more[-1].decided_on) if more else None,
        withdrawn=("toàn bộ" if wishes[-1].whole else wishes[-1].content) if wishes else "",
        questions=tuple((units.get(t.unit_id, ""), t.question, t.due_on) for t in cases.list_tasks(scope, case)),
    )


def _talk(row: Dialogue) -> Talk:
    return Talk(
        planned_on=row.planned_on,
        hour=row.hour,
        place=row.place,
        chair=row.chair,
        others=row.others,
        held=row.state == "held",
        absent=row.state == "absent",
        agreed=row.agreed,
        open_points=row.open_points,
    )


def _stop_words(case: Case, ground: str) -> str:
    rows = [row for act in Act for row in stop_grounds(act, case.kind, clock.today(), petition_law())]
    return next((f"{row.title('vi')} ({row.article})" for row in rows if row.id == ground), ground)
