from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.units.reforms.terms import ReformKind


class UnitReform(Row, table=True):
    """A reform of institutions, as its document orders it: `basis` quotes that document.

    A renaming names its unit and both names, and is `applied_at` once the unit goes by the new
    one; who ended by a merge or a split, and who stands in for him, stands in `unit_succession`.
    `former_alias` are the dates of an alias that the new name was before, to be again when the
    renaming is taken back.
    """

    __tablename__ = "unit_reform"
    __table_args__ = (
        Index("ix_unit_reform_region", "region_id", "effective_on", "id"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    kind: ReformKind = Field(sa_type=choice(ReformKind))
    effective_on: date
    basis: str
    note: str | None = None
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id", index=True)
    former_name: str | None = None
    new_name: str | None = None
    former_alias: dict[str, str | None] | None = Field(default=None, sa_type=Json)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_by: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class UnitSuccession(Row, table=True):
    """Who came after whom by a reform. A unit ends once, so it has one principal successor.

    `former_valid_until` is the end that the predecessor had of its own before. To the one that
    `takes_over` go its people and the plans that it runs.
    """

    __tablename__ = "unit_succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        Index("ix_unit_succession_reform", "reform_id"),
        Index("ix_unit_succession_successor", "successor_id"),
        {"sqlite_autoincrement": True},
    )

    reform_id: int = Field(sa_type=BigId, foreign_key="unit_reform.id")
    predecessor_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    successor_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    is_principal: bool = True
    takes_over: bool = True
    former_valid_until: date | None = None


class UnitLine(Row, table=True):
    """The lines of principal successors, however many reforms long: from `since` on, `holder_id`
    stands in for `named_id`.

    Worked out of `unit_succession` whenever that changes, so that no list has to walk a line;
    that a day has come is told by the clock, so that no list waits for a job.
    """

    __tablename__ = "unit_line"
    __table_args__ = (
        UniqueConstraint("named_id", "holder_id"),
        Index("ix_unit_line_holder", "holder_id", "since", "named_id"),
        {"sqlite_autoincrement": True},
    )

    named_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    holder_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    since: date
