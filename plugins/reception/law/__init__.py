"""The law of citizen reception as data: deadlines and quotas, refusal grounds, representatives."""

from plugins.reception.law.allowances import Rate, allowance_rate
from plugins.reception.law.grounds import (
    GroundNotInForce,
    RefusalGround,
    UnknownGround,
    ground,
    refusal_grounds_on,
)
from plugins.reception.law.representatives import (
    Band,
    RepresentativeProblem,
    band_for,
    check_representatives,
)
from plugins.reception.law.rules import SOURCE, reception_rules

__all__ = [
    "SOURCE",
    "Band",
    "GroundNotInForce",
    "Rate",
    "RefusalGround",
    "RepresentativeProblem",
    "UnknownGround",
    "allowance_rate",
    "band_for",
    "check_representatives",
    "ground",
    "reception_rules",
    "refusal_grounds_on",
]
