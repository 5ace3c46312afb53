"""Types of fields for inputs and outputs of programs: strict, tidy, and told in the OpenAPI document."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from core.text import damaged

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: The characters of core.text.damaged, as JSON schema can say them.
WHOLE_TEXT = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd-\uffff]*$"
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


class Input(BaseModel):
    """A body a program sends: exact types, no field we do not know."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Question(BaseModel):
    """What stands behind the question mark of an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """A body a program gets."""

    model_config = ConfigDict(frozen=True)


def _whole_text(value: str) -> str:
    if damaged(value):
        raise PydanticCustomError("damaged", "damaged")
    return value


def _tidy(value: Any) -> Any:
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def _day(value: Any) -> Any:
    """Only the plain form of a day: pydantic alone would also read moments and numbers."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, date):
        return value
    raise PydanticCustomError("day", "day")


def _number(value: Any) -> Any:
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int):
        return value
    raise PydanticCustomError("int_type", "number")


def _flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("bool_type", "flag")


#: Text without characters that no paper can keep; blanks around it do not count.
Text = Annotated[
    str, BeforeValidator(_tidy), AfterValidator(_whole_text), Field(json_schema_extra={"pattern": WHOLE_TEXT})
]
#: A day as ``2026-11-23``.
Day = Annotated[date, BeforeValidator(_day)]
#: A whole number in an address.
Number = Annotated[int, BeforeValidator(_number)]
#: ``true`` or ``false`` in an address.
Flag = Annotated[bool, BeforeValidator(_flag)]
