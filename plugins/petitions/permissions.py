"""Rights of the petitions register and of settlement."""

from __future__ import annotations

from core.api import Permission, _l

PETITION_VIEW = Permission("petitions.petition.view", _l("See the register of petitions without names"))
PETITION_IDENTIFY = Permission(
    "petitions.petition.identify", _l("See who petitioned: names, addresses, papers"), sensitive=True
)
PETITION_REGISTER = Permission("petitions.petition.register", _l("Register petitions"))
PETITION_PROCESS = Permission("petitions.petition.process", _l("Classify petitions and propose what becomes of them"))
PETITION_DECIDE = Permission("petitions.petition.decide", _l("Decide and sign: accept, guide, transfer, settle"))
CASE_HANDLE = Permission("petitions.case.handle", _l("Verify cases, hold dialogues, draft decisions"))
TASK_ANSWER = Permission("petitions.task.answer", _l("Answer the questions that cases put to one's own unit"))
DENUNCIATION_HANDLE = Permission(
    "petitions.denunciation.handle", _l("Handle denunciations (never the denouncer's identity)"), sensitive=True
)
CUSTODY_MANAGE = Permission(
    "petitions.custody.manage", _l("Keep the sealed envelopes and their register"), sensitive=True
)
CANDIDATE_VIEW = Permission(
    "petitions.candidate.view", _l("See the sealed list of files on candidates"), sensitive=True
)
PAPER_ISSUE = Permission("petitions.paper.issue", _l("Draft, number and print papers"), sensitive=True)
REGISTER_EXPORT = Permission("petitions.register.export", _l("Download the register of petitions"), sensitive=True)
TEMPLATE_MANAGE = Permission("petitions.template.manage", _l("Replace forms by the unit's own .docx"))

ALL = [
    PETITION_VIEW,
    PETITION_IDENTIFY,
    PETITION_REGISTER,
    PETITION_PROCESS,
    PETITION_DECIDE,
    CASE_HANDLE,
    TASK_ANSWER,
    DENUNCIATION_HANDLE,
    CUSTODY_MANAGE,
    CANDIDATE_VIEW,
    PAPER_ISSUE,
    REGISTER_EXPORT,
    TEMPLATE_MANAGE,
]
