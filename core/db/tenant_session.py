"""The session class: it belongs to the frame it was opened in and obeys nobody else."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy.session import Session

from core.db.frame import Frame, current_frame
from core.errors import CrossTenant, NoScope


class TenantSession(Session):
    """Remembers its frame; using it from another frame raises."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame: Frame | None = current_frame()

    def checked_frame(self) -> Frame:
        """The frame this session serves.

        Raises NoScope outside any frame, CrossTenant when another frame is current.
        """
        if self.frame is None:
            raise NoScope("data was touched outside any scope")
        if self.frame is not current_frame():
            raise CrossTenant("a session was used from another scope")
        return self.frame
