"""Who was given a place in a unit, or a token of it, after its end was ordered goes on with its
successor too.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.events import Subject
from app.identity.models import Membership, Token, unit_of
from app.identity.service import Ending, hand_on
from app.units.reforms.models import UnitReform, UnitSuccession
from app.units.reforms.terms import SUBJECT


def hand_on_people(session: Session, actor: Actor) -> int:
    """Of how many units there were some; again it is none. For the service itself."""
    actor.require()
    units = 0
    while rows := _left(session):  # a successor may have ended in its turn
        for row in rows:
            ended = Ending(Subject(SUBJECT, row.id), [row.predecessor_id], row.effective_on)
            hand_on(session, actor, ended, row.successor_id)
        session.flush()  # the next look sees it
        units += len(rows)
    return units


def _left(session: Session) -> Sequence[Row[Any]]:
    query = (
        select(
            *cols(UnitReform.id, UnitReform.effective_on, UnitSuccession.predecessor_id),
            *cols(UnitSuccession.successor_id),
        )
        .join(UnitSuccession, col(UnitSuccession.reform_id) == col(UnitReform.id))
        .where(col(UnitSuccession.takes_over), or_(_somebody(), _a_machine()))
        .order_by(col(UnitReform.effective_on), col(UnitReform.id))
    )
    return session.execute(query).all()


def _somebody() -> ColumnElement[bool]:
    return exists().where(
        col(Membership.unit_id) == col(UnitSuccession.predecessor_id),
        or_(
            col(Membership.valid_until).is_(None),
            col(Membership.valid_until) >= col(UnitReform.effective_on),
        ),
    )


def _a_machine() -> ColumnElement[bool]:
    return exists().where(
        unit_of(Token) == col(UnitSuccession.predecessor_id), col(Token.revoked_at).is_(None)
    )
