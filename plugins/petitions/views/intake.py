"""Taking in a petition: the form, what may be alike, and the confirmation of a denunciation's transcript."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, _, go, options, page, scope
from plugins.petitions.forms.intake import IntakeForm, digest
from plugins.petitions.permissions import PETITION_REGISTER, PETITION_VIEW
from plugins.petitions.queries import links, officials
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services.register import register_petition
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.reception.api import visit_for_petition


@bp.route("/petitions/new", methods=["GET", "POST"], permission=PETITION_REGISTER)
def petition_create() -> Any:
    """Register a petition; with ``?visit=`` filled from a visit. "Look" and "group" only show."""
    form = IntakeForm()
    if request.method != "POST":
        if visit := request.args.get("visit", ""):
            _fill_from_visit(form, visit)
        return _form_page(form)
    if {"look", "group"} & set(request.form):
        return _form_page(form, alike=_alike(form) if "look" in request.form else None, group="group" in request.form)
    if _wants_row(form):
        return _form_page(form)
    good = form.validate()
    if form.sealed and form.values().parties:
        form.show(Invalid({"parties": "sealed_identity"}))
    elif good:
        if form.sealed and len(form.redacted()) < len(form.texts()):
            return _form_page(form, confirm=True, status=422)
        try:
            petition = register_petition(scope(), form.values())
        except Invalid as error:
            form.show(error)
        else:
            seen = scope().can(PETITION_VIEW.name) and queries.get_by_key(scope(), petition.id) is not None
            url = url_for("petitions.petition_show", petition_id=petition.public_id)
            text = _("Petition %(code)s is in the register.", code=code_of(scope(), petition))
            if petition.envelope_no:
                text += " " + _("Write %(number)s on the envelope.", number=petition.envelope_no)
            text = " ".join([text, *form.group_lacks()])
            return go(url if seen else url_for("petitions.petition_create"), text)
    return _form_page(form, status=422)


def _form_page(
    form: IntakeForm, *, alike: Any = None, group: bool = False, confirm: bool = False, status: int = 200
) -> Any:
    form.screen_users.choices = options(
        (person.public_id, f"{person.name} · {person.title}") for person in officials.list_officials(scope())
    )
    form.screen_units.choices = options((unit.public_id, unit.name) for unit in officials.list_units(scope()))
    confirmed = set(form.redacted())
    form.shown.data = digest(form.texts()) if confirm else form.shown.data
    return page(
        "petitions/petition_form.html",
        partial="petitions/_group.html" if group else "petitions/_alike.html" if alike is not None else None,
        form=form,
        alike=alike,
        group=form.group_lacks() if group else None,
        confirm=form.to_confirm() if confirm else [],
        confirmed=confirmed,
        labels=LABELS,
        status=status,
    )


def _wants_row(form: IntakeForm) -> bool:
    """Without scripts the "add a row" button sends the form; answer with one more row."""
    if "add_people" not in request.form:
        return False
    if len(form.people.entries) < form.people.max_entries:
        form.people.append_entry()
    return True


def _alike(form: IntakeForm) -> list[links.Alike]:
    """Petitions that may be about the same matter; never for denunciations, never for who may not see the register."""
    if form.sealed or not scope().can(PETITION_VIEW.name):
        return []
    matter = links.Matter(
        (form.summary.data or "")[:8000],
        (form.place.data or "")[:200],
        (form.decision_no.data or "")[:60],
        form.decision_on.data,
    )
    return links.list_alike(scope(), matter)


def _fill_from_visit(form: IntakeForm, visit_id: str) -> None:
    visit = visit_for_petition(scope(), visit_id)
    form.source.data, form.source_ref.data = "visit", visit.reference
    form.received_on.data = visit.received_on
    form.kind.data = visit.kind if visit.kind in LABELS["kinds"] else None
    form.headcount.data = visit.headcount
    form.summary.data, form.demand.data = visit.summary, visit.demand
    form.earlier_settlement.data = visit.prior_settlement
    while len(form.people.entries) < min(len(visit.people), form.people.max_entries):
        form.people.append_entry()
    for entry, person in zip(form.people.entries, visit.people, strict=False):
        for name in ("name", "commune", "address", "id_type", "id_number", "phone"):
            entry.form[name].data = getattr(person, name)
        if entry.form.id_type.data not in LABELS["id_types"]:
            entry.form.id_type.data = "other"
