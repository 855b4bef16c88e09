from enum import StrEnum


class ClaimState(StrEnum):
    """已提出、已确认、未采纳、已撤回."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Gap(StrEnum):
    """Why a task is open to claims: it names nobody, a collective alone, or units but no lead."""

    NOBODY = "nobody"
    COLLECTIVE = "collective"
    NO_LEAD = "no_lead"


class GapFilter(StrEnum):
    """`unheld` are tasks that no unit holds by its own name."""

    UNHELD = "unheld"
    NO_LEAD = "no_lead"
    ALL = "all"


class ClaimsView(StrEnum):
    """等待确认的 and 已有结果的, as a page shows them."""

    WAITING = "waiting"
    DECIDED = "decided"


class Decision(StrEnum):
    """What a coordinator makes of an offer: the role in which it is confirmed, or no."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"
    DECLINE = "decline"
