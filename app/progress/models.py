from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.progress.terms import PeriodKind, ReturnState, TaskStage, Way


class Dispatch(Row, table=True):
    """交办 of a plan to one unit; the unit acknowledges once."""

    __table_args__ = (
        UniqueConstraint("plan_id", "unit_id"),
        Index("ix_dispatch_unit", "unit_id"),
        {"sqlite_autoincrement": True},
    )

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    dispatched_at: datetime = Field(sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str | None = None


UNFILED = text("parts_due_on IS NOT NULL AND parts_filed_at IS NULL")


class Return(Row, table=True):
    """进展情况表 of a unit for a plan and a period: one form, one submission.

    `period` is `2023-01`, `2023-Q1`, `2023-H1`, `2023`, `m-2023-06-30` (a milestone), `once`,
    `midterm-2023` or `final`, and `kind` what that is; `due_confirmed` is false while the
    State Council's calendar of that year is not known. A `due_set` date was named by a person,
    and a changed calendar does not move it. `confirmed_key` tells the second person of a 自审
    from the first, who may have the same name.

    Where the first lead of a task writes its row, the rows of other units are parts. A form of
    `only_parts` is due before that of the leads; in another the parts alone are due on
    `parts_due_on`, and may be filed ahead of the rest: last at `parts_filed_at`, each row at its
    own `Report.filed_at`.
    """

    __tablename__ = "returns"
    __table_args__ = (
        UniqueConstraint("unit_id", "plan_id", "period"),
        Index("ix_returns_due", "region_id", "state", "due_on", "id"),
        Index("ix_returns_owed", "state", "due_on", "id"),
        Index("ix_returns_plan", "plan_id", "period"),
        # Of the few parts that are not filed, which the sweep looks for every morning.
        Index("ix_returns_parts", "parts_due_on", sqlite_where=UNFILED, postgresql_where=UNFILED),
        {"sqlite_autoincrement": True},
    )

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    period: str
    kind: PeriodKind = Field(
        default=PeriodKind.HALF_YEAR,
        sa_type=choice(PeriodKind),
        sa_column_kwargs={"server_default": "half_year"},
    )
    period_start: date
    period_end: date
    opens_on: date
    due_on: date
    due_confirmed: bool = True
    due_set: bool = False
    only_parts: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    parts_due_on: date | None = None
    parts_filed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: ReturnState = Field(default=ReturnState.PENDING, sa_type=choice(ReturnState))
    entered_by: str | None = None
    on_behalf_of: str | None = None
    way: Way | None = Field(default=None, sa_type=choice(Way))
    cleared_by: str | None = None
    cleared_on: date | None = None
    confirmed_by: str | None = None
    confirmed_key: str | None = None
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_by: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reviewed_by: str | None = None
    review_note: str | None = None
    run_id: str | None = Field(default=None, max_length=36)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Report(Row, table=True):
    """A row of a return: what the unit says of one task.

    `figures` are what it says of indicators, by their ids: name, value, number and basis.
    `filed_at`: it went, as a part, ahead of its form; other units read it though the form is not
    handed in.
    Rows are made when a return is first saved. One that nobody has touched asks for whatever the
    unit holds by then, and a plan of five years does not fill the table with empty rows.
    """

    __table_args__ = (
        UniqueConstraint("return_id", "task_id"),
        Index("ix_report_task", "task_id"),
        {"sqlite_autoincrement": True},
    )

    return_id: int = Field(sa_type=BigId, foreign_key="returns.id", ondelete="CASCADE")
    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    progress: str = ""
    problems: str = ""
    coordination: str = ""
    next_steps: str = ""
    percent: int | None = None
    stage: TaskStage | None = Field(default=None, sa_type=choice(TaskStage))
    no_change: bool = False
    no_change_reason: str = ""
    figures: dict[str, Any] | None = Field(default=None, sa_type=Json)
    filed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReturnEdition(Row, table=True):
    """What a return said before it was amended: who handed it in, cleared and accepted it (`facts`)
    and its rows, each with the number and title that its task had.
    """

    __tablename__ = "return_edition"
    __table_args__ = (UniqueConstraint("return_id", "number"), {"sqlite_autoincrement": True})

    return_id: int = Field(sa_type=BigId, foreign_key="returns.id", ondelete="CASCADE")
    number: int
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    reason: str
    amended_by: str
    amended_at: datetime = Field(sa_type=UtcDateTime)
