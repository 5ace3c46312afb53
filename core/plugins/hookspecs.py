"""The whole contract between core and plugins, in one file.

Boot declarations are called once, without scope or database, and return a list; an error in one
stops the boot. Contributions are called per request for plugins that are on in the tenant; an
error drops that plugin's part and is logged. Lifecycle hooks run when an operator switches a
plugin; an error stops the switch. ``None`` means "nothing". Order is boot order (requirements
first, then by name). Implementations give no argument a default value (pluggy would use it).
"""

from __future__ import annotations

from typing import Any

import pluggy

from core.access.permissions import Permission, RoleTemplate
from core.envelopes.declare import LetterKind
from core.events.base import DomainEvent
from core.events.declare import Job, Subscription
from core.law.book import LawBook
from core.law.impact import Change
from core.law.records import LawSource
from core.law.recounting import Acceptance
from core.notify.declare import Notice
from core.plugins.declare import Banner, NavItem, OversightKind, Panel, PublicPage, PublicSection, StartCard, Topic
from core.search.declare import SearchSource
from core.settings.schema import SettingsSchema
from core.tenancy.scope import Scope

PROJECT = "tiepdan"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

DECLARATIONS = (
    "declare_models",
    "declare_permissions",
    "declare_roles",
    "declare_blueprints",
    "declare_navigation",
    "declare_public_pages",
    "declare_duties",
    "declare_oversight",
    "declare_topics",
    "declare_events",
    "declare_subscribers",
    "declare_jobs",
    "declare_notices",
    "declare_letters",
    "declare_settings",
    "declare_law",
    "declare_search",
)
CONTRIBUTIONS = ("start_cards", "nav_badges", "page_banners", "panels", "public_sections")
CHECKS = ("file_readable",)
LIFECYCLE = (
    "plugin_enabling",
    "plugin_enabled",
    "plugin_disabling",
    "demo_filling",
    "law_impact",
    "law_accepted",
)


# -- boot declarations ------------------------------------------------------------------------


@hookspec
def declare_models() -> list[type]:  # type: ignore[empty-body]
    """Mapped classes of the plugin; each table name starts with ``<plugin>_`` and has a class."""


@hookspec
def declare_permissions() -> list[Permission]:  # type: ignore[empty-body]
    """Rights the plugin checks; names start with ``<plugin>.``."""


@hookspec
def declare_roles() -> list[RoleTemplate]:  # type: ignore[empty-body]
    """Role proposals; copied into a tenant when the plugin is first switched on there."""


@hookspec
def declare_blueprints() -> list[Any]:  # type: ignore[empty-body]
    """PluginBlueprint, PublicBlueprint and MachineBlueprint objects; the core mounts them under the tenant."""


@hookspec
def declare_navigation() -> list[NavItem]:  # type: ignore[empty-body]
    """Menu entries of the staff side."""


@hookspec
def declare_public_pages() -> list[PublicPage]:  # type: ignore[empty-body]
    """Pages for citizens, listed on the tenant's public start page."""


@hookspec
def declare_duties() -> list[Any]:  # type: ignore[empty-body]
    """The plan's duties this plugin serves (core.law.duties.Duty)."""


@hookspec
def declare_oversight() -> list[OversightKind]:  # type: ignore[empty-body]
    """Kinds of data that may be granted upward; keys start with ``<plugin>.``."""


@hookspec
def declare_topics() -> list[Topic]:  # type: ignore[empty-body]
    """Topics of live updates, each with the right to hear it; names start with ``<plugin>.``."""


@hookspec
def declare_events() -> list[type[DomainEvent]]:  # type: ignore[empty-body]
    """Event classes the plugin publishes; names start with ``<plugin>.``, fields are ids and small values."""


@hookspec
def declare_subscribers() -> list[Subscription]:  # type: ignore[empty-body]
    """Reactions to events of core, of required plugins (by class) or of others (by name)."""


@hookspec
def declare_jobs() -> list[Job]:  # type: ignore[empty-body]
    """Work that runs later or on a schedule; names start with ``<plugin>.``."""


