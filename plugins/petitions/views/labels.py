"""The labels that templates of the register need, in one mapping."""

from __future__ import annotations

from typing import Any

from plugins.petitions import words

LABELS: dict[str, Any] = {
    "kinds": words.KIND_LABELS,
    "sources": words.SOURCE_LABELS,
    "states": words.STATE_LABELS,
    "roles": words.ROLE_LABELS,
    "id_types": words.ID_TYPE_LABELS,
    "levels": words.LEVEL_LABELS,
    "competences": words.COMPETENCE_LABELS,
    "specials": words.SPECIAL_LABELS,
    "outcomes": words.OUTCOME_LABELS,
    "moves": words.MOVE_LABELS,
    "links": words.LINK_LABELS,
    "alike": words.ALIKE_LABELS,
    "custody": words.CUSTODY_LABELS,
    "transfers": words.TRANSFER_LABELS,
    "work": words.WORK_LABELS,
    "cases": words.CASE_LABELS,
}
