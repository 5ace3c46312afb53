"""What a plugin lets each tenant decide: a frozen dataclass whose fields say title, help and bounds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, cast

Value = bool | int | str


class SettingsSchema:
    """Base of all settings classes; ``plugin`` names the owner, every field is made by ``setting``."""

    plugin: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of one setting. Bounds count for numbers, ``longest`` for texts."""

    name: str
    default: Value
    title: Any
    help: Any
    least: int
    most: int
    longest: int
    choices: tuple[tuple[str, Any], ...]
    inheritable: bool

    @property
    def is_text(self) -> bool:
        """Whether people type words into it; such a value never enters an event."""
        return isinstance(self.default, str) and not self.choices

    def words_for(self, value: str) -> str:
        """A value as the log holds it (text) in the reader's words: a choice by its label."""
        return str(dict(self.choices).get(value, value))

    def allows(self, value: object) -> bool:
        """Whether ``value`` has the right type and lies within the bounds."""
        if type(value) is not type(self.default):
            return False
        if isinstance(value, bool):
            return True
        if isinstance(value, int):
            return self.least <= value <= self.most
        if self.choices:
            return value in [key for key, _label in self.choices]
        return len(str(value)) <= self.longest


def setting(
    default: Any,
    *,
    title: Any,
    help: Any = "",  # noqa: A002 - the word of the forms
    least: int = 0,
    most: int = 100,
    longest: int = 200,
    choices: tuple[tuple[str, Any], ...] = (),
    inheritable: bool = True,
) -> Any:
    """A field of a settings class.

    ``inheritable`` lets tenants below take the value over as long as they set none of their own;
    such a value can be read by them, so it must not be a secret.
    """
    spec = Spec("", default, title, help, least, most, longest, choices, inheritable)
    return dataclasses.field(default=default, metadata={"setting": spec})


def specs_of(schema: type[SettingsSchema]) -> tuple[Spec, ...]:
    """The settings of a class, in the order they were written."""
    return tuple(
        dataclasses.replace(field.metadata["setting"], name=field.name)
        for field in dataclasses.fields(cast("Any", schema))
    )


def schema_problems(schema: type[SettingsSchema], plugin: str) -> list[str]:
    """What keeps a settings class from being declared, in plain words."""
    if schema.plugin != plugin:
        return [f"{schema.__name__}.plugin must be '{plugin}'"]
    shape = getattr(schema, "__dataclass_params__", None)
    if shape is None or not shape.frozen:
        return [f"{schema.__name__} must be a frozen dataclass"]
    found = []
    for field in dataclasses.fields(cast("Any", schema)):
        spec = field.metadata.get("setting")
        if spec is None:
            found.append(f"{schema.__name__}.{field.name} is not made by setting()")
        elif not spec.allows(spec.default):
            found.append(f"{schema.__name__}.{field.name}: the default lies outside its own bounds")
        elif spec.is_text and spec.inheritable:
            found.append(f"{schema.__name__}.{field.name}: free text of one tenant must not reach another")
    return found
