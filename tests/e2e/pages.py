"""Every page a GET leads to, with somebody who may open it. New routes must be placed here.

`python -m tests.screenshots` takes its pictures from the same list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

OFFICER, ADMIN, OVERSEER, OPERATOR = "tiepdan.dakrve", "quantri.dakrve", "huyen.konray", "dieu-hanh"
CLERK = "vanthu.dakrve"
PROCESSOR, CUSTODIAN = "donthu.dakrve", "tocao.dakrve"
HEAD, VERIFIER = "phochutich.dakrve", "diachinh.dakrve"
#: Rule of the route -> who opens it (None: nobody logged in). Rules with an id find it on their list.
OPENED_BY: dict[str, str | None] = {
    "/": None,
    "/login": None,
    "/ui": None,
    "/api/": None,
    "/p/": None,
    "/p/<tenant>/": None,
    "/p/<tenant>/petitions/competence": None,
    "/p/<tenant>/petitions/complaint": None,
    "/p/<tenant>/petitions/denunciation": None,
    "/p/<tenant>/petitions/complaint/form": None,
    "/p/<tenant>/petitions/feedback": None,
    "/p/<tenant>/petitions/follow": None,
    "/p/<tenant>/petitions/send": None,
    "/p/<tenant>/reception/": None,
    "/p/<tenant>/reception/head-days": None,
    "/p/<tenant>/reception/roster": None,
    "/p/<tenant>/reception/book": None,
    "/p/<tenant>/reception/display": None,
    "/account": OFFICER,
    "/account/preferences": OFFICER,
    "/ops/": OPERATOR,
    "/ops/health": OPERATOR,
    "/ops/jobs": OPERATOR,
    "/t/<tenant>/": OFFICER,
    "/t/<tenant>/admin/calendar": ADMIN,
    "/t/<tenant>/admin/roles": ADMIN,
    "/t/<tenant>/admin/audit": ADMIN,
    "/t/<tenant>/admin/grants": ADMIN,
    "/t/<tenant>/admin/settings": ADMIN,
    "/t/<tenant>/admin/settings/<part>": ADMIN,
    "/t/<tenant>/admin/units": ADMIN,
    "/t/<tenant>/admin/webhooks": ADMIN,
    "/t/<tenant>/admin/users": ADMIN,
    "/t/<tenant>/admin/users/<user_id>": ADMIN,
    "/t/<tenant>/admin/users/new": ADMIN,
    "/t/<tenant>/inbox": OFFICER,
    "/t/<tenant>/letters": CLERK,
    "/t/<tenant>/letters/<letter_id>": CLERK,
    "/t/<tenant>/letters/new": CLERK,
    "/t/<tenant>/massorg/": "mattran.dakrve",
    "/t/<tenant>/online_reception/": "tructuyen.dakrve",
    "/t/<tenant>/oversight": OVERSEER,
    "/t/<tenant>/petitions/candidates": HEAD,
    "/t/<tenant>/petitions/due-dates": HEAD,
    "/t/<tenant>/petitions/forms": HEAD,
    "/t/<tenant>/petitions/envelopes": CUSTODIAN,
    "/t/<tenant>/petitions/envelopes/<envelope_id>": CUSTODIAN,
    "/t/<tenant>/petitions/filings": PROCESSOR,
    "/t/<tenant>/petitions/filings/<filing_id>": PROCESSOR,
    "/t/<tenant>/petitions/petitions": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/case": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/case/decisions/<decision>": HEAD,
    "/t/<tenant>/petitions/petitions/<petition_id>/case/steps/<step>": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/classify": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/clocks/<clock_id>": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/clocks/<clock_id>/recount": HEAD,
    "/t/<tenant>/petitions/petitions/<petition_id>/compare": PROCESSOR,
    "/t/<tenant>/petitions/papers/<paper_id>": PROCESSOR,
    "/t/<tenant>/petitions/papers/<paper_id>/edit": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/papers": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/people": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/propose": PROCESSOR,
    "/t/<tenant>/petitions/petitions/<petition_id>/split": PROCESSOR,
    "/t/<tenant>/petitions/petitions/new": PROCESSOR,
    "/t/<tenant>/petitions/tasks": VERIFIER,
    "/t/<tenant>/petitions/tasks/<task_id>": VERIFIER,
    "/t/<tenant>/police/": "congan.dakrve",
    "/t/<tenant>/reception/": OFFICER,
    "/t/<tenant>/search": OFFICER,
    "/t/<tenant>/reception/alarm": OFFICER,
    "/t/<tenant>/reception/book": OFFICER,
    "/t/<tenant>/reception/bookings": OFFICER,
    "/t/<tenant>/reception/closures": OFFICER,
    "/t/<tenant>/reception/counters": OFFICER,
    "/t/<tenant>/reception/counters/<counter_id>": OFFICER,
    "/t/<tenant>/reception/counters/new": OFFICER,
    "/t/<tenant>/reception/places": OFFICER,
    "/t/<tenant>/reception/places/<place_id>": OFFICER,
    "/t/<tenant>/reception/places/new": OFFICER,
    "/t/<tenant>/reception/queue": OFFICER,
    "/t/<tenant>/reception/queue/tickets/<ticket_id>": OFFICER,
    "/t/<tenant>/reception/queue/tickets/<ticket_id>/redirect": OFFICER,
    "/t/<tenant>/reception/queue/tickets/new": OFFICER,
    "/t/<tenant>/reception/allowance": OFFICER,
    "/t/<tenant>/reception/allowance/people": OFFICER,
    "/t/<tenant>/reception/duty": OFFICER,
    "/t/<tenant>/reception/duty/<head_day_id>": OFFICER,
    "/t/<tenant>/reception/duty/new": OFFICER,
    "/t/<tenant>/reception/campaigns": OFFICER,
    "/t/<tenant>/reception/campaigns/<campaign_id>": OFFICER,
    "/t/<tenant>/reception/campaigns/new": OFFICER,
    "/t/<tenant>/reception/leaves": OFFICER,
    "/t/<tenant>/reception/roster": OFFICER,
    "/t/<tenant>/reception/roster/day": OFFICER,
    "/t/<tenant>/reception/shifts": OFFICER,
    "/t/<tenant>/reception/shifts/<shift_id>": OFFICER,
    "/t/<tenant>/reception/swaps/<swap_id>": OFFICER,
    "/t/<tenant>/reception/visits": OFFICER,
    "/t/<tenant>/reception/visits/<visit_id>": OFFICER,
    "/t/<tenant>/reception/visits/<visit_id>/edit": OFFICER,
    "/t/<tenant>/reception/visits/new": OFFICER,
}
#: GET routes that answer with a file or with data, not with a page; so do all of the area "machine".
NO_PAGE = {
    "/api/openapi.json",
    "/healthz",
    "/t/<tenant>/police/calls/<call_id>",  # leads to the start of the police
    "/p/<tenant>/reception/calendar.ics",
    "/p/<tenant>/reception/book/<code>",  # a page that needs a code; plugins/reception/tests/test_bookings.py opens it
    "/p/<tenant>/reception/queue/<token>",  # a page that needs a slip; test_queue.py opens it
    "/metrics",
    "/readyz",
    "/static/<path:filename>",
    "/t/<tenant>/petitions/candidates/handover.xlsx",
    "/t/<tenant>/petitions/papers/<paper_id>/draft.<form>",
    "/t/<tenant>/petitions/form-start.docx",
    "/t/<tenant>/petitions/petitions.xlsx",
    "/t/<tenant>/reception/allowance.xlsx",
    "/t/<tenant>/reception/book.xlsx",
    "/t/<tenant>/reception/roster.<form>",
    "/t/<tenant>/reception/visits/<visit_id>/receipt.<form>",
    "/t/<tenant>/reception/visits/<visit_id>/refusal.<form>",
    "/t/<tenant>/files/<file_id>",
    "/t/<tenant>/stream",
}
#: Petitions with a case; "<case>" below is the page of the one that was found there.
CASES = "/t/dak-rve/petitions/petitions?state=accepted&kind=complaint"
#: Where a rule with an id gets one: the list, and the pattern of a link on it.
FOUND_ON = {
    "part": ("/t/dak-rve/admin/settings", r"/admin/settings/([\w-]+)\""),
    "visit_id": ("/t/dak-rve/reception/visits?owed=y", r"/reception/visits/(?!new)([a-z0-9]{20})"),
    "counter_id": ("/t/dak-rve/reception/counters", r"/reception/counters/(?!new)([a-z0-9]{20})"),
    "ticket_id": ("/t/dak-rve/reception/queue", r"/queue/tickets/(?!new)([a-z0-9]{20})"),
    "letter_id": ("/t/dak-rve/letters?box=out", r"/letters/(?!new)([a-z0-9]{20})"),
    "envelope_id": ("/t/dak-rve/petitions/envelopes", r"/petitions/envelopes/([a-z0-9]{20})"),
    "petition_id": (
        "/t/dak-rve/petitions/petitions?state=classified&kind=complaint",
        r"/petitions/petitions/(?!new)([a-z0-9]{20})",
    ),
    "filing_id": ("/t/dak-rve/petitions/filings", r"/petitions/filings/([a-z0-9]{20})"),
    "head_day_id": ("/t/dak-rve/reception/duty", r"/reception/duty/(?!new)([a-z0-9]{20})"),
    "campaign_id": ("/t/dak-rve/reception/campaigns", r"/reception/campaigns/(?!new)([a-z0-9]{20})"),
    "shift_id": ("/t/dak-rve/reception/shifts", r"/reception/shifts/([a-z0-9]{20})"),
    "swap_id": ("/t/dak-rve/reception/shifts", r"/reception/swaps/([a-z0-9]{20})"),
    "step": ("<case>", r"/case/steps/(\w+)"),
    "decision": ("<case>", r"/case/decisions/(\w+)"),
    "paper_id": ("", r"/petitions/papers/([a-z0-9]{20})"),
    "clock_id": ("<case>", r"/clocks/([a-z0-9]{20})"),
    "task_id": ("/t/dak-rve/petitions/tasks", r"/petitions/tasks/([a-z0-9]{20})"),
    "place_id": ("/t/dak-rve/reception/places", r"/reception/places/(?!new)([a-z0-9]{20})"),
    "user_id": ("/t/dak-rve/admin/users", r"/admin/users/(?!new)([a-z0-9]{20})"),
}


@dataclass(frozen=True)
class Screen:
    """One page: its route, who opens it, and a name for files and tests."""

    rule: str
    login: str | None

    @property
    def name(self) -> str:
        """The rule in words joined by hyphens: ``t-reception-visits-id``."""
        plain = re.sub(r"<tenant>/?", "", re.sub(r"<(\w+)_id>", "id", self.rule))
        return "-".join(re.findall(r"\w+", plain)) or "start"

    def address(self, page: Page) -> str:
        """The rule with real values; ids are read from the list that links there."""
        tenant = "kon-ray" if self.login == OVERSEER else "dak-rve"
        address = self.rule.replace("<tenant>", tenant)
        for key in re.findall(r"<(\w+)>", address):
            listed, pattern = FOUND_ON[key]
            if key == "petition_id" and re.search("/case|/clocks/", self.rule):
                listed = CASES
            if key == "paper_id":
                page.goto(CASES)
                case = re.search(r"/petitions/petitions/(?!new)([a-z0-9]{20})", page.content())
                assert case, f"no petition on {CASES}"
                listed = f"/t/dak-rve/petitions/petitions/{case[1]}/papers"
            page.goto(listed.replace("<case>", address.split("/clocks")[0].split("/case")[0] + "/case"))
            found = re.search(pattern, page.content())
            assert found, f"no link to a {key} on {listed}"
            address = address.replace(f"<{key}>", found[1])
        return address


SCREENS = tuple(Screen(rule, login) for rule, login in OPENED_BY.items())


def unplaced(routes: list[dict[str, Any]]) -> set[str]:
    """GET routes that neither list names, and screens that no route has any more."""
    known = {row["rule"] for row in routes if "GET" in row["methods"] and row["area"] != "machine"}
    return (known - set(OPENED_BY) - NO_PAGE) | (set(OPENED_BY) - known)
