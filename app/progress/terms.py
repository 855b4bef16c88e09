from enum import StrEnum


class ReturnState(StrEnum):
    """What people did with a return. Scheduled, open and overdue are told by the clock."""

    PENDING = "pending"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WAIVED = "waived"


class Light(StrEnum):
    """已办, 按时, 即将到期, 进度滞后, 逾期, 严重滞后, 严重逾期, the worse the later: derived, never
    stored.
    """

    DONE = "done"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    OVERDUE = "overdue"
    FAR_BEHIND = "far_behind"
    LONG_OVERDUE = "long_overdue"


class ReturnSort(StrEnum):
    """By due date, the earliest or the latest first, or by 机构序 of the units."""

    DUE_ON = "due_on"
    LATEST = "-due_on"
    UNIT = "unit"


OWED = (ReturnState.PENDING, ReturnState.DRAFT, ReturnState.RETURNED)
ENDED = (ReturnState.ACCEPTED, ReturnState.WAIVED)