@hookspec
def declare_settings() -> list[type[SettingsSchema]]:  # type: ignore[empty-body]
    """What each tenant may decide about the plugin: one frozen dataclass, made with ``setting``."""


@hookspec
def declare_notices() -> list[Notice]:  # type: ignore[empty-body]
    """Kinds of notices the plugin gives to users; keys start with ``<plugin>.``."""


@hookspec
def declare_law() -> list[LawSource]:  # type: ignore[empty-body]
    """Files of dated rules and records, how each kind of record is read, and packs shipped with them."""


@hookspec
def declare_letters() -> list[LetterKind[Any]]:  # type: ignore[empty-body]
    """Kinds of letters between tenants, with what happens on either side; keys start with ``<plugin>.``."""


@hookspec
def declare_search() -> list[SearchSource]:  # type: ignore[empty-body]
    """Records that can be searched, the right that opens each layer of their words, and how hits are shown."""


# -- contributions (first argument: scope; policy: drop) ---------------------------------------


@hookspec
def start_cards(scope: Scope) -> list[StartCard]:  # type: ignore[empty-body]
    """Cards on the tenant's start page, called once per showing of that page."""


@hookspec
def nav_badges(scope: Scope) -> dict[str, int]:  # type: ignore[empty-body]
    """Numbers beside menu entries, by NavItem key; called once per full page, so one query."""


@hookspec
def page_banners(scope: Scope) -> list[Banner]:  # type: ignore[empty-body]
    """What must be seen on every page of the plugin itself, such as a call for help; at most one query."""


@hookspec
def panels(scope: Scope, slot: str, subject: str) -> list[Panel]:  # type: ignore[empty-body]
    """Parts for a place on another plugin's page, called once per showing; no query unless it must be.

    ``slot`` names the place as ``plugin.noun``, ``subject`` the record shown there (``plugin:noun:public_id``).
    Nothing for a slot one does not know, or where the actor lacks the right to what the panel leads to.
    """


@hookspec
def public_sections(scope: Scope) -> list[PublicSection]:  # type: ignore[empty-body]
    """Parts of the tenant's public start page, called once per showing; ``scope`` is nobody's, few queries."""


# -- checks (asked of the record's owner alone; policy: deny) ----------------------------------


@hookspec
def file_readable(scope: Scope, subject: str) -> bool:  # type: ignore[empty-body]
    """Whether the actor may read files of one of the plugin's records, asked anew at every download."""


# -- lifecycle (policy: abort) -----------------------------------------------------------------


@hookspec
def plugin_enabling(scope: Scope, plugin: str) -> list[str]:  # type: ignore[empty-body]
    """Blockers, one sentence each, before ``plugin`` is switched on in ``scope``'s tenant."""


@hookspec
def plugin_enabled(scope: Scope, plugin: str) -> None:
    """Create defaults after ``plugin`` was switched on; idempotent."""


@hookspec
def plugin_disabling(scope: Scope, plugin: str) -> list[str]:  # type: ignore[empty-body]
    """Blockers, one sentence each naming the live work, before ``plugin`` is switched off."""


@hookspec
def demo_filling(scope: Scope, plugin: str) -> list[str]:  # type: ignore[empty-body]
    """Fill ``scope``'s tenant with believable records from a fixed seed, for ``tiepdan demo``.

    Called once per tenant in which ``plugin`` is on, inside a writing frame; gives one line per
    kind of record made. Everything in it is invented.
    """


@hookspec
def law_impact(scope: Scope, old_book: LawBook, new_book: LawBook) -> list[Change]:  # type: ignore[empty-body]
    """Running clocks of ``scope``'s tenant whose due date the new book would move (``law.change_of``).

    Called before a pack is loaded, in a frame that only reads. Clocks that have ended are left out.
    """


@hookspec
def law_accepted(scope: Scope, changes: list[Change], acceptance: Acceptance) -> None:
    """Store the new due dates of the plugin's own ``changes``, each with the acceptance.

    Called after a pack was loaded, inside a writing frame, with the changes that a transitional
    article asks for and no others. The stored derivation is counted anew under the book in force.
    """
