"""The façade: the only core module plugins import from (besides ``core.testing`` in tests).

Re-exports without logic. What is not here is not for plugins.
"""

from __future__ import annotations

from core import clock, codes, documents, law
from core.access.permissions import ANY_MEMBER, Permission, RoleTemplate
from core.audit.log import short_head as audit_head
from core.audit.reading import HistoryLine, history_lines
from core.db.base import Key, Model, UtcDateTime, db, new_public_id
from core.db.numbering import next_number
from core.db.scoped import Scoped, scoped_args, tenant_link
from core.db.turns import take_turn
from core.envelopes.declare import Letter, LetterKind, Receipt
from core.envelopes.queries import get_letter, letters_about
from core.envelopes.receivers import receivers
from core.envelopes.service import accept_letter, recall_letter, refuse_letter, send_letter
from core.errors import CrossTenant, Forbidden, Invalid, NotFound, Refused
from core.events.base import DomainEvent
from core.events.declare import Job, Subscription
from core.events.publish import enqueue, publish
from core.files.copying import copy_to as copy_files
from core.files.errors import FileRefused
from core.files.models import StoredFile
from core.files.store import content_of as file_content
from core.files.store import discard as discard_files
from core.files.store import list_files, store_made, store_upload
from core.i18n import dmy, language, ngettext
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.identity.people import Colleague, Official, UnitRef, colleagues_with, names_of, officials_of, units_of
from core.law.duties import Duty, Verdict
from core.live.views import follow
from core.machine import fields as api_fields
from core.notify.declare import Notice
from core.notify.service import notify, people_with
from core.plugins.declare import Banner, NavItem, OversightKind, Panel, PublicPage, PublicSection, StartCard, Topic
from core.plugins.hookspecs import hookimpl
from core.plugins.manifest import Manifest
from core.plugins.neighbour import neighbour
from core.search.declare import SearchHit, SearchSource
from core.search.index import Record as SearchRecord
from core.search.index import drop_record, drop_records, index_many, index_record
from core.search.reading import found_in
from core.settings.schema import SettingsSchema, setting
from core.settings.values import settings
from core.tenancy.agency import agency_of
from core.tenancy.calendar import calendar_of
from core.tenancy.oversight import refresh_numbers
from core.tenancy.scope import Scope
from core.text import fold
from core.web.blueprint import MachineBlueprint, PluginBlueprint, PublicBlueprint
from core.web.context import scope
from core.web.duty_page import duty_list, duty_page
from core.web.forms import Day, Form, Most, OnceForm, PartForm, Required, Rows, WholeNumber, options
from core.web.paging import Cursor, Keyset, Page, keyset, neighbours
from core.web.render import even_out, go, page, wants_partial
from core.web.throttle import Limit

__all__ = [
    "ANY_MEMBER",
    "Banner",
    "Colleague",
    "CrossTenant",
    "Cursor",
    "Day",
    "DomainEvent",
    "Duty",
    "FileRefused",
    "Forbidden",
    "Form",
    "HistoryLine",
    "Invalid",
    "Job",
    "Key",
    "Keyset",
    "Letter",
    "LetterKind",
    "Limit",
    "MachineBlueprint",
    "Manifest",
    "Model",
    "Most",
    "NavItem",
    "NotFound",
    "Notice",
    "Official",
    "OnceForm",
    "OversightKind",
    "Page",
    "Panel",
    "PartForm",
    "Permission",
    "PluginBlueprint",
    "PublicBlueprint",
    "PublicPage",
    "PublicSection",
    "Receipt",
    "Refused",
    "Required",
    "RoleTemplate",
    "Rows",
    "Scope",
    "Scoped",
    "SearchHit",
    "SearchRecord",
    "SearchSource",
    "SettingsSchema",
    "StartCard",
    "StoredFile",
    "Subscription",
    "Topic",
    "UnitRef",
    "UtcDateTime",
    "Verdict",
    "WholeNumber",
    "_",
    "_l",
    "accept_letter",
    "agency_of",
    "api_fields",
    "audit_head",
    "calendar_of",
    "clock",
    "codes",
    "colleagues_with",
    "copy_files",
    "db",
    "discard_files",
    "dmy",
    "documents",
    "drop_record",
    "drop_records",
    "duty_list",
    "duty_page",
    "enqueue",
    "even_out",
    "file_content",
    "fold",
    "follow",
    "found_in",
    "get_letter",
    "go",
    "history_lines",
    "hookimpl",
    "index_many",
    "index_record",
    "keyset",
    "language",
    "law",
    "letters_about",
    "list_files",
    "names_of",
    "neighbour",
    "neighbours",
    "new_public_id",
    "next_number",
    "ngettext",
    "notify",
    "officials_of",
    "options",
    "page",
    "people_with",
    "publish",
    "recall_letter",
    "receivers",
    "refresh_numbers",
    "refuse_letter",
    "scope",
    "scoped_args",
    "send_letter",
    "setting",
    "settings",
    "store_made",
    "store_upload",
    "take_turn",
    "tenant_link",
    "units_of",
    "wants_partial",
]
