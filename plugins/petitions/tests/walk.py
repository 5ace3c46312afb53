"""What the walks over all routes and tables need to know of petitions."""

from __future__ import annotations

from core.testing.walk import Walk

WALK = Walk(
    records=("petition", "case"),
    without_canary={
        "petitions_petition.public_id": "random id",
        "petitions_petition.once": "random id",
        "petitions_petition.book": "closed list",
        "petitions_petition.state": "closed list",
        "petitions_petition.kind": "closed list",
        "petitions_petition.source": "closed list",
        "petitions_petition.competence": "closed list",
        "petitions_petition.proposal": "closed list",
        "petitions_petition.ground": "closed list",
        "petitions_petition.field": "closed list",
        "petitions_petition.respondent_level": "closed list",
        "petitions_petition.source_ref": "a reference",
        "petitions_petition.special": "closed list",
        "petitions_link.public_id": "random id",
        "petitions_link.kind": "closed list",
        "petitions_transfer.public_id": "random id",
        "petitions_transfer.state": "closed list",
        "petitions_transfer.letter_id": "random id",
        "petitions_custody.kind": "closed list",
        "petitions_party.public_id": "random id",
        "petitions_party.role": "closed list",
        "petitions_party.id_type": "closed list",
        "petitions_step.machine": "closed list",
        "petitions_step.name": "closed list",
        "petitions_step.before": "closed list",
        "petitions_step.after": "closed list",
        "petitions_step.ground": "closed list",
        "petitions_case.public_id": "random id",
        "petitions_case.kind": "closed list",
        "petitions_case.state": "closed list",
        "petitions_case.resumes_to": "closed list",
        "petitions_case.verdict": "closed list",
        "petitions_clock.public_id": "random id",
        "petitions_clock.kind": "closed list",
        "petitions_clock.rule_id": "closed list",
        "petitions_clock.state": "closed list",
    },
)
