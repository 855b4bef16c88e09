from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.network.proposals.terms import ProposalState
from app.reading.terms import Role


class Proposal(Row, table=True):
    """拟分工: a function that precedents suggest for a task, and the region's unit that has it.

    It is nobody's assignment: nothing reads it as one, and it becomes one only when a person
    accepts it. `rank` counts the leads of a task from 1, the likeliest first, and then those that
    take part. `unit_id` is null where the region has no such unit or several. `sources` keeps the
    tasks it was drawn from, each with its likeness, whether it says so, and its quote.
    """

    __table_args__ = (
        UniqueConstraint("task_id", "function", "role"),
        Index("ix_proposal_plan", "plan_id", "state", "task_id", "rank"),
        {"sqlite_autoincrement": True},
    )

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    task_id: int = Field(sa_type=BigId, foreign_key="task.id", ondelete="CASCADE")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    function: str = Field(max_length=40)
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    printed_label: str | None = None
    rank: int
    share: float
    sources: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    state: ProposalState = Field(default=ProposalState.OPEN, sa_type=choice(ProposalState))
    assignment_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="assignment.id", ondelete="SET NULL"
    )
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    settled_by: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
