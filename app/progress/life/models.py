from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, choice
from app.plans.terms import TaskState
from app.progress.life.terms import Action, ExtensionState


class TaskStep(Row, table=True):
    """办理经过: one step of a task from a state to the next, with the `words` that it needed.

    `unit_id` is the unit that took it; where a coordinator wrote down what a unit said,
    `on_behalf_of` names who spoke. `own_unit`: decided by a coordinator of a unit that holds the
    task (自审).
    """

    __tablename__ = "task_step"
    __table_args__ = (
        Index("ix_task_step_task", "task_id", "id"),
        {"sqlite_autoincrement": True},
    )

    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    action: Action = Field(sa_type=choice(Action))
    before: TaskState = Field(sa_type=choice(TaskState))
    after: TaskState = Field(sa_type=choice(TaskState))
    words: str = ""
    review_on: date | None = None
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    on_behalf_of: str | None = None
    own_unit: bool = False
    made_by: str
    made_on: date


class Extension(Row, table=True):
    """延期: what was asked for and what was decided.

    `first_due_on` is the day that the plan set, `due_on` the one that held when it was asked;
    `extended_to` is what was granted, `asked_for` or another day.
    """

    __table_args__ = (
        Index("ix_extension_task", "task_id", "id"),
        Index("ix_extension_state", "state", "region_id"),
        {"sqlite_autoincrement": True},
    )

    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    state: ExtensionState = Field(sa_type=choice(ExtensionState))
    first_due_on: date
    due_on: date
    asked_for: date
    reason: str
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    on_behalf_of: str | None = None
    requested_by: str
    requested_on: date
    extended_to: date | None = None
    note: str | None = None
    own_unit: bool = False
    decided_by: str | None = None
    decided_on: date | None = None


class StageResult(Row, table=True):
    """阶段成果 of a task that has become ongoing, one a year."""

    __tablename__ = "stage_result"
    __table_args__ = (UniqueConstraint("task_id", "year"), {"sqlite_autoincrement": True})

    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    year: int
    text: str
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    on_behalf_of: str | None = None
    written_by: str
    written_on: date
