"""The office's part with what came in online: the list, one of them, register, refuse, reply."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api import Invalid, Refused, _, calendar_of, clock, go, keyset, list_files, names_of, neighbours, page, scope
from plugins.petitions import filing_words as words
from plugins.petitions.forms.filing import AnswerForm, RefuseForm
from plugins.petitions.permissions import PETITION_IDENTIFY, PETITION_PROCESS, PETITION_REGISTER, PETITION_VIEW
from plugins.petitions.queries import filing as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.services import filing_desk
from plugins.petitions.views.blueprint import bp
from plugins.petitions.views.labels import LABELS


@bp.route("/filings", permission=PETITION_REGISTER)
def filing_list() -> Any:
    """What came in online: what waits first, nobody's name."""
    state = request.args.get("state", "waiting")
    state = state if state in ("waiting", "fresh", "registered", "refused") else ""
    position = keyset()
    rows, cursors, more = queries.list_filings(scope(), state, position)
    newer, older = neighbours(cursors, position, more=more)
    calendar, today = calendar_of(scope()), clock.today()
    due = {
        day: queries.due_of(scope(), day, calendar) for day in {row.filed_on for row in rows if row.state == "waiting"}
    }
    left = {day: calendar.working_days_between(today, end) for day, end in due.items() if end}
    return page(
        "petitions/filing_list.html", rows=rows, newer=newer, older=older, state=state, due=due, left=left, words=words
    )


@bp.route("/filings/<filing_id>", permission=PETITION_REGISTER)
def filing_show(filing_id: str) -> Any:
    """One of them: the matter, who sent it (for those who may see it), what was written since."""
    return _show(filing_id)


def _show(filing_id: str, *, refuse: Any = None, answer: Any = None, problem: str = "", status: int = 200) -> Any:
    found = queries.get_filing(scope(), filing_id)
    notes = queries.notes_of(scope(), found.filing)
    identify = scope().can(PETITION_IDENTIFY.name)
    petition = found.petition
    return page(
        "petitions/filing_show.html",
        filing=found.filing,
        petition=petition,
        code=code_of(scope(), petition) if petition else "",
        seen=petition is not None and scope().can(PETITION_VIEW.name),
        due=queries.due_of(scope(), found.filing.filed_on) if found.filing.state == "waiting" else None,
        notes=notes,
        names=names_of([note.actor_id for note in notes] + [found.filing.decided_by]),
        files=list_files(scope(), queries.reference(found.filing)) if identify else [],
        identify=identify,
        may_reply=scope().can(PETITION_PROCESS.name) and found.filing.state != "waiting",
        refuse=refuse or RefuseForm(formdata=None),
        answer=answer or AnswerForm(formdata=None),
        problem=problem,
        words=words,
        labels=LABELS,
        status=status,
    )


@bp.route("/filings/<filing_id>/register", methods=["POST"], permission=PETITION_REGISTER)
def filing_register(filing_id: str) -> Any:
    """Write it into the register."""
    try:
        petition = filing_desk.register_filing(scope(), filing_id)
    except Refused as error:
        return _show(filing_id, problem=words.refused(error), status=409)
    seen = scope().can(PETITION_VIEW.name)
    url = url_for("petitions.petition_show", petition_id=petition.public_id) if seen else _url(filing_id)
    return go(url, _("Petition %(code)s is in the register.", code=code_of(scope(), petition)))


@bp.route("/filings/<filing_id>/refuse", methods=["POST"], permission=PETITION_REGISTER)
def filing_refuse(filing_id: str) -> Any:
    """Refuse it by a ground of the list."""
    form = RefuseForm()
    if not form.validate():
        return _show(filing_id, refuse=form, status=422)
    try:
        filing_desk.refuse_filing(scope(), filing_id, form.ground.data, form.answer.data or "")
    except Invalid as error:
        for name, key in error.problems.items():
            getattr(form, name).errors = [words.problem(key)]
        return _show(filing_id, refuse=form, status=422)
    except Refused as error:
        return _show(filing_id, problem=words.refused(error), status=409)
    return go(url_for("petitions.filing_list"), _("It is refused; the sender reads why."))


@bp.route("/filings/<filing_id>/reply", methods=["POST"], permission=PETITION_PROCESS)
def filing_reply(filing_id: str) -> Any:
    """Write to the sender."""
    scope().require(PETITION_REGISTER.name)
    form = AnswerForm()
    if not form.validate():
        return _show(filing_id, answer=form, status=422)
    try:
        filing_desk.reply(scope(), filing_id, form.text.data or "")
    except Refused as error:
        return _show(filing_id, answer=form, problem=words.refused(error), status=409)
    return go(_url(filing_id), _("The reply can be read by the sender."))


def _url(filing_id: str) -> str:
    return url_for("petitions.filing_show", filing_id=filing_id)
