from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.reminders.terms import Profile


class LadderSetting(Row, table=True):
    """The steps of a region; one without a row has the defaults.

    `ladders` maps `plan.due` and its like to a list of steps; what it does not name is the default.
    """

    __tablename__ = "ladder_setting"

    region_id: int = Field(sa_type=BigId, foreign_key="region.id", unique=True)
    ladders: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)


class PlanLadder(SQLModel, table=True):
    """A plan that is followed up by another profile than 规划类."""

    __tablename__ = "plan_ladder"

    plan_id: int = Field(
        primary_key=True,
        sa_type=BigId,
        foreign_key="plan.id",
        ondelete="CASCADE",
        sa_column_kwargs={"autoincrement": False},
    )
    profile: Profile = Field(sa_type=choice(Profile))
