"""What to tell about a field that does not fit; never what was sent in it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from core.i18n import gettext as _


def sentences(error: ValidationError) -> dict[str, str]:
    """Field path (``people.0.name``) -> one sentence, in the reader's language."""
    found: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in detail["loc"]) or "body"
        found.setdefault(name, _sentence(str(detail["type"]), detail.get("ctx") or {}))
    return found


def _sentence(kind: str, limits: dict[str, Any]) -> str:
    text = {
        "missing": _("Please fill this in."),
        "string_too_short": _("Please fill this in."),
        "too_short": _("Please fill this in."),
        "extra_forbidden": _("There is no such field."),
        "day": _("Write a day as 2026-11-23."),
        "damaged": _("Some characters are damaged. Please type the text again."),
        "int_type": _("Please enter a whole number."),
        "bool_type": _("Please send true or false."),
        "string_type": _("Please send a text."),
        "list_type": _("Please send a list."),
        "model_type": _("Please send an object with the fields of the document."),
        "string_pattern_mismatch": _("This has not the expected form."),
    }.get(kind)
    return text or _limit(kind, limits) or _("This value does not fit.")


def _limit(kind: str, limits: dict[str, Any]) -> str:
    if kind == "string_too_long":
        return _("At most %(most)d characters, please.", most=limits["max_length"])
    if kind == "too_long":
        return _("At most %(most)d entries, please.", most=limits["max_length"])
    if kind in ("greater_than_equal", "less_than_equal"):
        return _("Out of range: the limit is %(limit)s.", limit=limits.get("ge", limits.get("le")))
    if kind == "literal_error":
        return _("Choose one of: %(choices)s.", choices=limits["expected"])
    return ""
