"""Handing out files: the owner of the record decides who may, at every single request."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.http import dump_options_header

from core.access.permissions import ANY_MEMBER
from core.envelopes.queries import may_read_files
from core.files.links import is_good, sign
from core.files.store import content_of, get_file
from core.i18n import gettext as _
from core.text import fold
from core.web.context import scope
from core.web.render import redirect
from core.web.views.tenant import bp, registry


@bp.route("/files/<file_id>", permission=ANY_MEMBER)
def file_show(file_id: str) -> Any:
    """The file as a download.

    Without a key: whoever may read the record is sent on with a key of a few minutes. With a key:
    the right is checked again, and the key must be one's own.
    """
    row = get_file(scope(), file_id)
    if not _readable(row.subject):
        raise Forbidden(_("Your post may not read the files of this record."))
    key = request.args.get("key", "")
    if not key:
        return redirect(url_for("core.file_show", file_id=file_id, key=sign(scope(), file_id)))
    if not is_good(scope(), file_id, key):
        raise Forbidden(_("This link has run out or was made for somebody else. Open the file from its page again."))
    response = Response(content_of(scope(), row), mimetype=row.media_type)
    response.headers["Content-Disposition"] = _attachment(row.name)
    return response


def _readable(subject: str) -> bool:
    owner = subject.split(":", 1)[0]
    if owner == "core":
        return may_read_files(scope(), subject)
    return registry().dispatcher.allows("file_readable", scope(), owner, subject)


def _attachment(name: str) -> str:
    """The header under which browsers save the file, with a plain name for those that know no UTF-8."""
    from urllib.parse import quote

    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in fold(name))
    return dump_options_header("attachment", {"filename": plain}) + f"; filename*=UTF-8''{quote(name, safe='')}"
