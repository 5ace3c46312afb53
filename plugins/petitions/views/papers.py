"""Papers of a petition: drafting from a form of law, issuing under a number, signing by hand, sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from core.api import FileRefused, Invalid, NotFound, Refused, _, clock, go, names_of, options, page, scope
from plugins.petitions.forms.papers import ChoosePaperForm, IssueForm, SendForm, TakeBackForm, WordsForm
from plugins.petitions.paper_words import LABELS
from plugins.petitions.papers.kinds import BY_NAME
from plugins.petitions.permissions import PAPER_ISSUE
from plugins.petitions.queries import papers as queries
from plugins.petitions.queries.lists import code_of
from plugins.petitions.queries.own_forms import get_own_form
from plugins.petitions.queries.petitions import get_petition
from plugins.petitions.services import bundle, papers
from plugins.petitions.views.blueprint import bp
from plugins.petitions.words import refusal


@bp.route("/petitions/<petition_id>/papers", methods=["GET", "POST"], permission=PAPER_ISSUE)
def paper_list(petition_id: str) -> Any:
    """Papers of a petition, and the choice of the next one: first what the state of things asks for."""
    return _list(petition_id, made=request.method == "POST")


def _list(petition_id: str, *, made: bool = False, problem: str = "", status: int = 200) -> Any:
    petition = get_petition(scope(), petition_id)
    rows = queries.list_papers(scope(), petition)
    wanted, others = papers.offers(scope(), petition)
    form = ChoosePaperForm() if made or request.method == "GET" else ChoosePaperForm(formdata=None)
    form.kind.choices = options((k.name, f"{k.type}: {LABELS['kinds'][k.name]}") for k in (*wanted, *others))
    if made:
        if form.validate():
            try:
                paper = papers.make_paper(scope(), petition_id, form.kind.data, once=form.once.data or "")
            except Invalid:
                form.kind.errors = [_("Choose one of the papers shown.")]
                status = 422
            except Refused as error:
                problem, status = refusal(error), 409
            else:
                return go(url_for("petitions.paper_show", paper_id=paper.public_id), _("The draft is made."))
        else:
            status = 422
    return page(
        "petitions/paper_list.html",
        petition=petition,
        code=code_of(scope(), petition),
        rows=[(row, queries.title_of(row), queries.number_of(row)) for row in rows],
        wanted=wanted,
        others=others,
        form=form,
        problem=problem,
        labels=LABELS,
        status=status,
    )


@bp.route("/papers/<paper_id>", permission=PAPER_ISSUE)
def paper_show(paper_id: str) -> Any:
    """A paper with its words, its files, and what can be done with it now."""
    return _show(paper_id)


def _show(paper_id: str, *, problem: str = "", status: int = 200, **forms: Any) -> Any:
    paper, petition = queries.get_paper(scope(), paper_id)
    files = queries.files_of(scope(), paper)
    issue = forms.get("issue") or IssueForm(formdata=None)
    issue.version.data = str(paper.version)
    kind = BY_NAME[paper.kind]
    return page(
        "petitions/paper_show.html",
        paper=paper,
        grounds=[f"Căn cứ {ground}" for ground in paper.grounds.splitlines()],
        petition=petition,
        code=code_of(scope(), petition),
        title=queries.title_of(paper),
        number=f"{queries.number_of(paper)}/{kind.symbol}" if paper.number else "",
        form_code=queries.form_code(paper.form_id),
        files=files,
        own=paper.state == "draft" and get_own_form(scope(), paper.kind) is not None,
        names=names_of([paper.made_by, paper.issued_by, paper.attested_by]),
        forms={
            "issue": issue,
            "send": forms.get("send") or SendForm(formdata=None),
            "back": forms.get("back") or TakeBackForm(formdata=None),
        },
        problem=problem,
        labels=LABELS,
        status=status,
    )


@bp.route("/papers/<paper_id>/edit", methods=["GET", "POST"], permission=PAPER_ISSUE)
def paper_edit(paper_id: str) -> Any:
    """Change the words of a draft."""
    paper, petition = queries.get_paper(scope(), paper_id)
    form = WordsForm() if request.method == "POST" else WordsForm.of(paper)
    problem, status, marked = "", 200, []
    if form.is_submitted():
        if form.validate():
            try:
                papers.edit_paper(scope(), paper_id, form.words(), seen=form.seen, clean=form.confirmed)
            except Invalid as error:
                form.show(error)
                form.ask()
                marked, status = papers.betraying(paper, form.words()), 422
            except Refused as error:
                problem, status = refusal(error), 409
                form.version.data = str(paper.version)
            else:
                return go(url_for("petitions.paper_show", paper_id=paper_id), _("The draft is saved."))
        else:
            status = 422
    return page(
        "petitions/paper_edit.html",
        paper=paper,
        petition=petition,
        code=code_of(scope(), petition),
        title=queries.title_of(paper),
        form=form,
        marked=marked,
        problem=problem,
        status=status,
    )


def _step(paper_id: str, name: str, form: Any, act: Callable[[], Any], text: str) -> Any:
    """Take a step from the paper's page; what hinders it is said there, and what was typed stays."""
    if not form.validate():
        return _show(paper_id, status=422, **{name: form})
    try:
        act()
    except Invalid as error:
        form.show(error)
        return _show(paper_id, status=422, **{name: form})
    except Refused as error:
        return _show(paper_id, problem=refusal(error), status=409, **{name: form})
    return go(url_for("petitions.paper_show", paper_id=paper_id), text)


