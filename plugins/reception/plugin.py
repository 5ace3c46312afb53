"""The reception desk: what it declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import g, url_for

from core.api import (
    DomainEvent,
    Job,
    Manifest,
    NavItem,
    Notice,
    OversightKind,
    Permission,
    PublicPage,
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
from plugins.reception import permissions, scans
from plugins.reception.duties import DUTIES
from plugins.reception.events import EVENTS, TOPICS
from plugins.reception.jobs import DUE, LATE, REMIND
from plugins.reception.law import SOURCE
from plugins.reception.models import (
    Counter,
    HallDay,
    Opening,
    Paper,
    Person,
    Place,
    Seat,
    Step,
    Ticket,
    Visit,
    VisitChange,
)
from plugins.reception.oversight import VISITS
from plugins.reception.queries import visits as queries
from plugins.reception.settings import ReceptionSettings

manifest = Manifest(
    name="reception",
    title=_l("Citizen reception"),
    version="1.0.0",
    folder=Path(__file__).parent,
    owner_unit="Bộ phận Tiếp công dân",
    data_classes=("names, addresses and identity papers of visitors; none for denunciations",),
)


@hookimpl
def declare_models() -> list[type]:
    """Tables of visits, places and the waiting hall."""
    return [Visit, Person, Paper, VisitChange, Place, Opening, Counter, Seat, Ticket, Step, HallDay]


@hookimpl
def declare_permissions() -> list[Permission]:
    """Rights of the desk."""
    return permissions.ALL


@hookimpl
def declare_roles() -> list[RoleTemplate]:
    """Officer at the desk, and a reader who sees no names."""
    p = permissions
    return [
        RoleTemplate(
            "reception_officer",
            "Người tiếp công dân",
            "Reception officer",
            (
                p.VISIT_VIEW,
                p.VISIT_IDENTIFY,
                p.VISIT_REGISTER,
                p.VISIT_EDIT,
                p.BOOK_EXPORT,
                p.PAPER_PRINT,
                p.SCHEDULE_EDIT,
                p.QUEUE_RUN,
            ),
        ),
        RoleTemplate("reception_reader", "Theo dõi tiếp công dân", "Reception reader", (p.VISIT_VIEW,)),
    ]


@hookimpl
def declare_blueprints() -> list[Any]:
    """Staff and public screens, and what programs may use."""
    from plugins.reception import machine
    from plugins.reception.views import bp, public

    return [bp, public, machine.api]


@hookimpl
def declare_navigation() -> list[NavItem]:
    """Menu of the desk."""
    return [
        NavItem("reception.desk", _l("Reception desk"), "reception.desk", permissions.VISIT_VIEW, 10),
        NavItem(
            "reception.new",
            _l("Register a visit"),
            "reception.visit_create",
            permissions.VISIT_REGISTER,
            11,
            shortcut="n",
        ),
        NavItem("reception.visits", _l("Visits"), "reception.visit_list", permissions.VISIT_VIEW, 12),
        NavItem("reception.book", _l("Reception book"), "reception.book_show", permissions.BOOK_EXPORT, 13),
        NavItem("reception.places", _l("Places and hours"), "reception.place_list", permissions.SCHEDULE_EDIT, 14),
        NavItem("reception.counters", _l("Counters"), "reception.counter_list", permissions.SCHEDULE_EDIT, 15),
    ]


@hookimpl
def declare_public_pages() -> list[PublicPage]:
    """Where and when."""
    return [PublicPage(_l("Where and when citizens are received"), "reception_public.schedule_public", 10)]


@hookimpl
def declare_oversight() -> list[OversightKind]:
    """Monthly numbers."""
    return [VISITS]


@hookimpl
def declare_duties() -> list[Any]:
    """II.4, II.3.a, II.7.b of the plan."""
    return list(DUTIES)


@hookimpl
def declare_topics() -> list[Topic]:
    """The list of visits and the desk listen."""
    return TOPICS


@hookimpl
def declare_events() -> list[type[DomainEvent]]:
    """What happens at the desk."""
    return EVENTS


@hookimpl
def declare_search() -> list[SearchSource]:
    """Visits, by their matter and by who came."""
    from plugins.reception.search import SOURCE

    return [SOURCE]


@hookimpl
def declare_settings() -> list[type[SettingsSchema]]:
    """Receipts and warnings."""
    return [ReceptionSettings]


@hookimpl
def declare_law() -> list[law.LawSource]:
    """Deadlines and quotas of reception."""
    return [SOURCE]


@hookimpl
def file_readable(scope: Scope, subject: str) -> bool:
    """Scans show who came."""
    return scans.readable(scope, subject)


@hookimpl
def declare_jobs() -> list[Job]:
    """Reminders."""
    return [REMIND]


@hookimpl
def declare_notices() -> list[Notice]:
    """Answers that fall due."""
    return [DUE, LATE]


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Today's visits and the answers owed."""
    if not scope.can(permissions.VISIT_VIEW.name):
        return []
    numbers = queries.desk_numbers(scope)
    text = _("%(owed)d answers owed, %(late)d of them late", owed=numbers.owed, late=numbers.late)
    return [StartCard(_("Visits today"), text, url_for("reception.desk"), str(numbers.today), 10)]


@hookimpl
def nav_badges(scope: Scope) -> dict[str, int]:
    """Answers that are late, due today, or so soon that the settings say to warn."""
    if not scope.can(permissions.VISIT_VIEW.name):
        return {}
    numbers = g.get("reception_numbers") or queries.desk_numbers(scope)
    waiting = numbers.due_today + numbers.late + numbers.due_soon
    return {"reception.desk": waiting} if waiting else {}


@hookimpl
def demo_filling(scope: Scope) -> list[str]:
    """Invented visits of the last three months."""
    from plugins.reception.demo import fill

    return fill(scope)
