from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row


class RegionLeader(Row, table=True):
    """A leader of a region (副县长), whether or not he signs in (`person_id`). `rank` orders them
    as a list of leaders does.
    """

    __tablename__ = "region_leader"
    __table_args__ = (UniqueConstraint("region_id", "name"), {"sqlite_autoincrement": True})

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    name: str = Field(max_length=50)
    post: str | None = Field(default=None, max_length=100)
    rank: int
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id", index=True)


class Portfolio(Row, table=True):
    """分管: one unit under one leader of a region from one day to another. `basis` is the paper
    that says so.
    """

    __table_args__ = (
        Index("ix_portfolio_unit", "unit_id", "region_id", "valid_from"),
        Index("ix_portfolio_region", "region_id", "valid_from"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    leader_id: int = Field(sa_type=BigId, foreign_key="region_leader.id", index=True)
    valid_from: date
    valid_until: date | None = None
    basis: str | None = Field(default=None, max_length=300)
