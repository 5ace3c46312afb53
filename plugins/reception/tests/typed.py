"""What a browser sends for the forms of the desk, for tests that go through HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

from bs4 import BeautifulSoup, Tag

from core.api import Scope
from core.testing.world import scope_of
from plugins.reception.permissions import ALL

#: Monday morning in Hanoi, after the Decree of 2026 came into force.
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = "2026-11-23"


def visit_form(**changes: str) -> dict[str, str]:
    """A lawful visit of one person as the form sends it; an empty change drops the field."""
    sent = {
        "received_on": TODAY,
        "kind": "complaint",
        "headcount": "1",
        "people-0-name": "Nguyễn Đức An",
        "people-0-commune": "Đăk Pne",
        "people-0-id_type": "unknown",
        "papers-0-pages": "1",
        "papers-0-copy_kind": "copy",
        "summary": "Thu hồi đất làm đường",
        "outcome": "received",
    }
    sent |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in sent.items() if value}


def sealed_form(**changes: str) -> dict[str, str]:
    """A lawful denunciation: an envelope number and nobody's name."""
    own = {"kind": "denunciation", "people__0__name": "", "people__0__commune": "", "envelope_no": "PB-07"}
    return visit_form(**(own | changes))


def group(people: int, named: int) -> dict[str, str]:
    """Fields of a group of ``people`` with ``named`` representatives."""
    found = {"headcount": str(people), "people__0__name": "", "people__0__commune": ""}
    for number in range(named):
        found |= {f"people__{number}__name": f"Người đại diện {number + 1}", f"people__{number}__commune": "Đăk Pne"}
    return found


def officer(slug: str = "a-comm") -> Scope:
    """The scope of somebody who may do everything at the desk."""
    return scope_of(slug, *(right.name for right in ALL))


def errors_of(body: str) -> dict[str, str]:
    """Field name -> the sentence the page shows for it."""
    soup = BeautifulSoup(body, "html.parser")
    found: dict[str, str] = {}
    for wrong in soup.select("[aria-invalid=true]"):
        described = str(wrong.get("aria-describedby", "")).split()
        texts = [soup.find(id=name) for name in described]
        own = wrong if wrong.get("name") else wrong.select_one("input")
        name = str(own["name"]) if own else ""
        found[name] = " ".join(text.get_text(" ", strip=True) for text in texts if isinstance(text, Tag))
    return found


def values_of(body: str) -> dict[str, str]:
    """Field name -> what stands in the form, as the browser would send it again."""
    soup = BeautifulSoup(body, "html.parser")
    found: dict[str, str] = {}
    for field in soup.select("main input[name], main textarea[name], main select[name]"):
        name, kind = str(field["name"]), field.get("type", "")
        if field.name == "textarea":
            found[name] = field.get_text().removeprefix("\r").removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found[name] = str(chosen["value"]) if chosen else ""
        elif kind in ("radio", "checkbox"):
            if field.has_attr("checked"):
                found[name] = str(field.get("value", "y"))
        else:
            found[name] = str(field.get("value", ""))
    return found


#: What each of the fixture ``refused`` meets: inside without the right 403; outside there is no such page.
NOT_THEIRS = {"other role": 403, "outsider": 404, "parent": 404, "operator": 404}
