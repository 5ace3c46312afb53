"""Filing online without an account: feedback, the prepared complaint, and the way back by code.

No cookie opens anything: what code and secret have opened travels as a signed, short-lived mark in
the page's own forms. Every answer about a code leaves at the same beat, found or not.
"""

from __future__ import annotations

import time
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.api import FileRefused, Invalid, Limit, Refused, Scope, _, clock, codes, even_out, page
from plugins.petitions import filing_words as words
from plugins.petitions.forms.filing import ActForm, ComplaintForm, FeedbackForm, FollowForm
from plugins.petitions.queries import filing as queries
from plugins.petitions.queries.filing import Found
from plugins.petitions.services import filing as services
from plugins.petitions.views.blueprint import public
from plugins.petitions.views.labels import LABELS
from plugins.reception.api import qr_svg

#: Wrong codes of one asker, wrong secrets of one code, things sent by one asker: so many in so many seconds.
WRONG_CODES = Limit("petitions.wrong_codes", 30, 600)
WRONG_SECRETS = Limit("petitions.wrong_secrets", 10, 900)
SENDINGS = Limit("petitions.sendings", 20, 3600)
#: For so many seconds a page that was opened by code and secret can be used.
OPEN_FOR = 30 * 60


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="petitions.follow")


def opened_mark(public_id: str) -> str:
    """What the forms of an opened page carry: signed, and of no use after half an hour."""
    return str(_signer().dumps(public_id))


@public.route("/send", methods=["GET", "POST"])
def feedback_public(scope: Scope) -> Any:
    """Send a recommendation or feedback; the answer shows the code, once."""
    form = FeedbackForm()
    if request.method != "POST":
        return page("petitions/feedback_public.html", form=form)
    if SENDINGS.spent():
        return page("petitions/feedback_public.html", form=form, late=True, status=429)
    if form.validate():
        try:
            code = services.file_feedback(scope, form.values())
        except Invalid as error:
            form.show(error)
        else:
            SENDINGS.note()
            return page("petitions/filing_sent.html", **_code_parts(code), due=_due(scope))
    return page("petitions/feedback_public.html", form=form, status=422)


def _due(scope: Scope) -> Any:
    return queries.due_of(scope, clock.today())


def _code_parts(code: str) -> dict[str, Any]:
    """The code as text, as words and as a picture; the sign ``#`` keeps it from every server's log."""
    url = url_for("petitions_public.follow_public", _external=True)
    return {
        "code": codes.printed(code),
        "spoken": codes.spoken(code),
        "url": url,
        "qr": qr_svg(f"{url}#{code}"),
    }


@public.route("/complaint/form", methods=["GET", "POST"])
def complaint_public(scope: Scope) -> Any:
    """Fill in a complaint and print it; it is signed by hand, and nothing of it is kept here."""
    form = ComplaintForm()
    if request.method == "POST":
        if form.validate() and "edit" not in request.form:
            return page("petitions/complaint_sheet.html", form=form, values=form.data)
        return page("petitions/complaint_public.html", form=form, status=200 if "edit" in request.form else 422)
    form.to.data = form.to.data or _("Chairman of the People's Committee of %(name)s", name=scope.tenant.name)
    return page("petitions/complaint_public.html", form=form)


@public.route("/follow", methods=["GET", "POST"])
def follow_public(scope: Scope) -> Any:
    """Where a matter stands, by its code; with the secret all that was written."""
    form = FollowForm()
    if request.method != "POST":
        return page("petitions/follow_public.html", form=form)
    even_out(time.perf_counter())
    if WRONG_CODES.spent():
        return _ask_again(form, _too_often(), 429)
    if not form.validate():
        return _ask_again(form, status=422)
    return _follow(scope, form, codes.read_code(form.code.data), form.secret.data or "")


def _follow(scope: Scope, form: FollowForm, code: str, typed: str) -> Any:
    """The same work whatever the code is: one look-up, and one slow comparison when a secret was typed."""
    found, mark = queries.by_code(scope, code), codes.hash_code(code)
    if typed and WRONG_SECRETS.spent(mark):
        return _ask_again(form, _too_often(), 429)
    right = bool(typed) and codes.is_secret(found.filing.secret_hash if found else None, typed)
    if typed and not right:
        WRONG_SECRETS.note(mark)
    if found is None:
        WRONG_CODES.note()
        return _ask_again(form, words.problem("code_wrong"))
    if right:
        return _opened(scope, found)
    return page(
        "petitions/filing_public.html",
        status_of=queries.status_of(scope, found, queries.notes_of(scope, found.filing)),
        form=form,
        problem=words.problem("secret_wrong") if typed else "",
        words=words,
        labels=LABELS,
        status=422 if typed else 200,
    )


def _ask_again(form: FollowForm, problem: str = "", status: int = 422) -> Any:
    return page("petitions/follow_public.html", form=form, problem=problem, status=status)


def _too_often() -> str:
    return _("Too many tries. Please wait some minutes, then try again.")


def _opened(
    scope: Scope, found: Found, *, done: str = "", problem: str = "", form: Any = None, status: int = 200
) -> Any:
    notes = queries.notes_of(scope, found.filing)
    return page(
        "petitions/filing_opened.html",
        found=found,
        status_of=queries.status_of(scope, found, notes),
        content=queries.content_of(scope, found, notes),
        opened=opened_mark(found.filing.public_id),
        form=form or ActForm(formdata=None),
        done=done,
        problem=problem,
        words=words,
        labels=LABELS,
        status=status,
    )


@public.route("/follow/act", methods=["POST"], upload=True)
def filing_act(scope: Scope) -> Any:
    """What the sender does after code and secret: add, withdraw, go on, judge, contest."""
    form = ActForm()
    try:
        found = queries.by_pass(scope, str(_signer().loads(form.opened.data or "", max_age=OPEN_FOR)))
    except BadSignature:
        found = None
    if found is None:
        return _ask_again(FollowForm(formdata=None), words.problem("page_old"))
    if not form.validate():
        return _opened(scope, found, form=form, problem=_first(form), status=422)
    try:
        done = _act(scope, found, form)
    except Invalid as error:
        return _opened(scope, found, form=form, problem=words.problem(next(iter(error.problems.values()))), status=422)
    except FileRefused as error:
        return _opened(scope, found, form=form, problem=str(error), status=422)
    except Refused as error:
        return _opened(scope, found, form=form, problem=words.refused(error), status=409)
    return _opened(scope, found, done=done)


def _first(form: ActForm) -> str:
    return next((str(text) for texts in form.errors.values() for text in texts), "")


def _act(scope: Scope, found: Found, form: ActForm) -> str:
    act, text = form.act.data, form.text.data or ""
    if act == "contest":
        services.contest(scope, found, text)
        return _("Your objection is noted. The office reads it.")
    if act == "judge":
        services.judge(scope, found, form.satisfied.data or "")
        return _("Thank you. Your word is noted.")
    if act == "withdraw":
        services.wish_to_withdraw(scope, found, alone=bool(form.alone.data), pressed=bool(form.pressed.data))
        return _("Your wish is noted. Nothing is deleted, and you can take it back here.")
    if act == "keep":
        services.keep_going(scope, found)
        return _("Your matter goes on.")
    given = request.files.get("file")
    if given is not None and given.filename:
        services.add_paper(scope, found, text, given.filename, given.stream)
    else:
        services.add_paper(scope, found, text)
    return _("It is added.")
