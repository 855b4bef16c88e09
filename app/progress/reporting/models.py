from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.progress.reporting.rules import PARTS_WORKDAYS
from app.progress.terms import Fills, PeriodKind


class ReturnRule(Row, table=True):
    """What a plan asks beside its regular returns: a 中期评估 on a day, a 总结评估 at its end; who
    fills a row, and how many working days before it the parts of others are due.
    """

    __tablename__ = "return_rule"

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", unique=True, ondelete="CASCADE")
    midterm_on: date | None = None
    final: bool = False
    fills: Fills = Field(
        default=Fills.MERGED, sa_type=choice(Fills), sa_column_kwargs={"server_default": "merged"}
    )
    parts_workdays: int = Field(
        default=PARTS_WORKDAYS, sa_column_kwargs={"server_default": str(PARTS_WORKDAYS)}
    )
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)


class TaskReturnRule(Row, table=True):
    """A task that is asked about at other times than the plan."""

    __tablename__ = "task_return_rule"

    task_id: int = Field(sa_type=BigId, foreign_key="task.id", unique=True, ondelete="CASCADE")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    kind: PeriodKind = Field(sa_type=choice(PeriodKind))


class TaskMilestone(Row, table=True):
    """A day by which a task of kind `milestone` is told of."""

    __tablename__ = "task_milestone"
    __table_args__ = (UniqueConstraint("task_id", "day"), {"sqlite_autoincrement": True})

    task_id: int = Field(sa_type=BigId, foreign_key="task.id", ondelete="CASCADE")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", index=True, ondelete="CASCADE")
    day: date
