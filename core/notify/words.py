"""Everything that ever leaves the house in a message: one fixed sentence per language.

No name, no unit, no kind of case, no number, no link (promise P19; a link in a message is what
thieves of passwords send). Whoever wants to know more logs in as on any other day.
"""

from __future__ import annotations

#: language -> (subject, text)
OUTGOING = {
    "vi": ("Tiếp Dân", "Bạn có thông báo mới trong hệ thống Tiếp Dân. Hãy đăng nhập để xem."),
    "en": ("Tiếp Dân", "You have a notice in Tiếp Dân. Please log in to read it."),
}
