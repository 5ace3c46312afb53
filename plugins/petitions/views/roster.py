"""Who signed a petition: representatives, each person's reply, wishes to withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from core.api import Invalid, Refused, _, clock, go, names_of, page, scope
from plugins.petitions.case_words import LABELS as CASE_WORDS
from plugins.petitions.forms.roster import AppointForm, ConfirmForm, RepliesForm, WithdrawForm
from plugins.petitions.permissions import (
    CASE_HANDLE,
    PETITION_DECIDE,
    PETITION_IDENTIFY,
    PETITION_PROCESS,
    PETITION_VIEW,
)
from plugins.petitions.queries import cases as case_queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import roster, withdrawals
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS
from plugins.petitions.words import refusal, sentence


@bp.route("/petitions/<petition_id>/people", permission=PETITION_VIEW)
def roster_show(petition_id: str) -> Any:
    """Who signed (for those who may see it), what the group lacks, who got the reply, who wishes to withdraw."""
    return _show(petition_id)


def _show(petition_id: str, status: int = 200, problem: str = "", **forms: Any) -> Any:
    petition = get_petition(scope(), petition_id)
    case = case_queries.get_case(scope(), petition)
    wishes = case_queries.list_withdrawals(scope(), petition)
    left = withdrawals.remaining(petition)
    waiting = [one for one in left if one.replied_on is None]
    kinds: dict[str, Any] = {
        "appoint": AppointForm,
        "replies": RepliesForm,
        "withdraw": WithdrawForm,
        "confirm": ConfirmForm,
    }
    made = {name: forms.get(name) or kind(formdata=None) for name, kind in kinds.items()}
    for form in made.values():
        form.version.data = str(petition.version)
    made["appoint"].offer(left)
    made["replies"].offer(waiting)
    made["withdraw"].offer(left)
    may = {name: scope().can(right.name) for name, right in _RIGHTS.items()}
    settled = withdrawals.is_settled(petition, case)
    offers = roster.offers(scope(), petition, case, wishes)
    if not problem and any(form.errors and _PARTS[name] not in offers for name, form in forms.items()):
        problem = _("This cannot be done here, or not any more. Look at the present state below and go on from there.")
    lacks = roster.group_problem(petition, clock.today())
    day = clock.today()
    return page(
        "petitions/roster_show.html",
        petition=petition,
        code=code_of(scope(), petition),
        left=withdrawals.people_left(petition),
        lacks=sentence(lacks) if lacks and not settled else "",
        may=may,
        offers=offers,
        wishes=wishes,
        people={one.position: one for one in petition.parties},
        resting={wish.public_id: withdrawals.cooling(day, wish) for wish in wishes if wish.state == "asked"},
        actor=scope().actor_id,
        names=names_of([*(wish.taken_by for wish in wishes), *(wish.confirmed_by for wish in wishes)]),
        forms=made,
        problem=problem,
        labels=LABELS,
        case_labels=CASE_WORDS,
        status=status,
    )


#: Form -> the part of the page it stands in; what was typed into a part that is gone has no other place for its errors.
_PARTS = {"appoint": "appoint", "replies": "reply", "withdraw": "ask", "confirm": "confirm"}
_RIGHTS = {
    "process": PETITION_PROCESS,
    "handle": CASE_HANDLE,
    "identify": PETITION_IDENTIFY,
    "decide": PETITION_DECIDE,
}


def _step(petition_id: str, form: Any, name: str, act: Callable[[], Any], text: str) -> Any:
    """Take a step from this page; what hinders it is said here, and all that was typed comes back."""
    if not form.validate():
        return _show(petition_id, 422, **{name: form})
    try:
        act()
    except Invalid as error:
        form.show(error)
        return _show(petition_id, 422, **{name: form})
    except Refused as error:
        return _show(petition_id, 409, refusal(error), **{name: form})
    return go(url_for("petitions.roster_show", petition_id=petition_id), text)


@bp.route("/petitions/<petition_id>/people/representatives", methods=["POST"], permission=PETITION_PROCESS)
def roster_appoint(petition_id: str) -> Any:
    """Name who speaks for the group."""
    form = AppointForm()
    people, signed, paper = form.people.data or [], bool(form.signed.data), form.paper_no.data or ""
    return _step(
        petition_id,
        form,
        "appoint",
        lambda: roster.appoint(scope(), petition_id, people, signed=signed, paper_no=paper, seen=form.seen),
        _("The representatives are noted."),
    )


@bp.route("/petitions/<petition_id>/people/replies", methods=["POST"], permission=CASE_HANDLE)
def roster_reply(petition_id: str) -> Any:
    """Note who got the reply."""
    form = RepliesForm()
    people, on = form.people.data or [], form.on.data or clock.today()
    return _step(
        petition_id,
        form,
        "replies",
        lambda: roster.note_replies(scope(), petition_id, people, on, seen=form.seen),
        _("The replies are noted."),
    )


@bp.route("/petitions/<petition_id>/withdrawals", methods=["POST"], permission=PETITION_PROCESS)
def withdrawal_ask(petition_id: str) -> Any:
    """Take a wish to withdraw; it rests before it can take effect."""
    form = WithdrawForm()
    return _step(
        petition_id,
        form,
        "withdraw",
        lambda: withdrawals.ask_withdrawal(scope(), petition_id, **form.values()),
        _("The wish is noted. It rests, so that the person can take it back."),
    )


@bp.route("/withdrawals/<withdrawal_id>/confirm", methods=["POST"], permission=PETITION_DECIDE)
def withdrawal_confirm(withdrawal_id: str) -> Any:
    """The second officer lets a wish take effect, or the case go on in spite of it."""
    form = ConfirmForm()
    return _step(
        withdrawals.petition_of(scope(), withdrawal_id).public_id,
        form,
        "confirm",
        lambda: withdrawals.confirm_withdrawal(scope(), withdrawal_id, form.why()),
        _("Your word on the wish is noted."),
    )


@bp.route("/withdrawals/<withdrawal_id>/take-back", methods=["POST"], permission=PETITION_PROCESS)
def withdrawal_take_back(withdrawal_id: str) -> Any:
    """The person takes the wish back."""
    form = ConfirmForm()
    return _step(
        withdrawals.petition_of(scope(), withdrawal_id).public_id,
        form,
        "confirm",
        lambda: withdrawals.take_back(scope(), withdrawal_id),
        _("The wish is taken back; nothing is lost by it."),
    )
