"""Room for files on the few routes that take them; everywhere else a request stays small."""

from __future__ import annotations

from flask import current_app, request
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from core.i18n import gettext as _
from core.settings.core_settings import MOST_MEGABYTES

#: Room for the other fields beside the file, in bytes.
BESIDE = 256 * 1024
#: What somebody without an account may send at once, in megabytes.
PUBLIC_MEGABYTES = 10


def make_room() -> None:
    """Let a logged-in user send a file to an upload route; on public pages everybody, but a smaller one.

    Raises RequestEntityTooLarge with a sentence before a byte of too large a file is read. Which
    size the tenant allows is checked when the file is stored.
    """
    info = current_app.extensions["tiepdan.routes"].get(request.endpoint)
    public = info is not None and info.area == "public"
    if info is None or not info.upload or not (public or current_user.is_authenticated):
        return
    most = PUBLIC_MEGABYTES if public else MOST_MEGABYTES
    request.max_content_length = most * 1024 * 1024 + BESIDE
    # a long run without a line break, such as an uncompressed white page, is held back as a whole
    request.max_form_memory_size = request.max_content_length
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge(
            _("The file is too large: at most %(most)d megabytes. Scan with a lower resolution or fewer pages.",
              most=most)
        )  # fmt: skip
