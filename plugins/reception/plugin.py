"""The reception desk: what it declares to the core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import url_for

from core.api import (
    Banner,
    DomainEvent,
    Job,
    Manifest,
    NavItem,
    Notice,
    OversightKind,
    Panel,
    Permission,
    PublicPage,
    PublicSection,
    RoleTemplate,
    Scope,
    SearchSource,
    SettingsSchema,
    StartCard,
    Subscription,
    Topic,
    _,
    _l,
    hookimpl,
    law,
)
from plugins.reception import permissions, scans
from plugins.reception.duties import DUTIES
from plugins.reception.events import EVENTS, TOPICS
from plugins.reception.jobs import BOOKINGS, CLEAR, DUE, LATE, REMIND
from plugins.reception.law import SOURCE
from plugins.reception.models import (
    Alarm,
    Booking,
    Campaign,
    CampaignWindow,
    Closure,
    Counter,
    Entitlement,
    HallDay,
    HeadDay,
    Leave,
    Opening,
    Paper,
    Person,
    Place,
    Roster,
    RosterGap,
    Seat,
    Shift,
    Step,
    Swap,
    Ticket,
    Visit,
    VisitChange,
)
from plugins.reception.oversight import DUTY, VISITS
from plugins.reception.queries import alarms as alarm_queries
from plugins.reception.queries import visits as queries
from plugins.reception.roster_events import EVENTS as ROSTER_EVENTS
from plugins.reception.roster_jobs import LOOK_AHEAD
from plugins.reception.roster_notices import NOTICES as ROSTER_NOTICES
from plugins.reception.settings import ReceptionSettings
from plugins.reception.subscribers import SUBSCRIBERS

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
    """Tables of visits, places, the waiting hall and the roster."""
    desk = [Visit, Person, Paper, VisitChange, Place, Opening, Counter, Seat, Ticket, Step, HallDay, Alarm]
    return [
        *desk,
        Booking,
        Closure,
        Campaign,
        CampaignWindow,
        Roster,
        RosterGap,
        Shift,
        Leave,
        Swap,
        HeadDay,
        Entitlement,
    ]


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
                p.ROSTER_VIEW,
                p.ROSTER_EDIT,
                p.SHIFT_SWAP,
                p.ALARM_USE,
                p.ALLOWANCE_MANAGE,
                p.DUTY_VIEW,
                p.DUTY_EDIT,
            ),
        ),
        RoleTemplate(
            "reception_reader", "Theo dõi tiếp công dân", "Reception reader", (p.VISIT_VIEW, p.ROSTER_VIEW, p.DUTY_VIEW)
        ),
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
        NavItem("reception.bookings", _l("Bookings"), "reception.booking_list", permissions.QUEUE_RUN, 13),
        NavItem("reception.places", _l("Places and hours"), "reception.place_list", permissions.SCHEDULE_EDIT, 14),
        NavItem("reception.counters", _l("Counters"), "reception.counter_list", permissions.SCHEDULE_EDIT, 15),
        NavItem("reception.roster", _l("Roster"), "reception.roster_show", permissions.ROSTER_VIEW, 16),
        NavItem("reception.duty", _l("Reception days of the head"), "reception.duty_show", permissions.DUTY_VIEW, 17),
    ]


@hookimpl
def declare_public_pages() -> list[PublicPage]:
    """Where and when."""
    return [
        PublicPage(_l("Where and when citizens are received"), "reception_public.schedule_public", 10),
        PublicPage(_l("Who receives citizens when"), "reception_public.roster_public", 11),
        PublicPage(_l("Reception days of the head"), "reception_public.duty_public", 12),
        PublicPage(_l("Book a time to be received"), "reception_public.booking_choose", 13),
    ]


@hookimpl
def declare_oversight() -> list[OversightKind]:
    """Monthly numbers."""
    return [VISITS, DUTY]


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
    return [*EVENTS, *ROSTER_EVENTS]


@hookimpl
def declare_subscribers() -> list[Subscription]:
    """Police who come to help, if there is such a plugin."""
    return SUBSCRIBERS


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
    """Reminders, gaps ahead, and the end of old numbers."""
    return [REMIND, LOOK_AHEAD, CLEAR, BOOKINGS]


@hookimpl
def declare_notices() -> list[Notice]:
    """Answers that fall due."""
    return [DUE, LATE, *ROSTER_NOTICES]


@hookimpl
def start_cards(scope: Scope) -> list[StartCard]:
    """Today's visits and the answers owed; gaps of the roster."""
    cards = []
    if scope.can(permissions.VISIT_VIEW.name):
        numbers = queries.desk_numbers(scope)
        text = _("%(owed)d answers owed, %(late)d of them late", owed=numbers.owed, late=numbers.late)
        cards.append(StartCard(_("Visits today"), text, url_for("reception.desk"), str(numbers.today), 10))
    if scope.can(permissions.ROSTER_VIEW.name) and (gaps := queries.desk_numbers(scope).roster_gaps):
        text = _("Half days of the next seven days on which nobody is on duty")
        cards.append(StartCard(_("Open in the roster"), text, url_for("reception.roster_show"), str(gaps), 11))
    return cards


