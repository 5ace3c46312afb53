"""Petitions: the register, the clocks, settlement: what the plugin declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import url_for

from core.api import (
    DomainEvent,
    Duty,
    Job,
    LetterKind,
    Manifest,
    NavItem,
    Notice,
    OversightKind,
    Panel,
    Permission,
    PublicSection,
    RoleTemplate,
    Scope,
    SearchSource,
    SettingsSchema,
    StartCard,
    Topic,
    _,
    _l,
    hookimpl,
    law,
)
from plugins.petitions import models, permissions
from plugins.petitions.duties import DUTIES
from plugins.petitions.events import EVENTS, TOPICS
from plugins.petitions.jobs import COUNT, WATCH
from plugins.petitions.law import SOURCE
from plugins.petitions.notices import NOTICES
from plugins.petitions.oversight import PETITIONS
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
        RoleTemplate("petitions_unit", "Cán bộ đơn vị được giao xác minh", "Unit asked to verify", (p.TASK_ANSWER,)),
        RoleTemplate("petitions_reader", "Theo dõi đơn thư", "Petitions reader", (p.PETITION_VIEW,)),
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """Staff and public screens, and what programs may use."""
    from plugins.petitions.machine import api
    from plugins.petitions.views import bp, public

    return [bp, public, api]


@hookimpl
def declare_duties() -> list[Duty]:
    """II.6 of the plan."""
    return list(DUTIES)


@hookimpl
def declare_settings() -> list[type[SettingsSchema]]:
    """Remote area, warnings, withdrawals."""
    return [PetitionsSettings]


@hookimpl
def declare_jobs() -> list[Job]:
    """The watch over limits, the numbers for overseers."""
    return [WATCH, COUNT]


@hookimpl
def declare_notices() -> list[Notice]:
    """Limits that end soon or have passed."""
    return NOTICES


@hookimpl
def declare_oversight() -> list[OversightKind]:
    """Monthly numbers."""
    return [PETITIONS]


@hookimpl
def plugin_disabling(scope: Scope, plugin: str) -> list[str]:
    """Limits that run and cases that are open must come to their end first."""
    if plugin != manifest.name:
        return []
    from plugins.petitions.services.live_work import blockers

    return blockers(scope)


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
def law_impact(scope: Scope, old_book: law.LawBook, new_book: law.LawBook) -> list[law.Change]:
    """Live clocks of all petitions."""
    from plugins.petitions.services.law_changes import law_changes

    return law_changes(scope, old_book, new_book)


@hookimpl
def law_accepted(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Change the files that a transitional article names."""
    from plugins.petitions.services.law_changes import accept_law_changes

    accept_law_changes(scope, changes, acceptance)


@hookimpl
def declare_navigation() -> list[NavItem]:
    """Menu of the register."""
    p = permissions
    return [
        NavItem("petitions.list", _l("Register of petitions"), "petitions.petition_list", p.PETITION_VIEW, 20),
        NavItem(
            "petitions.new",
            _l("Register a petition"),
            "petitions.petition_create",
            p.PETITION_REGISTER,
            21,
            shortcut="d",
        ),
        NavItem("petitions.filings", _l("Sent online"), "petitions.filing_list", p.PETITION_REGISTER, 21),
        NavItem("petitions.tasks", _l("Questions to my unit"), "petitions.task_list", p.TASK_ANSWER, 23),
        NavItem("petitions.candidates", _l("Files on candidates"), "petitions.candidate_list", p.CANDIDATE_VIEW, 24),
        NavItem(
            "petitions.recounts", _l("Due dates that would change"), "petitions.recount_list", p.PETITION_DECIDE, 25
        ),
        NavItem("petitions.forms", _l("Forms of papers"), "petitions.form_list", p.TEMPLATE_MANAGE, 26),
        NavItem("petitions.envelopes", _l("Sealed envelopes"), "petitions.envelope_list", p.CUSTODY_MANAGE, 22),
    ]


@hookimpl
def declare_letters() -> list[LetterKind[Any]]:
    """Petitions to other tenants; denunciations apart, for custodians alone."""
    from plugins.petitions.letters import KINDS

    return KINDS


@hookimpl
def declare_search() -> list[SearchSource]:
    """Petitions, by their matter and by who signed; nothing that is sealed or hidden from somebody."""
    from plugins.petitions import search

    return [search.SOURCE]


@hookimpl
def nav_badges(scope: Scope) -> dict[str, int]:
    """What waits: proposals for who signs, own open petitions for who processes."""
    if not scope.can(permissions.PETITION_VIEW.name):
        return {}
    from plugins.petitions.queries import lists

    found = lists.numbers(scope)
    waiting = found.signature or found.mine
    counts = {"petitions.list": waiting, "petitions.filings": found.sent}
    return {key: number for key, number in counts.items() if number}


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """What to do first: sign, or classify and settle."""
    if not scope.can(permissions.PETITION_VIEW.name):
        return []
    from plugins.petitions.queries import lists

    found = lists.numbers(scope)
    if scope.can(permissions.PETITION_DECIDE.name):
        text = _("%(late)d petitions overdue", late=found.overdue)
        url = url_for("petitions.petition_list", work="signature")
        return [StartCard(_("Petitions waiting for your signature"), text, url, str(found.signature), 15)]
    text = _("%(fresh)d not classified yet, %(late)d overdue", fresh=found.fresh, late=found.overdue)
    return [StartCard(_("My petitions"), text, url_for("petitions.petition_list", work="mine"), str(found.mine), 15)]


@hookimpl
def file_readable(scope: Scope, subject: str) -> bool:
    """Scans show who petitioned."""
    from plugins.petitions.queries import attachments

    return attachments.readable(scope, subject)


@hookimpl
def public_sections(scope: Scope) -> list[PublicSection]:
    """What one can do."""
    from plugins.petitions import public_start

    return public_start.public_sections(scope)


@hookimpl
def demo_filling(scope: Scope) -> list[str]:
    """Invented petitions of the last months, in all states."""
    from plugins.petitions.demo import fill

    return fill(scope)


@hookimpl
def panels(scope: Scope, slot: str, subject: str) -> list[Panel]:
    """On the page of a visit: register it as a petition."""
    if slot != "reception.visit" or not scope.can(permissions.PETITION_REGISTER.name):
        return []
    url = url_for("petitions.petition_create", visit=subject.rpartition(":")[2])
    return [Panel(_("Register as petition"), url, _("Take this visit over into the register of petitions."))]
