from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import Json, Row, UtcDateTime

_ALIVE = text("dead_at IS NULL")


class Job(Row, table=True):
    """Work to do on SQLite (on PostgreSQL procrastinate keeps its own tables).

    A worker owns a row while `leased_until` lies ahead; a row is deleted when its work is done
    and stays with `dead_at` when it was given up. A dead row no longer holds its key.
    """

    __table_args__ = (
        Index("ix_job_due", "run_at", "id", sqlite_where=_ALIVE, postgresql_where=_ALIVE),
        Index("uq_job_key", "key", unique=True, sqlite_where=_ALIVE, postgresql_where=_ALIVE),
        {"sqlite_autoincrement": True},
    )

    kind: str
    payload: dict[str, Any] = Field(sa_type=Json)
    key: str | None = None
    run_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_by: str | None = None
    last_error: str | None = None
    dead_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Firing(SQLModel, table=True):
    """The instant for which a line of the schedule was last enqueued, on both databases."""

    __tablename__ = "job_firing"

    kind: str = Field(primary_key=True)
    last: datetime = Field(sa_type=UtcDateTime)
