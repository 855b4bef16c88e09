from enum import StrEnum


class ReturnState(StrEnum):
    """What people did with a return. Scheduled, open and overdue are told by the clock."""

    PENDING = "pending"
    DRAFT = "draft"
    CLEARING = "clearing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    RETURNED = "returned"
    WAIVED = "waived"


class PeriodKind(StrEnum):
    """For what a return is asked: a span of the calendar, or a day that a rule names."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    MILESTONE = "milestone"
    ONCE = "once"
    MIDTERM = "midterm"
    FINAL = "final"


class Fills(StrEnum):
    """Who fills the row of a task: the first lead, with the parts of the others beside it, or each
    unit its own.
    """

    MERGED = "merged"
    EACH = "each"


class TaskStage(StrEnum):
    """How far a task is in words: 未启动, 前期准备, 正在实施, 基本完成, 已完成."""

    NOT_STARTED = "not_started"
    PREPARING = "preparing"
    UNDER_WAY = "under_way"
    NEARLY_DONE = "nearly_done"
    DONE = "done"


class Way(StrEnum):
    """How it came what a coordinator entered for a unit."""

    PAPER = "paper"
    TELEPHONE = "telephone"


class Light(StrEnum):
    """已办, 按时, 即将到期, 进度滞后, 严重滞后, 逾期, 严重逾期: derived, never stored. Of two that
    are true of a task the later one is shown.
    """

    DONE = "done"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"


LAGS = (Light.BEHIND, Light.FAR_BEHIND)
"""Lights of what a unit reported, not of when."""


class ReturnSort(StrEnum):
    """By due date, the earliest or the latest first, or by 机构序 of the units."""

    DUE_ON = "due_on"
    LATEST = "-due_on"
    UNIT = "unit"


OWED = (ReturnState.PENDING, ReturnState.DRAFT, ReturnState.CLEARING, ReturnState.RETURNED)
"""What waits for its own signature inside the unit has not arrived."""
HANDED_IN = (ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.LOCKED)
ENDED = (ReturnState.ACCEPTED, ReturnState.LOCKED, ReturnState.WAIVED)
