"""What each tenant may decide about the program as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import lazy as _l
from core.settings.schema import SettingsSchema, setting

#: Whatever a tenant sets, no file may be larger than this many megabytes.
MOST_MEGABYTES = 50


@dataclass(frozen=True)
class CoreSettings(SettingsSchema):
    """Settings of the core itself."""

    plugin = "core"

    upload_megabytes: int = setting(
        20,
        title=_l("Largest file that may be uploaded, in megabytes"),
        help=_l("Scanned papers of ten pages take about 5 megabytes."),
        least=1,
        most=MOST_MEGABYTES,
    )
