"""Putting a unit's own .docx in place of a form of ours, and taking it away again."""

from __future__ import annotations

from typing import IO

from core.api import NotFound, Refused, Scope, clock, db, discard_files, file_content, store_upload
from plugins.petitions.models import OwnForm
from plugins.petitions.papers import own_form
from plugins.petitions.papers.kinds import BY_NAME
from plugins.petitions.permissions import TEMPLATE_MANAGE
from plugins.petitions.queries import own_forms as queries
from plugins.petitions.services.papers import DOCX


def replace_form(scope: Scope, kind: str, filename: str, stream: IO[bytes]) -> OwnForm:
    """Take a .docx as the unit's form for a kind of paper, tried out with sample words first.

    Raises NotFound for an unknown kind, Forbidden, Refused (FileRefused, or FormRefused with the place).
    """
    scope.require(TEMPLATE_MANAGE.name)
    if kind not in BY_NAME:
        raise NotFound("kind")
    row = queries.get_own_form(scope, kind)
    if row is None:
        row = OwnForm(kind=kind, changed_at=clock.now(), changed_by=scope.actor_id)
        db.session.add(row)
        db.session.flush()
    old = queries.file_of(scope, row)
    file = store_upload(scope, queries.reference(row), filename, stream, "form")
    if file.media_type != DOCX:
        raise FormRefused("not_docx")
    if file.state != "ready":
        raise FormRefused("form_waits")
    try:
        own_form.check(file_content(scope, file))
    except own_form.FormError as error:
        raise FormRefused(error.key, error.what) from error
    if old is not None:
        discard_files(scope, queries.reference(row), old.public_id)
    row.changed_at, row.changed_by = clock.now(), scope.actor_id
    db.session.flush()
    return row


def remove_form(scope: Scope, kind: str) -> None:
    """Go back to the form of ours; twice is once. Raises Forbidden."""
    scope.require(TEMPLATE_MANAGE.name)
    row = queries.get_own_form(scope, kind)
    if row is None:
        return
    discard_files(scope, queries.reference(row))
    db.session.delete(row)
    db.session.flush()


class FormRefused(Refused):
    """Why a .docx was not taken; ``what`` names the place in it."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(key)
        self.what = what
