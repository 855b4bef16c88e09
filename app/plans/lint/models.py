from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import BigId, Json, Row, UtcDateTime


class LintSetting(Row, table=True):
    """What a region checks and how much it weighs; a region without a row has the defaults.

    Null, or a check that `levels` does not name, is the default.
    """

    __tablename__ = "lint_setting"

    region_id: int = Field(sa_type=BigId, foreign_key="region.id", unique=True)
    levels: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    most_units: int | None = None
    likeness: float | None = None
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)


class LintMark(Row, table=True):
    """A person's word that something is as it should be, and the `facts` that he looked at.

    `finding_id` is set where it was said of the reader's question about the same.
    """

    __tablename__ = "lint_mark"
    __table_args__ = (UniqueConstraint("plan_id", "key"), {"sqlite_autoincrement": True})

    plan_id: int = Field(sa_type=BigId, foreign_key="plan.id", ondelete="CASCADE")
    key: str = Field(max_length=80)
    code: str = Field(max_length=40)
    facts: list[str] = Field(default_factory=list, sa_type=Json)
    message: str
    note: str | None = None
    finding_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="finding.id", index=True, ondelete="SET NULL"
    )
    marked_by: str
    marked_at: datetime = Field(sa_type=UtcDateTime)


class TaskBand(SQLModel, table=True):
    """A key of the text of a task of a published plan, by which those nearly the same are found
    among very many. `plans.lint.near` makes them.

    It has no id of its own: there are twenty rows a task, and a key is asked for in some regions.
    """

    __tablename__ = "task_band"
    __table_args__ = {"sqlite_with_rowid": False}

    band: int = Field(sa_type=BigId, primary_key=True, sa_column_kwargs={"autoincrement": False})
    region_id: int = Field(
        sa_type=BigId,
        primary_key=True,
        foreign_key="region.id",
        sa_column_kwargs={"autoincrement": False},
    )
    task_id: int = Field(
        sa_type=BigId,
        primary_key=True,
        foreign_key="task.id",
        index=True,
        ondelete="CASCADE",
        sa_column_kwargs={"autoincrement": False},
    )
