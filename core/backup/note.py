"""When the last backup was made: a note in the data folder, which the machines of one installation share."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from core import clock
from core.config import Config

NOTE = "last-backup.json"
#: A backup older than this is worth a warning.
OLDEST = timedelta(days=7)


def leave_note(config: Config, made_at: str, size: int, sha256: str) -> None:
    """Keep time, size (bytes) and hash of a finished backup for doctor and the health page."""
    kept = {"made_at": made_at, "size": size, "sha256": sha256}
    (config.data / NOTE).write_text(json.dumps(kept), encoding="utf-8")


def last_backup(config: Config) -> datetime | None:
    """When the last backup was made; None when there was none, or its note cannot be read."""
    try:
        noted = json.loads((config.data / NOTE).read_text(encoding="utf-8"))
        moment = datetime.fromisoformat(noted["made_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return moment if moment.tzinfo else None


def is_old(made_at: datetime) -> bool:
    """Whether a new one is due."""
    return clock.now() - made_at > OLDEST
