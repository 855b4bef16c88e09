"""People, what they may act as, their regions, and the keys of machines."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from pwdlib import PasswordHash
from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.events import Subject
from app.core.lists import Order, Slice, Window, page
from app.identity import queries, rules
from app.identity.events import (
    MembershipGiven,
    PersonAdded,
    RegionAdded,
    TokenCreated,
    TokenRevoked,
)
from app.identity.models import Membership, Person, Region, Token, unit_of
from app.identity.succession import Ending, hand_back, hand_on
from app.identity.terms import RegionLevel
from app.jobs.service import emit
from app.kit import clock
from app.kit.signing import new_secret, secret_digest

__all__ = [
    "Ending",
    "LoginTakenError",
    "NeedsUnitError",
    "NewToken",
    "RegionTakenError",
    "RoleNotGivenError",
    "add_person",
    "add_region",
    "create_token",
    "give_membership",
    "hand_back",
    "hand_on",
    "region_named",
    "region_or_only",
    "regions",
    "revoke_token",
    "tokens",
]

_hasher = PasswordHash.recommended()


class LoginTakenError(ConflictError):
    code, title = "login_taken", "这个用户名已有人使用"


class RegionTakenError(ConflictError):
    code, title = "region_taken", "这个行政区划已经登记"


class NeedsUnitError(InvalidError):
    code, title = "needs_unit", "联络员必须属于一个单位"


class RoleNotGivenError(InvalidError):
    code, title = "role_not_given", "系统身份只属于服务本身，不能授予人员或令牌"


@dataclass(frozen=True)
class NewToken:
    """`secret` is shown this once; only its digest is kept."""

    row: Token
    secret: str


def create_token(
    session: Session,
    actor: Actor,
    *,
    name: str,
    role: Role,
    region_id: int,
    unit_id: int | None = None,
    may_act_as: bool = False,
    lasts: timedelta | None = None,
) -> NewToken:
    actor.require(Role.ADMIN)
    _reach(session, actor, region_id)
    _check_role(session, role, region_id, unit_id)
    secret = new_secret()
    row = Token(
        name=name,
        secret_sha256=secret_digest(secret),
        hint=secret[:6],
        role=role,
        region_id=region_id,
        unit_id=unit_id,
        may_act_as=may_act_as,
        created_by=actor.id if actor.kind is ActorKind.PERSON else None,
        created_at=clock.wall(),
        expires_at=rules.token_expiry(clock.wall(), lasts),
    )
    session.add(row)
    session.flush()  # the event names the id
    event = TokenCreated(
        subject=Subject("token", row.id),
        region_id=region_id,
        unit_ids=(unit_id,) if unit_id else (),
        name=name,
        role=role.value,
        expires_at=row.expires_at.isoformat(),
    )
    emit(session, actor, event)
    return NewToken(row, secret)


def _reach(session: Session, actor: Actor, region_id: int) -> None:
    """Raise `NotFoundError` unless the region is the actor's own or lies below it."""
    region = session.get(Region, region_id)
    if region is None or not (
        actor.role is Role.SYSTEM or region.path.startswith(actor.region_path)
    ):
        raise NotFoundError("没有这个行政区划")


def _check_role(session: Session, role: Role, region_id: int, unit_id: int | None) -> None:
    """Raise unless the role may be given at all, and the unit works for the region."""
    if role is Role.SYSTEM:
        raise RoleNotGivenError
    if role is Role.LIAISON and unit_id is None:
        raise NeedsUnitError
    if unit_id is not None and region_id not in queries.regions_of_unit(session, unit_id):
        raise NotFoundError("该行政区划没有这个单位")


def tokens(session: Session, actor: Actor) -> list[tuple[Token, int | None]]:
    """Each with the unit for which it acts today."""
    actor.require(Role.ADMIN)
    query = queries.readable_tokens(actor).add_columns(unit_of(Token, clock.today()))
    return [(row[0], row[1]) for row in session.execute(query.order_by(col(Token.id)))]


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    query = queries.readable_tokens(actor).where(col(Token.id) == token_id)
    token = session.scalars(query).first()
    if token is None:
        raise NotFoundError
    actor.require(Role.ADMIN)
    if token.revoked_at is None:
        token.revoked_at = clock.wall()
        subject = Subject("token", token.id)
        emit(
            session,
            actor,
            TokenRevoked(subject=subject, region_id=token.region_id, name=token.name),
        )


