"""Which files hold the law of petitions, and how each kind of record in them is read."""

from __future__ import annotations

from pathlib import Path

from core.api import law
from plugins.petitions.law import records

FOLDER = Path(__file__).parent
FILES = (
    "complaints.toml",
    "denunciations.toml",
    "other_rules.toml",
    "grounds.toml",
    "outcomes.toml",
    "routes.toml",
    "forms.toml",
    "retention.toml",
    "elections.toml",
)
SOURCE = law.LawSource(
    files=tuple(FOLDER / name for name in FILES),
    kinds=(
        ("non_acceptance", records.read_non_acceptance),
        ("condition", records.read_condition),
        ("criterion", records.read_criterion),
        ("stop_ground", records.read_stop_ground),
        ("outcome", records.read_outcome),
        ("route", records.read_route),
        ("form", records.read_form),
        ("retention", records.read_retention),
        ("election_step", records.read_election_step),
        ("election_day", records.read_election_day),
    ),
    packs=tuple(sorted((FOLDER / "packs").glob("*.toml"))),
)
