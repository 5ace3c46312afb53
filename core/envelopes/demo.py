"""Invented notes between the units of the demo that have a records clerk."""

from __future__ import annotations

from dataclasses import replace

from core import clock
from core.access.permissions import LETTER_SEND
from core.db.session import acting_in
from core.envelopes.note import NOTE, Note
from core.envelopes.service import send_letter
from core.notify.service import people_with
from core.tenancy.calendar import calendar_of
from core.tenancy.resolve import system_scope

#: (subject, text, working days until an answer is wanted; 0: none)
NOTES = (
    (
        "Lịch tiếp công dân định kỳ tháng tới",
        (
            "Kính gửi quý đơn vị.\n\nĐề nghị quý đơn vị cho biết lịch tiếp công dân định kỳ tháng tới của người đứng đầu để"
            " phối hợp bố trí cán bộ và niêm yết công khai."
        ),
        5,
    ),
    (
        "Mượn thiết bị phục vụ buổi tiếp công dân trực tuyến",
        (
            "Kính gửi quý đơn vị.\n\nĐề nghị quý đơn vị cho mượn 01 máy quay và 01 bộ loa trong ngày tổ chức buổi tiếp công"
            " dân trực tuyến. Chúng tôi sẽ cử người đến nhận và trả trong ngày."
        ),
        0,
    ),
    (
        "Số liệu tiếp công dân quý này",
        "Kính gửi quý đơn vị.\n\nĐề nghị đối chiếu số liệu tiếp công dân trong quý để thống nhất trước khi báo cáo.",
        3,
    ),
)


def fill(slugs: list[str]) -> list[str]:
    """Send some notes between the first two units with a clerk, both ways; gives one line per sender."""
    clerks = {}
    for slug in slugs:
        scope = system_scope(slug, frozenset({LETTER_SEND.name}))
        with acting_in(scope):
            users = people_with(scope, LETTER_SEND.name)
        if users:
            clerks[slug] = replace(scope, actor_id=users[0])
    pair = list(clerks)[:2]
    if len(pair) < 2:
        return []
    for sender, receiver, notes in ((pair[0], pair[1], NOTES), (pair[1], pair[0], NOTES[:2])):
        with acting_in(clerks[sender], writes=True):
            for about, text, days in notes:
                due = calendar_of(clerks[sender]).add_working_days(clock.today(), days) if days else None
                send_letter(clerks[sender], NOTE, receiver, Note(about=about, text=text), due_on=due)
    return [f"{pair[0]}: {len(NOTES)} notes", f"{pair[1]}: 2 notes"]
