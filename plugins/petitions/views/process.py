"""The way through the register: classify, propose, decide, split, repeat, remind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, clock, go, language, page, scope
from plugins.petitions.forms.process import (
    ClassifyForm,
    DecideForm,
    DispatchForm,
    ProposeForm,
    ReasonForm,
    ReplyForm,
    ReportBackForm,
    SendUpForm,
    SplitForm,
    UrgeForm,
)
from plugins.petitions.law import petition_law
from plugins.petitions.letters import KINDS
from plugins.petitions.models import Petition
from plugins.petitions.outcome_rules import OWN_HEADS
from plugins.petitions.permissions import CUSTODY_MANAGE, PETITION_DECIDE, PETITION_PROCESS
from plugins.petitions.queries import links
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services import classify as classifying
from plugins.petitions.services import decide as deciding
from plugins.petitions.services import links as linking
from plugins.petitions.services import transfers
from plugins.petitions.services.handover import dispatch
from plugins.petitions.services.moves import Why
from plugins.petitions.services.report_back import report_back
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.petitions.views.petitions import show_petition
from plugins.petitions.words import refusal


def _url(petition_id: str) -> str:
    return url_for("petitions.petition_show", petition_id=petition_id)


def _done(petition_id: str, text: str) -> Any:
    """On to the page of the petition, if the actor still may know of it."""
    petition = queries.get_petition(scope(), petition_id)
    return go(_url(petition.public_id), text)


def _step(petition_id: str, form: Any, name: str, act: Callable[[], Any], text: str) -> Any:
    """Take a step from the petition's own page; what hinders it is said there, over its present state."""
    if not form.validate():
        return show_petition(petition_id, status=422, **{name: form})
    try:
        act()
    except Invalid as error:
        form.show(error)
        return show_petition(petition_id, status=422, **{name: form})
    except Refused as error:
        return show_petition(petition_id, status=409, problem=refusal(error), **{name: form})
    return _done(petition_id, text)


@bp.route("/petitions/<petition_id>/classify", methods=["GET", "POST"], permission=PETITION_PROCESS)
def petition_classify(petition_id: str) -> Any:
    """The axes of classification, with the body that the table of competence names."""
    petition = queries.get_petition(scope(), petition_id)
    if request.method != "POST":
        return _classify_page(petition, ClassifyForm.of(petition))
    form = ClassifyForm(petition)
    if "look" in request.form:
        return _classify_page(petition, form)
    if form.validate():
        try:
            classifying.classify(scope(), petition_id, form.values(), seen=form.seen)
        except Invalid as error:
            form.show(error)
        except Refused as error:
            return show_petition(petition_id, status=409, problem=refusal(error))
        else:
            return _done(petition_id, _("The classification is saved."))
    return _classify_page(petition, form, 422)


def _classify_page(petition: Petition, form: ClassifyForm, status: int = 200) -> Any:
    found = {
        level: classifying.competent(
            scope(),
            form.kind.data or petition.kind,
            level,
            petition.received_on,
            second=bool(form.second.data),
            book=form.book,
        )
        for level in (choice.value for choice in form.respondent_level.choices)
        if level
    }
    return page(
        "petitions/petition_classify.html",
        petition=petition,
        code=code_of(scope(), petition),
        form=form,
        competent=found,
        chosen=found.get(form.respondent_level.data or ""),
        own_heads=OWN_HEADS,
        labels=LABELS,
        lang=language(),
        status=status,
    )


@bp.route("/petitions/<petition_id>/propose", methods=["GET", "POST"], permission=PETITION_PROCESS)
def petition_propose(petition_id: str) -> Any:
    """Put one of the lawful outcomes before the head."""
    petition = queries.get_petition(scope(), petition_id)
    form = ProposeForm()
    book = petition_law()
    offered = deciding.choices_of(scope(), petition, book)
    form.offer(
        [(choice.result, LABELS["outcomes"][choice.result]) for choice in offered],
        deciding.grounds_of(petition, language(), book),
        petition.competent_body,
    )
    if request.method == "POST" and form.validate():
        try:
            deciding.propose(scope(), petition_id, form.values(), seen=form.seen)
        except Invalid as error:
            form.show(error)
        except Refused as error:
            return show_petition(petition_id, status=409, problem=refusal(error))
        else:
            return _done(petition_id, _("The proposal waits for the head's signature."))
    if request.method != "POST":
        form.version.data = str(petition.version)
        if petition.state == "proposed":
            form.result.data, form.ground.data = petition.proposal, petition.ground
            form.reason.data, form.body.data = petition.proposal_reason, petition.outcome_body
    return page(
        "petitions/petition_propose.html",
        petition=petition,
        code=code_of(scope(), petition),
        form=form,
        offered=offered,
        cell=deciding.cell_of(petition),
        labels=LABELS,
        lang=language(),
        status=422 if request.method == "POST" else 200,
    )


@bp.route("/petitions/<petition_id>/decide", methods=["POST"], permission=PETITION_DECIDE)
def petition_decide(petition_id: str) -> Any:
    """The head agrees, or sends back with a reason."""
    form = DecideForm()
    agree = request.form.get("answer") != "back"
    text = _("The decision is written down.") if agree else _("The proposal went back to the officer.")
    return _step(
        petition_id,
        form,
        "decide",
        lambda: deciding.decide(scope(), petition_id, form.values(agree=agree), seen=form.seen),
        text,
    )


@bp.route("/petitions/<petition_id>/send-up", methods=["POST"], permission=CUSTODY_MANAGE)
def petition_send_up(petition_id: str) -> Any:
    """Pass a denunciation against the unit's own head or deputy upward."""
    form = SendUpForm()
    return _step(
        petition_id,
        form,
        "send_up",
        lambda: transfers.send_up(scope(), petition_id, form.body.data or "", form.why(), seen=form.seen),
        _("The denunciation was passed upward; hand over the envelope too."),
    )