def add_person(
    session: Session,
    actor: Actor,
    *,
    name: str,
    login: str,
    password: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Person:
    actor.require(Role.ADMIN)
    if password is not None:
        rules.check_password(login, password)
    if queries.person_by_login(session, login) is not None:
        raise LoginTakenError(f"用户名 {login} 已有人使用")
    person = Person(
        name=name,
        login=login,
        password_hash=_hasher.hash(password) if password else None,
        email=email,
        phone=phone,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()  # the event names the id
    emit(session, actor, PersonAdded(subject=Subject("person", person.id), name=name, login=login))
    return person


def give_membership(
    session: Session,
    actor: Actor,
    *,
    person: Person,
    role: Role,
    region_id: int,
    unit_id: int | None = None,
    valid_from: date | None = None,
) -> Membership:
    actor.require(Role.ADMIN)
    _check_role(session, role, region_id, unit_id)
    membership = Membership(
        person_id=person.id,
        role=role,
        region_id=region_id,
        unit_id=unit_id,
        valid_from=valid_from or clock.today(),
    )
    session.add(membership)
    event = MembershipGiven(
        subject=Subject("person", person.id),
        region_id=region_id,
        unit_ids=(unit_id,) if unit_id else (),
        person=person.name,
        role=role.value,
        valid_from=membership.valid_from.isoformat(),
    )
    emit(session, actor, event)
    return membership


def region(session: Session, actor: Actor, region_id: int | None = None) -> Region:
    """The actor's own unless one is named. Raise `NotFoundError` for another's."""
    wanted = region_id or actor.region_id
    query = select(Region).where(
        col(Region.id) == wanted, col(Region.id).in_(queries.readable_regions(actor))
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFoundError
    return found


def region_to_set(session: Session, actor: Actor, region_id: int | None = None) -> Region:
    """As `region`, for whoever may change what holds there. Whoever comes second waits here, and
    finds the row that the first has made. Raise `ForbiddenError` too.
    """
    found = region(session, actor, region_id)
    if not rules.may_set(actor, found.id, found.path):
        raise ForbiddenError
    lock = select(col(Region.id)).where(col(Region.id) == found.id)
    session.execute(lock.with_for_update(key_share=True))
    return found


def region_named(session: Session, name_or_code: str) -> Region:
    """The region of that code or name. Raise `NotFoundError` if there is none, or more than one."""
    by_code = queries.region_by_code(session, name_or_code)
    if by_code is not None:
        return by_code
    named = queries.regions_by_name(session, name_or_code)
    if len(named) != 1:
        reason = "没有" if not named else "不止一个"
        raise NotFoundError(f"{reason}名为“{name_or_code}”的行政区划")
    return named[0]


def region_or_only(session: Session, name_or_code: str | None) -> Region:
    """The region that was named; if none was, the one that stands alone at the lowest level."""
    if name_or_code is not None:
        return region_named(session, name_or_code)
    lowest = queries.lowest_regions(session)
    if len(lowest) != 1:
        raise NotFoundError("请用 --region 指明行政区划")
    return lowest[0]


def regions(
    session: Session, actor: Actor, window: Window, *, q: str = "", level: RegionLevel | None = None
) -> Slice:
    """The actor's own region, those above and those below it, by their codes."""
    query = queries.readable_line(actor).with_only_columns(*queries.REGION_ITEM)
    if q:
        named = col(Region.name).contains(q, autoescape=True)
        query = query.where(or_(named, col(Region.code).startswith(q, autoescape=True)))
    if level is not None:
        query = query.where(col(Region.level) == level)
    window = replace(window, filters={"q": q, "level": str(level)})
    return page(session, query, Order("code", (col(Region.code), col(Region.id))), window)


def add_region(
    session: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    level: RegionLevel,
    parent: Region | None = None,
) -> Region:
    actor.require(Role.ADMIN)
    rules.check_region(code, level, (parent.code, parent.level) if parent else None)
    if queries.region_by_code(session, code) is not None:
        raise RegionTakenError(f"代码 {code} 已登记")
    path = f"{parent.path if parent else '/'}{code}/"
    region = Region(
        code=code, name=name, level=level, parent_id=parent.id if parent else None, path=path
    )
    session.add(region)
    session.flush()  # its units need the id
    emit(
        session,
        actor,
        RegionAdded(
            subject=Subject("region", region.id), region_id=region.id, code=code, name=name
        ),
    )
    return region
