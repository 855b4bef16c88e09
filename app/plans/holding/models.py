from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime


class Handover(Row, table=True):
    """What a coordinator said of one assignment after its unit was split: who holds it since.

    An assignment without one is held by the principal successor. `named_id` is the unit that the
    assignment names. Where that holder was split in its turn, `earlier` keeps what was said before,
    the latest last, for the day on which the later word is revoked.
    """

    __table_args__ = (
        Index("ix_handover_unit", "unit_id", "since"),
        Index("ix_handover_named", "named_id", "since"),
        {"sqlite_autoincrement": True},
    )

    assignment_id: int = Field(
        sa_type=BigId, foreign_key="assignment.id", ondelete="CASCADE", unique=True
    )
    task_id: int = Field(sa_type=BigId, foreign_key="task.id", ondelete="CASCADE", index=True)
    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE", index=True)
    named_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    reform_id: int = Field(sa_type=BigId, foreign_key="unit_reform.id", index=True)
    since: date
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)
    earlier: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)


class OfficeMove(Row, table=True):
    """A plan whose office (承办单位) ended by a reform: who ran it, and who runs it since."""

    __tablename__ = "office_move"
    __table_args__ = (UniqueConstraint("plan_id", "reform_id"), {"sqlite_autoincrement": True})

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    reform_id: int = Field(sa_type=BigId, foreign_key="unit_reform.id", index=True)
    former_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    office_id: int = Field(sa_type=BigId, foreign_key="unit.id")
