"""The register of sealed envelopes."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api import Invalid, Refused, _, clock, go, names_of, page, scope
from plugins.petitions.forms.process import CustodyForm
from plugins.petitions.permissions import CUSTODY_MANAGE
from plugins.petitions.queries import custody, officials
from plugins.petitions.queries import petitions as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services.custody import touch
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.petitions.words import refusal


@bp.route("/envelopes", permission=CUSTODY_MANAGE)
def envelope_list() -> Any:
    """Envelopes, the newest first, and where each is now."""
    rows = [(row, code_of(scope(), row.petition)) for row in custody.list_envelopes(scope())]
    return page("petitions/envelope_list.html", rows=rows, labels=LABELS)


@bp.route("/envelopes/<envelope_id>", permission=CUSTODY_MANAGE)
def envelope_show(envelope_id: str) -> Any:
    """What happened to one envelope, and what is done with it next."""
    return _show(envelope_id, CustodyForm(formdata=None))


def _show(petition_id: str, form: CustodyForm, status: int = 200, problem: str = "") -> Any:
    petition = queries.get_petition(scope(), petition_id)
    events = custody.list_events(scope(), petition)
    form.offer(officials.list_officials(scope()), scope().actor_id)
    return page(
        "petitions/envelope_show.html",
        petition=petition,
        code=code_of(scope(), petition),
        events=list(reversed(events)),
        names=names_of([*(e.actor_id for e in events), *(e.second_id for e in events)]),
        form=form,
        problem=problem,
        labels=LABELS,
        status=status,
    )


@bp.route("/envelopes/<envelope_id>", methods=["POST"], permission=CUSTODY_MANAGE)
def envelope_touch(envelope_id: str) -> Any:
    """Write down that an envelope was handed over, opened or came back."""
    form = CustodyForm()
    if not form.validate():
        return _show(envelope_id, form, 422)
    try:
        touch(
            scope(),
            envelope_id,
            form.kind.data,
            form.on.data or clock.today(),
            to_body=form.to_body.data or "",
            reason=form.reason.data or "",
            second=form.second.data or "",
        )
    except Invalid as error:
        form.show(error)
        return _show(envelope_id, form, 422)
    except Refused as error:
        return _show(envelope_id, form, 409, refusal(error))
    return go(
        url_for("petitions.envelope_show", envelope_id=envelope_id), _("The register of envelopes is up to date.")
    )
