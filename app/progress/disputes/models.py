from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.progress.disputes.terms import DisputeState

_OPEN = text("state = 'open'")


class Dispute(Row, table=True):
    """异议 of a unit against one assignment of its dispatch.

    `raised_by` is who spoke for the unit; where a coordinator wrote it down (代录), `entered_by` is
    the coordinator. `new_assignment_id` is the row of the matrix to which it led.
    """

    __table_args__ = (
        Index(
            "uq_dispute_open",
            "assignment_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_dispute_region", "region_id", "state", "id"),
        Index("ix_dispute_plan", "plan_id", "state", "id"),
        Index("ix_dispute_unit", "unit_id", "id"),
        Index("ix_dispute_dispatch", "dispatch_id", "id"),
        {"sqlite_autoincrement": True},
    )

    dispatch_id: int = Field(sa_type=BigId, foreign_key="dispatch.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    assignment_id: int = Field(sa_type=BigId, foreign_key="assignment.id")
    reason: str
    proposed_unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    state: DisputeState = Field(default=DisputeState.OPEN, sa_type=choice(DisputeState))
    raised_by: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = None
    new_assignment_id: int | None = Field(default=None, sa_type=BigId, foreign_key="assignment.id")
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)
