"""What happens to a plan. `changes` maps a field to its old and new value."""

from dataclasses import dataclass, field
from typing import ClassVar

from app.core.events import Event

Changes = dict[str, tuple[object, object]]
Told = dict[str, object]
"""A row as it was: a task with its units, or a unit of a task, by the names of the columns."""


@dataclass(frozen=True, kw_only=True)
class PlanReceived(Event):
    kind: ClassVar[str] = "plan.received"
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class PlanRead(Event):
    """A draft was made from the file; `unresolved` are the names whose unit is not certain."""

    kind: ClassVar[str] = "plan.read"
    title: str
    tasks: int
    projects: int
    assignments: int
    indicators: int
    findings: int
    unresolved: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanRefused(Event):
    kind: ClassVar[str] = "plan.refused"
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    """`tasks` is how many followed a new end of the plan with the day on which they are due."""

    kind: ClassVar[str] = "plan.changed"
    changes: Changes
    tasks: int = 0


@dataclass(frozen=True, kw_only=True)
class PlanSuperseded(Event):
    """A 征求意见稿 holds no longer: the text that was issued after it is published."""

    kind: ClassVar[str] = "plan.superseded"
    title: str
    by_plan_id: int


@dataclass(frozen=True, kw_only=True)
class FirstLeadsConfirmed(Event):
    """The first printed of several leads is the one that files; `assignments` were confirmed."""

    kind: ClassVar[str] = "plan.first_leads_confirmed"
    assignments: int
    assignment_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    kind: ClassVar[str] = "plan.published"
    title: str
    tasks: int
    reporting_from: str | None
    reporting_until: str | None


@dataclass(frozen=True, kw_only=True)
class PlanDeleted(Event):
    kind: ClassVar[str] = "plan.deleted"
    title: str
    state: str
    documents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskAdded(Event):
    """`task` is the whole of it, with its units."""

    kind: ClassVar[str] = "task.added"
    plan_id: int
    number: str | None
    title: str
    text: str
    task: Told = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    kind: ClassVar[str] = "task.changed"
    plan_id: int
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class TaskSplit(Event):
    """`text` is what it was, and `task` the whole of it; `rule` says which parts kept the units.

    Each of `parts` has id, title, text and assignments, the task itself first.
    """

    kind: ClassVar[str] = "task.split"
    plan_id: int
    number: str | None
    text: str
    rule: str
    parts: tuple[Told, ...]
    task: Told = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TaskMerged(Event):
    """`merged` are the tasks that are gone, each whole, with its units.

    `roles` names the units whose roles differed, from the weakest to the one that stays.
    """

    kind: ClassVar[str] = "task.merged"
    plan_id: int
    merged: tuple[Told, ...]
    changes: Changes
    roles: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class TaskDeleted(Event):
    """`task` is the whole of it, with its units."""

    kind: ClassVar[str] = "task.deleted"
    plan_id: int
    number: str | None
    title: str
    text: str
    assignments: tuple[str, ...]
    task: Told = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AssignmentAdded(Event):
    kind: ClassVar[str] = "assignment.added"
    task_id: int
    name: str
    role: str
    assignment: Told = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AssignmentChanged(Event):
    kind: ClassVar[str] = "assignment.changed"
    task_id: int
    name: str
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class AssignmentDeleted(Event):
    kind: ClassVar[str] = "assignment.deleted"
    task_id: int
    name: str
    role: str
    assignment: Told = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FindingSettled(Event):
    """`unit_id` is what a printed name was said to mean; null where the finding was only seen.

    `before` has for each of the `assignments`, by its id, the unit that stood there.
    """

    kind: ClassVar[str] = "finding.settled"
    code: str
    message: str
    printed_name: str | None
    unit_id: int | None
    assignments: int
    before: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NamesLinked(Event):
    """Open names of a draft found their unit after the registry learned a name."""

    kind: ClassVar[str] = "plan.names_linked"
    names: dict[str, int]
    assignments: int
    assignment_ids: tuple[int, ...] = ()
