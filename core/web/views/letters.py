"""Letters from and to other units: lists, one letter with its answer, a plain note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlalchemy import or_, select
from wtforms import FileField, SelectField, StringField, TextAreaField

from core import clock
from core.access.permissions import ANY_MEMBER, LETTER_SEND
from core.db.base import db
from core.envelopes import note
from core.envelopes.declare import Letter
from core.envelopes.models import ANSWER, RECEIPT
from core.envelopes.payloads import kind_of
from core.envelopes.queries import LetterFilter, get_letter, kinds_for, list_letters, shows_files
from core.envelopes.service import accept_letter, recall_letter, refuse_letter, send_letter
from core.errors import Invalid, Refused
from core.files.store import list_files, store_upload
from core.i18n import gettext as _
from core.i18n import language
from core.i18n import lazy as _l
from core.identity.people import names_of
from core.live.views import follow
from core.tenancy.calendar import calendar_of
from core.tenancy.models import Tenant
from core.web.context import scope
from core.web.forms import Day, Form, Most, Required, options
from core.web.paging import keyset, neighbours
from core.web.render import go, page
from core.web.views.tenant import bp

#: Form fields of what services call their arguments.
FIELDS = {"to_tenant": "to"}


def state_words(box: str) -> dict[str, tuple[str, str]]:
    """State -> (words for the side that owns the box, kind of tag)."""
    waits = _("waits for an answer") if box == "in" else _("delivered, not answered")
    return {
        "sent": (_("on its way"), "info"),
        "delivered": (waits, "warn" if box == "in" else "info"),
        "accepted": (_("accepted"), "good"),
        "refused": (_("refused"), "bad"),
        "returned": (_("came back"), "bad"),
        "recalled": (_("recalled"), "neutral"),
    }


def returned_words(reason: str) -> str:
    """Why a letter came back, and what the sender can do."""
    return {
        "no_tenant": _("There is no unit of that name any more. Choose the receiver again and send anew."),
        "plugin_off": _("The receiving unit does not use this part of the system yet. Ask it, or send on paper."),
        "unknown_kind": _("The receiving unit's system does not know this kind of letter. Tell the operator."),
        "file_damaged": _("An attached file is damaged or locked. Attach it again and send anew."),
        "ignored": _("The date for the answer passed without one."),
    }.get(reason, "")


class LetterFilterForm(Form):
    """Narrowing the list."""

    box = SelectField(_l("Direction"))
    kind = SelectField(_l("Kind"), default="")
    state = SelectField(_l("State"), default="")

    def __init__(self, box: str, **kwargs: Any) -> None:
        super().__init__(request.args, meta={"csrf": False}, **kwargs)
        kinds = [(kind.key, str(kind.title)) for kind in kinds_for(scope(), box)]
        states = [
            (state, words) for state, (words, _kind) in state_words(box).items() if (box, state) != ("in", "sent")
        ]
        self.box.choices = options([("in", _("From other units")), ("out", _("To other units"))])
        self.kind.choices = options([("", _("All")), *kinds])
        self.state.choices = options(
            [("", _("All")), ("open", _("not answered")), ("late", _("beyond its date")), *states]
        )


@bp.route("/letters", permission=ANY_MEMBER)
def letter_list() -> Any:
    """Letters in or out whose kinds the post may open, newest number first."""
    follow()
    may = {box: bool(kinds_for(scope(), box)) for box in ("in", "out")}
    box = request.args.get("box", "")
    box = box if box in may else ("in" if may["in"] or not may["out"] else "out")
    form = LetterFilterForm(box)
    form.box.data = box
    form.validate()
    text = request.args.get("q", "").strip()[:200]
    wanted = LetterFilter(
        box,
        form.kind.data if not form.kind.errors else "",
        form.state.data if not form.state.errors else "",
        text,
    )
    position = keyset()
    rows, cursors, more = list_letters(scope(), wanted, position)
    newer, older = neighbours(cursors, position, more=more)
    calendar, today = calendar_of(scope()), clock.today()
    lines = [
        {
            "row": row,
            "kind": str(kind_of(row.kind).title),
            "state": state_words(box)[row.state],
            "left": calendar.working_days_between(today, row.due_on) if row.due_on else None,
        }
        for row in rows
    ]
    return page(
        "letters/list.html",
        partial="letters/_rows.html",
        form=form,
        box=box,
        q=text,
        may=may,
        lines=lines,
        newer=newer,
        older=older,
        filtered=bool(text or wanted.kind or wanted.state),
    )


class AcceptForm(Form):
    """Receipt for a letter."""

    receipt_no = StringField(_l("Number of the receipt"), [Most(RECEIPT)])
    text = TextAreaField(_l("Words to the sender"), [Most(ANSWER)])


class RefuseForm(Form):
    """Why a letter is not taken over."""

    reason = TextAreaField(_l("Reason"), [Required(), Most(ANSWER)], description=_l("The sending unit reads it."))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the letter's way, as the timeline macro prints it."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""


def _steps(letter: Letter[Any]) -> list[Step]:
    """What both sides did, in order; names are known only of the own side."""
    names = names_of(user for user in (letter.sent_by, letter.answered_by) if user)
    mine = scope().tenant.label(language())
    sender, receiver = (mine, letter.other_name) if letter.box == "out" else (letter.other_name, mine)
    found = [Step(letter.sent_at, _("Sent by %(unit)s", unit=sender), "", names.get(letter.sent_by or 0, ""))]
    if letter.received_at:
        found.append(Step(letter.received_at, _("Delivered to %(unit)s", unit=receiver)))
    if letter.recall_at and letter.state != "recalled":
        late = (
            _("The answer came first.")
            if not letter.is_open
            else _("The receiving unit's side decides if it is in time.")
        )
        found.append(Step(letter.recall_at, _("Asked back by %(unit)s", unit=sender), late))
    if letter.ignored_at:
        found.append(Step(letter.ignored_at, _("The date for the answer passed without one")))
    if letter.answered_at:
        by = names.get(letter.answered_by or 0, "")
        title, text = {
            "accepted": (_("Accepted by %(unit)s", unit=receiver), letter.answer),
            "refused": (_("Refused by %(unit)s", unit=receiver), letter.answer),
            "recalled": (_("Recalled by %(unit)s", unit=sender), ""),
            "returned": (_("Came back to %(unit)s", unit=sender), returned_words(letter.reason)),
        }[letter.state]
        if letter.receipt_no:
            title += " · " + _("Receipt no. %(number)s", number=letter.receipt_no)
        found.append(Step(letter.answered_at, title, text, by))
    return sorted(found, key=lambda step: step.at)


@bp.route("/letters/<letter_id>", permission=ANY_MEMBER)
def letter_show(letter_id: str) -> Any:
    """One letter for whoever holds its kind's right."""
    return show_letter(letter_id)


