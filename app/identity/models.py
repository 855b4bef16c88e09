from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from app.core.actor import Role
from app.core.columns import BigId, Row, UtcDateTime, choice
from app.identity.terms import RegionLevel


class Region(Row, table=True):
    """行政区划. `path` lists the codes from the top, `/50/5002/500237/`, so that one `LIKE`
    finds a region and all below it. Codes are those of GB/T 2260.
    """

    code: str = Field(max_length=12, unique=True)
    name: str = Field(index=True)
    level: RegionLevel = Field(sa_type=choice(RegionLevel))
    parent_id: int | None = Field(default=None, sa_type=BigId, foreign_key="region.id")
    path: str = Field(unique=True)


class Person(Row, table=True):
    name: str
    login: str = Field(unique=True)
    password_hash: str | None = None
    email: str | None = None
    phone: str | None = None
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Membership(Row, table=True):
    """In what role a person acts, for a region or for one unit of it, and for how long.

    `follows_id` is the membership of a unit that a reform ended, of which this one is the equal
    for its successor.
    """

    __table_args__ = (
        Index("ix_membership_unit", "unit_id", "role"),
        Index("ix_membership_region", "region_id", "role"),
        {"sqlite_autoincrement": True},
    )

    person_id: int = Field(sa_type=BigId, foreign_key="person.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    valid_from: date
    valid_until: date | None = None
    follows_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="membership.id", index=True
    )


class WebSession(Row, table=True):
    """A signed-in browser. The cookie carries the secret, this row only its digest."""

    secret_sha256: str = Field(max_length=64, unique=True)
    membership_id: int = Field(sa_type=BigId, foreign_key="membership.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Token(Row, table=True):
    """A machine's key, bound to one role. Only its digest is kept; it is shown once.

    `unit_id` is the unit that it was made for; for which it acts on a day is told by `unit_of`.
    """

    __tablename__ = "token"

    name: str
    secret_sha256: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=8)
    role: Role = Field(sa_type=choice(Role))
    region_id: int = Field(sa_type=BigId, foreign_key="region.id", index=True)
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id", index=True)
    may_act_as: bool = False
    created_by: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TokenMove(Row, table=True):
    """A token of a unit that a reform ended: from `since` on it is one of `unit_id`."""

    __tablename__ = "token_move"
    __table_args__ = (
        Index("ix_token_move_token", "token_id", "since"),
        {"sqlite_autoincrement": True},
    )

    token_id: int = Field(sa_type=BigId, foreign_key="token.id")
    former_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    since: date


def unit_of(token: Any, until: Any = None) -> ColumnElement[int | None]:
    """The unit of a token (`Token` or the columns of its table) on a day; without one, after all
    reforms that were ordered.
    """
    moved = aliased(TokenMove)
    query = select(col(moved.unit_id)).where(col(moved.token_id) == token.id)
    if until is not None:
        query = query.where(col(moved.since) <= until)
    last = query.order_by(col(moved.since).desc(), col(moved.id).desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), token.unit_id)


class SignInFailure(Row, table=True):
    """One failed sign-in; the throttle counts those of a name or an address in a window."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_login", "login", "at"),
        Index("ix_sign_in_failure_address", "address", "at"),
        {"sqlite_autoincrement": True},
    )

    login: str
    address: str
    at: datetime = Field(sa_type=UtcDateTime)


class ExternalId(Row, table=True):
    """What another system calls a unit, a person, a plan or a task of ours."""

    __tablename__ = "external_id"
    __table_args__ = (
        UniqueConstraint("subject_kind", "system", "value"),
        UniqueConstraint("subject_kind", "subject_id", "system"),
        {"sqlite_autoincrement": True},
    )

    subject_kind: str
    subject_id: int = Field(sa_type=BigId)
    system: str
    value: str
