"""Blueprints whose routes cannot forget the permission: without one, the import fails."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint

from core.access.permissions import Permission
from core.access.routes import Area, RouteInfo
from core.machine.fields import Input, Output, Question
from core.machine.operations import NoQuestion, Operation, answering
from core.web import context

View = TypeVar("View", bound=Callable[..., Any])


class GuardedBlueprint(Blueprint):
    """A Flask blueprint that puts the guard of its area around every view."""

    area: Area = "open"

    def __init__(self, name: str, import_name: str, *, plugin: str = "core", **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.plugin = plugin
        self.infos: dict[str, RouteInfo] = {}

    def route(
        self, rule: str, *, permission: Permission | None = None, upload: bool = False, **options: Any
    ) -> Callable[[View], View]:
        """Like Flask's, but ``permission`` is required in areas that know a user.

        ``upload`` makes room for a file.

        Raises TypeError at import when it is missing.
        """
        if permission is None and self.area in ("tenant", "ops", "machine"):
            raise TypeError(f"route {self.name}{rule} declares no permission")
        plain = super().route(rule, strict_slashes=False, **options)

        def wrap(view: View) -> View:
            name = view.__name__
            right = permission.name if permission else ""
            info = RouteInfo(f"{self.name}.{name}", self.area, self.plugin, right, upload)
            self.infos[info.endpoint] = info

            @functools.wraps(view)
            def guarded(**values: Any) -> Any:
                return context.GUARDS[info.area](info, view, values)

            plain(guarded)
            return view

        return wrap

    def register(self, app: Any, options: dict[str, Any]) -> None:
        """Mount the routes and note them in the application's route table."""
        super().register(app, options)
        app.extensions["tiepdan.routes"].update(self.infos)


class PluginBlueprint(GuardedBlueprint):
    """Staff side of a plugin: ``/t/<tenant>/<plugin>/…``."""

    area: Area = "tenant"

    def __init__(self, plugin: str, import_name: str, **options: Any) -> None:
        options.setdefault("url_prefix", f"/t/<tenant>/{plugin}")
        options.setdefault("template_folder", "templates")
        super().__init__(plugin, import_name, plugin=plugin, **options)


class PublicBlueprint(GuardedBlueprint):
    """Citizens' side of a plugin: ``/p/<tenant>/<plugin>/…``, no account, no permission."""

    area: Area = "public"

    def __init__(self, plugin: str, import_name: str, **options: Any) -> None:
        options.setdefault("url_prefix", f"/p/<tenant>/{plugin}")
        options.setdefault("template_folder", "templates")
        super().__init__(f"{plugin}_public", import_name, plugin=plugin, **options)


class MachineBlueprint(GuardedBlueprint):
    """Side of a plugin for programs: ``/api/v1/t/<tenant>/<plugin>/…``, typed in and out."""

    area: Area = "machine"

    def __init__(self, plugin: str, import_name: str, **options: Any) -> None:
        options.setdefault("url_prefix", f"/api/v1/t/<tenant>/{plugin}")
        super().__init__(f"{plugin}_machine", import_name, plugin=plugin, **options)
        self.operations: dict[str, Operation] = {}

    def route(  # type: ignore[override]
        self,
        rule: str,
        *,
        permission: Permission,
        summary: Any,
        gives: type[Output],
        takes: type[Input] | None = None,
        asks: type[Question] = NoQuestion,
        status: int = 200,
    ) -> Callable[[View], View]:
        """One operation: a POST when it ``takes`` a body, else a GET.

        The view gets ``body`` and, when it ``asks`` something, ``asked``; it returns ``gives``. A
        change that makes something has status 201, and what it gives then has a field ``url``.
        """
        plain = super().route(rule, permission=permission, methods=["POST" if takes else "GET"])

        def wrap(view: View) -> View:
            endpoint = f"{self.name}.{view.__name__}"
            operation = Operation(endpoint, self.plugin, permission.name, summary, gives, takes, asks, status)
            self.operations[endpoint] = operation
            plain(answering(operation, view))
            return view

        return wrap

    def register(self, app: Any, options: dict[str, Any]) -> None:
        """Mount the operations; a token in a header is no ambient login, so they need no form token."""
        super().register(app, options)
        app.extensions["tiepdan.operations"].update(self.operations)
        if "csrf" in app.extensions:
            app.extensions["csrf"].exempt(self)
