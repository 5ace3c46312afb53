"""The register and the cases for programs: the same queries, services, forms and rights as the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import url_for
from werkzeug.datastructures import MultiDict

from core.api import Invalid, Keyset, MachineBlueprint, NotFound, Refused, _l, api_fields, db, law, names_of, scope
from plugins.petitions.case_words import law_sentence
from plugins.petitions.machine_models import (
    CaseOut,
    ClassificationIn,
    ClockOut,
    DecisionIn,
    PartyOut,
    PetitionIn,
    PetitionNote,
    PetitionOut,
    PetitionRowOut,
    PetitionsOut,
    PetitionsQuestion,
    ProposalIn,
    StepIn,
)
from plugins.petitions.models import Clock, Petition
from plugins.petitions.permissions import (
    CASE_HANDLE,
    CUSTODY_MANAGE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_REGISTER,
    PETITION_VIEW,
)
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries import lists
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import PetitionFilter, code_of
from plugins.petitions.services import classify, decide, register
from plugins.petitions.views.cases import offers
from plugins.petitions.views.steps import DECIDE, HANDLE, Step, find_step
from plugins.petitions.words import refusal, sentence

Part = TypeVar("Part", bound=api_fields.Output)

api = MachineBlueprint("petitions", __name__)


@api.route(
    "/petitions", permission=PETITION_VIEW, asks=PetitionsQuestion, gives=PetitionsOut, summary=_l("List petitions")
)
def petition_list(asked: PetitionsQuestion) -> PetitionsOut:
    """Petitions, newest entry first, or a work list."""
    wanted = PetitionFilter(
        text=asked.q,
        kind=asked.kind or "",
        source=asked.source or "",
        since=asked.since,
        until=asked.until,
        work=asked.work or "",
    )
    year, _dash, entry = (asked.after or "").partition("-")
    after = (int(year), int(entry)) if entry else None
    rows, cursors, more = lists.list_petitions(scope(), wanted, Keyset(after, None, asked.limit))
    identify = scope().can(PETITION_IDENTIFY.name)
    kept = asked.model_dump(mode="json", exclude_defaults=True)
    following = url_for(".petition_list", **kept | {"after": f"{cursors[-1][0]}-{cursors[-1][1]}"}) if more else None
    same = ("code", "received_on", "kind", "state", "proposal", "headcount", "summary", "due_on")
    return PetitionsOut(
        petitions=[
            PetitionRowOut(
                **{name: getattr(row, name) for name in same},
                id=row.public_id,
                person=row.person if identify and row.person else None,
                url=_url(row.public_id),
            )
            for row in rows
        ],
        next=following,
    )


def _url(public_id: str) -> str:
    return url_for("petitions_machine.petition_show", petition_id=public_id)


def _note(petition: Petition) -> dict[str, Any]:
    return {
        "id": petition.public_id,
        "code": code_of(scope(), petition),
        "state": petition.state,
        "version": petition.version,
        "url": _url(petition.public_id),
    }


def _part(model: type[Part], row: Any, **more: Any) -> Part:
    return model(**{name: getattr(row, name) for name in model.model_fields if name not in more}, **more)


def _clocks(rows: list[Clock]) -> list[ClockOut]:
    return [_part(ClockOut, row, id=row.public_id, derivation=row.derivation or {}) for row in rows]


@api.route("/petitions/<petition_id>", permission=PETITION_VIEW, gives=PetitionOut, summary=_l("Show a petition"))
def petition_show(petition_id: str) -> PetitionOut:
    """One petition with its limits; who petitioned only for posts that may see it, and never for a denunciation."""
    petition = queries.get_petition(scope(), petition_id)
    people = None
    if scope().can(PETITION_IDENTIFY.name) and not petition.is_sealed:
        people = [_part(PartyOut, party) for party in petition.parties]
    return _part(
        PetitionOut,
        petition,
        **_note(petition),
        envelope_no=petition.envelope_no if scope().can(CUSTODY_MANAGE.name) else "",
        officer=names_of([petition.officer_id]).get(petition.officer_id or 0, ""),
        people=people,
        clocks=_clocks(case_queries.list_clocks(scope(), petition)),
    )


def _taking(act: Callable[[], Petition]) -> PetitionNote:
    """Take a step; what hinders it comes back in the reader's words."""
    try:
        return PetitionNote(**_note(act()))
    except Invalid as error:
        raise Invalid({name: sentence(key) for name, key in error.problems.items()}) from None
    except law.LawError as error:
        raise Refused(law_sentence(error)) from None
    except Refused as error:
        raise Refused(refusal(error)) from None


