"""A field of several ticks, read as a list of texts."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField


class Several(SelectMultipleField):  # type: ignore[misc]
    """Boxes of which any number may be ticked; what is not on the list is dropped by the rules, not here."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=kwargs.pop("choices", []), validate_choice=False, **kwargs)
