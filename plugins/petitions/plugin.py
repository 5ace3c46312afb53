"""Petitions: the register, the clocks, settlement: what the plugin declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.api import (
    DomainEvent,
    Duty,
    Manifest,
    Permission,
    RoleTemplate,
    Scope,
    SettingsSchema,
    Topic,
    _l,
    hookimpl,
    law,
)
from plugins.petitions import models, permissions
from plugins.petitions.duties import DUTIES
from plugins.petitions.events import EVENTS, TOPICS
from plugins.petitions.law import SOURCE
from plugins.petitions.settings import PetitionsSettings

manifest = Manifest(
    name="petitions",
    title=_l("Petitions"),
    version="1.0.0",
    folder=Path(__file__).parent,
    owner_unit="Các ban, ngành, cán bộ, công chức",
    requires=("reception",),
    data_classes=("names, addresses and identity papers of petitioners; none for denunciations",),
)


@hookimpl
def declare_models() -> list[type]:
    """Tables of the register and of settlement."""
    return [getattr(models, name) for name in models.__all__]


@hookimpl
def declare_permissions() -> list[Permission]:
    """Rights of the register and of settlement."""
    return permissions.ALL


@hookimpl
def declare_roles() -> list[RoleTemplate]:
    """Who processes, who decides, who keeps envelopes, who only follows."""
    p = permissions
    daily = (p.PETITION_VIEW, p.PETITION_IDENTIFY, p.PETITION_REGISTER, p.PETITION_PROCESS, p.CASE_HANDLE)
    return [
        RoleTemplate(
            "petitions_officer", "Cán bộ xử lý đơn", "Petitions officer", (*daily, p.PAPER_ISSUE, p.REGISTER_EXPORT)
        ),
        RoleTemplate(
            "petitions_head",
            "Người có thẩm quyền giải quyết",
            "Competent head",
            (
                p.PETITION_VIEW,
                p.PETITION_IDENTIFY,
                p.PETITION_DECIDE,
                p.DENUNCIATION_HANDLE,
                p.CANDIDATE_VIEW,
                p.PAPER_ISSUE,
                p.TEMPLATE_MANAGE,
            ),
        ),
        RoleTemplate(
            "petitions_denunciations",
            "Cán bộ xử lý tố cáo, giữ phong bì niêm phong",
            "Denunciation officer and custodian",
            (
                p.PETITION_VIEW,
                p.PETITION_REGISTER,
                p.PETITION_PROCESS,
                p.CASE_HANDLE,
                p.DENUNCIATION_HANDLE,
                p.CUSTODY_MANAGE,
                p.PAPER_ISSUE,
            ),
        ),
        RoleTemplate(
            "petitions_election",
            "Thành viên tổ chức phụ trách bầu cử",
            "Member of the election body",
            (p.PETITION_VIEW, p.CANDIDATE_VIEW),
        ),
        RoleTemplate("petitions_reader", "Theo dõi đơn thư", "Petitions reader", (p.PETITION_VIEW,)),
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """Staff screens."""
    from plugins.petitions.views import bp

    return [bp]


@hookimpl
def declare_duties() -> list[Duty]:
    """II.6 of the plan."""
    return list(DUTIES)


@hookimpl
def declare_settings() -> list[type[SettingsSchema]]:
    """Remote area, warnings, withdrawals."""
    return [PetitionsSettings]


@hookimpl
def declare_topics() -> list[Topic]:
    """Lists of petitions listen; nobody hears of denunciations."""
    return TOPICS


@hookimpl
def declare_events() -> list[type[DomainEvent]]:
    """What happens to petitions and cases."""
    return EVENTS


@hookimpl
def declare_law() -> list[law.LawSource]:
    """Limits, grounds, outcomes, routes, forms and elections, with the pack of July 2026."""
    return [SOURCE]


@hookimpl
def law_impact(scope: Scope, new_book: law.LawBook) -> list[law.Change]:
    """Live clocks of all petitions."""
    from plugins.petitions.services.law_changes import law_changes

    return law_changes(scope, new_book)


@hookimpl
def law_accepted(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Move the clocks that a transitional article names."""
    from plugins.petitions.services.law_changes import accept_law_changes

    accept_law_changes(scope, changes, acceptance)
