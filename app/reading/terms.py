"""What a reader may find, in the words of the glossary."""

from enum import StrEnum


class Stage(StrEnum):
    """征求意见稿、送审稿、印发稿: only an issued plan creates returns."""

    CONSULTATION = "consultation"
    REVIEW = "review"
    ISSUED = "issued"


class TaskKind(StrEnum):
    TASK = "task"
    PROJECT = "project"
    MEASURE = "measure"


class Source(StrEnum):
    """The form in which the document gives the responsibility."""

    TABLE = "table"
    INLINE = "inline"
    LINE = "line"
    NUMBERED = "numbered"


class DueSource(StrEnum):
    """Where a due date comes from: printed, the end of the plan, or 持续推进."""

    PRINTED = "printed"
    PLAN = "plan"
    ONGOING = "ongoing"


class Role(StrEnum):
    """牵头、责任、参与/配合/协办."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"


ROLE_LABELS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORTING: "配合单位"}
"""What a role is called where the document has no word for it."""


class FirstLeadBasis(StrEnum):
    SOLE = "sole"
    PRINTED_RULE = "printed_rule"
    DEFAULT = "default"
    CONFIRMED = "confirmed"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Attribute(StrEnum):
    """约束性、预期性."""

    BINDING = "binding"
    ANTICIPATORY = "anticipatory"


class EvidenceRole(StrEnum):
    TASK = "task"
    RESPONSIBILITY = "responsibility"
    BODY = "body"


DOUBTFUL_BELOW = 0.8
"""A task of less confidence is one that a person looks at first. Labelled forms and tables stand
above it, numbered paragraphs at it, bare lists of names and units within a sentence below."""
