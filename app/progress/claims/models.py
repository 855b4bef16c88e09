from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.progress.claims.terms import ClaimState
from app.reading.terms import Role

_OPEN = text("state = 'offered'")


class Claim(Row, table=True):
    """认领: a unit's offer to hold a task. `words` are the unit's own, why and how.

    `offered_by` is who spoke for the unit; where a coordinator wrote it down (代录), `entered_by`
    is the coordinator. `confirmed_role` may be another than the one offered, and `assignment_id`
    is the row of the matrix that came of it.
    """

    __table_args__ = (
        # One open offer a unit a task; what was withdrawn or declined may be offered anew.
        Index(
            "uq_claim_open",
            "task_id",
            "unit_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_claim_task", "task_id", "id"),
        Index("ix_claim_unit", "unit_id", "state", "id"),
        Index("ix_claim_plan", "plan_id", "state", "id"),
        Index("ix_claim_region", "region_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    task_id: int = Field(sa_type=BigId, foreign_key="task.id")
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    role: Role = Field(sa_type=choice(Role))
    words: str
    state: ClaimState = Field(default=ClaimState.OFFERED, sa_type=choice(ClaimState))
    offered_by: str
    offered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str | None = None
    confirmed_role: Role | None = Field(default=None, sa_type=choice(Role))
    assignment_id: int | None = Field(default=None, sa_type=BigId, foreign_key="assignment.id")
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = None
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ClaimPartner(Row, table=True):
    """A unit with which an offering unit proposes to work."""

    __tablename__ = "claim_partner"
    __table_args__ = (
        UniqueConstraint("claim_id", "unit_id"),
        Index("ix_claim_partner_unit", "unit_id"),
        {"sqlite_autoincrement": True},
    )

    claim_id: int = Field(sa_type=BigId, foreign_key="claim.id", ondelete="CASCADE")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
