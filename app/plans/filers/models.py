from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.plans.filers.terms import Filing


class GroupFiling(Row, table=True):
    """What a coordinator chose for a group that a plan names. Without a row nobody files for it."""

    __tablename__ = "group_filing"
    __table_args__ = (UniqueConstraint("plan_id", "group_id"), {"sqlite_autoincrement": True})

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    group_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
    mode: Filing = Field(sa_type=choice(Filing))
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class GroupFiler(Row, table=True):
    """A unit that files for a group: a chosen member, or the plan's office. Where all members
    file they stand in the group alone, so that one who joins it is not forgotten.
    """

    __tablename__ = "group_filer"
    __table_args__ = (
        UniqueConstraint("plan_id", "group_id", "unit_id"),
        Index("ix_group_filer_unit", "unit_id", "plan_id"),
        {"sqlite_autoincrement": True},
    )

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    group_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