@bp.route("/papers/<paper_id>/issue", methods=["POST"], permission=PAPER_ISSUE)
def paper_issue(paper_id: str) -> Any:
    """Freeze the draft under the next number."""
    form = IssueForm()
    return _step(
        paper_id,
        "issue",
        form,
        lambda: papers.issue_paper(
            scope(), paper_id, form.on.data or clock.today(), seen=form.seen, clean=bool(form.clean.data)
        ),
        _("The paper is issued. Print it, have it signed, then attach the scan."),
    )


@bp.route("/papers/<paper_id>/send", methods=["POST"], permission=PAPER_ISSUE)
def paper_send(paper_id: str) -> Any:
    """Note that the paper went out."""
    form = SendForm()
    return _step(
        paper_id,
        "send",
        form,
        lambda: papers.send_paper(scope(), paper_id, form.sent_on.data or clock.today(), form.how.data or ""),
        _("Noted: the paper went out."),
    )


@bp.route("/papers/<paper_id>/take-back", methods=["POST"], permission=PAPER_ISSUE)
def paper_take_back(paper_id: str) -> Any:
    """Take an issued paper back."""
    form = TakeBackForm()
    return _step(
        paper_id,
        "back",
        form,
        lambda: papers.take_back(scope(), paper_id, form.reason.data or ""),
        _("The paper is taken back; its number stays used."),
    )


@bp.route("/papers/<paper_id>/sign", methods=["POST"], permission=PAPER_ISSUE, upload=True)
def paper_sign(paper_id: str) -> Any:
    """Attest that the paper was signed by hand, with its scan."""
    given = request.files.get("file")
    stream = given.stream if given is not None and given.filename else None
    try:
        papers.sign_paper(scope(), paper_id, (given.filename or "") if given else "", stream)
    except FileRefused as error:
        return _show(paper_id, problem=str(error), status=422)
    except Refused as error:
        return _show(paper_id, problem=refusal(error), status=422 if str(error) == "scan_missing" else 409)
    return go(url_for("petitions.paper_show", paper_id=paper_id), _("Noted: the paper is signed."))


@bp.route("/papers/<paper_id>/drop", methods=["POST"], permission=PAPER_ISSUE)
def paper_drop(paper_id: str) -> Any:
    """Throw a draft away."""
    try:
        petition_id = papers.drop_paper(scope(), paper_id)
    except Refused as error:
        return _show(paper_id, problem=refusal(error), status=409)
    return go(url_for("petitions.paper_list", petition_id=petition_id), _("The draft is thrown away."))


@bp.route("/papers/<paper_id>/draft.<form>", permission=PAPER_ISSUE)
def paper_preview(paper_id: str, form: str) -> Any:
    """A draft as it stands. What was issued is read from its frozen bytes alone, at /files/."""
    paper, _petition = queries.get_paper(scope(), paper_id)
    if paper.state != "draft":
        raise NotFound("draft")
    try:
        content = papers.drawn(scope(), paper).get(form)
    except Refused as error:
        return _show(paper_id, problem=refusal(error), status=409)
    if content is None:
        raise NotFound("form")
    response = Response(content, mimetype=papers.MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="du-thao-{paper.kind}.{form}"'
    return response


@bp.route("/petitions/<petition_id>/bundle", methods=["POST"], permission=PAPER_ISSUE)
def bundle_create(petition_id: str) -> Any:
    """The whole case as one PDF with an index of hashes; the history keeps the hash of the bundle."""
    try:
        content, _digest = bundle.make_bundle(scope(), petition_id)
    except Refused as error:
        return _list(petition_id, problem=refusal(error), status=409)
    response = Response(content, mimetype=papers.PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="ho-so-{clock.today():%Y%m%d}.pdf"'
    return response
