"""Events of the core itself: who gave which right, who switched what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from core.events.base import DomainEvent
from core.i18n import gettext as _
from core.i18n import lazy as _l
from core.i18n import ngettext
from core.settings.schema import specs_of


@dataclass(frozen=True, kw_only=True)
class PluginSwitched(DomainEvent):
    """An operator switched a plugin on or off in this tenant."""

    name = "core.plugin_switched"
    label = _l("A plugin was switched on or off")

    plugin: str
    enabled: bool

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """Which way."""
        return _("switched on") if payload.get("enabled") else _("switched off")


@dataclass(frozen=True, kw_only=True)
class UserCreated(DomainEvent):
    """A new account with its first post here."""

    name = "core.user_created"
    label = _l("An account was created")


@dataclass(frozen=True, kw_only=True)
class PasswordReset(DomainEvent):
    """An administrator gave an account a one-time password."""

    name = "core.password_reset"
    label = _l("A one-time password was given")


@dataclass(frozen=True, kw_only=True)
class PostGiven(DomainEvent):
    """A user got a post."""

    name = "core.post_given"
    label = _l("A post was given")

    role: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class PostEnded(DomainEvent):
    """A post ended."""

    name = "core.post_ended"
    label = _l("A post ended")


@dataclass(frozen=True, kw_only=True)
class RoleChanged(DomainEvent):
    """What a role may do was changed, or the role was made."""

    name = "core.role_changed"
    label = _l("A role was changed")

    rights: int

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """How many rights it has since."""
        return ngettext("%(num)d right since", "%(num)d rights since", int(payload.get("rights", 0)))


@dataclass(frozen=True, kw_only=True)
class UnitChanged(DomainEvent):
    """A unit was added or renamed."""

    name = "core.unit_changed"
    label = _l("A unit was changed")


@dataclass(frozen=True, kw_only=True)
class CalendarDayNoted(DomainEvent):
    """The tenant keeps a day otherwise than the national calendar."""

    name = "core.calendar_day_noted"
    label = _l("A working day was changed")

    day: str
    kind: str

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """What the office does on it since."""
        works = payload.get("kind") in ("workday", "swapped_workday")
        return _("the office works") if works else _("the office is closed")


@dataclass(frozen=True, kw_only=True)
class SettingChanged(DomainEvent):
    """A tenant set a value or gave it up; ``value`` is empty for typed text."""

    name = "core.setting_changed"
    label = _l("A setting was changed")

    plugin: str
    setting: str
    value: str | None
    own: bool

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """The new value, unless it is typed text, which stays out of the log."""
        if not payload.get("own"):
            return _("reset to inherited")
        if payload.get("value") is None:
            return _("text changed")
        value = {"True": _("yes"), "False": _("no")}.get(payload["value"], payload["value"])
        schema = current_app.extensions["tiepdan.registry"].settings.get(payload.get("plugin"))
        spec = (
            next((spec for spec in specs_of(schema) if spec.name == payload.get("setting")), None) if schema else None
        )
        return _("set to %(value)s", value=spec.words_for(value) if spec else value)


@dataclass(frozen=True, kw_only=True)
class TokenGiven(DomainEvent):
    """A program may act as a post until a day."""

    name = "core.token_given"
    label = _l("A token for a program was given")

    days: int


@dataclass(frozen=True, kw_only=True)
class TokenEnded(DomainEvent):
    """A program's token was ended before its day."""

    name = "core.token_ended"
    label = _l("A token of a program was ended")


@dataclass(frozen=True, kw_only=True)
class FileStored(DomainEvent):
    """A file was added to a record, cleaned; ``state`` says whether it waits for the scanner."""

    name = "core.file_stored"
    label = _l("A file was attached")

    file: str
    state: str


@dataclass(frozen=True, kw_only=True)
class FileScanned(DomainEvent):
    """The virus scanner gave its verdict on a file that waited."""

    name = "core.file_scanned"
    label = _l("A file was scanned for viruses")

    file: str
    state: str


@dataclass(frozen=True, kw_only=True)
class FileRemoved(DomainEvent):
    """A file was destroyed."""

    name = "core.file_removed"
    label = _l("A file was destroyed")

    file: str


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(DomainEvent):
    """An address is told of events from now on, or no more."""

    name = "core.webhook_changed"
    label = _l("A webhook was changed")

    active: bool

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """Whether it began or ended."""
        return _("it is told from now on") if payload.get("active") else _("it is told nothing any more")


@dataclass(frozen=True, kw_only=True)
class OversightGranted(DomainEvent):
    """A tenant may read a kind of another's data from now on, or how deep was changed; about the one that is read."""

    name = "core.oversight_granted"
    label = _l("Oversight was granted or changed")

    kind: str
    level: str

    @classmethod
    def told(cls, payload: dict[str, Any]) -> str:
        """How deep."""
        return level_words(str(payload.get("level")))


def level_words(level: str) -> str:
    """What an overseer reads at a level of a grant."""
    words = {
        "nothing": _("nothing"),
        "numbers": _("monthly numbers only"),
        "rows": _("rows without personal fields"),
        "identity": _("identity for one case, with a reason"),
    }
    return words.get(level, level)


CORE_EVENTS = (
    OversightGranted,
    PluginSwitched,
    UserCreated,
    PasswordReset,
    PostGiven,
    PostEnded,
    RoleChanged,
    UnitChanged,
    CalendarDayNoted,
    TokenGiven,
    TokenEnded,
    WebhookChanged,
    SettingChanged,
    FileStored,
    FileScanned,
    FileRemoved,
)
