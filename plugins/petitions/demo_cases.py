"""Invented settlement for the demo: the accepted petitions of demo.py, each brought some way on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta

from core.api import Refused, Scope, clock, colleagues_with, officials_of
from plugins.petitions.law import Act, stop_grounds
from plugins.petitions.models import Case, Petition
from plugins.petitions.permissions import CASE_HANDLE, PETITION_DECIDE, TASK_ANSWER
from plugins.petitions.queries import cases as queries
from plugins.petitions.services import cases, dialogues, papers, pauses, roster, tasks
from plugins.petitions.services.dialogues import DialogueInput
from plugins.petitions.services.moves import Why
from plugins.petitions.services.withdrawals import remaining

QUESTION = "Đo lại diện tích thửa đất tại thực địa, đối chiếu với bản đồ địa chính và biên bản thu hồi"
FOUND = "Diện tích đo lại nhỏ hơn diện tích ghi trong biên bản; hồ sơ thiếu chữ ký giáp ranh"
#: The same where the matter is not land.
OTHER_QUESTION = "Kiểm tra tại chỗ nội dung đơn nêu, lập biên bản và cung cấp tài liệu liên quan"
OTHER_FOUND = "Đã kiểm tra tại chỗ và đối chiếu hồ sơ; nội dung nêu trong đơn có một phần đúng thực tế"
ENDS = ("verifying", "dialogue", "accepted", "decided", "suspended", "closed", "late")


class _Way:
    """One case on its way, a day after the other, never beyond today."""

    def __init__(self, scope: Scope, petition: Petition, case: Case, unit: int | None) -> None:
        self.scope, self.key, self.kind, self.unit = scope, petition.public_id, case.kind, unit
        self.petition, self.on = petition, case.accepted_on
        self.number = petition.number
        self.land = "đất" in petition.summary

    def later(self, days: int, act: Callable[[Why], object]) -> None:
        """Take a step some calendar days after the one before."""
        self.on = min(self.on + timedelta(days=days), clock.today())
        paper = f"{self.number * 3 + days}/UBND"
        with clock.freeze(datetime.combine(self.on, time(9, self.number % 60), tzinfo=clock.ZONE)):
            act(Why(self.on, paper_no=paper))

    def verify(self) -> None:
        self.later(1, lambda why: cases.start_verifying(self.scope, self.key, why))

    def ask(self) -> None:
        unit = self.unit
        if unit is not None:
            question = QUESTION if self.land else OTHER_QUESTION
            due = self.on + timedelta(days=9)
            self.later(1, lambda _why: tasks.give_task(self.scope, self.key, unit, question, max(due, clock.today())))

    def report(self) -> None:
        found = FOUND if self.land else OTHER_FOUND
        self.later(
            4,
            lambda why: cases.report_verification(
                self.scope, self.key, found, why, differs=True if self.kind == "complaint" else None
            ),
        )

    def call(self, ahead: int) -> None:
        values = DialogueInput(self.on + timedelta(days=ahead), "Phòng họp UBND", "08:00", f"{self.number}/TB-UBND")
        self.later(0, lambda why: dialogues.call_dialogue(self.scope, self.key, values, why))

    def hold(self) -> None:
        self.later(
            8,
            lambda _why: dialogues.end_called(
                self.scope,
                self.key,
                "held",
                agreed="Thống nhất kiểm tra lại tại chỗ có mặt hai bên",
                minutes_no=f"{self.number}/BB",
            ),
        )

    def decide(self) -> None:
        text = "Công nhận một phần nội dung đơn, giao bộ phận chuyên môn sửa hồ sơ và báo cáo kết quả"
        if self.kind == "complaint":
            self.later(2, lambda why: cases.decide_case(self.scope, self.key, "partly", text, why))
        elif self.kind == "denunciation":
            self.later(2, lambda why: cases.conclude_case(self.scope, self.key, "partly", text, why))
        else:
            self.later(2, lambda why: cases.answer_case(self.scope, self.key, text, why))

    def hand_over(self) -> None:
        """Everybody of a group gets the answer."""
        people = [one.public_id for one in remaining(self.petition) if one.replied_on is None]
        if people:
            self.later(0, lambda why: roster.note_replies(self.scope, self.key, people, why.on, seen=None))


def settle(scope: Scope, petitions: list[Petition]) -> int:
    """Bring every accepted petition some way on; gives how many cases there are."""
    handlers = [one.key for one in colleagues_with(scope, CASE_HANDLE.name)]
    heads = [one.key for one in colleagues_with(scope, PETITION_DECIDE.name)]
    answering = {one.key for one in colleagues_with(scope, TASK_ANSWER.name)}
    unit = next((one.units[0] for one in officials_of(scope) if one.key in answering), None)
    number = 0
    for petition in petitions:
        case = queries.get_case(scope, petition)
        if case is None:
            continue
        end = ENDS[number % len(ENDS)]
        number += 1
        if end == "accepted":
            continue
        free = 0
        for user in sorted({*handlers, *heads} | ({scope.actor_id} if scope.actor_id else set())):
            with suppress(Refused):
                cases.declare(replace(scope, actor_id=user), petition.public_id, conflicted=False)
                free += 1
        if not scope.actor_id or (case.kind == "denunciation" and free < cases.TEAM):
            continue  # nobody here, or no team of two: it waits
        _bring(_Way(scope, petition, case, unit), end)
    return number


def _bring(way: _Way, end: str) -> None:
    way.verify()
    if end in ("verifying", "late"):
        if end == "verifying":
            way.ask()
        return
    if end == "suspended":
        _suspend(way)
        return
    way.report()
    complaint = way.kind == "complaint"
    if end == "dialogue":
        if complaint:
            way.call(max(8, (clock.today() - way.on).days + 4))
        return
    if complaint:
        way.call(7)
        if way.on + timedelta(days=8) > clock.today():
            return
        way.hold()
    way.decide()
    if end == "closed" and way.kind == "recommendation":
        way.hand_over()
        way.later(1, lambda why: cases.close_case(way.scope, way.key, why))
    elif end == "closed" and complaint:
        way.later(1, lambda why: cases.send_decision(way.scope, way.key, why))


def _suspend(way: _Way) -> None:
    grounds = stop_grounds(Act.SUSPEND, way.kind, way.on)
    if grounds:
        ground = grounds[0].id
        way.later(3, lambda why: pauses.suspend_case(way.scope, way.key, replace(why, ground=ground)))


def write_papers(scope: Scope, petitions: list[Petition]) -> int:
    """An issued proposal and a draft of what comes next for the newest accepted complaints; gives how many papers."""
    accepted = [one for one in petitions if one.state == "accepted" and one.kind == "complaint"]
    for petition in accepted[-4:]:
        first = papers.make_paper(scope, petition.public_id, "proposal")
        papers.issue_paper(scope, first.public_id, clock.today(), seen=None)
        wanted, others = papers.offers(scope, petition)
        papers.make_paper(scope, petition.public_id, (wanted or others)[0].name)
    return 2 * len(accepted[-4:])