def show_letter(letter_id: str, *, accept: Form | None = None, refuse: Form | None = None, status: int = 200) -> Any:
    """The page of a letter, also with what was wrong in one of its forms."""
    follow()
    letter = get_letter(scope(), letter_id)
    kind = kind_of(letter.kind)
    waiting = letter.box == "in" and letter.state == "delivered"
    left = None
    if letter.due_on and letter.is_open:
        left = calendar_of(scope()).working_days_between(clock.today(), letter.due_on)
    return page(
        "letters/show.html",
        letter=letter,
        payload=letter.payload,
        kind=kind,
        state=state_words(letter.box)[letter.state],
        left=left,
        returned=returned_words(letter.reason),
        steps=_steps(letter),
        files=list_files(scope(), letter.subject) if shows_files(scope(), letter.kind) else [],
        answer_url=url_for(kind.answer_endpoint, letter_id=letter.id) if waiting and kind.answer_endpoint else "",
        accept=(accept or AcceptForm(formdata=None)) if waiting else None,
        refuse=(refuse or RefuseForm(formdata=None)) if waiting else None,
        may_recall=letter.box == "out" and letter.is_open and letter.recall_at is None,
        status=status,
    )


@bp.route("/letters/<letter_id>/accept", methods=["POST"], permission=ANY_MEMBER)
def letter_accept(letter_id: str) -> Any:
    """Take a letter over."""
    form = AcceptForm()
    if not form.validate():
        return show_letter(letter_id, accept=form, status=422)
    accept_letter(scope(), letter_id, receipt_no=form.receipt_no.data or "", text=form.text.data or "")
    return go(
        url_for("core.letter_show", letter_id=letter_id), _("The letter is accepted; the sender gets the receipt.")
    )