@hookimpl
def public_sections(scope: Scope) -> list[PublicSection]:
    """When, where and who receives."""
    from plugins.reception import public_start

    return public_start.public_sections(scope)


@hookimpl
def page_banners(scope: Scope) -> list[Banner]:
    """Open calls for help, and the key that raises one."""
    if not scope.can(permissions.VISIT_VIEW.name):
        return []
    from plugins.reception.views.numbers import alarm_banner

    return [alarm_banner(scope)]


@hookimpl
def nav_badges(scope: Scope) -> dict[str, int]:
    """Answers that are late, due today, or soon to be warned of; gaps of the roster in the next seven days."""
    if not (scope.can(permissions.VISIT_VIEW.name) or scope.can(permissions.ROSTER_VIEW.name)):
        return {}
    from plugins.reception.views.numbers import page_numbers

    found, numbers = {}, page_numbers(scope)
    if scope.can(permissions.VISIT_VIEW.name):
        found["reception.desk"] = numbers.due_today + numbers.late + numbers.due_soon
    if scope.can(permissions.ROSTER_VIEW.name):
        found["reception.roster"] = numbers.roster_gaps
    return {key: number for key, number in found.items() if number}


@hookimpl
def plugin_disabling(scope: Scope, plugin: str) -> list[str]:
    """A call for help that is open must be stopped first."""
    if plugin == manifest.name and alarm_queries.open_alarms(scope):
        return [_("A call for help is open at a reception desk. Stop it first.")]
    return []


@hookimpl
def demo_filling(scope: Scope) -> list[str]:
    """Invented visits of the last three months; a roster."""
    from plugins.reception import demo, demo_roster

    return [*demo.fill(scope), *demo_roster.fill(scope)]


@hookimpl
def law_impact(scope: Scope, new_book: law.LawBook) -> list[law.Change]:
    """Answers that are owed."""
    from plugins.reception.services.law_changes import law_changes

    return law_changes(scope, new_book)


@hookimpl
def law_accepted(scope: Scope, changes: list[law.Change], acceptance: law.Acceptance) -> None:
    """Move the answers that a transitional article names."""
    from plugins.reception.services.law_changes import accept_law_changes

    accept_law_changes(scope, changes, acceptance)


@hookimpl
def panels(scope: Scope, slot: str, subject: str) -> list[Panel]:
    """On the page of a petition that was made of a visit: the way back to the visit."""
    if slot != "petitions.source" or not subject.startswith("reception:visit:"):
        return []
    if not scope.can(permissions.VISIT_VIEW.name):
        return []
    url = url_for("reception.visit_show", visit_id=subject.rpartition(":")[2])
    return [Panel(_("Visit it came from"), url, _("What the desk wrote down"))]