@bp.route("/petitions/<petition_id>/complete", methods=["POST"], permission=PETITION_PROCESS)
def petition_complete(petition_id: str) -> Any:
    """The petitioner brought what was missing."""
    form = ReasonForm()
    return _step(
        petition_id,
        form,
        "reason",
        lambda: deciding.complete(
            scope(), petition_id, Why(clock.today(), reason=form.reason.data or ""), seen=form.seen
        ),
        _("The petition is open again; classify it anew."),
    )


@bp.route("/petitions/<petition_id>/compare", methods=["GET", "POST"], permission=PETITION_PROCESS)
def petition_compare(petition_id: str) -> Any:
    """Side by side with petitions that may be about the same matter; a person says which it repeats, if any."""
    petition = queries.get_petition(scope(), petition_id)
    if petition.is_sealed or petition.candidate:
        raise Refused(refusal(Refused("no_sealed_links")))
    if request.method == "POST":
        form = ReasonForm()
        other = request.form.get("other", "")[:26]
        try:
            if request.form.get("how") == "related":
                linking.relate(scope(), petition_id, other)
                return _done(petition_id, _("The two petitions are linked."))
            linking.mark_duplicate(scope(), petition_id, other, seen=form.seen)
        except Refused as error:
            return show_petition(petition_id, status=409, problem=refusal(error))
        return _done(petition_id, _("The petition is marked as a repetition."))
    return page(
        "petitions/petition_compare.html",
        petition=petition,
        code=code_of(scope(), petition),
        alike=links.list_alike(scope(), links.matter_of(petition), petition.public_id),
        labels=LABELS,
    )


@bp.route("/petitions/<petition_id>/unmark", methods=["POST"], permission=PETITION_PROCESS)
def petition_unmark(petition_id: str) -> Any:
    """Take back that a petition repeats another."""
    form = ReasonForm()
    return _step(
        petition_id,
        form,
        "reason",
        lambda: linking.unmark_duplicate(scope(), petition_id, form.reason.data or "", seen=form.seen),
        _("The mark of repetition is taken back."),
    )


@bp.route("/links/<link_id>/undo", methods=["POST"], permission=PETITION_PROCESS)
def link_undo(link_id: str) -> Any:
    """Take back that two petitions are about the same matter."""
    try:
        linking.undo_link(scope(), link_id)
    except Refused as error:
        raise Refused(refusal(error)) from None
    return go(url_for("petitions.petition_list"), _("The link is taken back."))


@bp.route("/petitions/<petition_id>/split", methods=["GET", "POST"], permission=PETITION_PROCESS)
def petition_split(petition_id: str) -> Any:
    """Split a petition of mixed content into petitions of one content each."""
    petition = queries.get_petition(scope(), petition_id)
    form = SplitForm()
    if request.method != "POST":
        form.version.data = str(petition.version)
    elif "add_parts" in request.form:
        if len(form.parts.entries) < form.parts.max_entries:
            form.parts.append_entry()
    elif form.validate():
        try:
            made = linking.split_petition(scope(), petition_id, form.values(), seen=form.seen)
        except Invalid as error:
            form.show(error)
        except Refused as error:
            return show_petition(petition_id, status=409, problem=refusal(error))
        else:
            codes = ", ".join(code_of(scope(), child) for child in made)
            return _done(petition_id, _("Split into the petitions %(codes)s.", codes=codes))
    posted = request.method == "POST" and "add_parts" not in request.form
    return page(
        "petitions/petition_split.html",
        petition=petition,
        code=code_of(scope(), petition),
        form=form,
        labels=LABELS,
        status=422 if posted else 200,
    )


@bp.route("/petitions/<petition_id>/dispatch", methods=["POST"], permission=PETITION_PROCESS)
def petition_dispatch(petition_id: str) -> Any:
    """Send a transferred petition to a unit of this installation."""
    form = DispatchForm()
    return _step(
        petition_id,
        form,
        "dispatch",
        lambda: dispatch(scope(), petition_id, form.to.data or "", KINDS, seen=form.seen),
        _("The petition is on its way; the receipt comes back here."),
    )


@bp.route("/petitions/<petition_id>/urge", methods=["POST"], permission=PETITION_PROCESS)
def petition_urge(petition_id: str) -> Any:
    """Remind the body that holds the petition."""
    form = UrgeForm()
    return _step(
        petition_id,
        form,
        "urge",
        lambda: transfers.urge(
            scope(), petition_id, form.on.data or clock.today(), form.paper_no.data or "", seen=form.seen
        ),
        _("The reminder is counted."),
    )


@bp.route("/petitions/<petition_id>/reply", methods=["POST"], permission=PETITION_PROCESS)
def petition_reply(petition_id: str) -> Any:
    """Write down what the other body answered."""
    form = ReplyForm()
    return _step(
        petition_id,
        form,
        "reply",
        lambda: transfers.reply(
            scope(),
            petition_id,
            form.on.data or clock.today(),
            form.reply_no.data or "",
            form.reply.data or "",
            seen=form.seen,
        ),
        _("The answer is written down."),
    )


@bp.route("/petitions/<petition_id>/report-back", methods=["POST"], permission=PETITION_PROCESS)
def petition_report_back(petition_id: str) -> Any:
    """Report the result to the body that passed the petition on."""
    form = ReportBackForm()
    return _step(
        petition_id,
        form,
        "report_back",
        lambda: report_back(scope(), petition_id, form.values(), KINDS, seen=form.seen),
        _("The result is reported back."),
    )
