from enum import StrEnum


class PlanState(StrEnum):
    """`reading` while a job reads the file, `refused` when it could not be read as a plan;
    `superseded` when the text that was issued after it is published.
    """

    READING = "reading"
    REFUSED = "refused"
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class VersionState(StrEnum):
    """`refused` when a new version could not be read or was not of this plan."""

    READING = "reading"
    REFUSED = "refused"
    IMPORTED = "imported"


class DocumentKind(StrEnum):
    MAIN = "main"
    ANNEX = "annex"
    AMENDMENT = "amendment"


class TaskState(StrEnum):
    """进行中、暂缓、申请办结、已办结、已销号、转常态化、已终止."""

    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    CLOSURE_APPLIED = "closure_applied"
    CLOSED = "closed"
    WRITTEN_OFF = "written_off"
    ONGOING = "ongoing"
    CANCELLED = "cancelled"


ASKED = (TaskState.IN_PROGRESS, TaskState.CLOSURE_APPLIED, TaskState.ONGOING)
"""Tasks of which a return asks how they go on."""
DONE = (TaskState.CLOSED, TaskState.WRITTEN_OFF)
OVER = (*DONE, TaskState.CANCELLED)
"""Tasks for which nothing more is done, unless somebody reopens them."""


class ReturnPeriod(StrEnum):
    """How often a unit answers for a plan: 按月、按季、按半年、按年."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class PlanScope(StrEnum):
    """本地方案 and 先例库: what is of concern here, and what others published for all to read."""

    OWN = "own"
    LIBRARY = "library"


class PlanSort(StrEnum):
    """`-` is the newest first."""

    NEWEST = "-created"
    OLDEST = "created"
    TITLE = "title"


class AmendmentKind(StrEnum):
    """勘误、调整、认领、明确、细化措施: why a published plan reads otherwise than before.

    A correction says that we had read wrongly, so what it says was so from the beginning; the
    others have a day from which they hold.
    """

    CORRECTION = "correction"
    AMENDMENT = "amendment"
    CLAIM = "claim"
    CLARIFICATION = "clarification"
    MEASURE = "measure"


class ChangeAction(StrEnum):
    """What an amendment does to one row."""

    TASK_ADDED = "task_added"
    TASK_CHANGED = "task_changed"
    TASK_ENDED = "task_ended"
    ASSIGNMENT_ADDED = "assignment_added"
    ASSIGNMENT_CHANGED = "assignment_changed"
    ASSIGNMENT_ENDED = "assignment_ended"
    INDICATOR_CHANGED = "indicator_changed"
