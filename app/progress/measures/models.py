from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.progress.measures.terms import MeasureState


class Measure(Row, table=True):
    """细化措施 of one unit under one task. `responsible` is a section or a person, as text.

    The unit's own and no part of the document: a task of kind `measure` is what the document
    itself prints under a task. `written_by` spoke for the unit as it stands now; where a
    coordinator wrote it down, `entered_by` is the coordinator.
    """

    __table_args__ = (
        Index("ix_measure_task", "task_id", "unit_id", "position"),
        Index("ix_measure_unit", "unit_id", "plan_id", "position"),
        Index("ix_measure_plan", "plan_id", "unit_id"),
        {"sqlite_autoincrement": True},
    )

    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    position: int
    text: str
    due_on: date | None = None
    responsible: str = ""
    state: MeasureState = Field(default=MeasureState.ACTIVE, sa_type=choice(MeasureState))
    note: str | None = None
    written_by: str
    entered_by: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class MeasureRevision(Row, table=True):
    """What a measure was in an earlier `version`, until the next was written."""

    __tablename__ = "measure_revision"
    __table_args__ = (UniqueConstraint("measure_id", "version"), {"sqlite_autoincrement": True})

    measure_id: int = Field(sa_type=BigId, foreign_key="measure.id", ondelete="CASCADE")
    version: int
    text: str
    due_on: date | None = None
    responsible: str = ""
    state: MeasureState = Field(sa_type=choice(MeasureState))
    note: str | None = None
    written_by: str
    entered_by: str | None = None
    written_at: datetime = Field(sa_type=UtcDateTime)
