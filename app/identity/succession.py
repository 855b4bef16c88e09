"""Who acts for a unit that a reform ends acts for its successor from that day on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.identity.events import MembershipsHandedBack, MembershipsHandedOn
from app.identity.models import Membership, Person, WebSession
from app.jobs.service import emit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ending:
    """Units that end the day before `on`, by a reform that the caller has permitted."""

    reform: Subject
    units: Collection[int]
    on: date


def hand_on(session: Session, actor: Actor, ended: Ending, heir_id: int) -> None:
    """The memberships of the units end with them, and equals begin for the heir. The clock tells
    on which side of that day one is.
    """
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
        event = MembershipsHandedOn(
            subject=ended.reform,
            region_id=rows[0][0].region_id,
            unit_ids=(*sorted(units), heir_id),
            unit_id=heir_id,
            since=on.isoformat(),
            people={one.id: name for one, name in rows},
        )
        emit(session, actor, event)


def hand_back(session: Session, actor: Actor, ended: Ending) -> None:
    """As it was before `hand_on`; an end that was set since stays one."""
    rows = _followed(session, ended)
    for new, old, _ in rows:
        old.valid_until = new.valid_until
        session.execute(delete(WebSession).where(col(WebSession.membership_id) == new.id))
        session.delete(new)
    if rows:
        heir_id = rows[0][0].unit_id or 0
        event = MembershipsHandedBack(
            subject=ended.reform,
            region_id=rows[0][0].region_id,
            unit_ids=(*sorted(ended.units), heir_id),
            unit_id=heir_id,
            since=ended.on.isoformat(),
            people={old.id: name for _, old, name in rows},
        )
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
