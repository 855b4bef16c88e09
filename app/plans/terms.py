from enum import StrEnum


class PlanState(StrEnum):
    """`reading` while a job reads the file, `refused` when it could not be read as a plan."""

    READING = "reading"
    REFUSED = "refused"
    DRAFT = "draft"
    PUBLISHED = "published"


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
    """进行中、暂缓、申请办结、已办结、转常态化、已终止."""

    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    CLOSURE_APPLIED = "closure_applied"
    CLOSED = "closed"
    ONGOING = "ongoing"
    CANCELLED = "cancelled"


class ReturnPeriod(StrEnum):
    """How often a unit answers for a plan: 按月、按季、按半年、按年."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class PlanSort(StrEnum):
    """`-` is the newest first."""

    NEWEST = "-created"
    OLDEST = "created"
    TITLE = "title"
