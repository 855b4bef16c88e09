"""Selects of this domain. `readable_regions` is where every list by region begins."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    column,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy import table as sql_table
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import table
from app.identity.models import (
    Membership,
    Person,
    Region,
    SignInFailure,
    Token,
    WebSession,
    unit_of,
)
from app.kit import clock


def readable_regions(actor: Actor) -> Select[int]:
    """Ids of the actor's own region and all below it."""
    below = select(col(Region.id)).where(col(Region.path).startswith(actor.region_path))
    return below if actor.role is not Role.SYSTEM else select(col(Region.id))


REGION_ITEM: tuple[Any, ...] = (
    col(Region.id),
    col(Region.code),
    col(Region.name),
    col(Region.level),
    col(Region.parent_id),
)


def readable_line(actor: Actor) -> Select[Any]:
    """The actor's own region, those below it, and those above it: what a picker offers."""
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.ADMIN | Role.COORDINATOR | Role.LEADER | Role.LIAISON if actor.region_path:
            codes = actor.region_path.strip("/").split("/")
            below = col(Region.path).startswith(actor.region_path)
            visible = or_(below, col(Region.code).in_(codes))
        case _:
            visible = false()
    return select(Region).where(visible)


def readable_tokens(actor: Actor) -> Select[Token]:
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.ADMIN:
            visible = col(Token.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Token).where(visible)


_tokens, _regions = table(Token), table(Region)
_TOKEN = (
    select(
        _tokens.c.id,
        _tokens.c.name,
        _tokens.c.role,
        _tokens.c.region_id,
        unit_of(_tokens.c, bindparam("today")).label("unit_id"),
        _tokens.c.may_act_as,
        _tokens.c.expires_at,
        _tokens.c.revoked_at,
        _regions.c.path,
    )
    .join(_regions, _regions.c.id == _tokens.c.region_id)
    .where(_tokens.c.secret_sha256 == bindparam("digest"))
)


def token_by_digest(session: Session, digest: str) -> Row[Any] | None:
    """The token's columns, with its unit of today, and its region's path. Asked on every request
    of a machine.
    """
    return session.execute(_TOKEN, {"digest": digest, "today": clock.today()}).first()


def session_of(session: Session, digest: str) -> Row[WebSession, Membership, Person, Region] | None:
    query = (
        select(WebSession, Membership, Person, Region)
        .join(Membership, col(Membership.id) == col(WebSession.membership_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Region, col(Region.id) == col(Membership.region_id))
        .where(col(WebSession.secret_sha256) == digest)
    )
    return session.execute(query).first()


def person_by_login(session: Session, login: str) -> Person | None:
    return session.scalars(select(Person).where(col(Person.login) == login)).first()


def memberships_on(session: Session, person_id: int, day: date) -> list[Membership]:
    """Those that are valid on `day`, the oldest first."""
    query = (
        select(Membership)
        .where(
            col(Membership.person_id) == person_id,
            col(Membership.valid_from) <= day,
            or_(col(Membership.valid_until).is_(None), col(Membership.valid_until) >= day),
        )
        .order_by(col(Membership.id))
    )
    return list(session.scalars(query))


def failures_since(
    session: Session, login: str, address: str, since: datetime
) -> tuple[int, int, int]:
    """Attempts since an instant: of this login from this address, of the login, of the address."""
    recent = select(func.count()).select_from(SignInFailure).where(col(SignInFailure.at) >= since)
    same_login, same_address = (
        col(SignInFailure.login) == login,
        col(SignInFailure.address) == address,
    )
    counted = (
        recent.where(same_login, same_address),
        recent.where(same_login),
        recent.where(same_address),
    )
    pair, of_login, of_address = (int(session.execute(one).scalar_one()) for one in counted)
    return pair, of_login, of_address


# The domain of units stands above this one; its table is known here as the foreign keys know it.
_units = sql_table("unit", *map(column, ("id", "region_id", "serves_region_id")))


def regions_of_unit(session: Session, unit_id: int) -> set[int]:
    """Ids of the regions that a unit works for; none if there is no such unit."""
    query = select(_units.c.region_id, _units.c.serves_region_id).where(_units.c.id == unit_id)
    found = session.execute(query).first()
    return {region for region in found or () if region is not None}


def region_by_code(session: Session, code: str) -> Region | None:
    return session.scalars(select(Region).where(col(Region.code) == code)).first()


def regions_by_name(session: Session, name: str) -> list[Region]:
    return list(session.scalars(select(Region).where(col(Region.name) == name)))


def lowest_regions(session: Session) -> list[Region]:
    """Regions that have none below them."""
    parents = select(col(Region.parent_id)).where(col(Region.parent_id).is_not(None))
    return list(session.scalars(select(Region).where(col(Region.id).not_in(parents))))
