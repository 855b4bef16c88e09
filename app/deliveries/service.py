"""Messages on their way: own a delivery, send it, put down how that ended.

The order of a sender's work: `claim` and `fill` in one transaction, `send` outside of any,
`record` in another one. Killed in between, a lease runs out and the next attempt begins from the
start. A message that was sent and not recorded is then sent again: under the same file name,
so that there is one file; by mail with the same Message-ID, by which a second copy is known. SMTP
offers no more than that: between the server's "250" and our record lies a moment that belongs
to nobody.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.runtime import Runtime
from app.deliveries import queries
from app.deliveries.carrying import carry
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.deliveries.people.service import known_by
from app.deliveries.rules import LEASE, NotYetError
from app.deliveries.schemas import Claim, Message, Outcome
from app.deliveries.terms import DeliveryState
from app.identity.models import Person
from app.kit import clock

__all__ = [
    "BusyError",
    "Claim",
    "Message",
    "NotYetError",
    "Outcome",
    "claim",
    "end_all_left_over",
    "end_left_over",
    "fill",
    "record",
    "send",
    "withdraw",
]


A_MOMENT = timedelta(seconds=1)
MISSED = "未能在当日送出"


class BusyError(NotYetError):
    """Another worker is at it. It must be asked again when its time is up: that one may die."""


def claim(
    session: Session,
    *,
    key: str,
    recipient_id: int | None,
    region_id: int,
    channel: str,
    channel_id: int | None = None,
) -> Claim | None:
    """Own the delivery of `key` for a few minutes, made here if it is new.

    `None` when it was sent: nobody gets it twice. Raise `BusyError` while another has it.
    """
    fresh = Delivery(
        key=key,
        recipient_id=recipient_id,
        region_id=region_id,
        channel=channel,
        channel_id=channel_id,
        created_at=clock.now(),
    )
    now = clock.wall()
    taken = queries.claim(session, fresh, now, now + LEASE)
    if taken is not None:
        return Claim(*taken)
    state, leased_until = queries.standing(session, key)
    if state is DeliveryState.SENT:
        return None
    raise BusyError("另一进程正在发送这封提醒", (leased_until or now) - now + A_MOMENT)


def fill(session: Session, claimed: Claim, message: Message) -> None:
    """Keep what is about to be sent, and by what the recipient is known."""
    row = update(Delivery).where(col(Delivery.id) == claimed.id)
    known = (
        select(known_by())
        .outerjoin(Reach, col(Reach.person_id) == col(Person.id))
        .where(col(Person.id) == col(Delivery.recipient_id))
    )
    text = {
        "address": known.scalar_subquery(),
        "subject": message.subject,
        "body": message.body,
        "link": message.link,
    }
    session.execute(row.values(text))


def send(runtime: Runtime, claimed: Claim, message: Message) -> Outcome:
    """Hand the message to a channel. No transaction may be open: it may last."""
    return carry(runtime, claimed, message)


def record(session: Session, claimed: Claim, outcome: Outcome) -> bool:
    """Put down how an attempt ended and let go; false when another's word already stands."""
    sent = outcome.state is DeliveryState.SENT
    values: dict[str, object] = {
        "state": outcome.state,
        "last_error": outcome.reason,
        "leased_until": None,
        "sent_at": clock.now() if sent else None,
    }
    if outcome.channel:
        left = queries.channel_left(session, outcome.channel_id)
        values |= {"channel": outcome.channel, "channel_id": left}
    ended = session.connection().execute(queries.ending(claimed, sent=sent).values(values))
    return ended.rowcount == 1


def withdraw(session: Session, claimed: Claim, reason: str) -> None:
    """Nothing is left to say. If something is again, the same day, the delivery is open to it."""
    record(session, claimed, Outcome(DeliveryState.WITHDRAWN, reason))


def end_left_over(session: Session, reason: str, key: str) -> None:
    """Let go of a delivery whose day went by, unless somebody is at it at this moment."""
    ending = queries.left_over(clock.wall(), reason).where(col(Delivery.key) == key)
    session.execute(ending)


def end_all_left_over(session: Session) -> None:
    """Likewise for those of all days before today, whose jobs may have been given up."""
    midnight = datetime.combine(clock.today(), time(), clock.ZONE)
    ending = queries.left_over(clock.wall(), MISSED).where(col(Delivery.created_at) < midnight)
    session.execute(ending)
