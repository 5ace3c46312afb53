"""The unit's own .docx forms: what may stand in them, putting one in place, taking it away."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from core.api import FileRefused, Refused, _, db, go, names_of, page, scope
from plugins.petitions.paper_words import LABELS, form_refusal
from plugins.petitions.papers.kinds import BY_NAME, KINDS
from plugins.petitions.papers.own_form import examples, starter
from plugins.petitions.permissions import TEMPLATE_MANAGE
from plugins.petitions.queries.own_forms import files_of_forms, own_forms
from plugins.petitions.services import own_forms as services
from plugins.petitions.services.papers import DOCX
from plugins.petitions.views.blueprint import bp


@bp.route("/forms", permission=TEMPLATE_MANAGE)
def form_list() -> Any:
    """The unit's own forms, and putting another one in place."""
    return _list()


def _list(problem: str = "", status: int = 200) -> Any:
    own = own_forms(scope())
    return page(
        "petitions/form_list.html",
        kinds=KINDS,
        chosen=request.form.get("paper_kind", ""),
        own=own,
        files=files_of_forms(scope()) if own else {},
        names=names_of([row.changed_by for row in own.values()]),
        examples=examples(),
        problem=problem,
        labels=LABELS,
        status=status,
    )


@bp.route("/forms", methods=["POST"], permission=TEMPLATE_MANAGE, upload=True)
def form_replace() -> Any:
    """Put the unit's own .docx in place, or say what is wrong with it."""
    given, kind = request.files.get("file"), request.form.get("paper_kind", "")
    if kind not in BY_NAME:
        return _list(_("Choose the paper first."), 422)
    if given is None or not given.filename:
        return _list(_("Choose a .docx first."), 422)
    try:
        with db.session.begin_nested():
            services.replace_form(scope(), kind, given.filename, given.stream)
    except FileRefused as error:
        return _list(str(error), 422)
    except services.FormRefused as error:
        return _list(form_refusal(str(error), error.what), 422)
    except Refused as error:
        return _list(str(error), 409)
    return go(url_for("petitions.form_list"), _("Your form is in place. New papers of this kind use it."))


@bp.route("/forms/<paper_kind>/remove", methods=["POST"], permission=TEMPLATE_MANAGE)
def form_remove(paper_kind: str) -> Any:
    """Go back to the form that comes with the program."""
    services.remove_form(scope(), paper_kind)
    return go(url_for("petitions.form_list"), _("The form that comes with the program is used again."))


@bp.route("/form-start.docx", permission=TEMPLATE_MANAGE)
def form_start() -> Any:
    """A .docx to begin from, with every placeholder."""
    response = Response(starter(), mimetype=DOCX)
    response.headers["Content-Disposition"] = 'attachment; filename="mau-bat-dau.docx"'
    return response
