"""Screens of the petitions plugin. Importing this package makes every route known to its blueprint."""

from plugins.petitions.views import (
    attachments,
    candidates,
    cases,
    clocks,
    custody,
    filings,
    intake,
    lists,
    own_forms,
    papers,
    petitions,
    process,
    public_filing,
    public_guides,
    recounts,
    roster,
    tasks,
)
from plugins.petitions.views.blueprint import bp, public

__all__ = [
    "attachments",
    "bp",
    "candidates",
    "cases",
    "clocks",
    "custody",
    "filings",
    "intake",
    "lists",
    "own_forms",
    "papers",
    "petitions",
    "process",
    "public",
    "public_filing",
    "public_guides",
    "recounts",
    "roster",
    "tasks",
]
