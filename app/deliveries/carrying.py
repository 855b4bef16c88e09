"""One attempt at a delivery: by its routes in their order, until one takes it.

The next route is asked only when the one before refused for good, and that it did is put down
before: whatever happens to this process, nobody gets a message by two ways.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from app.core.runtime import Runtime
from app.deliveries import queries, routing
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.models import Delivery
from app.deliveries.pacing import service as pacing
from app.deliveries.routing import Route
from app.deliveries.rules import LEASE, NotYetError, RefusedError
from app.deliveries.schemas import Claim, Message, Outcome, Parcel
from app.deliveries.senders import Sender
from app.deliveries.terms import DeliveryState
from app.kit import clock

NO_WAY = "没有可用的渠道或地址，只在站内消息里"
NO_ROBOT = "渠道已停用或删除"
TAKEN_OVER = "另一进程已接手"
# A turn that comes sooner is waited for here.
PATIENCE = timedelta(seconds=3)
# A channel whose other side says how long is shut for all that would go by it.
SHUT_FROM = timedelta(seconds=20)


def carry(runtime: Runtime, claimed: Claim, message: Message) -> Outcome:
    """No transaction may be open: it may last."""
    with runtime.database.read() as session:
        delivery = session.get_one(Delivery, claimed.id)
        ways = routing.routes(session, runtime.settings, delivery, message)
        refusals = list(delivery.refusals)
    for way in ways:
        outcome = _by(runtime, claimed, way)
        if outcome.state is not DeliveryState.FAILED:
            return outcome
        refusals.append({"route": way.key, "name": way.name, "reason": outcome.reason})
        if not _put_down(runtime, claimed, way, refusals):
            return Outcome(DeliveryState.QUEUED, TAKEN_OVER)
    if refusals:
        return Outcome(DeliveryState.FAILED, _told(refusals))
    # A person finds it among his messages when he signs in: which is not to say that he will.
    return Outcome(DeliveryState.FAILED, NO_WAY if delivery.recipient_id else NO_ROBOT)


def _by(runtime: Runtime, claimed: Claim, way: Route) -> Outcome:
    outcome = _when_it_is_its_turn(runtime, claimed, way)
    if outcome is None:
        outcome = attempt(way.sender, way.parcel)
        if way.limits and way.channel_id and outcome.after and outcome.after >= SHUT_FROM:
            pacing.shut(runtime, way.channel_id, outcome.after)
    return replace(outcome, channel=way.kind, channel_id=way.channel_id)


def _when_it_is_its_turn(runtime: Runtime, claimed: Claim, way: Route) -> Outcome | None:
    """`None` once it is; otherwise it has to be tried again then."""
    if not way.limits or way.channel_id is None:
        return None
    off_hour = way.kind in ROBOTS
    while wait := pacing.turn(runtime, way.channel_id, claimed.id, way.limits, off_hour=off_hour):
        if wait > PATIENCE:
            return Outcome(DeliveryState.QUEUED, f"{way.name}限制发送频率，排队等候", after=wait)
        time.sleep(wait.total_seconds())
    return None


def attempt(sender: Callable[[], Sender], parcel: Parcel) -> Outcome:
    try:
        sender().send(parcel)
    except RefusedError as refused:
        return Outcome(DeliveryState.FAILED, str(refused))
    except NotYetError as later:
        return Outcome(DeliveryState.QUEUED, str(later), after=later.after)
    return Outcome(DeliveryState.SENT)


def _put_down(
    runtime: Runtime, claimed: Claim, way: Route, refusals: list[dict[str, str | None]]
) -> bool:
    """False when another has taken it over: then it is his to go on."""
    mine = (col(Delivery.id) == claimed.id) & (col(Delivery.attempts) == claimed.attempt)
    with runtime.database.write() as session:
        values = {
            "refusals": refusals,
            "channel": way.kind,
            "channel_id": queries.channel_left(session, way.channel_id),
            "leased_until": clock.wall() + LEASE,
        }
        put = session.connection().execute(update(Delivery).where(mine).values(values))
        return put.rowcount == 1


def _told(refusals: list[dict[str, str | None]]) -> str:
    if len(refusals) == 1:
        return str(refusals[0]["reason"])
    return "；".join(f"{one['name']}：{one['reason']}" for one in refusals)
