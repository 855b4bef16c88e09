"""Statements on deliveries. Each is one conditional change: who made it owns the row."""

from datetime import datetime

from sqlalchemy import ColumnElement, Update, case, func, literal, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.columns import Json, choice
from app.deliveries.models import Delivery
from app.deliveries.places.models import PlaceChannel
from app.deliveries.schemas import Claim
from app.deliveries.terms import DeliveryState


def claim(
    session: Session, fresh: Delivery, now: datetime, until: datetime
) -> tuple[int, int] | None:
    """Insert `fresh`, or take over the row of the same key unless it is sent or in other hands:
    its id and the number of this attempt, or `None`.
    """
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    values = fresh.model_dump(exclude={"id"}) | {"attempts": 1, "leased_until": until}
    stored = insert(Delivery).values(values)
    failed = col(Delivery.state) == DeliveryState.FAILED
    taking = stored.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "state": DeliveryState.QUEUED,
            # Once it failed, whoever tries again begins anew, and not where it was refused last.
            "refusals": case((failed, literal([], Json)), else_=Delivery.refusals),
            "last_error": case((failed, null()), else_=Delivery.last_error),
            "resent_at": None,
            "attempts": Delivery.attempts + 1,
            "leased_until": until,
        },
        where=(col(Delivery.state) != DeliveryState.SENT) & _free(now),
    )
    taken = session.execute(taking.returning(col(Delivery.id), col(Delivery.attempts))).first()
    return (taken[0], taken[1]) if taken else None


def _free(now: datetime) -> ColumnElement[bool]:
    lease = col(Delivery.leased_until)
    return or_(lease.is_(None), lease < now)


def standing(session: Session, key: str) -> tuple[DeliveryState, datetime | None]:
    """How the row of that key stands, and until when it is in somebody's hands."""
    query = select(col(Delivery.state), col(Delivery.leased_until)).where(col(Delivery.key) == key)
    state, leased_until = session.execute(query).one()
    return state, leased_until


def ending(claimed: Claim, *, sent: bool) -> Update:
    """The row as long as nothing better is known of it. That a message is out is always news;
    that it is not is news only from its present owner.
    """
    row = update(Delivery).where(
        col(Delivery.id) == claimed.id, col(Delivery.state) != DeliveryState.SENT
    )
    return row if sent else row.where(col(Delivery.attempts) == claimed.attempt)


def channel_left(session: Session, channel_id: int | None) -> int | None:
    """A channel that a row may name: one that was removed while it was called is no more."""
    there = select(col(PlaceChannel.id)).where(col(PlaceChannel.id) == channel_id)
    return session.scalars(there.with_for_update(read=True, key_share=True)).first()


def left_over(now: datetime, reason: str) -> Update:
    """End what waits and is in nobody's hands. What a channel could not take all the while failed
    for that: a wrong password does not mend itself, and somebody must learn of it.
    """
    kind, error = choice(DeliveryState), col(Delivery.last_error)
    withdrawn = literal(DeliveryState.WITHDRAWN, kind)
    waiting = update(Delivery).where(col(Delivery.state) == DeliveryState.QUEUED, _free(now))
    return waiting.values(
        state=case((error.is_(None), withdrawn), else_=literal(DeliveryState.FAILED, kind)),
        last_error=func.coalesce(error, reason),
        leased_until=None,
    )
