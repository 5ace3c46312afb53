"""What the operations share: the blueprint, how records are shown, how a step is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import url_for

from core.api import Invalid, MachineBlueprint, Refused, api_fields, law, scope
from plugins.petitions.case_words import law_sentence
from plugins.petitions.machine_models.petitions import ClockOut, PetitionNote
from plugins.petitions.models import Clock, Petition
from plugins.petitions.queries.lists import code_of
from plugins.petitions.words import refusal, sentence

Part = TypeVar("Part", bound=api_fields.Output)
Done = TypeVar("Done")

api = MachineBlueprint("petitions", __name__)


def url_of(public_id: str) -> str:
    """Address of a petition for programs."""
    return url_for("petitions_machine.petition_show", petition_id=public_id)


def note_of(petition: Petition) -> dict[str, Any]:
    """How a petition stands, and the version that the next change names."""
    return {
        "id": petition.public_id,
        "code": code_of(scope(), petition),
        "state": petition.state,
        "version": petition.version,
        "url": url_of(petition.public_id),
    }


def part(model: type[Part], row: Any, **more: Any) -> Part:
    """A record in the shape of ``model``; ``more`` are the fields that it has not by that name."""
    return model(**{name: getattr(row, name) for name in model.model_fields if name not in more}, **more)


def clocks_of(rows: list[Clock]) -> list[ClockOut]:
    """Limits with their derivation."""
    return [part(ClockOut, row, id=row.public_id, derivation=row.derivation or {}) for row in rows]


def taking(act: Callable[[], Petition]) -> PetitionNote:
    """Take a step and tell how the petition stands after it; what hinders it comes back in the reader's words."""
    return PetitionNote(**note_of(worded(act)))


def worded(act: Callable[[], Done]) -> Done:
    """Take a step; what hinders it comes back in the reader's words."""
    try:
        return act()
    except Invalid as error:
        raise Invalid({name: sentence(key) for name, key in error.problems.items()}) from None
    except law.LawError as error:
        raise Refused(law_sentence(error)) from None
    except Refused as error:
        raise Refused(refusal(error)) from None
