"""A unit's own forms: which kinds of paper have one, and its bytes."""

from __future__ import annotations

from sqlalchemy import select

from core.api import Scope, StoredFile, db, file_content, list_files
from plugins.petitions.models import OwnForm

REFERENCE = "petitions:form:"


def reference(row: OwnForm) -> str:
    """How the file of a form names it."""
    return REFERENCE + row.public_id


def own_forms(scope: Scope) -> dict[str, OwnForm]:
    """Kind of paper -> the unit's own form; one statement."""
    return {row.kind: row for row in db.session.scalars(select(OwnForm))}


def files_of_forms(scope: Scope) -> dict[str, StoredFile]:
    """Kind of paper -> the unit's .docx, to look at it; two statements."""
    kinds = {reference(row): row.kind for row in own_forms(scope).values()}
    rows = db.session.scalars(select(StoredFile).where(StoredFile.subject.in_(kinds)).order_by(StoredFile.id))
    return {kinds[row.subject]: row for row in rows}


def get_own_form(scope: Scope, kind: str) -> OwnForm | None:
    """The unit's own form for a kind of paper."""
    return db.session.scalar(select(OwnForm).where(OwnForm.kind == kind))


def file_of(scope: Scope, row: OwnForm) -> StoredFile | None:
    """The .docx of a form; the newest when it was replaced."""
    files = list_files(scope, reference(row))
    return files[-1] if files else None


def content_of_form(scope: Scope, kind: str) -> bytes | None:
    """The bytes of the unit's own form for a kind of paper; None where it has none. Raises Refused for a damaged file."""
    row = get_own_form(scope, kind)
    file = file_of(scope, row) if row is not None else None
    return file_content(scope, file) if file is not None and file.state == "ready" else None
