"""Finds, checks and loads plugins; the manager belongs to the application object."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from importlib.metadata import entry_points
from typing import Any

import pluggy

from core.access.permissions import CORE_PERMISSIONS, CORE_ROLES, Permission, RoleTemplate, by_name
from core.envelopes.declare import LetterKind
from core.envelopes.events import LETTER_EVENTS
from core.envelopes.events import TOPIC as LETTER_TOPIC
from core.envelopes.jobs import LETTER_JOBS
from core.envelopes.note import NOTE
from core.events.base import DomainEvent, event_problems
from core.events.core_events import CORE_EVENTS
from core.events.declare import LONGEST_JOB, QUEUES, Job, Subscription
from core.files.jobs import CORE_JOBS
from core.law.records import LawSource
from core.law.store import CORE_LAW
from core.machine.webhooks import WEBHOOK_JOB, note_event
from core.notify.declare import Notice
from core.notify.send import SEND
from core.plugins import hookspecs
from core.plugins.declare import NavItem, OversightKind, PublicPage, Topic
from core.plugins.dispatch import Dispatcher
from core.plugins.manifest import Manifest, ManifestError, boot_order, manifest_of
from core.search.declare import SearchSource, search_problems
from core.settings.core_settings import CoreSettings
from core.settings.schema import SettingsSchema, schema_problems
from core.tenancy.scope import Scope

GROUP = "tiepdan.plugins"


@dataclass(slots=True)
class Registry:
    """Everything the loaded plugins declared."""

    manifests: dict[str, Manifest]
    dispatcher: Dispatcher
    permissions: dict[str, Permission] = field(default_factory=dict)
    roles: dict[str, list[RoleTemplate]] = field(default_factory=dict)
    blueprints: list[tuple[str, Any]] = field(default_factory=list)
    navigation: list[tuple[str, NavItem]] = field(default_factory=list)
    public_pages: list[tuple[str, PublicPage]] = field(default_factory=list)
    oversight: dict[str, OversightKind] = field(default_factory=dict)
    duties: dict[str, list[Any]] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    events: dict[str, type[DomainEvent]] = field(default_factory=dict)
    #: name of an event -> topic its listeners hear; events without one are not here
    topic_of: dict[str, str] = field(default_factory=dict)
    #: ``name@version`` -> (plugin, subscription)
    subscriptions: dict[str, list[tuple[str, Subscription]]] = field(default_factory=dict)
    jobs: dict[str, tuple[str, Job]] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    letters: dict[str, LetterKind[Any]] = field(default_factory=dict)
    settings: dict[str, type[SettingsSchema]] = field(default_factory=dict)
    law: list[LawSource] = field(default_factory=list)
    #: ``plugin:noun`` -> how such records are searched
    searches: dict[str, SearchSource] = field(default_factory=dict)
    #: What the outbox may run, by the name that stands in it.
    work: dict[str, Callable[..., None]] = field(default_factory=dict)


def discover(names: tuple[str, ...] | None, extra: tuple[str, ...]) -> list[tuple[str, Any]]:
    """(where, plugin object) of the in-tree folders, and of installed ones named in ``extra``."""
    found: list[tuple[str, Any]] = []
    package = importlib.import_module("plugins")
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module.ispkg and (names is None or module.name in names):
            where = f"plugins.{module.name}"
            found.append((where, importlib.import_module(f"{where}.plugin")))
    points = {point.name: point for point in entry_points(group=GROUP)}
    for name in extra:
        if name not in points:
            raise ManifestError(f"no installed package offers a plugin named '{name}'")
        found.append((f"entry point {name}", points[name].load()))
    return found


def load(found: list[tuple[str, Any]]) -> Registry:
    """Register the plugins in boot order and collect what they declare.

    Raises ManifestError naming the plugin and what is wrong with it.
    """
    by_plugin: dict[str, Any] = {}
    manifests: dict[str, Manifest] = {}
    for where, plugin in found:
        manifest = manifest_of(plugin, where)
        if manifest.name in manifests:
            raise ManifestError(f"two plugins are called '{manifest.name}'")
        manifests[manifest.name], by_plugin[manifest.name] = manifest, plugin
    order = boot_order(manifests)
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name in order:
        manager.register(by_plugin[name], name=name)
        _refuse_ordering(manager, name, by_plugin[name])
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ManifestError(f"a plugin implements a hook that does not exist: {error}") from error
    plugins = {name: by_plugin[name] for name in order}
    registry = Registry({n: manifests[n] for n in order}, Dispatcher(manager, plugins))
    _collect(registry)
    return registry


def _refuse_ordering(manager: pluggy.PluginManager, name: str, plugin: Any) -> None:
    for caller in manager.get_hookcallers(plugin) or ():
        for implementation in caller.get_hookimpls():
            if implementation.plugin is plugin and (
                implementation.tryfirst
                or implementation.trylast
                or implementation.hookwrapper
                or implementation.wrapper
            ):
                raise ManifestError(f"plugin {name}: {caller.name} may not ask for an order or wrap")


def _owned(plugin: str, name: str, separator: str) -> None:
    if not name.startswith(plugin + separator):
        raise ManifestError(f"plugin {plugin} may not declare '{name}'")


def _collect(registry: Registry) -> None:
    declare = registry.dispatcher.declare
    for plugin, models in declare("declare_models"):
        for model in models:
            _owned(plugin, model.__tablename__, "_")
    _collect_rights(registry)
    for plugin, kinds in declare("declare_oversight"):
        for kind in kinds:
            _owned(plugin, kind.key, ".")
            registry.oversight[kind.key] = kind
    registry.duties.update(declare("declare_duties"))
    registry.blueprints += _pairs(declare("declare_blueprints"))
    registry.navigation += sorted(_pairs(declare("declare_navigation")), key=lambda pair: pair[1].weight)
    registry.public_pages += _pairs(declare("declare_public_pages"))
    _collect_events(registry)
    _tell_webhooks(registry)
    for plugin, notice in _pairs(declare("declare_notices")):
        _owned(plugin, notice.key, ".")
        registry.notices[notice.key] = notice
    for plugin, letter in (("core", NOTE), *_pairs(declare("declare_letters"))):
        _add_letter(registry, plugin, letter)
    for plugin, source in _pairs(declare("declare_search")):
        _owned(plugin, source.name, ":")
        registry.searches[source.name] = source
    if problems := search_problems(registry.searches):
        raise ManifestError("; ".join(problems))
    _collect_settings(registry)
    _collect_law(registry)


def _collect_law(registry: Registry) -> None:
    known: dict[str, str] = {}
    for plugin, source in (("core", CORE_LAW), *_pairs(registry.dispatcher.declare("declare_law"))):
        for kind, _reader in source.kinds:
            if kind in ("rule", "end", "pack") or known.setdefault(kind, plugin) != plugin:
                raise ManifestError(f"plugin {plugin} may not declare records of the kind '{kind}'")
        registry.law.append(source)


def _add_letter(registry: Registry, plugin: str, kind: LetterKind[Any]) -> None:
    _owned(plugin, kind.key, ".")
    missing = [p.name for p in (kind.send, kind.act) if p.name not in registry.permissions]
    if missing:
        raise ManifestError(f"letters {kind.key} need the right {', '.join(missing)}, which does not exist")
    if kind.key in registry.letters:
        raise ManifestError(f"letters {kind.key} are declared twice")
    registry.letters[kind.key] = kind


def _collect_settings(registry: Registry) -> None:
    for job in (*CORE_JOBS, WEBHOOK_JOB, SEND, *LETTER_JOBS):
        registry.jobs[job.name] = ("core", job)
        registry.work[job.name] = job.func
    for plugin, schema in (("core", CoreSettings), *_pairs(registry.dispatcher.declare("declare_settings"))):
        if plugin in registry.settings:
            raise ManifestError(f"plugin {plugin} declares settings twice")
        if problems := schema_problems(schema, plugin):
            raise ManifestError("; ".join(problems))
        registry.settings[plugin] = schema


def _collect_events(registry: Registry) -> None:
    declare = registry.dispatcher.declare
    registry.topics[LETTER_TOPIC.name] = LETTER_TOPIC
    for plugin, topic in _pairs(declare("declare_topics")):
        _owned(plugin, topic.name, ".")
        registry.topics[topic.name] = topic
    for plugin, event in (
        *(("core", event) for event in (*CORE_EVENTS, *LETTER_EVENTS)),
        *_pairs(declare("declare_events")),
    ):
        if problems := event_problems(event, plugin):
            raise ManifestError("; ".join(problems))
        registry.events[event.name] = event
        if event.topic:
            if event.topic not in registry.topics or registry.topics[event.topic].plugin != plugin:
                raise ManifestError(f"the topic '{event.topic}' of {event.name} is not declared by {plugin}")
            registry.topic_of[event.name] = event.topic
    for plugin, job in _pairs(declare("declare_jobs")):
        _owned(plugin, job.name, ".")
        if job.permission is not None and job.permission.name not in registry.permissions:
            raise ManifestError(f"{job.name} needs the right {job.permission.name}, which does not exist")
        if job.queue not in QUEUES or not timedelta(0) < job.timeout <= LONGEST_JOB:
            raise ManifestError(
                f"{job.name} needs a queue of {', '.join(QUEUES)} and a timeout of at most {LONGEST_JOB}"
            )
        registry.jobs[job.name] = (plugin, job)
        registry.work[job.name] = job.func
    for plugin, subscription in _pairs(declare("declare_subscribers")):
        _owned(plugin, subscription.key, ".")
        sender = subscription.event_key.split(".", 1)[0]
        if sender not in ("core", plugin, *registry.manifests[plugin].requires) and (
            subscription.phase == "same_tx" or not isinstance(subscription.event, str)
        ):
            raise ManifestError(
                f"plugin {plugin} does not require {sender}: listen to its events by name, after commit"
            )
        registry.subscriptions.setdefault(subscription.event_key, []).append((plugin, subscription))
        registry.work[f"on:{subscription.key}"] = _as_job(subscription)


def _tell_webhooks(registry: Registry) -> None:
    """Every event, whoever publishes it, is noted for the tenant's webhooks in its own transaction."""
    for event in registry.events.values():
        key = f"{event.name}@{event.version}"
        note = Subscription(key, partial(note_event, event.name, event.version), "core.webhooks", "same_tx")
        registry.subscriptions.setdefault(key, []).append(("core", note))


def _as_job(subscription: Subscription) -> Callable[..., None]:
    def react(scope: Scope, subject: str, payload: dict[str, Any]) -> None:
        subscription.handler(scope, subject, payload)

    return react


def _pairs(declared: Iterator[tuple[str, list[Any]]]) -> list[tuple[str, Any]]:
    return [(plugin, item) for plugin, items in declared for item in items]


def _collect_rights(registry: Registry) -> None:
    permissions = list(CORE_PERMISSIONS)
    for plugin, permission in _pairs(registry.dispatcher.declare("declare_permissions")):
        _owned(plugin, permission.name, ".")
        permissions.append(permission)
    registry.permissions = by_name(permissions)
    registry.roles["core"] = list(CORE_ROLES)
    for plugin, roles in registry.dispatcher.declare("declare_roles"):
        registry.roles[plugin] = roles
        unknown = [p.name for role in roles for p in role.permissions if p.name not in registry.permissions]
        if unknown:
            raise ManifestError(f"the roles of {plugin} name rights that do not exist: {', '.join(unknown)}")
