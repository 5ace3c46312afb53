"""Calls hooks plugin by plugin, in boot order, so that names are known and errors stay apart.

pluggy stops at the first exception, drops ``None`` and forgets who answered (architecture B2);
one cached caller per (hook, plugin) keeps its contract checks and gives us the rest.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

import pluggy
import structlog

from core.law.book import LawBook
from core.law.impact import Change
from core.law.recounting import Acceptance
from core.plugins.hookspecs import CHECKS, CONTRIBUTIONS, DECLARATIONS, LIFECYCLE
from core.tenancy.scope import Scope

log = structlog.get_logger(__name__)
#: So many failures of one (plugin, hook) within a minute mute it for a minute.
LIMIT, WINDOW = 5, 60.0


def _note(plugin: str, hook: str, scope: Scope, error: Exception) -> None:
    log.error(
        "hook failed",
        plugin=plugin,
        hook=hook,
        tenant=scope.tenant_id,
        request=scope.request_id,
        error=type(error).__name__,
    )


class Dispatcher:
    """One typed way to call each group of hooks."""

    def __init__(self, manager: pluggy.PluginManager, plugins: dict[str, Any]) -> None:
        self._callers: dict[str, list[tuple[str, Any]]] = {}
        self._failures: dict[tuple[str, str], deque[float]] = defaultdict(lambda: deque(maxlen=LIMIT))
        for hook in (*DECLARATIONS, *CONTRIBUTIONS, *CHECKS, *LIFECYCLE):
            self._callers[hook] = [
                (name, manager.subset_hook_caller(hook, [p for p in plugins.values() if p is not own]))
                for name, own in plugins.items()
                if any(hook == c.name for c in manager.get_hookcallers(own) or ())
            ]

    def declare(self, hook: str) -> Iterator[tuple[str, list[Any]]]:
        """(plugin, declarations) for a boot hook; an error stops the boot."""
        for name, caller in self._callers[hook]:
            for result in caller():
                yield name, list(result)

    def contribute(self, hook: str, scope: Scope, only: str = "", **given: Any) -> Iterator[tuple[str, Any]]:
        """(plugin, result) of every plugin that is on, or of one; a failing one is dropped and logged.

        ``given`` are the further arguments of the hook.
        """
        for name, caller in self._callers[hook]:
            if (only and name != only) or not scope.has(name) or self._muted(name, hook):
                continue
            try:
                results = caller(scope=scope, **given)
            except Exception as error:  # noqa: BLE001 - a plugin may fail in any way; the page must not
                self._failures[name, hook].append(time.monotonic())
                _note(name, hook, scope, error)
                continue
            for result in results:
                yield name, result

    def has(self, hook: str, plugin: str) -> bool:
        """Whether a plugin implements a hook."""
        return any(name == plugin for name, _caller in self._callers[hook])

    def allows(self, hook: str, scope: Scope, plugin: str, subject: str) -> bool:
        """Whether the owner of ``subject`` says yes; no when it is off, says nothing or fails."""
        if not scope.has(plugin):
            return False
        answers: list[Any] = []
        for name, caller in self._callers[hook]:
            if name == plugin:
                try:
                    answers += caller(scope=scope, subject=subject)
                except Exception as error:  # noqa: BLE001 - whatever went wrong, the answer is no
                    _note(name, hook, scope, error)
                    return False
        return bool(answers) and all(answer is True for answer in answers)

    def lifecycle(self, hook: str, scope: Scope, plugin: str) -> list[str]:
        """Blockers of a switch, from the plugin itself and all that are on; errors pass through."""
        found: list[str] = []
        for name, caller in self._callers[hook]:
            if name == plugin or scope.has(name):
                for result in caller(scope=scope, plugin=plugin):
                    found.extend(result or [])
        return found

    def filling(self, scope: Scope, plugin: str) -> list[str]:
        """Let one plugin fill a demo tenant; gives what it made, one line each."""
        return [
            line
            for name, caller in self._callers["demo_filling"]
            if name == plugin
            for result in caller(scope=scope, plugin=plugin)
            for line in result
        ]

    def law_impact(self, scope: Scope, old_book: LawBook, new_book: LawBook) -> list[tuple[str, Change]]:
        """(plugin, clock that would move) of every plugin that is on; errors pass through."""
        return [
            (name, change)
            for name, caller in self._callers["law_impact"]
            if scope.has(name)
            for result in caller(scope=scope, old_book=old_book, new_book=new_book)
            for change in result
        ]

    def law_accepted(self, scope: Scope, changes: list[tuple[str, Change]], acceptance: Acceptance) -> None:
        """Hand each plugin its own changes; errors pass through."""
        for name, caller in self._callers["law_accepted"]:
            if own := [change for plugin, change in changes if plugin == name]:
                caller(scope=scope, changes=own, acceptance=acceptance)

    def _muted(self, plugin: str, hook: str) -> bool:
        recent = self._failures[plugin, hook]
        return len(recent) == LIMIT and time.monotonic() - recent[0] < WINDOW
