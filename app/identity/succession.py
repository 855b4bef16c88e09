"""Who acts for a unit that a reform ends acts for its successor from that day on: people by their
memberships, machines by their tokens.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.identity.events import (
    MembershipsHandedBack,
    MembershipsHandedOn,
    TokensHandedBack,
    TokensHandedOn,
)
from app.identity.models import Membership, Person, Token, TokenMove, WebSession, unit_of
from app.jobs.service import emit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ending:
    """Units that end the day before `on`, by a reform that the caller has permitted."""

    reform: Subject
    units: Collection[int]
    on: date


def hand_on(session: Session, actor: Actor, ended: Ending, heir_id: int) -> None:
    """The memberships of the units end with them, and equals begin for the heir; so do its tokens
    act for the heir. The clock tells on which side of that day one is.
    """
    _people_on(session, actor, ended, heir_id)
    _tokens_on(session, actor, ended, heir_id)


def _people_on(session: Session, actor: Actor, ended: Ending, heir_id: int) -> None:
    units, on = ended.units, ended.on
    query = (
        select(Membership, col(Person.name))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.unit_id).in_(units),
            or_(col(Membership.valid_until).is_(None), col(Membership.valid_until) >= on),
        )
        .order_by(col(Membership.id))
    )
    rows = session.execute(query).all()
    for one, _ in rows:
        session.add(
            Membership(
                person_id=one.person_id,
                role=one.role,
                region_id=one.region_id,
                unit_id=heir_id,
                valid_from=max(on, one.valid_from),
                valid_until=one.valid_until,
                follows_id=one.id,
            )
        )
        one.valid_until = on - ONE_DAY
    if rows:
        people = {one.id: name for one, name in rows}
        event = MembershipsHandedOn(**_told(ended, rows[0][0].region_id, heir_id), people=people)
        emit(session, actor, event)


def hand_back(session: Session, actor: Actor, ended: Ending) -> None:
    """As it was before `hand_on`; an end that was set since stays one."""
    _people_back(session, actor, ended)
    _tokens_back(session, actor, ended)


def _people_back(session: Session, actor: Actor, ended: Ending) -> None:
    rows = _followed(session, ended)
    for new, old, _ in rows:
        old.valid_until = new.valid_until
        session.execute(delete(WebSession).where(col(WebSession.membership_id) == new.id))
        session.delete(new)
    if rows:
        first, people = rows[0][0], {old.id: name for _, old, name in rows}
        told = _told(ended, first.region_id, first.unit_id or 0)
        event = MembershipsHandedBack(**told, people=people)
        emit(session, actor, event)


def _followed(session: Session, ended: Ending) -> Sequence[tuple[Membership, Membership, str]]:
    old = aliased(Membership)
    query = (
        select(Membership, old, col(Person.name))
        .join(old, col(old.id) == col(Membership.follows_id))
        .join(Person, col(Person.id) == col(old.person_id))
        .where(col(old.unit_id).in_(ended.units), col(old.valid_until) == ended.on - ONE_DAY)
        .order_by(col(old.id))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


# ---- machines --------------------------------------------------------------------------------


def _tokens_on(session: Session, actor: Actor, ended: Ending, heir_id: int) -> None:
    unit = unit_of(Token)
    query = select(Token, unit).where(unit.in_(ended.units), col(Token.revoked_at).is_(None))
    rows = session.execute(query.order_by(col(Token.id))).all()
    for token, former_id in rows:
        move = {"former_id": former_id, "unit_id": heir_id, "since": ended.on}
        session.add(TokenMove(token_id=token.id, **move))
    if rows:
        names = {token.id: token.name for token, _ in rows}
        event = TokensHandedOn(**_told(ended, rows[0][0].region_id, heir_id), tokens=names)
        emit(session, actor, event)


def _tokens_back(session: Session, actor: Actor, ended: Ending) -> None:
    query = (
        select(TokenMove, Token)
        .join(Token, col(Token.id) == col(TokenMove.token_id))
        .where(col(TokenMove.former_id).in_(ended.units), col(TokenMove.since) == ended.on)
        .order_by(col(Token.id))
    )
    rows = session.execute(query).all()
    for move, _ in rows:
        session.delete(move)
    if rows:
        (move, first), names = rows[0], {token.id: token.name for _, token in rows}
        event = TokensHandedBack(**_told(ended, first.region_id, move.unit_id), tokens=names)
        emit(session, actor, event)


def _told(ended: Ending, region_id: int, heir_id: int) -> dict[str, Any]:
    return {
        "subject": ended.reform,
        "region_id": region_id,
        "unit_ids": (*sorted(ended.units), heir_id),
        "unit_id": heir_id,
        "since": ended.on.isoformat(),
    }
