"""The matrix as the checks see it: plain values, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kit.text import bare
from app.plans.terms import OVER, TaskState
from app.reading.terms import DueSource, FirstLeadBasis, Role, TaskKind

Evidence = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit of a task. `unit_id` is the unit that holds it now, null where it is not certain;
    `is_filed` where somebody chose who files for the group.
    """

    id: int
    unit_id: int | None
    unit: str
    name: str
    role: Role
    is_first: bool
    basis: FirstLeadBasis | None
    collective: bool
    is_filed: bool = False

    @property
    def who(self) -> int | str:
        """By whom units are told apart."""
        return self.unit_id if self.unit_id is not None else bare(self.name)


@dataclass(frozen=True, slots=True)
class Line:
    """A task. `called` is what a question calls it, 第 `called` 项 or its title in quotes."""

    id: int
    called: str
    number: str | None
    position: int
    kind: TaskKind
    title: str
    text: str
    parent_id: int | None
    state: TaskState
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    cells: Sequence[Cell] = ()

    @property
    def words(self) -> str:
        return self.text or self.title

    @property
    def is_over(self) -> bool:
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Sheet:
    """`ends_on` is the last day of the plan, null where it has no end."""

    plan_id: int
    region_id: int
    ends_on: date | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A task of another plan that is running."""

    task_id: int
    number: str | None
    title: str
    plan_id: int
    plan: str
    score: float
