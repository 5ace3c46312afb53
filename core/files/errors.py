"""Why a file was not taken, with a sentence for whoever sent it."""

from __future__ import annotations

from core.errors import Refused
from core.i18n import gettext as _


class FileRefused(Refused):
    """A file that is not stored; the text tells the user why and what to do. ``key`` is the reason."""

    def __init__(self, key: str, *, most: int = 0, kind: str = "") -> None:
        super().__init__(_sentence(key, most, kind))
        self.key = key


def _sentence(key: str, most: int, kind: str) -> str:
    if key == "too_large":
        return _(
            "The file is too large: at most %(most)d megabytes. Scan with a lower resolution or fewer pages.", most=most
        )
    if key == "ending":
        return _(
            "The ending of the name does not fit the content, which is %(kind)s. Check that it is the right file.",
            kind=kind,
        )
    words = {
        "none": _("Choose a file first."),
        "empty": _("The file is empty. Choose another one, or scan the paper again."),
        "kind": _("Only pictures (JPEG, PNG, WebP), PDF, Word (.docx) and Excel (.xlsx) can be stored."),
        "pixels": _("The picture has too many pixels: at most 50 million. Save it smaller."),
        "bomb": _("Unpacked, the file would be far larger than a document is. It was refused."),
        "names": _("The file holds parts with forbidden names. It was refused."),
        "macros": _("The file holds macros, that is, programs. Save it without macros and send it again."),
        "embedded": _("The file holds embedded objects that cannot be cleaned. Save it as PDF and send that."),
        "locked": _("The file is protected by a password. Remove the password and send it again."),
        "busy": _("The file could not be processed in time. Try again, or send it in smaller parts."),
    }
    return words.get(key, _("The file is damaged and cannot be read. Save or scan it again."))