@bp.route("/letters/<letter_id>/refuse", methods=["POST"], permission=ANY_MEMBER)
def letter_refuse(letter_id: str) -> Any:
    """Do not take a letter over."""
    form = RefuseForm()
    if not form.validate():
        return show_letter(letter_id, refuse=form, status=422)
    refuse_letter(scope(), letter_id, form.reason.data)
    return go(url_for("core.letter_show", letter_id=letter_id), _("The letter is refused; the sender gets the reason."))


@bp.route("/letters/<letter_id>/recall", methods=["POST"], permission=ANY_MEMBER)
def letter_recall(letter_id: str) -> Any:
    """Ask a letter back."""
    recall_letter(scope(), letter_id)
    return go(
        url_for("core.letter_show", letter_id=letter_id), _("The letter is asked back; this page tells when it is.")
    )


class NoteForm(Form):
    """A plain note to another unit."""

    to = SelectField(_l("Receiving unit"), [Required()])
    about = StringField(
        _l("Subject"),
        [Required(), Most(note.SUBJECT)],
        description=_l("Stands in lists: name nobody here."),
    )
    text = TextAreaField(
        _l("Text"),
        [Required(), Most(note.TEXT)],
        description=_l("Never write who gave a denunciation; that stays in the sealed envelope."),
    )
    due_on = Day(_l("Answer wanted by"))
    file = FileField(
        _l("File"),
        description=_l("Picture, PDF, Word or Excel. Hidden data such as place, author and comments are removed."),
        render_kw={"accept": ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"},
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        query = select(Tenant.slug, Tenant.name).where(
            Tenant.id != scope().tenant_id, or_(Tenant.until.is_(None), Tenant.until >= clock.today())
        )
        found = db.session.execute(query.order_by(Tenant.name, Tenant.id))
        self.to.choices = options([("", _("Choose a unit")), *((row.slug, row.name) for row in found)])


@bp.route("/letters/new", methods=["GET", "POST"], permission=LETTER_SEND, upload=True)
def letter_create() -> Any:
    """Write a note to another unit."""
    form = NoteForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                return _send_note(form)
            except Invalid as error:
                for name, sentence in error.problems.items():
                    field = form._fields.get(FIELDS.get(name, name), form.text)
                    field.errors = [*field.errors, sentence]
            except Refused as error:
                form.file.errors = [str(error)]
    return page("letters/new.html", form=form, status=status)


def _send_note(form: NoteForm) -> Any:
    """Send it. Raises Invalid, and Refused for a file that cannot go along; the answer 422 keeps nothing."""
    made = note.Note(about=form.about.data, text=form.text.data)
    letter = send_letter(scope(), note.NOTE, form.to.data, made, due_on=form.due_on.data)
    given = request.files.get("file")
    if given is not None and given.filename:
        row = store_upload(scope(), letter.subject, given.filename, given.stream)
        if row.state != "ready":
            raise Refused(_("The virus scanner has not cleared this file. Nothing was sent; try again later."))
    return go(url_for("core.letter_show", letter_id=letter.id), _("The note is sent."))
