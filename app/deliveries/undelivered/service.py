"""未能送达: what no channel would take, and another try."""

from dataclasses import replace

from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.core.events import Subject
from app.core.lists import Order, Slice, Window, page
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.deliveries.undelivered import queries
from app.deliveries.undelivered.events import ResendAsked
from app.identity import service as identity
from app.identity.models import Region
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock

NEWEST = Order("-id", (col(Delivery.id),), descending=True)


class NotFailedError(ConflictError):
    code, title = "not_failed", "只有未能送达的消息可以重发"


class ResentError(ConflictError):
    code, title = "already_resent", "这条消息已经重发过，结果看新的一条"


def deliveries(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    state: DeliveryState | None = None,
    region_id: int | None = None,
) -> Slice:
    """The newest first; the columns are those of `queries.ITEM`. Raise `ForbiddenError` for a
    liaison, `NotFoundError` for a region that is not the actor's to read.
    """
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    if region_id is not None:
        identity.region(session, actor, region_id)
    bound = replace(window, filters={"state": str(state), "region": region_id})
    return page(session, queries.listed(actor, state, region_id), NEWEST, bound)


def resend(session: Session, actor: Actor, delivery_id: int) -> Delivery:
    """Ask whoever wrote it to write it anew. Twice at once, it is asked once."""
    query = queries.readable_deliveries(actor).where(col(Delivery.id) == delivery_id)
    row: Delivery | None = session.scalars(query.with_for_update()).first()
    if row is None:
        raise NotFoundError
    if not may_resend(session, actor, row.region_id):
        raise ForbiddenError
    if row.state is not DeliveryState.FAILED:
        raise NotFailedError
    if row.resent_at is not None:
        raise ResentError
    row.resent_at = clock.now()
    event = ResendAsked(
        subject=Subject("delivery", row.id),
        region_id=row.region_id,
        key=row.key,
        recipient_id=row.recipient_id,
    )
    emit(session, actor, event)
    return row


def may_resend(session: Session, actor: Actor, region_id: int) -> bool:
    region = session.get_one(Region, region_id)
    return may_set(actor, region.id, region.path)
