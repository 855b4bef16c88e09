from enum import StrEnum


class Code(StrEnum):
    """What is checked, in the order in which it is told."""

    UNASSIGNED = "unassigned"
    PROJECT_UNASSIGNED = "project_unassigned"
    NO_LEAD = "no_lead"
    JOINT_LEADS_UNRANKED = "joint_leads_unranked"
    UNIT_IN_BOTH_ROLES = "unit_in_both_roles"
    UNIT_REPEATED = "unit_repeated"
    ONLY_COLLECTIVE = "only_collective"
    TOO_MANY_UNITS = "too_many_units"
    NO_DUE_DATE = "no_due_date"
    DUE_AFTER_PLAN = "due_after_plan"
    UNIT_NOT_NAMED = "unit_not_named"
    NEAR_DUPLICATE = "near_duplicate"


class Level(StrEnum):
    """How much a check weighs: 必须处理、请核对、提示、不检查. What must be dealt with stands in
    the way of publishing.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Origin(StrEnum):
    """Who says it: the reader of the file, or the checks of the matrix."""

    READING = "reading"
    LINT = "lint"
