"""The start page of a plugin whose screens are still to come: its duties of the plan, nothing pretended."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from core.i18n import language
from core.law.duties import Duty
from core.web.render import page


def duty_list(duties: Sequence[Duty]) -> list[dict[str, str]]:
    """The duties in the reader's language, as templates show them."""
    english = language() == "en"
    return [
        {
            "id": duty.id,
            "title": duty.title(language()),
            "paragraph": duty.paragraph,
            "unit": duty.unit_en if english else duty.unit_vi,
            "basis": duty.basis,
            "not_built": duty.not_built_en if english else duty.not_built_vi,
        }
        for duty in duties
    ]


def duty_page(title: str, duties: Sequence[Duty]) -> Response:
    """List the duties of the plan that the plugin will carry, and what it will never do."""
    return page("duties.html", plugin_title=title, duties=duty_list(duties))