@api.route(
    "/petitions",
    permission=PETITION_REGISTER,
    takes=PetitionIn,
    gives=PetitionNote,
    status=201,
    summary=_l("Register a petition, no denunciation"),
)
def petition_create(body: PetitionIn) -> PetitionNote:
    """Write a petition into the register."""
    return _taking(lambda: register.register_petition(scope(), body.values()))


@api.route(
    "/petitions/<petition_id>/classification",
    permission=PETITION_PROCESS,
    takes=ClassificationIn,
    gives=PetitionNote,
    summary=_l("Classify a petition"),
)
def petition_classify(petition_id: str, body: ClassificationIn) -> PetitionNote:
    """Write down what the officer found."""
    return _taking(lambda: classify.classify(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/proposal",
    permission=PETITION_PROCESS,
    takes=ProposalIn,
    gives=PetitionNote,
    summary=_l("Propose what becomes of a petition"),
)
def petition_propose(petition_id: str, body: ProposalIn) -> PetitionNote:
    """Put one of the lawful outcomes before the head."""
    return _taking(lambda: decide.propose(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/decision",
    permission=PETITION_DECIDE,
    takes=DecisionIn,
    gives=PetitionNote,
    summary=_l("Decide on a proposal"),
)
def petition_decide(petition_id: str, body: DecisionIn) -> PetitionNote:
    """Agree with what is proposed, or send it back."""
    return _taking(lambda: decide.decide(scope(), petition_id, body.values(), seen=body.version))


@api.route(
    "/petitions/<petition_id>/case",
    permission=PETITION_VIEW,
    gives=CaseOut,
    summary=_l("Show a case, its limits and its possible steps"),
)
def case_show(petition_id: str) -> CaseOut:
    """The settlement of one petition, and what the token's post may do with it now."""
    file = case_queries.get_case_file(scope(), petition_id)
    case = file.case
    possible = offers(file)
    return _part(
        CaseOut,
        case,
        id=file.petition.public_id,
        code=code_of(scope(), file.petition),
        version=file.petition.version,
        officer=names_of([case.officer_id]).get(case.officer_id or 0, ""),
        steps=[offer.name for offer in possible if "/case/steps/" in offer.url],
        decisions=[offer.name for offer in possible if "/case/decisions/" in offer.url],
        clocks=_clocks(file.clocks),
    )


@api.route(
    "/petitions/<petition_id>/case/steps/<step>",
    permission=CASE_HANDLE,
    takes=StepIn,
    gives=PetitionNote,
    summary=_l("Take a step in a case"),
)
def case_handle(petition_id: str, step: str, body: StepIn) -> PetitionNote:
    """A step of whoever handles the case."""
    return _take(petition_id, find_step(HANDLE, step), body)


@api.route(
    "/petitions/<petition_id>/case/decisions/<decision>",
    permission=PETITION_DECIDE,
    takes=StepIn,
    gives=PetitionNote,
    summary=_l("Take a step of the head in a case"),
)
def case_decide(petition_id: str, decision: str, body: StepIn) -> PetitionNote:
    """A step of whoever decides."""
    return _take(petition_id, find_step(DECIDE, decision), body)


def _take(petition_id: str, step: Step | None, body: StepIn) -> PetitionNote:
    """Fill in the form of the step as a person would, and take it."""
    if step is None:
        raise NotFound("step")
    file = case_queries.get_case_file(scope(), petition_id)
    form = step.form(file.case)(formdata=MultiDict({**body.values, "version": str(body.version)}))
    if unknown := set(body.values) - set(form._fields):
        raise Invalid(dict.fromkeys(sorted(unknown), sentence("not_listed")))
    if step.prepare is not None:
        step.prepare(scope(), file, form)
    if not form.validate():
        raise Invalid({name: str(texts[0]) for name, texts in form.errors.items() if texts})

    def act() -> Petition:
        step.take(scope(), petition_id, form)
        db.session.flush()
        return file.petition

    return _taking(act)
