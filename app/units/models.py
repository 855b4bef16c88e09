from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.kit.text import fold
from app.units.terms import UnitKind


def _folded(context: DefaultExecutionContext) -> str:
    """What a name is found by and unique by, filled in wherever a row is made."""
    given = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return fold(given["name"])


class Unit(Row, table=True):
    """单位. `rank` is its 机构序, `pinyin` the stored key by which Chinese names sort, `initials`
    the letters by which a clerk finds it quickly (xcl for 县残联), `function` a code of
    `seed/functions.csv` (职能), `credit_code` its 统一社会信用代码.

    `serves_region_id` is the region that a branch answering upwards (`vertical`) works for.
    """

    __table_args__ = (
        UniqueConstraint("region_id", "folded"),
        Index("ix_unit_region_rank", "region_id", "rank", "id"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    name: str
    folded: str = Field(default=None, sa_column_kwargs={"default": _folded})
    pinyin: str
    initials: str = ""
    kind: UnitKind = Field(sa_type=choice(UnitKind))
    function: str | None = Field(default=None, max_length=40)
    credit_code: str | None = Field(default=None, max_length=18)
    rank: int
    parent_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    vertical: bool = False
    serves_region_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="region.id", index=True
    )
    valid_from: date | None = None
    valid_until: date | None = None
    note: str | None = Field(default=None, max_length=500)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class UnitAlias(Row, table=True):
    """别名: another name that, in this region, certainly means this unit."""

    __tablename__ = "unit_alias"
    __table_args__ = (UniqueConstraint("region_id", "folded"), {"sqlite_autoincrement": True})

    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    name: str
    folded: str = Field(default=None, sa_column_kwargs={"default": _folded})
    valid_from: date | None = None
    valid_until: date | None = None


class GroupMember(Row, table=True):
    """集合单位 and who belongs to it."""

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "unit_id"), {"sqlite_autoincrement": True})

    group_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
